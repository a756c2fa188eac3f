package triage

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// The rule environment is closed. What follows finds, before types are
// checked, whatever reaches out of it, and says why it may not.

// allowed are the operators of a rule. None can fail or loop: with bounded
// literals and counts, every rule gives a value for every lead.
var allowed = map[string]bool{
	operators.LogicalAnd: true, operators.LogicalOr: true, operators.LogicalNot: true, operators.Conditional: true,
	operators.Equals: true, operators.NotEquals: true,
	operators.Less: true, operators.LessEquals: true, operators.Greater: true, operators.GreaterEquals: true,
	operators.Add: true, operators.Subtract: true, operators.Negate: true,
}

const (
	maxLiteral = 1_000_000_000
	maxNodes   = 200
)

const seeFacts = "the rule environment is closed: see docs/facts.md"

// A reason why a word is kept out of rules, and the words, or parts of words, that reach for it.
var reaches = []struct {
	why   string
	words []string
}{
	{
		"a trait of a person orders nothing, victims' traits included: reports are ordered by stated facts, never persons by what they are (Directive (EU) 2016/680 art. 11; AI Act art. 5(1)(d))",
		[]string{"age", "ages", "born", "birth", "dob", "sex", "gender", "male", "female", "boy", "girl", "race", "races", "ethnic", "ethnicity", "origin", "nationality", "citizenship", "religion", "health", "disability", "disabilities", "orientation", "occupation", "profession", "job", "marital", "income", "skin", "hair", "infant", "toddler", "conviction", "convictions", "convicted", "criminal", "offender", "record", "gang", "firearms", "school", "classification", "risk", "score", "profile"},
	},
	{"a name orders nothing: rules speak of what is stated, never of who", []string{"name", "names", "surname", "firstname", "lastname", "nickname", "screenname", "username", "alias"}},
	{"a country or a place orders nothing: destination alone is no fact", []string{"country", "countries", "countrycode", "region", "city", "address", "postcode", "location", "latitude", "longitude", "place"}},
	{"a language orders nothing", []string{"language", "languages", "lang", "locale", "accent"}},
	{"a domain, service or company orders nothing", []string{"domain", "domains", "url", "email", "host", "hostname", "service", "platform", "provider", "esp", "website", "phone", "ip", "iban", "bank", "wallet", "account", "device", "identifier"}},
	{"free text may carry abuse text and is read by no rule", []string{"text", "texts", "message", "messages", "content", "comment", "comments", "note", "notes", "bio", "description", "narrative", "info", "additionalinfo", "keyword", "keywords", "words", "filename", "title", "chat"}},
	{"a rule does not know the time: waiting acts through the slope, act-by dates through the class perishable, so that a stored weight never goes stale", []string{"now", "today", "date", "waiting", "days", "timestamp", "duration", "act", "deadline", "clock"}},
	{"completeness never moves priority", []string{"complete", "completeness", "missing"}},
	{"estimated weights may propose a link to a person; they never order", []string{"probability", "likelihood", "estimate", "estimated", "similarity", "predicted", "prediction", "model"}},
}

// notAFact says that a word is not in the environment, and why where that is known.
func notAFact(word string) string {
	msg := fmt.Sprintf("`%s` is not a fact; %s", word, seeFacts)
	parts := wordParts(word)
	for _, r := range reaches {
		for _, w := range r.words {
			if slices.Contains(parts, w) {
				return msg + ". Why: " + r.why
			}
		}
	}
	if near := nearest(word); near != "" {
		return msg + fmt.Sprintf(". Did you mean `%s`?", near)
	}
	return msg
}

// wordParts gives the whole word, then its parts: victim_age, victimAge → age.
func wordParts(word string) []string {
	var b strings.Builder
	for i, r := range word {
		if r >= 'A' && r <= 'Z' && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	lower := strings.ToLower(b.String())
	return append([]string{strings.ToLower(word)}, strings.FieldsFunc(lower, func(r rune) bool { return r == '_' || r == '.' })...)
}

// nearest finds a variable within two edits.
func nearest(word string) string {
	best, name := 3, ""
	for _, v := range variables {
		if d := edits(word, v.Name); d < best {
			best, name = d, v.Name
		}
	}
	return name
}

func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diag
			if a[i] != b[j] {
				cost++
			}
			diag = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// outside returns what of a parsed rule reaches out of the environment, each
// fault with its place, in the order of the text.
func outside(a *ast.AST) []string {
	var out []string
	nodes := 0
	say := func(e ast.Expr, format string, args ...any) {
		at := a.SourceInfo().GetStartLocation(e.ID())
		out = append(out, fmt.Sprintf("%d:%d: ", at.Line(), at.Column()+1)+fmt.Sprintf(format, args...))
	}
	var walk func(ast.Expr)
	walk = func(e ast.Expr) {
		nodes++
		switch e.Kind() {
		case ast.IdentKind:
			if name := e.AsIdent(); !known(name) {
				say(e, "%s", notAFact(name))
			}
		case ast.SelectKind:
			say(e, "%s", notAFact(selected(e)))
		case ast.LiteralKind:
			switch v := e.AsLiteral().(type) {
			case types.Bool:
			case types.Int:
				if v > maxLiteral || v < -maxLiteral {
					say(e, "the number is out of range: at most %d either way", maxLiteral)
				}
			case types.String, types.Bytes:
				say(e, "a rule compares no text: facts are yes or no, counts and dates; %s. Why: free text, names, countries and domains order nothing", seeFacts)
			default:
				say(e, "a rule knows whole numbers and true or false, not %s", e.AsLiteral().Type().TypeName())
			}
		case ast.CallKind:
			c := e.AsCall()
			if !allowed[c.FunctionName()] {
				say(e, "%s", notAnOperator(c))
			}
			if c.IsMemberFunction() {
				walk(c.Target())
			}
			for _, arg := range c.Args() {
				walk(arg)
			}
		case ast.ListKind, ast.MapKind, ast.StructKind:
			say(e, "a rule has no lists, maps or objects; %s", seeFacts)
		default:
			say(e, "a rule has no loops and no macros; %s", seeFacts)
		}
	}
	walk(a.Expr())
	if nodes > maxNodes {
		out = append(out, fmt.Sprintf("the rule has %d parts, at most %d: split it, so that its reason can be read", nodes, maxNodes))
	}
	return out
}

func known(name string) bool {
	_, ok := variableAt[name]
	return ok
}

// selected writes a.b.c as it stands in the rule.
func selected(e ast.Expr) string {
	switch e.Kind() {
	case ast.SelectKind:
		return selected(e.AsSelect().Operand()) + "." + e.AsSelect().FieldName()
	case ast.IdentKind:
		return e.AsIdent()
	}
	return "(…)"
}

func notAnOperator(c ast.CallExpr) string {
	name := c.FunctionName()
	if sign, ok := operators.FindReverse(name); ok && sign != "" {
		return fmt.Sprintf("the operator %s is not part of a rule: rules use && || ! ?: == != < <= > >= + and -", sign)
	}
	if name == operators.Index || name == operators.OptIndex {
		return "a rule has no lists, maps or objects; " + seeFacts
	}
	return fmt.Sprintf("`%s` is not part of a rule: rules use && || ! ?: == != < <= > >= + and - on facts, and call nothing", name)
}
