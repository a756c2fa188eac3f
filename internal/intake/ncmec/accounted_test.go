package ncmec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// TestEveryElementAccountedFor walks the maximal samples with encoding/xml and
// finds every element's text and every attribute where the table says, or in
// Dropped with the reason the table says. What is kept but stands nowhere in
// the sample fails too.
func TestEveryElementAccountedFor(t *testing.T) {
	for _, name := range []string{"report-maximal.xml", "report-official.xml", "filedetails-maximal.xml", "filedetails-official.xml"} {
		t.Run(name, func(t *testing.T) {
			doc := shared(t, name)
			recs := readAll(t, name, doc, intake.Limits{})
			if len(recs) != 1 || recs[0].Problem != nil {
				t.Fatalf("want one record: %+v", recs)
			}
			kept := map[entry]int{}
			add := func(place, path, value string) { kept[entry{place, path, norm(value)}]++ }
			if r := recs[0].Report; r != nil {
				flatten(r, add)
			} else {
				a := recs[0].Attachment
				add("ReportID", "fileDetails/reportId", a.ReportID)
				if a.ID != a.Media[0].ID {
					t.Error("the attachment's id is not the file's")
				}
				flatten((&report.Report{}).With([]report.Attachment{*a}), add)
			}
			given := walk(t, doc)
			for _, g := range given {
				place := placeOf(g.path)
				if place == "" {
					t.Errorf("%s: the table has no place for it", g.path)
					continue
				}
				for p := range strings.SplitSeq(place, " + ") {
					e := entry{p, g.path, norm(g.value)}
					switch {
					case p == "Withheld":
						sum := sha256.Sum256([]byte(g.value))
						e.value = fmt.Sprint(len(g.value), " ", hex.EncodeToString(sum[:]))
					case strings.HasPrefix(p, "Dropped: ") || strings.HasPrefix(p, "Flags") || strings.HasPrefix(p, "Facts"):
						e.value = ""
					}
					if strings.HasPrefix(p, "Dropped: ") && kept[e] > 0 {
						continue // listed once a name
					}
					if kept[e]--; kept[e] < 0 {
						t.Errorf("%s is not kept in %s", g.path, p)
					}
				}
			}
			for e, n := range kept {
				if n > 0 && !strings.HasPrefix(e.place, "Dropped: ") && e.place != "Facts[prior_reports]" {
					t.Errorf("%s at %s is kept and given nowhere", e.place, e.path)
				}
			}
			t.Logf("%d values accounted for", len(given))
		})
	}
}

type entry struct{ place, path, value string }

// norm writes times one way.
func norm(v string) string {
	if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
		return t.UTC().Format(time.RFC3339Nano)
	}
	return v
}

// walk lists the text of every leaf and every attribute, under the paths that Field uses.
func walk(t *testing.T, doc []byte) (all []entry) {
	repeats := regexp.MustCompile(`(^|/)(internetDetails|personOrUserReported|intendedRecipient|victim|associatedAccount|details)$`)
	type open struct {
		path string
		text strings.Builder
		leaf bool
	}
	var stack []*open
	counts := map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(doc))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			o := &open{leaf: true}
			switch {
			case len(stack) == 0 && x.Name.Local == "fileDetails":
				o.path = "fileDetails"
			case len(stack) > 0:
				stack[len(stack)-1].leaf = false
				o.path = join(stack[len(stack)-1].path, x.Name.Local)
			}
			if repeats.MatchString(o.path) {
				counts[o.path]++
				o.path += "[" + strconv.Itoa(counts[o.path]) + "]"
			}
			for _, a := range x.Attr {
				if a.Name.Space == xsi || a.Name.Space == "xmlns" {
					continue // the pointer to the schema: see attributes
				}
				all = append(all, entry{path: o.path + "/@" + a.Name.Local, value: a.Value})
			}
			stack = append(stack, o)
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text.Write(x)
			}
		case xml.EndElement:
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if v := strings.TrimSpace(o.text.String()); v != "" || o.leaf {
				all = append(all, entry{path: o.path, value: v})
			}
		}
	}
}

// places says where every element and attribute of the schema is kept. In the
// paths of parties, PARTY stands for each of the elements that are one.
var places = map[string]string{
	"batchedReport/@reason":                                        "Flags + Facts[viral] + Facts[meme]",
	"incidentSummary/incidentType":                                 "Incident.Type",
	"incidentSummary/platform":                                     "Incident.Platform",
	"incidentSummary/escalateToHighPriority":                       "Texts[escalation] + Facts[imminent_danger]",
	"incidentSummary/reportAnnotations/sextortion":                 "Flags + Facts[sextortion]",
	"incidentSummary/reportAnnotations/csamSolicitation":           "Flags + Facts[solicitation]",
	"incidentSummary/reportAnnotations/minorToMinorInteraction":    "Flags + Facts[minor_to_minor]",
	"incidentSummary/reportAnnotations/spam":                       "Flags + Facts[spam]",
	"incidentSummary/reportAnnotations/sadisticOnlineExploitation": "Flags + Facts[sadistic_exploitation]",
	"incidentSummary/incidentDateTime":                             "Incident.At",
	"incidentSummary/incidentDateTimeDescription":                  "Texts[incidentDateTimeDescription]",

	"internetDetails/webPageIncident/url":                               "Incident[url]",
	"internetDetails/*/emailAddress":                                    "Incident[email]",
	"internetDetails/*/emailAddress/@type":                              "Incident[email].Type",
	"internetDetails/*/emailAddress/@verified":                          "Incident[email].Verified",
	"internetDetails/*/emailAddress/@verificationDate":                  "Incident[email].At",
	"internetDetails/*/content":                                         "Withheld",
	"internetDetails/*/additionalInfo":                                  "Texts[additionalInfo]",
	"internetDetails/newsgroupIncident/name":                            "Texts[newsgroupName]",
	"internetDetails/chatImIncident/chatClient":                         "Attributes[chatClient]",
	"internetDetails/chatImIncident/chatRoomName":                       "Texts[roomName]",
	"internetDetails/onlineGamingIncident/gameName":                     "Attributes[gameName]",
	"internetDetails/onlineGamingIncident/console":                      "Attributes[console]",
	"internetDetails/cellPhoneIncident/phoneNumber":                     "Incident[phone]",
	"internetDetails/cellPhoneIncident/phoneNumber/@type":               "Incident[phone].Type",
	"internetDetails/cellPhoneIncident/phoneNumber/@verified":           "Incident[phone].Verified",
	"internetDetails/cellPhoneIncident/phoneNumber/@verificationDate":   "Incident[phone].At",
	"internetDetails/cellPhoneIncident/phoneNumber/@countryCallingCode": "Incident[phone]",
	"internetDetails/cellPhoneIncident/phoneNumber/@extension":          "Incident[phone]",
	"internetDetails/cellPhoneIncident/latitude":                        "Attributes[latitude]",
	"internetDetails/cellPhoneIncident/longitude":                       "Attributes[longitude]",
	"internetDetails/nonInternetIncident/locationName":                  "Texts[locationName]",
	"internetDetails/nonInternetIncident/incidentAddress/@type":         "Incident.Places.Type",
	"internetDetails/nonInternetIncident/incidentAddress/address":       "Incident.Places.Street",
	"internetDetails/nonInternetIncident/incidentAddress/city":          "Incident.Places.City",
	"internetDetails/nonInternetIncident/incidentAddress/zipCode":       "Incident.Places.Postcode",
	"internetDetails/nonInternetIncident/incidentAddress/state":         "Incident.Places.Region",
	"internetDetails/nonInternetIncident/incidentAddress/nonUsaState":   "Incident.Places.Region",
	"internetDetails/nonInternetIncident/incidentAddress/country":       "Incident.Places.Country",
	"internetDetails/peer2peerIncident/client":                          "Attributes[client]",
	"internetDetails/peer2peerIncident/ipCaptureEvent/ipAddress":        "Incident[ip]",
	"internetDetails/peer2peerIncident/ipCaptureEvent/eventName":        "Incident[ip].Event",
	"internetDetails/peer2peerIncident/ipCaptureEvent/dateTime":         "Incident[ip].At",
	"internetDetails/peer2peerIncident/ipCaptureEvent/possibleProxy":    "Incident[ip].Proxy",
	"internetDetails/peer2peerIncident/ipCaptureEvent/port":             "Incident[ip].Port",
	"internetDetails/peer2peerIncident/fileNames":                       "Texts[fileNames]",

	"lawEnforcement/agencyName":                                   "Attributes[agencyName]",
	"lawEnforcement/caseNumber":                                   "Attributes[caseNumber]",
	"lawEnforcement/reportedToLe":                                 "Attributes[reportedToLe]",
	"lawEnforcement/servedLegalProcessDomestic":                   "Attributes[servedLegalProcessDomestic]",
	"lawEnforcement/servedLegalProcessInternational":              "Attributes[servedLegalProcessInternational]",
	"lawEnforcement/servedLegalProcessInternational/@fleaCountry": "Attributes[fleaCountry]",
	"reporter/companyTemplate":                                    "Texts[companyTemplate]",
	"reporter/termsOfService":                                     "Texts[termsOfService]",
	"reporter/legalURL":                                           "Attributes[legalURL]",
	"additionalInfo":                                              "Texts[additionalInfo]",

	"PARTY/firstName":                                    "ROLE.Names.First",
	"PARTY/middleName":                                   "ROLE.Names.Middle",
	"PARTY/lastName":                                     "ROLE.Names.Last",
	"PARTY/displayName":                                  "ROLE.Names.Full",
	"PARTY/phone":                                        "ROLE[phone]",
	"PARTY/phone/@type":                                  "ROLE[phone].Type",
	"PARTY/phone/@verified":                              "ROLE[phone].Verified",
	"PARTY/phone/@verificationDate":                      "ROLE[phone].At",
	"PARTY/phone/@countryCallingCode":                    "ROLE[phone]",
	"PARTY/phone/@extension":                             "ROLE[phone]",
	"PARTY/email":                                        "ROLE[email]",
	"PARTY/email/@type":                                  "ROLE[email].Type",
	"PARTY/email/@verified":                              "ROLE[email].Verified",
	"PARTY/email/@verificationDate":                      "ROLE[email].At",
	"PARTY/address/@type":                                "ROLE.Places.Type",
	"PARTY/address/address":                              "ROLE.Places.Street",
	"PARTY/address/city":                                 "ROLE.Places.City",
	"PARTY/address/zipCode":                              "ROLE.Places.Postcode",
	"PARTY/address/state":                                "ROLE.Places.Region",
	"PARTY/address/nonUsaState":                          "ROLE.Places.Region",
	"PARTY/address/country":                              "ROLE.Places.Country",
	"PARTY/age":                                          "Dropped: trait",
	"PARTY/approximateAge":                               "Dropped: trait",
	"PARTY/dateOfBirth":                                  "ROLE.Born",
	"PARTY/vehicleDescription":                           "Texts[vehicleDescription]",
	"PARTY/espIdentifier":                                "ROLE[account]",
	"PARTY/espService":                                   "ROLE.Service",
	"PARTY/compromisedAccount":                           "ROLE.Compromised",
	"PARTY/screenName":                                   "ROLE[screen-name]",
	"PARTY/profileUrl":                                   "ROLE[url]",
	"PARTY/profileBio":                                   "Texts[bio]",
	"PARTY/ipCaptureEvent/ipAddress":                     "ROLE[ip]",
	"PARTY/ipCaptureEvent/eventName":                     "ROLE[ip].Event",
	"PARTY/ipCaptureEvent/dateTime":                      "ROLE[ip].At",
	"PARTY/ipCaptureEvent/possibleProxy":                 "ROLE[ip].Proxy",
	"PARTY/ipCaptureEvent/port":                          "ROLE[ip].Port",
	"PARTY/deviceId/idType":                              "ROLE[device].Type",
	"PARTY/deviceId/idValue":                             "ROLE[device]",
	"PARTY/deviceId/eventName":                           "ROLE[device].Event",
	"PARTY/deviceId/dateTime":                            "ROLE[device].At",
	"PARTY/schoolName":                                   "Texts[schoolName]",
	"PARTY/priorCTReports":                               "Links[prior-report]",
	"PARTY/priorCTReport":                                "Links[prior-report]",
	"PARTY/groupIdentifier":                              "Links[group]",
	"PARTY/accountTemporarilyDisabled":                   "Attributes[accountTemporarilyDisabled] + ROLE.Suspended",
	"PARTY/accountPermanentlyDisabled":                   "Attributes[accountPermanentlyDisabled]",
	"PARTY/accountTemporarilyDisabled/@disabledDate":     "Attributes[disabledDate]",
	"PARTY/accountTemporarilyDisabled/@userNotified":     "Attributes[userNotified]",
	"PARTY/accountTemporarilyDisabled/@userNotifiedDate": "Attributes[userNotifiedDate]",
	"PARTY/accountTemporarilyDisabled/@reenabledDate":    "Attributes[reenabledDate]",
	"PARTY/accountPermanentlyDisabled/@disabledDate":     "Attributes[disabledDate]",
	"PARTY/accountPermanentlyDisabled/@userNotified":     "Attributes[userNotified]",
	"PARTY/accountPermanentlyDisabled/@userNotifiedDate": "Attributes[userNotifiedDate]",
	"PARTY/estimatedLocation/@verified":                  "ROLE.Places.Verified",
	"PARTY/estimatedLocation/@timestamp":                 "ROLE.Places.At",
	"PARTY/estimatedLocation/city":                       "ROLE.Places.City",
	"PARTY/estimatedLocation/region":                     "ROLE.Places.Region",
	"PARTY/estimatedLocation/countryCode":                "ROLE.Places.Country",
	"PARTY/allEmailsReported":                            "Attributes[allEmailsReported]",
	"PARTY/additionalInfo":                               "Texts[additionalInfo]",
	"PARTY/@type":                                        "Attributes[accountType]",
	"PARTY/platform":                                     "Attributes[platform]",
	"PARTY/platform/@thirdPartyUser":                     "Attributes[thirdPartyUser]",

	"fileDetails/reportId":                                  "ReportID",
	"fileDetails/fileId":                                    "Media.ID",
	"fileDetails/fileName":                                  "Media.Name",
	"fileDetails/originalFileName":                          "Media.OriginalName",
	"fileDetails/uploadedToEspTimestamp":                    "Media.Uploaded",
	"fileDetails/locationOfFile":                            "Media.Location",
	"fileDetails/fileViewedByEsp":                           "Media.Viewed",
	"fileDetails/exifViewedByEsp":                           "Media.ExifViewed",
	"fileDetails/publiclyAvailable":                         "Media.Public",
	"fileDetails/fileRelevance":                             "Media.Relevance",
	"fileDetails/fileAnnotations/animeDrawingVirtualHentai": "Flags",
	"fileDetails/fileAnnotations/potentialMeme":             "Flags + Facts[meme]",
	"fileDetails/fileAnnotations/viral":                     "Flags + Facts[viral]",
	"fileDetails/fileAnnotations/possibleSelfProduction":    "Flags",
	"fileDetails/fileAnnotations/physicalHarm":              "Flags",
	"fileDetails/fileAnnotations/violenceGore":              "Flags",
	"fileDetails/fileAnnotations/bestiality":                "Flags",
	"fileDetails/fileAnnotations/liveStreaming":             "Flags + Facts[live_abuse]",
	"fileDetails/fileAnnotations/infant":                    "Flags",
	"fileDetails/fileAnnotations/generativeAi":              "Flags + Facts[generated]",
	"fileDetails/industryClassification":                    "Media.Classification",
	"fileDetails/originalFileHash":                          "Media.Hashes",
	"fileDetails/originalFileHash/@hashType":                "Media.Hashes.Type",
	"fileDetails/ipCaptureEvent/ipAddress":                  "Media[ip]",
	"fileDetails/ipCaptureEvent/eventName":                  "Media[ip].Event",
	"fileDetails/ipCaptureEvent/dateTime":                   "Media[ip].At",
	"fileDetails/ipCaptureEvent/possibleProxy":              "Media[ip].Proxy",
	"fileDetails/ipCaptureEvent/port":                       "Media[ip].Port",
	"fileDetails/deviceId/idType":                           "Media[device].Type",
	"fileDetails/deviceId/idValue":                          "Media[device]",
	"fileDetails/deviceId/eventName":                        "Media[device].Event",
	"fileDetails/deviceId/dateTime":                         "Media[device].At",
	"fileDetails/details/nameValuePair/name":                "Attributes.Name",
	"fileDetails/details/nameValuePair/value":               "Attributes.Value",
	"fileDetails/additionalInfo":                            "Texts[additionalInfo]",
}

// parties lists the elements that are one party, innermost first.
var parties = []struct{ path, role string }{
	{"personOrUserReported/personOrUserReportedPerson", "reported"},
	{"personOrUserReported/associatedAccount", "associate"},
	{"personOrUserReported", "reported"},
	{"intendedRecipient/intendedRecipientPerson", "recipient"},
	{"intendedRecipient", "recipient"},
	{"victim/victimPerson", "victim"},
	{"victim/associatedAccount", "associate"},
	{"victim", "victim"},
	{"lawEnforcement/officerContact", "officer"},
	{"reporter/reportingPerson", "reporter"},
	{"reporter/contactPerson", "reporter"},
}

var index = regexp.MustCompile(`\[\d+\]`)

func placeOf(path string) string {
	path = index.ReplaceAllString(path, "")
	if p, ok := places[path]; ok {
		return p
	}
	if parts := strings.SplitN(path, "/", 3); len(parts) == 3 && parts[0] == "internetDetails" {
		return places["internetDetails/*/"+parts[2]]
	}
	for _, p := range parties {
		if tail, ok := strings.CutPrefix(path, p.path+"/"); ok {
			return strings.ReplaceAll(places["PARTY/"+tail], "ROLE", p.role)
		}
	}
	return ""
}

// flatten lists what a report keeps, each value under the path it came from.
func flatten(r *report.Report, add func(place, path, value string)) {
	put := func(place, path, value string) {
		if value != "" {
			add(place, path, value)
		}
	}
	in := r.Incident
	put("Incident.Type", "incidentSummary/incidentType", in.Type)
	put("Incident.Platform", "incidentSummary/platform", in.Platform)
	put("Incident.At", "incidentSummary/incidentDateTime", stamp(in.At))
	flattenIDs("Incident", in.Identifiers, put)
	flattenPlaces("Incident", in.Places, put)
	for _, p := range r.Parties {
		role := p.Role.String()
		for _, n := range p.Names {
			put(role+".Names.First", n.Field+"/firstName", n.First)
			put(role+".Names.Middle", n.Field+"/middleName", n.Middle)
			put(role+".Names.Last", n.Field+"/lastName", n.Last)
			put(role+".Names.Full", n.Field, n.Full)
		}
		nested := map[report.Role]string{report.RoleReported: "/personOrUserReportedPerson", report.RoleRecipient: "/intendedRecipientPerson", report.RoleVictim: "/victimPerson"}
		put(role+".Born", p.Field+nested[p.Role]+"/dateOfBirth", p.Born)
		put(role+".Suspended", p.Field+"/accountTemporarilyDisabled", truth(p.Suspended))
		put(role+".Compromised", p.Field+"/compromisedAccount", truth(p.Compromised))
		for _, id := range p.Identifiers {
			if id.Service != "" {
				put(role+".Service", p.Field+"/espService", id.Service)
				break
			}
		}
		flattenIDs(role, p.Identifiers, put)
		flattenPlaces(role, p.Places, put)
	}
	for _, m := range r.Media {
		const f = "fileDetails/"
		put("Media.ID", f+"fileId", m.ID)
		put("Media.Name", f+"fileName", m.Name)
		put("Media.OriginalName", f+"originalFileName", m.OriginalName)
		put("Media.Location", f+"locationOfFile", m.Location)
		put("Media.Uploaded", f+"uploadedToEspTimestamp", stamp(m.Uploaded))
		put("Media.Viewed", f+"fileViewedByEsp", truth(m.Viewed))
		put("Media.ExifViewed", f+"exifViewedByEsp", truth(m.ExifViewed))
		put("Media.Public", f+"publiclyAvailable", truth(m.Public))
		put("Media.Relevance", f+"fileRelevance", m.Relevance)
		put("Media.Classification", f+"industryClassification", m.Classification)
		for _, h := range m.Hashes {
			put("Media.Hashes", f+"originalFileHash", h.Value)
			put("Media.Hashes.Type", f+"originalFileHash/@hashType", h.Type)
		}
		for _, fl := range m.Flags {
			add("Flags", fl.Field, "")
		}
		flattenIDs("Media", m.Identifiers, put)
	}
	for _, f := range r.Flags {
		add("Flags", f.Field, "")
	}
	for _, f := range r.Facts {
		add("Facts["+string(f.Kind)+"]", f.Field, "")
	}
	for _, l := range r.Links {
		put("Links["+string(l.Kind)+"]", l.Field, l.Value)
	}
	for _, x := range r.Texts {
		put("Texts["+x.Kind+"]", x.Field, x.Value)
	}
	for _, w := range r.Withheld {
		put("Withheld", w.Field, fmt.Sprint(w.Length, " ", w.SHA256))
	}
	for _, d := range r.Dropped {
		add("Dropped: "+d.Reason, d.Field, "")
	}
	for _, a := range r.Attributes {
		if strings.HasSuffix(a.Field, "/nameValuePair") {
			put("Attributes.Name", a.Field+"/name", a.Name)
			put("Attributes.Value", a.Field+"/value", a.Value)
		} else if a.Name != "channel" { // ours, from an element's name
			put("Attributes["+a.Name+"]", a.Field, a.Value)
		}
	}
}

func flattenIDs(owner string, ids []report.Identifier, put func(place, path, value string)) {
	for _, id := range ids {
		at := owner + "[" + id.Kind.String() + "]"
		switch id.Kind {
		case report.KindIP:
			put(at, id.Field+"/ipAddress", id.Raw)
			put(at+".Event", id.Field+"/eventName", id.Event)
			put(at+".At", id.Field+"/dateTime", stamp(id.At))
			put(at+".Proxy", id.Field+"/possibleProxy", truth(id.Proxy))
			if id.Port != 0 {
				put(at+".Port", id.Field+"/port", strconv.Itoa(id.Port))
			}
		case report.KindDevice:
			put(at, id.Field+"/idValue", id.Raw)
			put(at+".Type", id.Field+"/idType", id.Type)
			put(at+".Event", id.Field+"/eventName", id.Event)
			put(at+".At", id.Field+"/dateTime", stamp(id.At))
		default:
			raw := id.Raw
			if id.Kind == report.KindPhone {
				if head, ext, ok := strings.Cut(raw, " ext. "); ok {
					raw = head
					put(at, id.Field+"/@extension", ext)
				}
				if code, rest, ok := strings.Cut(raw, " "); ok {
					raw = rest
					put(at, id.Field+"/@countryCallingCode", code)
				}
			}
			put(at, id.Field, raw)
			put(at+".Type", id.Field+"/@type", id.Type)
			put(at+".Verified", id.Field+"/@verified", truth(id.Verified))
			put(at+".At", id.Field+"/@verificationDate", stamp(id.At))
		}
	}
}

func flattenPlaces(owner string, places []report.Place, put func(place, path, value string)) {
	for _, p := range places {
		at := owner + ".Places"
		region, country := "/state", "/country"
		switch {
		case p.Type == "estimated":
			region, country = "/region", "/countryCode"
		default:
			put(at+".Type", p.Field+"/@type", p.Type)
			if p.Country != "US" {
				region = "/nonUsaState"
			}
		}
		put(at+".Street", p.Field+"/address", p.Street)
		put(at+".City", p.Field+"/city", p.City)
		put(at+".Postcode", p.Field+"/zipCode", p.Postcode)
		put(at+".Region", p.Field+region, p.Region)
		put(at+".Country", p.Field+country, p.Country)
		put(at+".Verified", p.Field+"/@verified", truth(p.Verified))
		put(at+".At", p.Field+"/@timestamp", stamp(p.At))
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func truth(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}
