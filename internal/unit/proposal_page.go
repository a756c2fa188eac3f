package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

const (
	mostProposals = 500
	askedChunk    = 200
	// askedPairs bounds how many pairs of leads are looked at together. Values that
	// many bear tie many pairs, and a page holds the store while it is read.
	askedPairs = 1000
	// mostLooked bounds how many shared values and pairs one page looks at: those
	// that no longer tie two leads are passed over.
	mostLooked = 5000
	// mostDone bounds how many entries of the ledger the end of the list looks at.
	mostDone = 5000
)

// pageEnd is where a page ended. It names the first and the last of the values that
// were looked at together: which these are hangs on what was answered by then. A pair
// that loses evidence, by a hub that is declared, comes further down the list, never
// from behind a place to before it. What may bring one there, two leads made one above
// all, the end of the list tells: see moved.
type pageEnd struct {
	since int64         // size of the ledger when the first page was read; 0: this is it
	from  *store.Shared // behind which they began; nil: the first values
	to    *store.Shared // the last of them; nil: those behind from are to be looked at
	last  *Proposal     // of theirs, shown last; nil without to
}

// parsePageEnd reads what String wrote, and that alone.
func parsePageEnd(s string) (at pageEnd, err error) {
	if s == "" {
		return at, nil
	}
	none := tell(&NoPlace{})
	parts := strings.SplitN(s, ".", 5)
	if len(parts) != 4 {
		return at, none
	}
	at.since, err = strconv.ParseInt(parts[0], 10, 64)
	from, ok := rankIn(parts[1])
	to, ok2 := rankIn(parts[2])
	if at.from, at.to = from, to; err != nil || !ok || !ok2 {
		return at, none
	}
	if parts[3] != "" {
		bits, a, b, ok := threeOf(parts[3])
		if !ok {
			return at, none
		}
		at.last = &Proposal{Bits: float64(bits) / 100, A: report.Key(a), B: report.Key(b)}
	}
	if at.since <= 0 || (at.to == nil) != (at.last == nil) || at.String() != s {
		return at, none
	}
	return at, nil
}

// rankIn reads the rank of a value: nil where there is none.
func rankIn(s string) (*store.Shared, bool) {
	if s == "" {
		return nil, true
	}
	worth, first, kind, ok := threeOf(s)
	return &store.Shared{Worth: worth, First: report.Key(first), Kind: report.Kind(kind)}, ok && kind >= 0 && kind <= int64(report.LastKind)
}

func threeOf(s string) (a, b, c int64, ok bool) {
	parts := strings.SplitN(s, ",", 4)
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	a, err1 := strconv.ParseInt(parts[0], 10, 64)
	b, err2 := strconv.ParseInt(parts[1], 10, 64)
	c, err3 := strconv.ParseInt(parts[2], 10, 64)
	return a, b, c, errors.Join(err1, err2, err3) == nil
}

// String is what parsePageEnd reads: "since.from.to.last", the last three with commas
// between their numbers, or empty.
func (at pageEnd) String() string {
	value := func(s *store.Shared) string {
		if s == nil {
			return ""
		}
		return fmt.Sprintf("%d,%d,%d", s.Worth, int64(s.First), int64(s.Kind))
	}
	last := ""
	if p := at.last; p != nil {
		last = fmt.Sprintf("%d,%d,%d", p.hundredths(), int64(p.A), int64(p.B))
	}
	return fmt.Sprintf("%d.%s.%s.%s", at.since, value(at.from), value(at.to), last)
}

// page reads on from where one ended.
func (a *asking) page(ctx context.Context, at pageEnd, limit int) (ProposalPage, error) {
	out := ProposalPage{Proposals: []Proposal{}}
	at.since = cmp.Or(at.since, a.first)
	for looked := 0; looked < mostLooked; {
		rows, pairs, err := a.group(ctx, at)
		if err != nil {
			return out, err
		}
		if len(rows) == 0 && at.to == nil {
			out.Moved, err = a.moved(ctx, at.since)
			return out, err
		}
		all, err := a.together(ctx, rows, pairs)
		if err != nil {
			return out, err
		}
		end := at.to
		if len(rows) > 0 {
			end = &rows[len(rows)-1]
		}
		if at.last != nil {
			all = slices.DeleteFunc(all, func(p Proposal) bool { return p.compare(*at.last) <= 0 })
		}
		if room := limit - len(out.Proposals); len(all) > room {
			out.Proposals = append(out.Proposals, all[:room]...)
			at.to, at.last = end, &out.Proposals[len(out.Proposals)-1]
			out.Next = at.String()
			return out, nil
		}
		out.Proposals = append(out.Proposals, all...)
		at = pageEnd{since: at.since, from: end}
		if len(out.Proposals) == limit {
			break
		}
		looked += 1 + len(rows) + len(slices.Concat(pairs...))
	}
	out.Next = at.String()
	return out, nil
}

// group reads the values that are looked at together, with the pairs that each ties:
// those that a page ended among, or the next ones.
func (a *asking) group(ctx context.Context, at pageEnd) ([]store.Shared, [][]leadPair, error) {
	chunk, most := askedChunk, askedPairs
	if at.to != nil {
		// They may have become more, with what came in: to twice as many. If there are
		// more yet, the others are looked at as if none of theirs had been shown.
		chunk, most = 2*chunk, 2*most
	}
	rows, err := a.Asked(ctx, at.from, chunk)
	if err != nil {
		return nil, nil, err
	}
	sortShared(rows)
	if at.to != nil {
		rows = slices.DeleteFunc(rows, func(r store.Shared) bool { return rankOf(r).compare(rankOf(*at.to)) > 0 })
	}
	pairs, err := a.pairs(ctx, rows)
	if err != nil {
		return nil, nil, err
	}
	n := few(rows, pairs, most)
	return rows[:n], pairs[:n], nil
}

// sortShared sorts values by rank. Those that stand equal come in no order of the store's.
func sortShared(rows []store.Shared) {
	slices.SortFunc(rows, func(x, y store.Shared) int {
		return cmp.Or(rankOf(x).compare(rankOf(y)), strings.Compare(x.Value, y.Value))
	})
}

// few is how many of rows are looked at together: to where they tie so many pairs,
// and never to between two rows that stand equal.
func few(rows []store.Shared, pairs [][]leadPair, most int) int {
	tied := 0
	for i := range rows {
		if tied >= most && rankOf(rows[i]) != rankOf(rows[i-1]) {
			return i
		}
		tied += len(pairs[i])
	}
	return len(rows)
}

// errMoved ends a walk over the ledger.
var errMoved = errors.New("what was done moves proposals")

// moved says whether anything was done since that may bring a pair of leads nearer to
// the head of the list: a lead that grows, a value that asks again, reports that came.
func (a *asking) moved(ctx context.Context, since int64) (bool, error) {
	if a.first-since > mostDone {
		return true, nil
	}
	err := a.Rows(ctx, since, a.first, func(r ledger.Row) error {
		l, err := ledger.ParseLeaf(r.Leaf)
		if err != nil {
			return fmt.Errorf("entry %d: %w; run: vigie ledger verify", r.Index, err)
		}
		switch l.Kind {
		case ledger.Judge:
			// Answered "different" or "undecided", two leads stay the two they were.
			if e, err := r.Open(); err == nil {
				if d, err := detail[judgeDetail](e); err == nil && d.Asked && link.Verdict(d.Verdict) != link.Same {
					return nil
				}
			}
			return errMoved
		case ledger.Unjudge, ledger.Hub, ledger.Account, ledger.Intake, ledger.Version, ledger.Attach, ledger.Import,
			ledger.Rules, ledger.Settings, ledger.Rebuild, ledger.Restore, ledger.Erase:
			return errMoved
		}
		return nil
	})
	if errors.Is(err, errMoved) {
		return true, nil
	}
	return false, err
}
