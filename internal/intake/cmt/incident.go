package cmt

import (
	"strings"

	"vigie/internal/intake/jsonstrict"
	"vigie/internal/report"
)

func (b *builder) reporter(v jsonstrict.Value) {
	name, field := valued(v.Get("espName"))
	b.service = name
	b.r.Incident.Platform = name
	p := b.identity(v, report.RoleReporter)
	if name != "" {
		p.Names = append([]report.Name{{Full: name, Field: field.Path()}}, p.Names...)
	}
	if len(p.Names)+len(p.Identifiers)+len(p.Places) > 0 {
		b.r.Parties = append(b.r.Parties, p)
	}
}

func (b *builder) summary(v jsonstrict.Value) {
	kind := v.Get("incidentType")
	if s := text(kind); len(s) > 160 {
		b.addText("incidentType", s, kind.Path())
	} else if s != "" {
		b.r.Incident.Type = s
		var facts []report.FactKind
		b.r.Incident.Category, facts = category(s)
		for _, f := range facts {
			b.fact(f, kind.Path())
		}
	}
	b.r.Incident.At = v.Get("incidentDateTime").Time()
	b.textOf(v.Get("incidentDateTimeDescription"), "incidentDateTimeDescription")
	// Free text whose presence means that the company escalated, as in the XML.
	if e := v.Get("escalateToHighPriority"); text(e) != "" {
		if yes := e.Bool(); yes == nil || *yes {
			b.fact(report.ImminentDanger, e.Path())
		}
		if e.Bool() == nil {
			b.textOf(e, "escalation")
		}
	}
}

// category maps the eight wire values of incidentType, however capitalised and
// with whatever NCMEC appends to them, to our words and to the facts that they
// state. Kept in step with the reader of NCMEC's XML.
func category(wire string) (report.Category, []report.FactKind) {
	w := strings.ToLower(strings.Join(strings.Fields(wire), " "))
	for _, t := range incidentTypes {
		if strings.HasPrefix(w, t.wire) {
			return t.category, t.facts
		}
	}
	return report.CategoryUnknown, nil
}

var incidentTypes = []struct {
	wire     string
	category report.Category
	facts    []report.FactKind
}{
	{"child pornography", report.CategoryMaterial, nil}, // the wire value, quoted
	{"child sexual abuse material", report.CategoryMaterial, nil},
	{"child sex trafficking", report.CategoryTrafficking, []report.FactKind{report.Trafficking}},
	{"child sex tourism", report.CategoryTravel, []report.FactKind{report.TravelPlan}},
	{"child sexual molestation", report.CategoryAbuse, []report.FactKind{report.Production}},
	{"misleading domain name", report.CategoryMisleading, nil},
	{"misleading words or digital images", report.CategoryMisleading, nil},
	{"online enticement of children", report.CategoryEnticement, []report.FactKind{report.Enticement}},
	{"unsolicited obscene material", report.CategoryUnsolicited, nil},
}

// channels are the kinds of incident, in the order in which the first that is
// present names the channel.
var channels = []struct {
	keys    []string
	channel report.Channel
}{
	{[]string{"webpageIncident", "webPageIncident"}, report.ChannelWeb},
	{[]string{"emailIncident"}, report.ChannelEmail},
	{[]string{"newsgroupIncident"}, report.ChannelNewsgroup},
	{[]string{"chatImIncident", "chatIncident"}, report.ChannelChat},
	{[]string{"onlineGamingIncident"}, report.ChannelGaming},
	{[]string{"cellPhoneIncident"}, report.ChannelPhone},
	{[]string{"nonInternetIncident"}, report.ChannelOffline},
	{[]string{"peer2peerIncident", "peerToPeerIncident"}, report.ChannelPeer},
}

func (b *builder) details(v jsonstrict.Value) {
	for _, c := range channels {
		for _, key := range c.keys {
			for e := range list(v.Get(key), key) {
				b.incident(e)
				if b.r.Incident.Channel == "" {
					b.r.Incident.Channel = c.channel
				}
			}
		}
	}
}

// incident reads one page, message or exchange. Its addresses belong to the
// incident, not to the person reported.
func (b *builder) incident(v jsonstrict.Value) {
	inc := &b.r.Incident
	inc.Identifiers = append(inc.Identifiers, b.contacts(v)...)
	inc.Identifiers = append(inc.Identifiers, b.captures(v, nil)...)
	for _, key := range []string{"contents", "content"} {
		v.Get(key).Withhold()
	}
	for t := range list(v.Get("additionalInformations"), "additionalInformations") {
		inc.Identifiers = append(inc.Identifiers, b.freeText(t, "incidentInfo")...)
	}
}

// freeText keeps a text, and returns what in it looks like an identifier.
func (b *builder) freeText(v jsonstrict.Value, kind string) []report.Identifier {
	s, v := valued(v)
	if s == "" {
		return nil
	}
	b.addText(kind, s, v.Path())
	return scan(s, v.Path())
}

func (b *builder) textOf(v jsonstrict.Value, kind string) {
	if s, v := valued(v); s != "" {
		b.addText(kind, s, v.Path())
	}
}

func (b *builder) addText(kind, value, field string) {
	b.r.Texts = append(b.r.Texts, report.Text{Kind: kind, Value: value, Field: field})
}
