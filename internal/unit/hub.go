package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// hubDetail is the detail of hub entries. The identifier itself stays out of it:
// what it is indexed by tells which row it means.
type hubDetail struct {
	Kind    string `json:"kind"`
	Hash    string `json:"hash"` // hexadecimal
	Because string `json:"because"`
	Undo    bool   `json:"undo,omitzero"`
}

func hubHash(hash int64) string { return strconv.FormatInt(hash, 16) }

// mostSubjects is how many reports one entry about an identifier names.
const mostSubjects = 200

// DeclareHub records that an identifier is shared by strangers, whatever its
// reach: an agent's account, a hotel's telephone. It links nobody from then on.
// It gives how many reports bear it.
func (u *Unit) DeclareHub(ctx context.Context, who Actor, kind report.Kind, service, value, because string) (int, error) {
	return u.declare(ctx, who, kind, service, value, because, false)
}

// UndeclareHub takes such a declaration back, or that the identifier is an account of
// some kind, also when no report names it any more; what it tied is tied again.
func (u *Unit) UndeclareHub(ctx context.Context, who Actor, kind report.Kind, service, value, because string) (int, error) {
	return u.declare(ctx, who, kind, service, value, because, true)
}

func (u *Unit) declare(ctx context.Context, who Actor, kind report.Kind, service, value, because string, undo bool) (int, error) {
	if err := reason(because, "declaring a hub, or no longer"); err != nil {
		return 0, err
	}
	id := report.Identifier{Kind: kind, Service: service, Raw: value}
	if kind.Clue() {
		id.Value, id.Strength = value, report.Proposes
	} else {
		u.table.Identifier(&id)
	}
	scope := u.table.Scope(id.Kind, service, id.Value)
	k := valueKey{u.hash(id.Kind, scope, id.Value), scoped(scope, id.Value)}
	asked := Asked{"what": "hub", "kind": id.Kind.String(), "undo": undo}
	if id.Value == "" {
		asked["value"] = u.typed(value, false)
	} else {
		asked["hash"], who.bears = hubHash(k.hash), &k
	}
	n := 0
	err := u.do(ctx, who.asking(asked), access.Judge, func(ctx context.Context, w *work) error {
		if id.Value == "" {
			return tell(fmt.Errorf("this value has no normal form as %s: nothing can be linked by it", kind))
		}
		if err := w.loadHubs(ctx); err != nil {
			return err
		}
		bearers, err := w.BearerKeys(ctx, k.hash, k.value)
		if err != nil {
			return err
		}
		n = len(bearers)
		bearers = bearers[:min(n, mostSubjects)]
		hubs, err := w.declaredHubs(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(hubs, func(h declaredHub) bool { return h.now == k })
		declared := at >= 0
		switch {
		case undo && !declared:
			kinds, err := w.accountKinds(ctx)
			if err != nil {
				return err
			}
			if k, said := kinds[k]; said {
				return w.takeAccountBack(ctx, who, k, because)
			}
			return tell(errors.New("nobody declared this identifier a hub: see vigie hub list"), bearers...)
		case !undo && declared:
			return tell(errors.New("this identifier is declared a hub already: see vigie hub list"), bearers...)
		case !undo && n == 0:
			return tell(errors.New("no report gives this identifier to a reported person"))
		}
		if undo {
			return w.takeHubBack(ctx, hubs[at], bearers, because)
		}
		d := hubDetail{Kind: id.Kind.String(), Hash: hubHash(k.hash), Because: because}
		entry, err := w.record(ledger.Hub, bearers, d)
		if err != nil {
			return err
		}
		h := store.Hub{Hash: k.hash, Value: k.value, Kind: id.Kind, Because: because, Who: w.who.ID, At: w.at.UnixMilli(), Entry: entry}
		if err := w.PutHub(ctx, h); err != nil {
			return err
		}
		return w.hubChanged(ctx, k, id.Kind)
	})
	return n, err
}

// TakeHubBack is UndeclareHub for what an entry of the ledger declared: it takes back
// also what is masked in the list of hubs.
func (u *Unit) TakeHubBack(ctx context.Context, who Actor, entry int64, because string) (n int, err error) {
	if err := reason(because, "declaring a hub, or no longer"); err != nil {
		return 0, err
	}
	err = u.do(ctx, who.asking(Asked{"what": "hub", "entry": entry, "undo": true}), access.Judge, func(ctx context.Context, w *work) error {
		if err := w.loadHubs(ctx); err != nil {
			return err
		}
		hubs, err := w.declaredHubs(ctx)
		if err != nil {
			return err
		}
		accounts, err := w.AccountKinds(ctx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(hubs, func(h declaredHub) bool { return h.Entry == entry }); i >= 0 {
			h := hubs[i]
			bearers, err := w.BearerKeys(ctx, h.now.hash, h.now.value)
			if err != nil {
				return err
			}
			n = len(bearers)
			return w.takeHubBack(ctx, h, bearers[:min(n, mostSubjects)], because)
		}
		if i := slices.IndexFunc(accounts, func(k store.AccountKind) bool { return k.Entry == entry }); i >= 0 {
			bearers, err := w.BearerKeys(ctx, accounts[i].Hash, accounts[i].Value)
			if n = len(bearers); err != nil {
				return err
			}
			return w.takeAccountBack(ctx, who, accounts[i], because)
		}
		return tell(fmt.Errorf("entry %d declared no hub that stands: see vigie hub list", entry))
	})
	return n, err
}

// declaredHub is a declaration that stands. Its row has the hash that the identifier was
// indexed by when it was made, as its entry in the ledger does; now has today's.
type declaredHub struct {
	store.Hub
	now valueKey
}

func (w *work) declaredHubs(ctx context.Context) ([]declaredHub, error) {
	hs, err := w.DeclaredHubs(ctx)
	out := make([]declaredHub, len(hs))
	for i, h := range hs {
		out[i] = declaredHub{h, valueKey{h.Hash, h.Value}}
		if w.u.hashBefore(h) == h.Hash {
			out[i].now.hash = w.u.hashOf(h)
		}
	}
	return out, err
}

// hashOf is what the identifier that a declaration names is indexed by, 0 when
// its service is not written in its normal form.
func (u *Unit) hashOf(h store.Hub) int64 { return u.hashBy(u.hash, h) }

// hashBefore is what it was when every kind of identifier was indexed by a hash of its
// own (see [identity.Table.KeyBefore]); 0 likewise.
func (u *Unit) hashBefore(h store.Hub) int64 {
	return u.hashBy(func(kind report.Kind, scope, value string) int64 {
		return u.table.KeyBefore(u.secret, kind, scope, value)
	}, h)
}

func (u *Unit) hashBy(by func(report.Kind, string, string) int64, h store.Hub) int64 {
	scope, value := unscoped(h.Value)
	if u.table.Scope(h.Kind, scope, value) != scope {
		return 0
	}
	return by(h.Kind, scope, value)
}

// takeHubBack has a declaration fall.
func (w *work) takeHubBack(ctx context.Context, h declaredHub, bearers []report.Key, because string) error {
	d := hubDetail{Kind: h.Kind.String(), Hash: hubHash(h.Hash), Because: because, Undo: true}
	if _, err := w.record(ledger.Hub, bearers, d); err != nil {
		return err
	}
	if err := w.DeleteHub(ctx, h.Hash, h.Value); err != nil {
		return err
	}
	return w.hubChanged(ctx, h.now, h.Kind)
}

// hubChanged solves what hangs on a declaration that was made, or taken back.
func (w *work) hubChanged(ctx context.Context, k valueKey, kind report.Kind) error {
	w.hubs = nil
	if err := w.loadHubs(ctx); err != nil {
		return err
	}
	return w.tieAnew(ctx, k, kind)
}

// HubView is an identifier that links nobody, because too many bear it or
// because a person said so.
type HubView struct {
	Kind     string    `json:"kind"`
	Service  string    `json:"service,omitzero"`
	Value    string    `json:"value,omitzero"`   // empty where it may carry text or was found in one, or is a child's
	Reach    int64     `json:"reach"`            // distinct reported accounts that bear it
	Reports  int64     `json:"reports"`          // reports that give it to the reported person
	AtLeast  bool      `json:"atLeast,omitzero"` // so many or more: too many bear it to count them all
	Cap      int       `json:"cap"`
	Declared bool      `json:"declared,omitzero"` // by a person
	IsA      string    `json:"isA,omitzero"`      // "agent": declared as the account of somebody who pays out for strangers
	Entry    int64     `json:"entry,omitzero"`    // of the ledger, which declared it: see TakeHubBack
	Because  string    `json:"because,omitzero"`
	Who      string    `json:"who,omitzero"`
	At       time.Time `json:"at,omitzero"`

	of ofKind
}

// HubList is what Hubs shows.
type HubList struct {
	Hubs []HubView `json:"hubs"`
	More bool      `json:"more,omitzero"` // there are more than are listed
}

const (
	listedHubs  = 500  // hubs that are listed, beside those that people declared
	countedHubs = 5000 // hubs whose reach is counted to find the widest, by kind and value
)

// Hubs lists the identifiers that link nobody, those that a person declared
// first, then by reach.
func (u *Unit) Hubs(ctx context.Context, who Actor) (HubList, error) {
	out := HubList{Hubs: []HubView{}}
	err := u.do(ctx, who.asking(Asked{"what": "hubs"}), access.SeeQueue, func(ctx context.Context, w *work) error {
		said, err := w.saidHubs(ctx)
		if err != nil {
			return err
		}
		seen := map[valueKey]bool{}
		for _, v := range said {
			seen[v.of.valueKey] = true
		}
		counted, more, err := w.widest(ctx, seen)
		if err != nil {
			return err
		}
		out.Hubs, out.More = append(append(out.Hubs, said...), counted...), more
		if err := w.maskHubs(ctx, out.Hubs); err != nil {
			return err
		}
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "hubs", "listed": len(out.Hubs)})
		return err
	})
	return out, err
}

// saidHubs lists what people declared hubs, and the accounts that they said are an agent's.
func (w *work) saidHubs(ctx context.Context) ([]HubView, error) {
	declared, err := w.declaredHubs(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := w.AccountKinds(ctx)
	if err != nil {
		return nil, err
	}
	isA := map[int64]string{}
	for _, a := range accounts {
		if a.IsA == AgentAccount {
			isA[a.Entry] = a.IsA
			h := store.Hub{Hash: a.Hash, Value: a.Value, Kind: a.Kind, Because: a.Because, Who: a.Who, At: a.At, Entry: a.Entry}
			declared = append(declared, declaredHub{h, valueKey{a.Hash, a.Value}})
		}
	}
	slices.SortFunc(declared, func(a, b declaredHub) int { return cmp.Compare(a.Entry, b.Entry) })
	var out []HubView
	for _, h := range declared {
		v, err := w.hubView(ctx, ofKind{h.Kind, h.now})
		if err != nil {
			return nil, err
		}
		v.Declared, v.IsA, v.Entry = true, isA[h.Entry], h.Entry
		v.Because, v.Who, v.At = plainText(h.Because), h.Who, time.UnixMilli(h.At).UTC()
		out = append(out, v)
	}
	sortHubs(out)
	return out, nil
}

// widest lists hubs by reach, but for those already seen.
func (w *work) widest(ctx context.Context, seen map[valueKey]bool) (out []HubView, more bool, err error) {
	found, err := w.Tx.Hubs(ctx, math.MaxInt32)
	if err != nil {
		return nil, false, err
	}
	found = slices.DeleteFunc(found, func(s store.Shared) bool { return seen[valueKey{s.Hash, s.Value}] })
	slices.SortFunc(found, func(a, b store.Shared) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	more = len(found) > listedHubs
	for _, s := range found[:min(len(found), countedHubs)] {
		v, err := w.hubView(ctx, ofKind{s.Kind, valueKey{s.Hash, s.Value}})
		if err != nil {
			return nil, false, err
		}
		out = append(out, v)
	}
	sortHubs(out)
	return out[:min(len(out), listedHubs)], more, nil
}

// maskHubs takes out of the list the values of children, and what was found in free
// text alone, as far as one looked.
func (w *work) maskHubs(ctx context.Context, hs []HubView) error {
	ids := make([]ofKind, len(hs))
	for i, h := range hs {
		ids[i] = h.of
	}
	children, err := w.children(ctx, ids)
	if err != nil {
		return err
	}
	for i := range hs {
		h := &hs[i]
		clear := h.Value != "" && !children[h.of.valueKey]
		if clear {
			if clear, err = w.statedIn(ctx, h.of.valueKey, h.of.kind); err != nil {
				return err
			}
		}
		if !clear {
			h.Value = ""
		}
	}
	return nil
}

// sortHubs puts the widest first; what is equal stays in its order.
func sortHubs(hs []HubView) {
	slices.SortStableFunc(hs, func(a, b HubView) int { return -cmp.Compare(a.Reach, b.Reach) })
}

// lookedForField is in how many reports one looks whether a hub's value stands in
// a field of its own.
const lookedForField = 3

// statedIn says whether one of the first reports that bear an identifier gives it
// in a field of its own, and not in free text alone.
func (w *work) statedIn(ctx context.Context, k valueKey, kind report.Kind) (bool, error) {
	ds, err := w.Sharers(ctx, k.hash, k.value, lookedForField)
	if err != nil {
		return false, err
	}
	var keys []report.Key
	for _, d := range ds {
		if d.Strength == report.Joins {
			return true, nil // what is found in text never joins
		}
		keys = append(keys, d.Report)
	}
	rows, err := w.Reports(ctx, keys)
	if err != nil {
		return false, err
	}
	xs, err := w.wholes(ctx, rows)
	return slices.ContainsFunc(xs, func(x *wholeReport) bool { return x.gist.clear[identID{kind, k.value}] }), err
}

func (w *work) hubView(ctx context.Context, of ofKind) (HubView, error) {
	scope, value := unscoped(of.value)
	v := HubView{Kind: of.kind.String(), Service: label(scope), Cap: w.u.table.Cap(of.kind), of: of}
	if !of.kind.Masks(value) {
		v.Value = plain(value)
	}
	var err error
	v.Reports, v.Reach, v.AtLeast, err = w.CountBearers(ctx, of.hash, of.value)
	return v, err
}
