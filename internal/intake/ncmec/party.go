package ncmec

import (
	"slices"

	"vigie/internal/report"
)

// party reads an element that describes one person or account, with the
// accounts associated with it, which become parties of their own.
func (b *builder) party(path string, role report.Role) error {
	at := len(b.r.Parties)
	b.r.Parties = append(b.r.Parties, report.Party{Role: role, Field: path})
	b.attributes(path, func(name string, value []byte) bool {
		if name != "type" || role != report.RoleAssociate {
			return false
		}
		b.keep(path+"/@type", "accountType", string(value))
		return true
	})
	w := partyReader{b: b, at: at, p: report.Party{Role: role, Field: path}}
	if err := w.read(path); err != nil {
		return err
	}
	w.finish(path)
	b.r.Parties[at] = w.p
	return nil
}

// partyReader holds a party while its elements are read.
type partyReader struct {
	b        *builder
	at       int // index of the party in the report
	p        report.Party
	service  string // espService
	platform string // of an associated account
}

// read reads the elements of a user and of a person alike: the schema nests
// the person in some roles and not in others, and no name has two meanings.
func (w *partyReader) read(path string) error {
	b, p := w.b, &w.p
	name := report.Name{Field: path}
	err := b.children(path, func(element []byte) (err error) {
		switch string(element) {
		case "personOrUserReportedPerson", "intendedRecipientPerson", "victimPerson":
			b.attributes(join(path, string(element)), nil)
			return w.read(join(path, string(element)))

		case "firstName":
			return b.single(path, "firstName", &name.First)
		case "middleName":
			return b.single(path, "middleName", &name.Middle)
		case "lastName":
			return b.single(path, "lastName", &name.Last)
		case "displayName":
			n := report.Name{Field: path + "/displayName"}
			if err = b.single(path, "displayName", &n.Full); n.Full != "" {
				p.Names = append(p.Names, n)
			}
			return err
		case "phone":
			return b.contact(path+"/phone", report.KindPhone, &p.Identifiers)
		case "email":
			return b.contact(path+"/email", report.KindEmail, &p.Identifiers)
		case "address":
			return b.address(path+"/address", &p.Places)
		case "age", "approximateAge":
			b.drop(join(path, string(element)), "trait")
			return b.d.Skip()
		case "dateOfBirth":
			var v string
			if v, err = b.leaf(path + "/dateOfBirth"); err == nil {
				if v = b.birth(path+"/dateOfBirth", v); p.Born != "" && v != "" {
					b.drop(path+"/dateOfBirth", "repeated")
				} else if v != "" {
					p.Born = v
				}
			}
			return err

		case "espIdentifier":
			return b.identifier(path+"/espIdentifier", report.KindAccount, &p.Identifiers)
		case "espService":
			return b.single(path, "espService", &w.service)
		case "screenName":
			return b.identifier(path+"/screenName", report.KindScreenName, &p.Identifiers)
		case "profileUrl":
			return b.identifier(path+"/profileUrl", report.KindURL, &p.Identifiers)
		case "ipCaptureEvent":
			return b.capture(path+"/ipCaptureEvent", &p.Identifiers)
		case "deviceId":
			return b.device(path+"/deviceId", &p.Identifiers)
		case "estimatedLocation":
			return b.location(path+"/estimatedLocation", &p.Places)

		case "profileBio":
			return b.text(path+"/profileBio", "bio")
		case "additionalInfo":
			return b.text(path+"/additionalInfo", "additionalInfo")
		case "vehicleDescription":
			return b.text(path+"/vehicleDescription", "vehicleDescription")
		case "schoolName": // says where a child can be found: kept, masked
			return b.text(path+"/schoolName", "schoolName")

		case "compromisedAccount":
			if v, err := b.truth(path + "/compromisedAccount"); err != nil || v == nil {
				return err
			} else if p.Compromised == nil || *v {
				p.Compromised = v
			}
			return nil
		case "accountTemporarilyDisabled", "accountPermanentlyDisabled":
			return w.disabled(join(path, string(element)), string(element))
		case "thirdPartyUserReported":
			return w.thirdParty(path + "/thirdPartyUserReported")
		case "allEmailsReported":
			return b.attribute(path+"/allEmailsReported", "allEmailsReported")
		case "priorCTReports", "priorCTReport":
			return w.priorReport(join(path, string(element)))
		case "groupIdentifier":
			return b.link(path+"/groupIdentifier", report.LinkGroup)
		case "platform":
			return w.accountPlatform(path + "/platform")
		case "associatedAccount":
			if p.Role == report.RoleAssociate {
				return b.unknown(path)
			}
			return b.party(b.numbered(path, "associatedAccount"), report.RoleAssociate)
		}
		return b.unknown(path)
	})
	if name.First+name.Middle+name.Last != "" {
		p.Names = append(p.Names, name)
	}
	return err
}

// finish gives account ids and screen names the service they belong to.
func (w *partyReader) finish(path string) {
	service := w.service
	if service == "" {
		service = w.platform
	}
	used := false
	for i := range w.p.Identifiers {
		id := &w.p.Identifiers[i]
		if id.Kind == report.KindAccount || id.Kind == report.KindScreenName {
			id.Service = service
			used = true
		}
	}
	if !used {
		w.b.keep(path+"/espService", "espService", w.service)
	}
}

// disabled reads accountTemporarilyDisabled or accountPermanentlyDisabled.
func (w *partyReader) disabled(path, element string) error {
	b := w.b
	b.attributes(path, func(name string, value []byte) bool {
		field, v := path+"/@"+name, string(value)
		switch name {
		case "disabledDate", "userNotifiedDate", "reenabledDate":
			if !b.date(field, v).IsZero() {
				b.keep(field, name, v)
			}
		case "userNotified":
			b.keep(field, name, v)
		default:
			return false
		}
		return true
	})
	text, err := b.value(path)
	if err != nil {
		return err
	}
	v := b.boolean(path, text)
	if v == nil {
		return nil
	}
	if *v {
		b.keep(path, element, "true")
	}
	if w.p.Suspended == nil || *v {
		w.p.Suspended = v
	}
	return nil
}

// thirdParty notes that the account is at another company's service: the
// incident's platform then says nothing about where.
func (w *partyReader) thirdParty(path string) error {
	v, err := w.b.truth(path)
	if err != nil || v == nil {
		return err
	}
	value := "false"
	if *v {
		value = "true"
		w.b.foreign[w.at] = true
	}
	w.b.keep(path, "thirdPartyUserReported", value)
	return nil
}

// accountPlatform reads the platform of an associated account.
func (w *partyReader) accountPlatform(path string) error {
	b := w.b
	if w.p.Role != report.RoleAssociate {
		b.drop(path, "unknown")
		return b.d.Skip()
	}
	b.attributes(path, func(name string, value []byte) bool {
		if name != "thirdPartyUser" {
			return false
		}
		b.keep(path+"/@thirdPartyUser", name, string(value))
		if v := b.boolean(path+"/@thirdPartyUser", string(value)); v != nil && *v {
			b.foreign[w.at] = true
		}
		return true
	})
	v, err := b.value(path)
	if err == nil {
		w.platform = v
		b.keep(path, "platform", v)
	}
	return err
}

func (w *partyReader) priorReport(path string) error {
	n := len(w.b.r.Links)
	if err := w.b.link(path, report.LinkPrior); err != nil || len(w.b.r.Links) == n {
		return err
	}
	if v := w.b.r.Links[n].Value; w.p.Role == report.RoleReported {
		w.b.prior = append(w.b.prior, v)
	}
	return nil
}

func (b *builder) link(path string, kind report.LinkKind) error {
	v, err := b.leaf(path)
	if err == nil && v != "" {
		b.r.Links = append(b.r.Links, report.Link{Kind: kind, Value: v, Field: path})
	}
	return err
}

// settle does what needs the whole report: accounts without a service belong
// to the incident's platform, unless they are at another company's; prior
// reports of the person reported are counted, each once.
func (b *builder) settle() {
	if b.r.Incident.Platform != "" {
		for i := range b.r.Parties {
			if b.foreign[i] {
				continue
			}
			for j := range b.r.Parties[i].Identifiers {
				id := &b.r.Parties[i].Identifiers[j]
				if id.Service == "" && (id.Kind == report.KindAccount || id.Kind == report.KindScreenName) {
					id.Service = b.r.Incident.Platform
				}
			}
		}
	}
	if len(b.prior) > 0 {
		slices.Sort(b.prior)
		n := len(slices.Compact(b.prior))
		b.r.Facts = append(b.r.Facts, report.Fact{Kind: report.PriorReports, Count: int64(n), Field: "personOrUserReported/priorCTReports"})
	}
}
