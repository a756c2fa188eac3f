package year

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"vigie/internal/synth"
)

const zulu = "2006-01-02T15:04:05Z"

// tips writes what companies reported about a commissioner.
func (r *run) tips(s *story) error {
	c := s.c
	d := newDraw(r.y.o.Seed, ofTip, uint64(c.k))
	if c.tells.tip {
		for i := range 1 + d.n(3)*d.n(2) {
			a := c.accounts[i%len(c.accounts)]
			if c.tells.three {
				a = c.accounts[0]
			}
			r.tipped++
			at := r.y.start.Add(time.Duration(d.n(364*24*60)) * time.Minute)
			live := c.tells.tipLive && i == 0
			write := r.tipXML
			if c.tells.tipJSON {
				write = r.tipJSON
			}
			if err := write(c, a, firstTip+r.tipped, at, live, d); err != nil {
				return err
			}
		}
	}
	if c.tells.host {
		return r.xarf(c, d)
	}
	return nil
}

// incidents are wire values of NCMEC's incidentType. Each states a fact of abuse, and
// the last an act.
var incidents = []string{"Child Sex Trafficking", "Online Enticement of Children for Sexual Acts", "Child Sexual Molestation"}

// told says what a CyberTip states.
func told(x reported, incident string, live bool, f *facilitator) reported {
	x.abuse, x.records = true, 1
	if live {
		x.names = f.known()
	}
	if live || incident == incidents[2] {
		x.states = 1
	}
	return x
}

func (r *run) tipXML(c *commissioner, a account, number int, at time.Time, live bool, d *draw) error {
	g, err := r.open(fmt.Sprintf("tips/%d.xml", number))
	if err != nil {
		return err
	}
	f := r.y.facilitator(c.ties[0])
	incident := pick(d, incidents)
	when := at.Format(zulu)
	g.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	g.in("report", func() {
		g.in("incidentSummary", func() {
			g.el("incidentType", incident)
			g.el("incidentDateTime", when)
		})
		g.in("internetDetails", func() {
			g.in("chatImIncident", func() { g.el("chatClient", a.at.name) })
		})
		g.in("reporter", func() {
			g.in("reportingPerson", func() {
				g.el("firstName", "Service")
				g.el("lastName", a.at.name)
				g.el("email", "signalements@"+a.at.domain)
			})
		})
		g.in("personOrUserReported", func() {
			g.in("personOrUserReportedPerson", func() {
				if c.tells.tipPhone {
					g.raw(`<phone type="Mobile" verified="true">` + c.phone)
					g.untag("phone")
				}
				g.raw(`<email type="Home" verified="true">` + c.email)
				g.untag("email")
			})
			g.el("espIdentifier", a.id)
			g.el("espService", a.at.name)
			g.el("screenName", a.screen)
			g.in("ipCaptureEvent", func() {
				g.el("ipAddress", c.home)
				g.el("eventName", "Login")
				g.el("dateTime", when)
			})
		})
		if live {
			g.in("intendedRecipient", func() {
				g.in("intendedRecipientPerson", func() {
					g.el("firstName", f.first)
					g.raw(`<phone type="Mobile" verified="true">` + f.phone)
					g.untag("phone")
				})
				g.el("espIdentifier", f.chat)
				g.el("espService", services[0].name)
			})
		}
		g.el("additionalInfo", "Texte de démonstration")
	})
	g.records++
	if err := r.end(g); err != nil {
		return err
	}
	if live {
		if err := r.liveFile(number, at); err != nil {
			return err
		}
	}
	r.report(told(reported{file: g.name, source: "ncmec", id: fmt.Sprint(number), who: c.id, kind: "ncmec-xml"}, incident, live, &f))
	return nil
}

// liveFile is the record of a file that the company marked as a live transmission.
func (r *run) liveFile(number int, at time.Time) error {
	g, err := r.open(fmt.Sprintf("tips/%d-files-1.xml", number))
	if err != nil {
		return err
	}
	id := fmt.Sprintf("%08x", uint32(mix(r.y.o.Seed^uint64(number))))
	g.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	g.in("fileDetails", func() {
		g.el("reportId", fmt.Sprint(number))
		g.el("fileId", id+"00000001")
		g.el("uploadedToEspTimestamp", at.Format(zulu))
		g.el("fileViewedByEsp", "true")
		g.in("fileAnnotations", func() { g.raw("<liveStreaming/>\n") })
		g.raw(`<originalFileHash hashType="MD5">` + fmt.Sprintf("%016x%016x", mix(r.y.o.Seed^uint64(number)<<1), mix(uint64(number))))
		g.untag("originalFileHash")
	})
	g.records++
	return r.end(g)
}

// object writes a JSON object from pairs of a key and a value: a string, a
// number, nil, or what object or list gave.
func object(pairs ...any) jsontext.Value {
	b := []byte{'{'}
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			b = append(b, ',')
		}
		b, _ = jsontext.AppendQuote(b, pairs[i].(string))
		b = append(b, ':')
		b = value(b, pairs[i+1])
	}
	return append(b, '}')
}

func list(values ...any) jsontext.Value {
	b := []byte{'['}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = value(b, v)
	}
	return append(b, ']')
}

func value(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		b, _ = jsontext.AppendQuote(b, v) // our own words: always UTF-8
	case int:
		b = fmt.Appendf(b, "%d", v)
	case bool:
		b = fmt.Appendf(b, "%t", v)
	case jsontext.Value:
		b = append(b, v...)
	}
	return b
}

func (r *run) tipJSON(c *commissioner, a account, number int, at time.Time, live bool, d *draw) error {
	f := r.y.facilitator(c.ties[0])
	incident := pick(d, incidents)
	var phones, recipients, files any
	if c.tells.tipPhone {
		phones = object("phones", list(object("value", c.phone, "verified", true)))
	}
	if live {
		recipients = object("intendedRecipients", list(object(
			"firstName", f.first, "espService", services[0].name, "espUserId", f.chat,
			"phones", object("phones", list(object("value", f.phone, "verified", true))))))
		files = object("uploadedFiles", list(object(
			"filename", "fichier-1.bin", "originalFilename", nil, "submittalId", fmt.Sprintf("%08x", uint32(mix(uint64(number)))),
			"verificationHash", fmt.Sprintf("%016x%016x", mix(r.y.o.Seed^uint64(number)<<1), mix(uint64(number))), "viewedByEsp", true,
			"ncmecTags", object("groups", list(object("tags", list(object("value", "Live Streaming"))))))))
	}
	doc := object(
		"reportId", number, "dateReceived", at.Add(26*hour).Format(zulu),
		"reportedInformation", object(
			"reportingEsp", object("espName", a.at.name),
			"incidentSummary", object("incidentType", incident, "incidentDateTime", at.Format(zulu), "incidentDateTimeDescription", nil),
			"incidentDetails", object("webpageIncident", nil, "emailIncident", nil),
			"reportedPeople", object("reportedPersons", list(object(
				"firstName", c.first.own, "lastName", c.last.own, "espService", a.at.name, "espUserId", a.id,
				"screenName", object("value", a.screen),
				"emails", object("emails", list(object("value", c.email, "verified", true))), "phones", phones,
				"sourceInformation", object("sourceCaptures", list(object(
					"captureType", "IP Address", "value", c.home, "dateTime", at.Format(zulu), "port", nil, "eventName", "Login"))),
				"additionalInformations", nil))),
			"intendedRecipients", recipients,
			"uploadedFiles", files,
			"additionalInformations", nil))
	g, err := r.open(fmt.Sprintf("tips/%d.json", number))
	if err != nil {
		return err
	}
	g.raw(string(doc))
	g.raw("\n")
	g.records++
	r.report(told(reported{file: g.name, source: "ncmec", id: fmt.Sprint(number), who: c.id, kind: "cmt-json"}, incident, live, &f))
	return r.end(g)
}

// xarf writes a host's report of an account.
func (r *run) xarf(c *commissioner, d *draw) error {
	a := c.accounts[0]
	id := synth.UUID(mix(r.y.o.Seed^uint64(c.k)<<4), mix(uint64(c.k)))
	who := object("org", a.at.name, "contact", "abus@"+a.at.domain, "domain", a.at.domain)
	ip := fmt.Sprintf("198.51.100.%d", 3+d.n(250))
	doc := object(
		"xarf_version", "4.0.0", "report_id", id, "timestamp", r.y.start.Add(time.Duration(d.n(364*24))*hour).Format(time.RFC3339),
		"reporter", who, "sender", who, "source_identifier", ip, "source_port", 1024+d.n(60000),
		"category", "content", "type", "csem", "url", fmt.Sprintf("https://%s/item/y%05d", a.at.domain, c.k), "domain", a.at.domain,
		"exploitation_type", "distribution", "victim_age_range", "unknown", "platform", "messaging_app", "detection_method", "user_report",
		"perpetrator_indicators", object("account_id", a.id, "ip_addresses", list(ip)),
		"reporting_obligations", list("NCMEC", "local_law_enforcement"), "tags", list("csem:detected"))
	g, err := r.open("hosts/" + id + ".json")
	if err != nil {
		return err
	}
	g.raw(string(doc))
	g.raw("\n")
	g.records++
	r.report(reported{file: g.name, source: "xarf:" + a.at.domain, id: id, who: c.id, kind: "xarf", records: 1})
	return r.end(g)
}
