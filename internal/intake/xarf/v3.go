package xarf

import (
	"encoding/hex"
	"slices"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/intake/jsonstrict"
	"vigie/internal/report"
)

// v3 reads the reports of child abuse of version 3: {Version, ReporterInfo,
// Disclosure, Report{ReportClass, ReportType, Date, SourceIp, SourceUrl …}}.
// Keys are compared without case and underscores, since both ReportType and
// Report_Type are sent.
func (b *builder) v3(root jsonstrict.Value) *intake.Problem {
	if v := text(folded(root, "version")); v != "" && v != "3" && !strings.HasPrefix(v, "3.") && v != "development" {
		return wrong(intake.WrongShape, "Version is not 3")
	}
	rep := folded(root, "report")
	if !rep.IsObject() {
		return wrong(intake.MissingField, "Report")
	}
	kind := text(folded(rep, "reporttype"))
	if !slices.Contains(childAbuse, fold(kind)) {
		return wrong(intake.WrongShape, "ReportType is not about child abuse")
	}
	info := folded(root, "reporterinfo")
	if p := b.source(text(folded(info, "reporterorgdomain")), text(first(info, "reporterorg", "reportercontactemail"))); p != nil {
		return p
	}
	if p := b.dated(folded(rep, "date"), "Report.Date"); p != nil {
		return p
	}
	own := first(rep, "reportid", "reportercaseid")
	if p := b.id(text(own)); p != nil {
		return p
	}
	if b.r.SourceID == "" {
		sum := b.d.SHA256()
		b.r.SourceID = hex.EncodeToString(sum[:])
	}
	inc := &b.r.Incident
	inc.Type, inc.Category, inc.At = kind, report.CategoryMaterial, b.r.Dated
	b.v3Report(rep)
	b.v3Contact(info, "reporter")
	b.v3Contact(folded(root, "onbehalfof"), "complainant")
	b.attribute(folded(root, "version"))
	b.attribute(folded(root, "disclosure"))
	folded(root, "internalprocessing").Drop("internal")
	for _, key := range []string{"samples", "attachment", "attachments"} {
		each(folded(rep, key), b.sample) // the last two are older writers' words
	}
	return nil
}

// childAbuse are the report types read here, folded.
var childAbuse = []string{
	"childabuse", "childsexualabuse", "childsexualabusematerial", "childsexualexploitation", "childexploitation", "csam", "csem", "csai",
}

func (b *builder) v3Report(rep jsonstrict.Value) {
	port := 0
	if p := folded(rep, "sourceport"); !p.IsNull() {
		var ok bool
		if port, ok = p.Int(0, 65535); !ok {
			p.Drop(jsonstrict.BadValue)
		}
	}
	if u := folded(rep, "sourceurl"); !u.IsNull() {
		b.page(u)
		b.r.Incident.Channel = report.ChannelWeb
	}
	b.origin(first(rep, "sourceip", "source"), port)
	for _, key := range []string{"reportclass", "reportsubtype", "reporterseverity", "asn", "ongoing", "reportercaseid", "firstseen"} {
		v := folded(rep, key)
		if key == "firstseen" && v.Time().IsZero() {
			continue
		}
		if s := text(v); s != "" && s != b.r.SourceID {
			b.attribute(v)
		}
	}
	for _, key := range []string{"reporternotes", "threatactor", "description"} {
		b.text(folded(rep, key), key)
	}
	if h := folded(rep, "filehash"); !h.IsNull() {
		b.v3File(rep)
	}
}

// v3Contact keeps who reports, or on whose behalf; prefix is that of the keys.
func (b *builder) v3Contact(v jsonstrict.Value, prefix string) {
	p := report.Party{Role: report.RoleReporter, Field: v.Path()}
	for _, key := range []string{"org", "contactname"} {
		if n := folded(v, prefix+key); text(n) != "" {
			p.Names = append(p.Names, report.Name{Full: text(n), Field: n.Path()})
		}
	}
	for _, c := range []struct {
		key  string
		kind report.Kind
	}{
		{"orgdomain", report.KindDomain},
		{"orgemail", report.KindEmail},
		{"contactemail", report.KindEmail},
		{"contactphone", report.KindPhone},
	} {
		if id := folded(v, prefix+c.key); text(id) != "" {
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: c.kind, Raw: text(id), Field: id.Path()})
		}
	}
	if a := folded(v, prefix+"orgaddress"); text(a) != "" {
		p.Places = append(p.Places, report.Place{Street: text(a), Field: a.Path()})
	}
	b.attribute(folded(v, prefix+"type"))
	if len(p.Names)+len(p.Identifiers)+len(p.Places) > 0 {
		b.r.Parties = append(b.r.Parties, p)
	}
}

// sample is a piece of evidence: a payload, or a file by name and hash.
func (b *builder) sample(v jsonstrict.Value) {
	if !v.IsObject() {
		v.Withhold()
		return
	}
	b.v3File(v)
	b.attribute(folded(v, "contenttype"))
	b.text(folded(v, "description"), "evidence")
	encoded := folded(v, "base64encoded")
	b.attribute(encoded)
	payload := folded(v, "payload")
	if is := encoded.Bool(); is != nil && *is {
		payload.WithholdPayload(v3Declared(v))
	} else {
		payload.WithholdText(v3Declared(v))
	}
	b.rest(v)
}

// known are the keys of a sample that hold no evidence, folded.
var known = []string{"contenttype", "description", "base64encoded", "payload", "filename", "filesize", "filehash"}

// rest withholds what a sample holds under keys that the format does not have.
func (b *builder) rest(v jsonstrict.Value) {
	for key, m := range v.Members() {
		if !slices.Contains(known, fold(key)) {
			m.Drop(jsonstrict.Unknown)
			m.Withhold()
		}
	}
}

func (b *builder) v3File(v jsonstrict.Value) {
	m := report.Media{Field: v.Path(), Name: text(folded(v, "filename"))}
	h := folded(v, "filehash")
	value := folded(h, "hashvalue")
	if s := text(value); s != "" {
		whole := folded(h, "hashcomplete").Bool()
		if x, ok := hash(text(folded(h, "hashalgorithm")), s); ok && (whole == nil || *whole) {
			m.Hashes = append(m.Hashes, x)
		} else {
			value.Drop(jsonstrict.BadValue)
		}
	}
	b.attribute(folded(v, "filesize"))
	if m.Name != "" || len(m.Hashes) > 0 {
		b.r.Media = append(b.r.Media, m)
	}
}

func v3Declared(v jsonstrict.Value) string {
	h := folded(v, "filehash")
	value := strings.ToLower(text(folded(h, "hashvalue")))
	algorithm := fold(text(folded(h, "hashalgorithm")))
	if _, ok := digits[strings.ToUpper(algorithm)]; !ok || len(value) != digits[strings.ToUpper(algorithm)] || !hexadecimal(value) {
		return ""
	}
	return algorithm + ":" + value
}

// fold is a key or word without case and separators.
func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
}

// folded is the value under the first key that folds to the one given.
func folded(v jsonstrict.Value, key string) jsonstrict.Value {
	for k, m := range v.Members() {
		if len(k) <= 64 && fold(k) == key {
			return m
		}
	}
	return jsonstrict.Value{}
}

// first is the first of several keys that holds something.
func first(v jsonstrict.Value, keys ...string) jsonstrict.Value {
	for _, key := range keys {
		if m := folded(v, key); text(m) != "" || m.IsObject() || m.IsArray() {
			return m
		}
	}
	return jsonstrict.Value{}
}
