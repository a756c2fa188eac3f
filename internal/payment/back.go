package payment

import (
	"slices"
	"strconv"
)

// takenBack says which payment each reversal takes back, one to one: by its
// reference, else the latest earlier payment of the same recipient, amount and
// currency, first among those that the reversal's own source tells. Reversals
// come as probably told apart: one told twice takes back one payment.
type takenBack struct {
	rows      []*row // of reversals
	reversals []*bunch
	payments  []*bunch
	of        []int    // by reversal: its payment, -1 for none
	by        []string // by reversal
	gone      []bool   // by payment
}

func (l *lead) takeBack(payments []*bunch) *takenBack {
	certain := l.w.certainly(l.back)
	t := &takenBack{rows: l.back, payments: payments, gone: make([]bool, len(payments))}
	for _, b := range l.w.probably(certain) {
		var of []int
		for _, i := range b.of {
			of = append(of, certain[i].of...)
		}
		slices.Sort(of)
		b.of = of
		t.reversals = append(t.reversals, b)
	}
	t.of, t.by = make([]int, len(t.reversals)), make([]string, len(t.reversals))
	for i := range t.of {
		t.of[i] = -1
	}

	one := func(parts ...string) []string {
		k := ""
		for _, p := range parts {
			if p == "" {
				return nil
			}
			k += p + "\x00"
		}
		return []string{k}
	}
	t.round("reference", true, func(b *bunch, _ bool) []string { return one(b.ref, b.money) })
	// Where an amount is stated on one side only, the reference alone has to do.
	t.round("reference", true, func(b *bunch, back bool) []string {
		if back && (b.money != "" || t.loose(b)) {
			return nil
		}
		return one(b.ref)
	})
	t.round("reference", true, func(b *bunch, back bool) []string {
		if !back && b.money != "" || back && t.loose(b) {
			return nil
		}
		return one(b.ref)
	})
	who := func(b *bunch) string {
		if b.who < 0 || !b.dated {
			return ""
		}
		return strconv.Itoa(b.who)
	}
	t.round("recipient", false, func(b *bunch, _ bool) []string {
		var keys []string
		for _, s := range b.sources {
			keys = append(keys, one(strconv.Itoa(int(s)), who(b), b.money)...)
		}
		return keys
	})
	t.round("recipient", false, func(b *bunch, _ bool) []string {
		if b.bears && !b.own {
			return nil // through one agent, another source's money may be another's
		}
		return one(who(b), b.money)
	})
	return t
}

// loose says that nothing but a reference ties a reversal to the lead: then the
// amount has to agree as well.
func (t *takenBack) loose(b *bunch) bool {
	for _, i := range b.of {
		if !t.rows[i].loose {
			return false
		}
	}
	return true
}

// round goes through payments and reversals by date. What has none may be
// earlier and later than anything, where a reference ties it.
func (t *takenBack) round(by string, undated bool, keys func(b *bunch, back bool) []string) {
	open := map[string][]int{}
	push := func(i int) {
		for _, k := range keys(t.payments[i], false) {
			open[k] = append(open[k], i)
		}
	}
	n := 0
	if undated {
		for n = len(t.payments); n > 0 && !t.payments[n-1].dated; n-- {
			push(n - 1)
		}
		n = 0
	}
	for j, r := range t.reversals {
		for n < len(t.payments) && t.payments[n].dated && (!r.dated || t.payments[n].at <= r.at) {
			push(n)
			n++
		}
		if t.of[j] >= 0 || !r.dated && !undated {
			continue
		}
		for _, k := range keys(r, true) {
			if i, ok := t.last(open, k); ok {
				t.of[j], t.by[j], t.gone[i] = i, by, true
				break
			}
		}
	}
}

// last takes the latest payment under a key that nothing has taken back.
func (t *takenBack) last(open map[string][]int, k string) (int, bool) {
	for s := open[k]; len(s) > 0; {
		i := s[len(s)-1]
		s = s[:len(s)-1]
		open[k] = s
		if !t.gone[i] {
			return i, true
		}
	}
	return 0, false
}
