package xarf

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/intake/jsonstrict"
	"vigie/internal/report"
)

func (b *builder) v4(root jsonstrict.Value) *intake.Problem {
	category := root.Get("category")
	if category.IsNull() {
		category = root.Get("class") // its name in the drafts of version 4
	}
	kind := text(root.Get("type"))
	if text(category) != "content" || kind != "csam" && kind != "csem" {
		return wrong(intake.WrongShape, "neither content/csam nor content/csem")
	}
	reporter := root.Get("reporter")
	for _, p := range []*intake.Problem{
		b.source(text(reporter.Get("domain")), text(reporter.Get("org"))),
		b.id(text(root.Get("report_id"))),
		b.dated(root.Get("timestamp"), "timestamp"),
	} {
		if p != nil {
			return p
		}
	}
	if b.r.SourceID == "" {
		return wrong(intake.MissingField, "report_id")
	}
	b.r.Incident.Type = kind
	b.r.Incident.Category = report.CategoryMaterial
	b.r.Incident.At = b.r.Dated // "when the abuse incident occurred", says the schema
	b.exploitation(root.Get("exploitation_type"))
	b.place(root)
	b.media(root)
	b.reported(root)
	b.contact(reporter)
	if sender := root.Get("sender"); !same(reporter, sender) {
		b.contact(sender)
	}
	b.tags(root.Get("tags"))
	b.text(root.Get("description"), "description")
	b.ncmec(root.Get("ncmec_report_id"))
	for _, key := range []string{
		"detection_method", "evidence_source", "evidence_type", "reporting_obligations", "content_removed", "confidence",
		"legacy_version", "verified_at", "verification_method", "attack_vector", "registrar", "hosting_provider", "asn", "country_code",
	} {
		b.attribute(root.Get(key))
	}
	root.Get("victim_age_range").Drop(jsonstrict.Trait)
	root.Get("screenshot_url").Drop(jsonstrict.Imagery)
	root.Get("_internal").Drop("internal") // "never transmitted between systems", says the schema
	for _, key := range []string{"nameservers", "dns_records", "dns_response", "ssl_certificate", "whois", "target_brand"} {
		root.Get(key).Drop("infrastructure")
	}
	each(root.Get("evidence"), b.evidence)
	return nil
}

// exploitations maps the schema's list, and the word for what it lacks.
var exploitations = map[string]struct {
	category report.Category
	fact     report.FactKind
}{
	"grooming":        {report.CategoryEnticement, report.Enticement},
	"solicitation":    {report.CategoryEnticement, report.Solicitation},
	"sextortion":      {report.CategoryEnticement, report.Sextortion},
	"trafficking":     {report.CategoryTrafficking, report.Trafficking},
	"distribution":    {report.CategoryMaterial, ""},
	"possession":      {report.CategoryMaterial, ""},
	"production":      {report.CategoryMaterial, report.Production},
	"livestream":      {report.CategoryLive, report.LiveAbuse},
	"livestreaming":   {report.CategoryLive, report.LiveAbuse},
	"liveabuse":       {report.CategoryLive, report.LiveAbuse},
	"livestreamabuse": {report.CategoryLive, report.LiveAbuse},
}

func (b *builder) exploitation(v jsonstrict.Value) {
	s := text(v)
	if s == "" {
		return
	}
	e, ok := exploitations[fold(s)]
	if !ok {
		if len(s) > 40 {
			v.Drop(jsonstrict.BadValue)
			return
		}
		b.attribute(v)
		b.r.Incident.Category = report.CategoryUnknown
		return
	}
	b.r.Incident.Type += "/" + s
	b.r.Incident.Category = e.category
	if e.fact != "" {
		b.fact(e.fact, v.Path())
	}
}

// platforms maps the schema's list to our channels.
var platforms = map[string]report.Channel{
	"social_media": report.ChannelWeb, "messaging_app": report.ChannelChat, "gaming_platform": report.ChannelGaming,
	"forum": report.ChannelWeb, "email": report.ChannelEmail, "darkweb": report.ChannelWeb,
}

// place reads where it happened: page, domain, and the source of the abuse,
// which is an address or a name.
func (b *builder) place(root jsonstrict.Value) {
	inc := &b.r.Incident
	platform := root.Get("platform")
	inc.Platform = text(platform)
	if len(inc.Platform) > 100 {
		inc.Platform = ""
		platform.Drop(jsonstrict.TooLong)
	}
	inc.Channel = platforms[inc.Platform]
	if inc.Channel == "" && !root.Get("url").IsNull() {
		inc.Channel = report.ChannelWeb
	}
	b.page(root.Get("url"))
	b.identifier(report.KindDomain, root.Get("domain"))
	source := root.Get("source_identifier")
	port := 0
	if p := root.Get("source_port"); !p.IsNull() {
		var ok bool
		if port, ok = p.Int(1, 65535); !ok {
			p.Drop(jsonstrict.BadValue)
		}
	}
	b.origin(source, port)
}

// page keeps a URL, whatever is wrong with it: what was reported is what was reported.
func (b *builder) page(v jsonstrict.Value) { b.identifier(report.KindURL, v) }

func (b *builder) identifier(k report.Kind, v jsonstrict.Value) {
	s := text(v)
	switch {
	case s == "":
	case len(s) > 8192:
		v.Drop(jsonstrict.TooLong)
	default:
		b.r.Incident.Identifiers = append(b.r.Incident.Identifiers, report.Identifier{Kind: k, Raw: s, Field: v.Path()})
	}
}

// origin reads source_identifier: "IP address, domain, or other identifier".
func (b *builder) origin(v jsonstrict.Value, port int) {
	s := text(v)
	if s == "" {
		return
	}
	n := len(b.r.Incident.Identifiers)
	if _, err := netip.ParseAddr(s); err == nil {
		b.identifier(report.KindIP, v)
		b.r.Incident.Identifiers[n].Port = port
		b.r.Incident.Identifiers[n].At = b.r.Dated
		return
	}
	switch {
	case strings.Contains(s, "://"):
		b.identifier(report.KindURL, v)
	case strings.Contains(s, "@"):
		b.identifier(report.KindEmail, v)
	case strings.Contains(s, ".") && !strings.ContainsAny(s, " /:"):
		b.identifier(report.KindDomain, v)
	default:
		b.attribute(v)
	}
}

// media makes one file of the hashes, the class and the kind that are stated.
func (b *builder) media(root jsonstrict.Value) {
	m := report.Media{Field: "hash_values"}
	for _, key := range []string{"hash_values", "file_hash"} {
		for name, v := range root.Get(key).Members() {
			s := text(v)
			h, ok := hash(name, s)
			if s != "" && !ok {
				v.Drop(jsonstrict.BadValue)
			}
			if ok && !slices.Contains(m.Hashes, h) {
				if len(m.Hashes) == 0 {
					m.Field = key
				}
				m.Hashes = append(m.Hashes, h)
			}
		}
	}
	class := root.Get("classification")
	switch s := text(class); s {
	case "":
	case "baseline", "A1", "A2", "B1", "B2":
		m.Classification = s
	default:
		class.Drop(jsonstrict.BadValue)
	}
	if t := root.Get("media_type"); text(t) != "" {
		b.attribute(t)
	}
	if len(m.Hashes) > 0 || m.Classification != "" {
		b.r.Media = append(b.r.Media, m)
	}
}

// digits is how long a hash is in hexadecimal; those of pictures have no one form.
var digits = map[string]int{"MD5": 32, "SHA1": 40, "SHA256": 64, "SHA512": 128}

func hash(name, value string) (report.Hash, bool) {
	kind := strings.ToUpper(strings.NewReplacer("-", "", "_", "").Replace(name))
	if n, known := digits[kind]; known {
		value = strings.ToLower(value)
		return report.Hash{Type: kind, Value: value}, len(value) == n && hexadecimal(value)
	}
	if kind != "PHOTODNA" && kind != "PDQ" {
		kind = name
	}
	return report.Hash{Type: kind, Value: value}, value != "" && len(value) <= 1024 && len(kind) <= 40
}

func hexadecimal(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// reported makes the reported account, where the report names one.
func (b *builder) reported(root jsonstrict.Value) {
	v := root.Get("perpetrator_indicators")
	p := report.Party{Role: report.RoleReported, Field: v.Path()}
	if id := v.Get("account_id"); text(id) != "" {
		if s := text(id); len(s) > 512 {
			id.Drop(jsonstrict.TooLong)
		} else {
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindAccount, Service: b.service(root), Raw: s, Field: id.Path()})
		}
	}
	for ip := range v.Get("ip_addresses").Items() {
		if s := text(ip); s != "" {
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindIP, Raw: s, Field: ip.Path()})
		}
	}
	b.text(v.Get("pattern_of_behavior"), "patternOfBehavior")
	suspended := root.Get("account_suspended")
	if len(p.Identifiers) == 0 {
		b.attribute(suspended)
		return
	}
	if p.Suspended = suspended.Bool(); p.Suspended == nil {
		b.attribute(suspended)
	}
	b.r.Parties = append(b.r.Parties, p)
}

// service is where an account id holds. XARF's platform is a kind of place
// ("social_media"), and an account of one site must not meet that of another:
// so the site's own name comes first, and a kind is bound to who reported it.
func (b *builder) service(root jsonstrict.Value) string {
	if d := strings.ToLower(text(root.Get("domain"))); d != "" {
		return d
	}
	if u, err := url.Parse(text(root.Get("url"))); err == nil && u.Hostname() != "" {
		return strings.ToLower(u.Hostname())
	}
	return strings.TrimPrefix(b.r.Incident.Platform+" "+strings.TrimPrefix(b.r.Source, "xarf:"), " ")
}

// contact keeps who reports or transmits.
func (b *builder) contact(v jsonstrict.Value) {
	p := report.Party{Role: report.RoleReporter, Field: v.Path()}
	if org := v.Get("org"); text(org) != "" {
		p.Names = []report.Name{{Full: text(org), Field: org.Path()}}
	}
	for _, c := range []struct {
		key  string
		kind report.Kind
	}{{"contact", report.KindEmail}, {"domain", report.KindDomain}} {
		if s := text(v.Get(c.key)); s != "" {
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: c.kind, Raw: s, Field: v.Get(c.key).Path()})
		}
	}
	if len(p.Names)+len(p.Identifiers) > 0 {
		b.r.Parties = append(b.r.Parties, p)
	}
}

// same reports whether two contacts say the same, and reads both.
func same(a, b jsonstrict.Value) bool {
	equal := true
	for _, key := range []string{"org", "contact", "domain"} {
		if text(a.Get(key)) != text(b.Get(key)) {
			equal = false
		}
	}
	return equal
}

// tags keeps every tag as a flag, and the facts that some name.
func (b *builder) tags(v jsonstrict.Value) {
	for t := range v.Items() {
		s := text(t)
		switch {
		case s == "":
			continue
		case len(s) > 120:
			t.Drop(jsonstrict.TooLong)
			continue
		}
		b.r.Flags = append(b.r.Flags, report.Flag{Name: s, Field: t.Path()})
		_, predicate, _ := strings.Cut(s, ":")
		switch p := fold(predicate); {
		case strings.HasPrefix(p, "livestream") || p == "liveabuse":
			b.fact(report.LiveAbuse, t.Path())
		case p == "aigenerated" || p == "generativeai" || p == "generated":
			b.fact(report.Generated, t.Path())
		case p == "sextortion":
			b.fact(report.Sextortion, t.Path())
		}
	}
}

// ncmec links to the CyberTip, by the digits of its number: the last run of
// them, since some write "NCMEC-2025-0001234".
func (b *builder) ncmec(v jsonstrict.Value) {
	s := text(v)
	if s == "" {
		return
	}
	runs := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if len(runs) == 0 || len(runs[len(runs)-1]) > 20 {
		v.Drop(jsonstrict.BadValue)
		return
	}
	b.r.Links = append(b.r.Links, report.Link{Kind: report.LinkNCMEC, Value: runs[len(runs)-1], Field: v.Path()})
	if s != runs[0] && len(s) <= 64 {
		b.attribute(v)
	}
}
