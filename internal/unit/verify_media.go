package unit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"vigie/internal/intake/hashlist"
	"vigie/internal/ledger"
	"vigie/internal/store"
)

// mediaAudit holds what the ledger says of lists against the tables.
type mediaAudit struct {
	key      func(hashlist.Type, []byte) int64
	versions map[int64]*mediaSaid
}

// mediaSaid is what entries say of a version.
type mediaSaid struct {
	begun, imported, removed int64 // entries; 0 for none
	who                      string
	at                       int64 // Unix milliseconds
	detail                   mediaDetail
}

func (a *mediaAudit) entry(index int64, e ledger.Entry) error {
	d, err := detail[mediaDetail](e)
	if err != nil {
		return err
	}
	if a.versions == nil {
		a.versions = map[int64]*mediaSaid{}
	}
	s := a.versions[d.Version]
	switch {
	case d.Act == mediaBegin && s != nil:
		return errors.New("a version of this number was begun before")
	case d.Act == mediaBegin:
		a.versions[d.Version] = &mediaSaid{begun: index, who: e.Who, at: e.At.UnixMilli(), detail: d}
	case s == nil:
		return errors.New("the version that it speaks of was never begun")
	case d.Act == mediaImport:
		s.imported = index
	case d.Name != "": // abandoned without one: another had done so before
		s.removed = index
	}
	return nil
}

// row is what a version's row must be.
func (s *mediaSaid) row(v store.MediaVersion) string {
	d := s.detail
	var left int64
	for _, n := range d.Left {
		left += n
	}
	want := mediaDetailOf(mediaBegin, v)
	want.Left, want.Digest = d.Left, d.Digest
	state := v.State == store.MediaWriting && s.imported == 0 && s.removed == 0 ||
		v.State == store.MediaInForce && s.imported != 0 && s.removed == 0 ||
		(v.State == store.MediaClearing || v.State == store.MediaRemoved) && s.removed != 0
	switch {
	case fmt.Sprint(want) != fmt.Sprint(d), v.Left != left, v.Who != s.who, v.At != s.at, v.Begun != s.begun, v.Entry != s.imported:
		return "the version of a list that it imported was changed"
	case v.Removed != s.removed, !state:
		return "the version of a list is in force, or not, against what the ledger says"
	}
	return ""
}

// finish compares what the tables hold with what the ledger said.
func (a *mediaAudit) finish(ctx context.Context, t *store.Tx, fault func(index int64, text string)) error {
	vs, err := t.MediaVersions(ctx)
	if err != nil {
		return err
	}
	bad := false
	report := func(index int64, text string) { bad = true; fault(index, text) }
	rest := maps.Clone(a.versions)
	for _, v := range vs {
		s := a.versions[v.ID]
		delete(rest, v.ID)
		if s == nil {
			report(v.Begun, "a version of a list is stored that no entry began")
		} else if text := s.row(v); text != "" {
			// The latest entry that either speaks of: one that cannot be read is the fault.
			report(max(s.last(), v.Entry, v.Removed), text)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rest)) {
		report(rest[id].last(), "the version of a list that it imported is gone")
	}
	if bad {
		return nil // its rows would only say so again
	}
	return a.rows(ctx, t, vs, fault)
}

func (s *mediaSaid) last() int64 { return max(s.begun, s.imported, s.removed) }

// rows adds up what each version says, and compares it with what was imported.
// Adding is as good as walking version by version: what a row says from one on and
// until another is added where it begins and taken off where it ends.
func (a *mediaAudit) rows(ctx context.Context, t *store.Tx, vs []store.MediaVersion, fault func(index int64, text string)) error {
	lists := map[int64]*mediaSums{}
	for _, v := range vs {
		if lists[v.List] == nil {
			lists[v.List] = &mediaSums{at: map[int64]int64{0: 0}, sum: map[int64]setHash{}, count: map[int64]int64{}}
		}
		l := lists[v.List]
		switch v.State {
		case store.MediaInForce:
			l.at[v.ID] = v.ID
		case store.MediaWriting, store.MediaClearing:
			l.at[v.ID] = nextInForce(vs, v) // as if it were cleared
		}
	}
	strange := false
	err := t.EachMedia(ctx, func(h store.MediaHash) error {
		l := lists[h.List]
		if l == nil || h.Hash != a.key(hashlist.Type(h.Algo), h.Bytes) || !l.add(h) {
			strange = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	if strange {
		fault(-1, "rows of known media are stored of no version that an entry speaks of")
	}
	for _, v := range vs {
		if v.State != store.MediaInForce {
			continue
		}
		l, s := lists[v.List], a.versions[v.ID]
		l.running = l.running.plus(l.sum[v.ID])
		l.values += l.count[v.ID]
		if fmt.Sprintf("%x", l.running) != s.detail.Digest || l.values != v.Values {
			fault(s.imported, "what the version of a list says of hash values was changed")
		}
	}
	return nil
}

// mediaSums are the rows of one list, summed up where they begin and end.
type mediaSums struct {
	at      map[int64]int64 // version → the version in force that it counts as; 0: none
	sum     map[int64]setHash
	count   map[int64]int64
	running setHash
	values  int64
}

// add takes a row; false for one that belongs to no version.
func (l *mediaSums) add(h store.MediaHash) bool {
	since, begins := l.at[h.Since]
	until, ends := l.at[h.Until]
	if !begins || h.Since == 0 || !ends || h.Until != 0 && h.Until <= h.Since {
		return false
	}
	if since == 0 || since == until {
		return true // said by no version in force
	}
	s := l.sum[since]
	one := s.addMedia(h.Algo, h.Bytes, h.Verdict, h.Series)
	l.sum[since], l.count[since] = s, l.count[since]+1
	if until != 0 {
		l.sum[until], l.count[until] = l.sum[until].minus(one), l.count[until]-1
	}
	return true
}

func (h setHash) plus(x setHash) setHash {
	for i := range h {
		h[i] += x[i]
	}
	return h
}

func (h setHash) minus(x setHash) setHash {
	for i := range h {
		h[i] -= x[i]
	}
	return h
}
