package unit

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// A reference that is words, whoever read it, is masked like a screen name: in the
// lead, in what ties it to another, and until a person asks for it.
func TestReferenceOfWordsIsMasked(t *testing.T) {
	const words, number = "show-zzprenom-8ans", "MT100200301"
	ctx := context.Background()
	u, who := newUnit(t, "")
	a, b := aRecord("ncmec", "1", 30), aRecord("ncmec", "2", 40)
	for _, r := range []*report.Report{a.Report, b.Report} {
		for _, v := range []string{words, number} {
			r.Parties[0].Identifiers = append(r.Parties[0].Identifiers, report.Identifier{Kind: report.KindReference, Service: "ExamplePay", Raw: v, Field: "ref"})
		}
	}
	takeIn(t, u, who, []intake.Record{a, b}, 0)
	k := report.KeyOf("ncmec", "1")
	v, err := u.Lead(ctx, who, k, "fr")
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := json.Marshal(v)
	if s := strings.ToLower(string(shown)); strings.Contains(s, "zzprenom") || !strings.Contains(s, strings.ToLower(number)) {
		t.Errorf("%s", shown)
	}
	all := v.Reports[slices.IndexFunc(v.Reports, func(r ReportView) bool { return r.Report == k })].Masked
	i := slices.IndexFunc(all, func(m MaskedView) bool { return m.Kind == report.KindReference.String() })
	if i < 0 {
		t.Fatal("the words cannot be asked for")
	}
	if got, err := u.Reveal(ctx, who, k, all[i].Item); err != nil || got != words {
		t.Errorf("asked for: %q, %v", got, err)
	}
}
