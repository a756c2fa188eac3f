package year

import (
	"slices"
	"time"
)

// scope counts what the tellings that belong to it state, by the story's
// payments. Tellings of one payment stand together.
func scope(y *Year, ts []telling, in func(*telling) bool) Scope {
	x := Scope{Sums: []Sum{}, Recipients: []Recipient{}}
	amounts := map[string][]int64{}
	to := map[int]int{}
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
		x.Certain += parts(mine, certainlyOne)
		x.Probable += parts(mine, func(a, b *telling) bool { return certainlyOne(a, b) || probablyOne(a, b) })
		to[p.f]++
		if first.IsZero() || p.at.Before(first) {
			first = p.at
		}
		if p.at.After(last) {
			last = p.at
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
	slices.SortFunc(x.Recipients, func(a, b Recipient) int { return compare(a.ID, b.ID) })
	return x
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

// probablyOne: two sources show one reference with other amounts, or a reference
// is missing and all else that both show agrees.
func probablyOne(a, b *telling) bool {
	day := func(t *telling) int64 { return t.at.Unix() / 86400 }
	apart := day(a) - day(b)
	switch {
	case a.source == b.source:
		return false
	case a.reference != "" && b.reference != "":
		return a.reference == b.reference
	}
	return a.amount == b.amount && apart >= -1 && apart <= 1 &&
		slices.ContainsFunc(a.to, func(id ident) bool { return slices.Contains(b.to, id) })
}

// parts counts the groups that the tellings of one payment fall into.
func parts(ts []*telling, one func(a, b *telling) bool) int {
	group := make([]int, len(ts))
	for i := range group {
		group[i] = i
	}
	n := len(ts)
	for i := range ts {
		for j := range i {
			if group[i] == group[j] || !one(ts[i], ts[j]) {
				continue
			}
			from, into := group[i], group[j]
			for k := range group {
				if group[k] == from {
					group[k] = into
				}
			}
			n--
		}
	}
	return n
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
