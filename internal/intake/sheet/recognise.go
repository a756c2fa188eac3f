package sheet

import (
	"fmt"
	"strings"

	"vigie/internal/intake"
)

// headRows is how many rows of a sheet may stand above its heading.
const headRows = 20

// bound is a column of the profile found in a file, or a column of the file
// that the profile does not know (column nil).
type bound struct {
	*column
	heading string // the file's, fit to be shown
	name    string // for problems: the profile's
}

// match is a profile found to fit a sheet.
type match struct {
	plan    *plan
	row     int // of the heading, from 1
	columns []bound
	problem *intake.Problem // the heading itself is wrong
	score   int
}

// fit looks for the plan's headings in the first rows of a sheet, each with its
// number, and binds the columns of the first row that has them all.
func (pl *plan) fit(rows []headRow) (match, bool) {
	for _, r := range rows {
		have := map[*column]bool{}
		for _, c := range r.cells {
			if col := pl.byHeading[fold(c)]; col != nil {
				have[col] = true
			}
		}
		all := true
		for _, m := range pl.match {
			all = all && have[pl.byHeading[m]]
		}
		if all {
			m := match{plan: pl, row: r.number, score: len(pl.match)<<16 + len(have)}
			if m.columns, m.problem = pl.bind(r.cells); r.problem != nil {
				m.problem = &intake.Problem{Reason: r.problem.Reason, Detail: "heading: " + r.problem.Detail}
			}
			return m, true
		}
	}
	return match{}, false
}

// headRow is one of the first rows of a sheet.
type headRow struct {
	number  int
	cells   []string
	problem *intake.Problem
}

// bind gives each cell of a heading its column. Two cells with one heading, or
// with one meaning that a row can state only once, are refused.
func (pl *plan) bind(cells []string) ([]bound, *intake.Problem) {
	out := make([]bound, len(cells))
	seen := map[string]int{}
	single := map[string]int{}
	used := map[string]bool{}
	var problem *intake.Problem
	twice := func(what string, a, b int) {
		if problem == nil {
			problem = &intake.Problem{Reason: intake.DuplicateName, Detail: fmt.Sprintf("%s: columns %d and %d", what, a+1, b+1)}
		}
	}
	for i, c := range cells {
		f := fold(c)
		col := pl.byHeading[f]
		b := bound{column: col, heading: shown(c)}
		if b.heading == "" {
			b.heading = fmt.Sprintf("column %d", i+1)
		}
		if used[b.heading] { // two that differ only where they are cut, or have no letter
			b.heading = fmt.Sprintf("%s (column %d)", b.heading, i+1)
		}
		used[b.heading] = true
		b.name = fmt.Sprintf("column %d", i+1)
		if col != nil {
			b.name = fmt.Sprintf("column %d (%s)", i+1, col.Heading)
		}
		if f != "" {
			if j, ok := seen[f]; ok {
				twice("one heading stands twice", j, i)
			}
			seen[f] = i
		}
		if col != nil && col.target != nil && col.target.Single {
			if j, ok := single[col.To]; ok {
				twice("both mean "+col.To, j, i)
			}
			single[col.To] = i
		}
		out[i] = b
	}
	return out, problem
}

// best picks among the profiles that fit: the one that asks for most headings,
// then that knows most columns, then that comes first.
func best(ms []match) (match, bool) {
	var b match
	for _, m := range ms {
		if m.score > b.score {
			b = m
		}
	}
	return b, b.plan != nil
}

// wanted says what the profiles would have needed to recognise a file.
func wanted(plans []*plan) string {
	if len(plans) == 0 {
		return "there is no profile"
	}
	var b strings.Builder
	b.WriteString("no heading fits a profile; they need: ")
	for i, p := range plans {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s (%s)", p.Name, strings.Join(p.Match, ", "))
	}
	return b.String()
}
