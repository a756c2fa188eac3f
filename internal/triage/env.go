package triage

import (
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"vigie/internal/report"
)

// Type is the type of a variable of the rule environment. There is no other:
// no text, no fraction, no list.
type Type string

// Types of variables.
const (
	Boolean Type = "bool"
	Number  Type = "count"
	Date    Type = "date" // a UTC day as a number; 0: none. Two dates subtract to days
)

// Variable is one thing that a rule may ask about a lead.
type Variable struct {
	Name string
	Type Type
	Fact report.FactKind // the fact that it counts, or "" for what is counted over the lead
	get  func(*Summary) ref.Val
}

// Env lists every variable that a rule may name, in the order of docs/facts.md.
// Nothing else compiles. The list holds nothing about now: time acts through
// the slope and through the class perishable alone, so that a stored weight
// never goes stale.
func Env() []Variable { return append([]Variable(nil), variables...) }

var variables = buildEnv()

var variableAt = func() map[string]int {
	m := make(map[string]int, len(variables))
	for i, v := range variables {
		m[v.Name] = i
	}
	return m
}()

func buildEnv() []Variable {
	var out []Variable
	count := func(name string, get func(*Summary) uint64) {
		out = append(out, Variable{name, Number, "", func(s *Summary) ref.Val { return types.Int(min(get(s), maxTotal)) }})
	}
	date := func(name string, get func(*Summary) Day) {
		out = append(out, Variable{name, Date, "", func(s *Summary) ref.Val { return types.Int(get(s)) }})
	}
	yes := func(name string, kind report.FactKind, get func(*Summary) bool) {
		out = append(out, Variable{name, Boolean, kind, func(s *Summary) ref.Val { return types.Bool(get(s)) }})
	}

	for _, t := range tallied {
		i, name := t.at, string(t.kind)
		yes(name, t.kind, func(s *Summary) bool { return s.Facts[i].Stated > 0 })
		count(name+"_reports", func(s *Summary) uint64 { return uint64(s.Facts[i].Stated) })
		out[len(out)-1].Fact = t.kind
		yes(name+"_verified", t.kind, func(s *Summary) bool { return s.Facts[i].Verified > 0 })
	}
	count("payments", func(s *Summary) uint64 { return s.Payments.Most() })
	count("sessions", func(s *Summary) uint64 { return s.Sessions.Most() })
	count("prior_reports", func(s *Summary) uint64 { return uint64(s.PriorReports) })
	count("senders", func(s *Summary) uint64 { return uint64(s.Senders) })
	date("first_payment", func(s *Summary) Day { return s.FirstPayment })
	date("last_payment", func(s *Summary) Day { return s.LastPayment })
	count("reports", func(s *Summary) uint64 { return uint64(s.Reports) })
	count("low_reports", func(s *Summary) uint64 { return uint64(s.Low) })
	count("evidence_reports", func(s *Summary) uint64 { return uint64(s.Evidence) })
	count("sources", func(s *Summary) uint64 { return uint64(s.Sources()) })
	count("media", func(s *Summary) uint64 { return s.Media })
	date("first_received", func(s *Summary) Day { return DayOf(unix(s.FirstReceived)) })
	date("last_received", func(s *Summary) Day { return DayOf(unix(s.LastReceived)) })
	for i, c := range categories {
		yes("category_"+string(c), "", func(s *Summary) bool { return s.Categories&(1<<i) != 0 })
	}
	for i, c := range channels {
		yes("channel_"+identifier(string(c)), "", func(s *Summary) bool { return s.Channels&(1<<i) != 0 })
	}
	return out
}

// maxTotal bounds a count over a lead, so that no sum a rule can write overflows.
const maxTotal = 1 << 52

// figure is a variable's value as a number; a boolean counts 0 or 1.
func (v *Variable) figure(s *Summary) int64 {
	switch x := v.get(s).(type) {
	case types.Int:
		return int64(x)
	case types.Bool:
		if x {
			return 1
		}
	}
	return 0
}

// activation lets compiled rules read a summary without copying it.
type activation struct{ s *Summary }

// ResolveName gives the value of a variable.
func (a *activation) ResolveName(name string) (any, bool) {
	i, ok := variableAt[name]
	if !ok {
		return nil, false
	}
	return variables[i].get(a.s), true
}

// Parent says that there is nothing beyond the summary.
func (a *activation) Parent() cel.Activation { return nil }

func unix(sec int64) time.Time { return time.Unix(sec, 0) }

func identifier(s string) string { return strings.ReplaceAll(s, "-", "_") }
