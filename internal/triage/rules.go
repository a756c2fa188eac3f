package triage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// Rules is one version of the rules, compiled. It is immutable and may be used
// by several goroutines at once.
type Rules struct {
	Slope          int // points a day of waiting
	PerishableDays int // how long before an act-by date a strong lead becomes perishable

	rules  []rule
	target [Held + 1]time.Duration
	hash   string
}

// rule is one compiled rule.
type rule struct {
	id      string
	class   Class // 0: none
	weight  int
	source  cited
	reason  map[string]template
	program cel.Program
	uses    []int // the variables that it names
}

// Hash names this version of the rules: the SHA-256, in hexadecimal, of what
// they say. Comments and layout of the file do not count.
func (r *Rules) Hash() string { return r.hash }

// Len is the number of rules.
func (r *Rules) Len() int { return len(r.rules) }

// Target is the delay within which a lead of a class should be worked; zero
// where there is none (held).
func (r *Rules) Target(c Class) time.Duration {
	if int(c) < len(r.target) {
		return r.target[c]
	}
	return 0
}

// hash takes the settings as they came to hold, so that a default written out is no change.
func (f *ruleFile) hash(r *Rules) string {
	c := *f
	c.Slope, c.PerishableDays = &r.Slope, &r.PerishableDays
	c.Targets = targetFile{r.target[Immediate].String(), r.target[Perishable].String(), r.target[Strong].String(), r.target[Ordinary].String()}
	c.Rules = append([]ruleText(nil), f.Rules...)
	for i := range c.Rules {
		c.Rules[i].When = strings.TrimSpace(c.Rules[i].When)
	}
	b, err := json.Marshal(c) // struct order and sorted maps: one form
	if err != nil {
		panic(err) // strings and numbers only
	}
	sum := sha256.Sum256(append([]byte("vigie rules v1\n"), b...))
	return hex.EncodeToString(sum[:])
}

// holds says whether the rule's condition holds. The closed environment leaves
// nothing that could fail; were it to, the rule would not hold.
func (r *rule) holds(a *activation) bool {
	v, _, err := r.program.Eval(a)
	return err == nil && v == types.True
}

// fire evaluates every rule: which hold, the class by the rules, the weight.
func (r *Rules) fire(s *Summary) (fired []int, class Class, weight int64) {
	if s.Reports == 0 && s.Transfers.Reports > 0 {
		return nil, Ordinary, 0 // nothing but a statement: no rule is about it
	}
	a := &activation{s}
	best := Class(0)
	for i := range r.rules {
		rule := &r.rules[i]
		if !rule.holds(a) {
			continue
		}
		fired = append(fired, i)
		weight += int64(rule.weight)
		if rule.class != 0 && (best == 0 || rule.class < best) {
			best = rule.class
		}
	}
	if best == 0 || best == Held && !s.AllLow() {
		best = Ordinary // one report that is not low keeps a lead out of held, whatever a rule says
	}
	return fired, best, weight
}
