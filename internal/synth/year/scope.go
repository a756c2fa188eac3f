package year

import (
	"slices"
	"time"
)

// scope counts what the tellings that belong to it state, by the story's
// payments. Tellings of one payment stand together.
func scope(y *Year, ts []telling, in func(*telling) bool, of *naming) Scope {
	x := Scope{Sums: []Sum{}, Recipients: []Recipient{}, Accounts: []string{}}
	amounts := map[string][]int64{}
	to, accounts := map[int]int{}, map[ident]bool{}
	var first, last time.Time
	for len(ts) > 0 {
		n := 1
		for n < len(ts) && ts[n].p == ts[0].p {
			n++
		}
		var mine []*telling
		for i := range ts[:n] {
			if in(&ts[i]) {
				mine = append(mine, &ts[i])
			}
		}
		p := ts[0].p
		ts = ts[n:]
		switch {
		case len(mine) == 0:
			continue
		case !p.back.IsZero():
			x.TakenBack++
			continue
		}
		x.Distinct++
		x.Stated += len(mine)
		x.Certain += len(parts(mine, certainlyOne))
		probable := parts(mine, certainlyOne, oneReference, of.alike)
		x.Probable += len(probable)
		to[p.f]++
		for _, id := range mine[0].to {
			if !slices.ContainsFunc(mine, func(g *telling) bool { return !slices.Contains(g.to, id) }) {
				accounts[id] = true
			}
		}
		for _, one := range probable {
			at := shown(one)
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
		if slices.ContainsFunc(mine, func(t *telling) bool { return t.amount != mine[0].amount }) {
			x.TwoAmounts++
		} else {
			amounts[mine[0].amount.cur] = append(amounts[mine[0].amount.cur], mine[0].amount.minor)
		}
	}
	if x.Distinct > 0 {
		x.First, x.Last = first.Format(time.RFC3339), last.Format(time.RFC3339)
	}
	for cur, vs := range amounts {
		x.Sums = append(x.Sums, sum(cur, vs))
	}
	slices.SortFunc(x.Sums, func(a, b Sum) int { return compare(a.Currency, b.Currency) })
	for f, n := range to {
		x.Recipients = append(x.Recipients, Recipient{y.facilitator(f).id, n})
	}
	for id := range accounts {
		x.Accounts = append(x.Accounts, id.Kind+":"+id.Value)
	}
	slices.Sort(x.Accounts)
	slices.SortFunc(x.Recipients, func(a, b Recipient) int { return compare(a.ID, b.ID) })
	return x
}

// shown is the date that tellings which can be seen to be of one payment show: the earliest time of day; of
// days alone, the earliest.
func shown(ts []*telling) (at time.Time) {
	day := true
	for _, t := range ts {
		is := t.at
		if t.day {
			is = is.Truncate(24 * hour)
		}
		if at.IsZero() || day && !t.day || day == t.day && is.Before(at) {
			at, day = is, t.day
		}
	}
	return at
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// certainlyOne: two sources show one reference, amount and currency.
func certainlyOne(a, b *telling) bool {
	return a.source != b.source && a.reference != "" && a.reference == b.reference && a.amount == b.amount
}

// oneReference: the reference alone agrees.
func oneReference(a, b *telling) bool {
	return a.source != b.source && a.reference != "" && a.reference == b.reference
}

// alike: a reference is missing, and all else that both show agrees.
func (n *naming) alike(a, b *telling) bool {
	day := func(t *telling) int64 { return t.at.Unix() / 86400 }
	apart := day(a) - day(b)
	return a.source != b.source && (a.reference == "" || b.reference == "") && a.amount == b.amount && apart >= -1 && apart <= 1 &&
		len(a.to) > 0 && len(b.to) > 0 && n.who(a.to[0]) == n.who(b.to[0])
}

// parts gives the groups that the tellings of one payment fall into, by one rule
// after another. Two references are never one payment: a telling without one goes
// with either, and not with both.
func parts(ts []*telling, rules ...func(a, b *telling) bool) (out [][]*telling) {
	group, references := make([]int, len(ts)), make([]string, len(ts))
	for i := range group {
		group[i], references[i] = i, ts[i].reference
	}
	for _, one := range rules {
		for i := range ts {
			for j := range i {
				from, into := group[i], group[j]
				if from == into || !one(ts[i], ts[j]) || references[from] != "" && references[into] != "" && references[from] != references[into] {
					continue
				}
				if references[into] == "" {
					references[into] = references[from]
				}
				for k := range group {
					if group[k] == from {
						group[k] = into
					}
				}
			}
		}
	}
	for i := range ts {
		var one []*telling
		for k, g := range group {
			if g == i {
				one = append(one, ts[k])
			}
		}
		if one != nil {
			out = append(out, one)
		}
	}
	return out
}

func sum(cur string, vs []int64) Sum {
	slices.Sort(vs)
	total := int64(0)
	for _, v := range vs {
		total += v
	}
	n := len(vs)
	median := money{vs[n/2], cur}.text(".")
	if n%2 == 0 {
		twice := vs[n/2-1] + vs[n/2]
		if median = (money{twice / 2, cur}).text("."); twice%2 == 1 {
			median += "5"
		}
	}
	return Sum{cur, n, money{total, cur}.text("."), median, money{vs[0], cur}.text("."), money{vs[n-1], cur}.text(".")}
}
