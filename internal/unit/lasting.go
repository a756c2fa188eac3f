package unit

import (
	"slices"

	"vigie/internal/report"
	"vigie/internal/triage"
)

// last names the facts that a later version of a report does not take back by
// leaving them out: they can make a lead immediate, and only a person's act
// lowers one.
var last = []report.FactKind{report.ImminentDanger, report.ChildReachable, report.LiveAbuse, report.Instruction}

// lasting adds to the facts of a report's current version what earlier or other
// versions state of danger, in the order of [last]. Those that no version states
// which may be used as evidence are named beside: the code of the version that states
// a fact holds for it, not that of the version it is added to.
func lasting(facts []report.Fact, cs []content, current *content, handling map[int64]triage.Handling) (out []report.Fact, unproven []report.FactKind, err error) {
	stated := map[report.FactKind]bool{}
	for _, f := range facts {
		stated[f.Kind] = true
	}
	found := map[report.FactKind]report.Fact{}
	evident := map[report.FactKind]bool{}
	for i := range cs {
		c := &cs[i]
		if c == current || c.version.Part != "" || c.version.Body == nil {
			continue
		}
		r, err := c.report()
		if err != nil {
			return nil, nil, err
		}
		proves := !r.Declaration && stricter(handling[c.version.Run], r.Handling) == triage.Evidence
		for _, f := range r.Facts {
			if stated[f.Kind] || !slices.Contains(last, f.Kind) {
				continue
			}
			// Of several versions that state it, one that is evidence, then the field that
			// sorts first: any order of arrival gives the same.
			o, ok := found[f.Kind]
			if better := proves && !evident[f.Kind]; !ok || better || proves == evident[f.Kind] && f.Field < o.Field {
				found[f.Kind], evident[f.Kind] = report.Fact{Kind: f.Kind, Field: f.Field}, proves
			}
		}
	}
	out = slices.Clone(facts)
	for _, k := range last {
		if f, ok := found[k]; ok {
			f.Field = "another version: " + f.Field
			out = append(out, f)
			if !evident[k] {
				unproven = append(unproven, k)
			}
		}
	}
	return out, unproven, nil
}
