package ncmec

import (
	"strings"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// report reads the document whose root is a report.
func (b *builder) report() error {
	b.attributes("", func(name string, _ []byte) bool { return isID(name) }) // the wrapper's business
	at := b.d.Path()
	err := b.children("", func(name []byte) error {
		switch string(name) {
		case "batchedReport":
			return b.batched("batchedReport")
		case "incidentSummary":
			return b.summary("incidentSummary")
		case "internetDetails":
			return b.details(b.numbered("", "internetDetails"))
		case "lawEnforcement":
			return b.lawEnforcement("lawEnforcement")
		case "reporter":
			return b.reporter("reporter")
		case "personOrUserReported":
			return b.party(b.numbered("", "personOrUserReported"), report.RoleReported)
		case "intendedRecipient":
			return b.party(b.numbered("", "intendedRecipient"), report.RoleRecipient)
		case "victim":
			return b.party(b.numbered("", "victim"), report.RoleVictim)
		case "additionalInfo":
			return b.text("additionalInfo", "additionalInfo")
		}
		return b.unknown("")
	})
	if err != nil {
		return err
	}
	if b.r.Incident.Type == "" {
		e := b.d.Fail(intake.MissingField, "no incidentType: without it this is no CyberTipline report")
		e.Path = at + "/incidentSummary"
		return e
	}
	b.settle()
	return nil
}

// batched reads the mark of a report that stands for many.
func (b *builder) batched(path string) error {
	field := path + "/@reason"
	b.attributes(path, func(name string, value []byte) bool {
		if name != "reason" {
			return false
		}
		reason := strings.TrimSpace(string(value))
		if reason == "" || len(reason) > 64 || strings.ContainsFunc(reason, func(r rune) bool { return r <= ' ' || r > '~' }) {
			b.drop(field, "bad-value")
			return true
		}
		b.r.Flags = append(b.r.Flags, report.Flag{Name: reason, Field: field})
		if reason == "VIRAL_POTENTIAL_MEME" {
			b.fact(report.Viral, field)
			b.fact(report.Meme, field)
		}
		return true
	})
	v, err := b.value(path)
	if v != "" {
		b.drop(path+"/text()", "unknown")
	}
	return err
}

func (b *builder) summary(path string) error {
	b.attributes(path, nil)
	in := &b.r.Incident
	return b.children(path, func(name []byte) error {
		field := join(path, bounded(name))
		switch string(name) {
		case "incidentType":
			first := in.Type == ""
			if err := b.single(path, "incidentType", &in.Type); err != nil || !first {
				return err
			}
			var fact report.FactKind
			in.Category, fact = incidentType(in.Type)
			b.fact(fact, field)
			return nil
		case "platform":
			return b.single(path, "platform", &in.Platform)
		case "escalateToHighPriority":
			return b.escalation(field)
		case "reportAnnotations":
			return b.annotations(field, &b.r.Flags)
		case "incidentDateTime":
			return b.incidentDate(field)
		case "incidentDateTimeDescription":
			return b.text(field, "incidentDateTimeDescription")
		}
		return b.unknown(path)
	})
}

// escalation: the element's presence means that the service sees a child in
// immediate danger, whatever its text, which is a person's own words.
func (b *builder) escalation(path string) error {
	v, err := b.leaf(path)
	if err != nil || strings.EqualFold(v, "false") {
		return err
	}
	b.fact(report.ImminentDanger, path)
	if v != "" {
		b.r.Texts = append(b.r.Texts, report.Text{Kind: "escalation", Value: v, Field: path})
	}
	return nil
}

// incidentDate is the one date without which a report has no place in time: one
// that cannot be sends it to quarantine. None at all is a report to complete.
func (b *builder) incidentDate(path string) error {
	b.attributes(path, nil)
	v, inside, err := b.d.Value()
	if err != nil {
		return err
	}
	if inside > 0 {
		b.drop(path+"/*", "unknown")
	}
	s := strings.TrimSpace(string(v))
	if s == "" {
		return nil
	}
	t, zoned, ok := parseDate(s)
	if !ok {
		e := b.d.Fail(intake.BadValue, "incidentDateTime is no date and time between %d and %d", firstYear, lastYear)
		e.Path = join(e.Path, "incidentDateTime")
		return e
	}
	if !b.r.Incident.At.IsZero() {
		b.drop(path, "repeated")
		return nil
	}
	if !zoned {
		b.keep(path, assumedUTC, "true")
	}
	b.r.Incident.At = t
	return nil
}

// annotations reads presence tags: <viral/> and <viral>true</viral> alike say
// yes, false says nothing. Names unknown to us are kept: the list grows.
func (b *builder) annotations(path string, flags *[]report.Flag) error {
	b.attributes(path, nil)
	return b.children(path, func(name []byte) error {
		tag := bounded(name)
		return b.tag(join(path, tag), tag, flags)
	})
}

func (b *builder) tag(path, name string, flags *[]report.Flag) error {
	v, err := b.leaf(path)
	if err != nil || strings.EqualFold(v, "false") || v == "0" {
		return err
	}
	if v != "" && v != "1" && !strings.EqualFold(v, "true") {
		b.drop(path+"/text()", "unknown") // the tag stands, what it says beyond that is not kept
	}
	for _, f := range *flags {
		if f.Name == name {
			b.drop(path, "repeated")
			return nil
		}
		if len(*flags) > maxFlags {
			b.drop(path, "unknown")
			return nil
		}
	}
	*flags = append(*flags, report.Flag{Name: name, Field: path})
	b.fact(annotation(name), path)
	return nil
}

const maxFlags = 256

func (b *builder) lawEnforcement(path string) error {
	b.attributes(path, nil)
	return b.children(path, func(name []byte) error {
		field := join(path, bounded(name))
		switch string(name) {
		case "agencyName":
			return b.attribute(field, "agencyName")
		case "caseNumber":
			return b.attribute(field, "caseNumber")
		case "officerContact":
			return b.party(field, report.RoleOfficer)
		case "reportedToLe":
			return b.attribute(field, "reportedToLe")
		case "servedLegalProcessDomestic":
			return b.attribute(field, "servedLegalProcessDomestic")
		case "servedLegalProcessInternational":
			b.attributes(field, func(a string, value []byte) bool {
				if a != "fleaCountry" {
					return false
				}
				b.keep(field+"/@fleaCountry", a, string(value))
				return true
			})
			v, err := b.value(field)
			b.keep(field, "servedLegalProcessInternational", v)
			return err
		}
		return b.unknown(path)
	})
}

func (b *builder) reporter(path string) error {
	b.attributes(path, nil)
	return b.children(path, func(name []byte) error {
		field := join(path, bounded(name))
		switch string(name) {
		case "reportingPerson", "contactPerson":
			return b.party(field, report.RoleReporter)
		case "companyTemplate":
			return b.text(field, "companyTemplate")
		case "termsOfService":
			return b.text(field, "termsOfService")
		case "legalURL":
			return b.attribute(field, "legalURL")
		}
		return b.unknown(path)
	})
}
