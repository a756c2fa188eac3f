package triage

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/env"
)

// maxCost bounds what one rule may cost to evaluate, in CEL's units. It is
// checked when a rule is compiled: rules have no loops, so the estimate holds.
const maxCost = 1_000

// compiler holds the closed CEL environment.
type compiler struct{ env *cel.Env }

func newCompiler() (*compiler, error) {
	fn := func(name string, overloads ...string) *env.Function {
		f := &env.Function{Name: name}
		for _, o := range overloads {
			f.Overloads = append(f.Overloads, &env.Overload{ID: o})
		}
		return f
	}
	subset := env.NewLibrarySubset().SetDisableMacros(true).AddIncludedFunctions(
		fn("_&&_"), fn("_||_"), fn("!_"), fn("_?_:_"), fn("_==_"), fn("_!=_"),
		fn("_<_", "less_int64"), fn("_<=_", "less_equals_int64"),
		fn("_>_", "greater_int64"), fn("_>=_", "greater_equals_int64"),
		fn("_+_", "add_int64"), fn("_-_", "subtract_int64"), fn("-_", "negate_int64"),
	)
	options := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(subset)),
		cel.ClearMacros(),
		cel.ParserExpressionSizeLimit(4096),
		cel.ParserRecursionLimit(64),
	}
	for _, v := range variables {
		t := cel.IntType
		if v.Type == Boolean {
			t = cel.BoolType
		}
		options = append(options, cel.Variable(v.Name, t))
	}
	e, err := cel.NewCustomEnv(options...)
	return &compiler{e}, err
}

var inFull = map[string]string{"fr": "French (fr)", "en": "English (en)"}

// compile checks one rule in full and returns every fault.
func (c *compiler) compile(text ruleText) (rule, []string) {
	r := rule{id: text.ID, weight: text.Weight, source: text.Source, reason: map[string]template{}}
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if !ruleID.MatchString(text.ID) {
		fault("id: expected lower-case letters, digits and dashes, such as live-paid")
	}
	if text.Class == "" && text.Weight == 0 {
		fault("the rule has no effect: give it a class or a weight")
	}
	if text.Weight > maxWeight || text.Weight < -maxWeight {
		fault("weight is %d: at most %d either way", text.Weight, maxWeight)
	}
	switch class, err := ParseClass(text.Class); {
	case text.Class == "":
	case err != nil || class == Perishable:
		fault("class is %q: expected immediate, strong, ordinary or held (perishable follows from act-by dates)", text.Class)
	default:
		r.class = class
	}
	faults = append(faults, text.Source.faults()...)
	for _, lang := range []string{"fr", "en"} {
		reason := strings.TrimSpace(text.Reason[lang])
		if reason == "" {
			fault("reason is missing in %s: every rule gives its reason in French and in English", inFull[lang])
			continue
		}
		t, err := parseTemplate(reason)
		if err != nil {
			fault("reason, %s: %v", lang, err)
		}
		r.reason[lang] = t
	}
	for lang := range text.Reason {
		if lang != "fr" && lang != "en" {
			fault("reason: a language other than fr and en")
		}
	}
	var why []string
	if r.program, r.uses, why = c.expression(text.When); len(why) > 0 {
		for _, w := range why {
			fault("when: %s", w)
		}
	}
	return r, faults
}

// expression compiles the condition and lists the variables that it names.
func (c *compiler) expression(when string) (cel.Program, []int, []string) {
	if strings.TrimSpace(when) == "" {
		return nil, nil, []string{"the condition is missing"}
	}
	parsed, issues := c.env.Parse(when)
	if issues.Err() != nil {
		return nil, nil, located(issues)
	}
	if faults := outside(parsed.NativeRep()); len(faults) > 0 {
		return nil, nil, faults
	}
	checked, issues := c.env.Check(parsed)
	if issues.Err() != nil {
		return nil, nil, located(issues)
	}
	if checked.OutputType() != cel.BoolType {
		return nil, nil, []string{fmt.Sprintf("the condition gives a %s: it must say yes or no, such as payments > 0", checked.OutputType())}
	}
	cost, err := c.env.EstimateCost(checked, nil)
	if err != nil {
		return nil, nil, []string{err.Error()}
	}
	if cost.Max > maxCost {
		return nil, nil, []string{fmt.Sprintf("the condition may cost %d, at most %d: split the rule", cost.Max, maxCost)}
	}
	program, err := c.env.Program(checked, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, nil, []string{err.Error()}
	}
	return program, used(checked.NativeRep().Expr()), nil
}

// located writes CEL's own complaints with line and column.
func located(issues *cel.Issues) []string {
	var out []string
	for _, e := range issues.Errors() {
		out = append(out, fmt.Sprintf("%d:%d: %s", e.Location.Line(), e.Location.Column()+1, e.Message))
	}
	return out
}

// used lists the variables of an expression, by index, in the order of docs/facts.md.
func used(e ast.Expr) []int {
	in := map[int]bool{}
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind {
			if i, ok := variableAt[e.AsIdent()]; ok {
				in[i] = true
			}
		}
	}))
	var out []int
	for i := range variables {
		if in[i] {
			out = append(out, i)
		}
	}
	return out
}
