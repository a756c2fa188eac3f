package unit

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

// ofKind is an identifier as the store knows it.
type ofKind struct {
	kind report.Kind
	valueKey
}

// children finds, of identifiers, those that any report gives to a child: whoever is a
// child to one is one in every view, whatever another calls who bears it. Every view
// that shows the value of an identifier asks here first. An address with its port is
// the address's.
func (w *work) children(ctx context.Context, ids []ofKind) (map[valueKey]bool, error) {
	as := map[valueKey][]valueKey{} // what is looked up, and for what
	var hashes []int64
	for _, id := range ids {
		k := id.valueKey
		if id.kind == report.KindIPPort {
			k = w.u.addressOf(k.value)
		}
		if as[k] == nil {
			hashes = append(hashes, k.hash)
		}
		as[k] = append(as[k], id.valueKey)
	}
	// Hardly any identifier of a page is a child's: the hash alone rules nearly all out.
	slices.Sort(hashes)
	some, err := w.Present(ctx, slices.Compact(hashes), report.RoleVictim)
	if err != nil || len(some) == 0 {
		return nil, err
	}
	var qs []store.BearerQuery
	for k := range as {
		if slices.Contains(some, k.hash) {
			qs = append(qs, store.BearerQuery{Hash: k.hash, Value: k.value, Role: report.RoleVictim})
		}
	}
	found, err := w.Bearers(ctx, qs)
	out := make(map[valueKey]bool, len(found))
	for _, b := range found {
		for _, k := range as[valueKey{qs[b.Query].Hash, qs[b.Query].Value}] {
			out[k] = true
		}
	}
	return out, err
}

// addressOf is the address of an address with its port.
func (u *Unit) addressOf(value string) valueKey {
	address := value
	if i := strings.LastIndexByte(value, ':'); i >= 0 {
		address = value[:i]
	}
	scope := u.table.Scope(report.KindIP, "", address)
	return valueKey{u.hash(report.KindIP, scope, address), scoped(scope, address)}
}

// valueOf is an identifier as the store knows it.
func (u *Unit) valueOf(id *report.Identifier) valueKey {
	scope := u.table.Scope(id.Kind, id.Service, id.Value)
	return valueKey{u.hash(id.Kind, scope, id.Value), scoped(scope, id.Value)}
}

// childrenIn is children for all that reports state.
func (w *work) childrenIn(ctx context.Context, xs []*wholeReport) (map[valueKey]bool, error) {
	var ids []ofKind
	for _, x := range xs {
		x.report.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) {
			if id.Value != "" {
				ids = append(ids, ofKind{id.Kind, w.u.valueOf(id)})
			}
		})
	}
	return w.children(ctx, ids)
}

// childJoints is children for what reports join by.
func (w *work) childJoints(ctx context.Context, js []link.Joint) (map[link.Joint]bool, error) {
	ids := make([]ofKind, len(js))
	for i, j := range js {
		ids[i] = ofKind{j.Kind, valueKey{w.u.hash(j.Kind, j.Service, j.Value), scoped(j.Service, j.Value)}}
	}
	children, err := w.children(ctx, ids)
	out := make(map[link.Joint]bool, len(children))
	for i, j := range js {
		if children[ids[i].valueKey] {
			out[j] = true
		}
	}
	return out, err
}

// childs says whether an identifier of a report is a child's: to that report, whatever
// its form, or to any that children found.
func (u *Unit) childs(r *report.Report, id *report.Identifier, children map[valueKey]bool) bool {
	if id.Value != "" && len(children) > 0 && children[u.valueOf(id)] {
		return true
	}
	return slices.ContainsFunc(r.Parties, func(p report.Party) bool { // what has no normal form is in no index
		return p.Role == report.RoleVictim && slices.ContainsFunc(p.Identifiers, func(v report.Identifier) bool {
			return v.Kind == id.Kind && identifierText(&v) == identifierText(id)
		})
	})
}
