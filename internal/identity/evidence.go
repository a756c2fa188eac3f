package identity

import (
	"errors"
	"fmt"
	"math"
	"time"

	"vigie/internal/report"
)

// evidence is what linking.yaml says of values that two reports share when a
// person is asked.
type evidence struct {
	worth  [kindCount]int
	window [kindCount]time.Duration // zero: time says nothing
	handle int                      // least characters of a screen name that counts anywhere
	least  int                      // least files of one hash type that make a set
	alike  int                      // percent of two sets together that both must hold
}

// Worth is what sharing one value of a kind says, in hundredths of a bit, when
// reach distinct accounts bear it: its kind's worth less log2 of those accounts,
// and never below 1. It orders proposals and does nothing else.
func (t *Table) Worth(kind report.Kind, reach int) int64 {
	if int(kind) >= kindCount {
		return 1
	}
	bits := float64(t.evidence.worth[kind]) - math.Log2(float64(max(reach, 2)))
	return max(1, int64(math.Round(100*bits)))
}

// Within says whether two reports used a value of this kind near enough in time
// to be one person's doing. Kinds without a window always are; of those with
// one, a use without a time says nothing.
func (t *Table) Within(kind report.Kind, a, b []time.Time) bool {
	if int(kind) >= kindCount || t.evidence.window[kind] == 0 {
		return true
	}
	for _, x := range a {
		for _, y := range b {
			if !x.IsZero() && !y.IsZero() && x.Sub(y).Abs() <= t.evidence.window[kind] {
				return true
			}
		}
	}
	return false
}

func (t *Table) loadEvidence(f *rulesFile) error {
	e := &t.evidence
	for name, bits := range f.Evidence.Worth {
		k, ok := report.KindNamed(name)
		if !ok {
			return fmt.Errorf("evidence: worth: %q is no kind of identifier", name)
		}
		if bits < 0 || bits > 100 {
			return fmt.Errorf("evidence: worth: %s is %d; it must lie between 0 and 100 bits", name, bits)
		}
		e.worth[k] = bits
	}
	for k := 1; k < kindCount; k++ {
		if _, ok := f.Evidence.Worth[report.Kind(k).String()]; !ok {
			return fmt.Errorf("evidence: worth: %s is missing", report.Kind(k))
		}
	}
	for name, d := range f.Evidence.Window {
		k, ok := report.KindNamed(name)
		if !ok || k != report.KindIP && k != report.KindIPPort {
			return fmt.Errorf("evidence: window: %q has none: ip and ip-port do", name)
		}
		if d <= 0 {
			return fmt.Errorf("evidence: window: %s must be more than nothing, such as 24h", name)
		}
		e.window[k] = d
	}
	if e.window[report.KindIP] == 0 || e.window[report.KindIPPort] == 0 {
		return errors.New("evidence: window: ip and ip-port are needed, such as 24h")
	}
	if e.handle = f.Evidence.Handle; e.handle < 3 {
		return errors.New("evidence: handle: a screen name of under 3 characters is anyone's")
	}
	if e.least = f.Evidence.Media.Least; e.least < 2 {
		return errors.New("evidence: media: least: holding one file says nothing; 2 or more")
	}
	if e.alike = f.Evidence.Media.Alike; e.alike < 50 || e.alike > 100 {
		return errors.New("evidence: media: alike: a percentage between 50 and 100")
	}
	return nil
}
