package goaml

import (
	"slices"
	"strings"
	"unicode"

	"vigie/internal/report"
)

// head is what a document says before anything is read of what it reports.
type head struct {
	entity string // rentity_id
	ref    string // the report's own number, "" where it has none
	local  string // currency_code_local
	code   *code
	// statement: its report code is one of those that accuse nobody, or it marks
	// nobody and does not accuse.
	statement bool
	accuses   bool // by its code or by an indicator
}

// source is the reporting body, by the number that its country's unit gave it.
func (h *head) source() string { return "goaml:" + h.entity }

func (ls Lists) head(root *node) head {
	h := head{entity: cleanID(root.says("rentity_id")), local: root.says("currency_code_local")}
	if !currency(h.local) {
		h.local = ""
	}
	h.code = ls.of(h.local, h.entity)
	h.statement = h.code.statements[fold(root.says("report_code"))]
	h.accuses = h.code.declares(root.says("report_code")) || indicated(root)
	if ref := cleanID(root.says("entity_reference")); strings.ContainsFunc(ref, unicode.IsDigit) {
		h.ref = ref
		if c := cleanCode(root.says("report_code")); c != "" {
			h.ref = c + ":" + ref
		}
	}
	return h
}

// indicated says whether a document names any indicator.
func indicated(root *node) bool {
	return slices.ContainsFunc(root.kids, func(n *node) bool {
		return n.name == "report_indicators" && (n.text != "" || n.says("indicator") != "")
	})
}

// cleanID is an id that a document states, or "" when it cannot be one.
func cleanID(s string) string {
	if len(s) > 128 || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	return s
}

// headOf reads all of a document but what it reports.
func (b *builder) headOf(root *node) {
	in := &b.r.Incident
	in.Category = report.CategoryPayment
	b.each(root, "", func(k *node, path string) bool {
		switch k.name {
		case "activity":
			return b.activity(k, path)
		case "rentity_id", "rentity_branch", "schema_version", "submission_code", "entity_reference",
			"prev_rejected_ref_number", "currency_code_local":
			return b.keep(k, path)
		case "report_code":
			return b.single(k, path, &in.Type)
		case "fiu_ref_number": // what the unit asked, or what it numbered the file
			if v := b.leaf(k, path); v != "" {
				b.r.Links = append(b.r.Links, report.Link{Kind: report.LinkGroup, Value: v, Field: path})
			}
			return true
		case "submission_date", "report_date":
			return b.when(k, path, &b.r.Dated)
		case "reporting_person":
			at, p := b.open(report.RoleReporter, path)
			b.person(k, path, &p)
			b.close(at, p)
			return true
		case "reporting_user_code":
			return b.text(k, path, "staff")
		case "location":
			return b.address(k, path, &in.Places)
		case "reason", "action":
			return b.text(k, path, k.name)
		case "report_indicators":
			return b.indicators(k, path)
		case "additional_information":
			return b.additional(k, path)
		}
		return false
	})
	b.tidy()
}

// activity reads what a report of activity holds beside its parties.
func (b *builder) activity(n *node, path string) bool {
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "report_parties":
			return b.within(k, path, "", nil)
		case "goods_services":
			return b.goods(k, path)
		}
		return false
	})
	return true
}

// maxFlags bounds the indicators of one report.
const maxFlags = 256

// indicators keeps every code as a flag. What it states is in the lists, or nowhere.
func (b *builder) indicators(n *node, path string) bool {
	if n.text != "" && len(n.kids) == 0 { // some systems put the code here
		b.strays(n, path)
		b.indicator(n.text, path)
		return true
	}
	return b.within(n, path, "indicator", func(k *node, path string) bool {
		if v := b.leaf(k, path); v != "" {
			b.indicator(v, path)
		}
		return true
	})
}

func (b *builder) indicator(v, path string) {
	c := cleanCode(v)
	if c == "" {
		b.drop(path, "bad-value")
		return
	}
	f := report.Flag{Name: "indicator:" + c, Field: path}
	switch {
	case slices.Contains(b.r.Flags, f):
		b.drop(path, "repeated")
		return
	case len(b.r.Flags) >= maxFlags:
		b.drop(path, "more")
		return
	}
	b.r.Flags = append(b.r.Flags, f)
	in, ok := b.code.indicators[c]
	if !ok {
		return
	}
	for _, kind := range in.Facts {
		b.fact(report.Fact{Kind: kind, Field: path})
	}
	if in.Category != "" && b.r.Incident.Category == report.CategoryPayment {
		b.r.Incident.Category = in.Category
	}
}

// fact states a fact once.
func (b *builder) fact(f report.Fact) {
	if !slices.ContainsFunc(b.r.Facts, func(g report.Fact) bool { return g.Kind == f.Kind }) {
		b.r.Facts = append(b.r.Facts, f)
	}
}
