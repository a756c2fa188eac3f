package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// LeadView is a lead as a page or a command shows it. Masked texts are not in
// it: see [Unit.Reveal].
type LeadView struct {
	Lead        report.Key         `json:"lead"`
	Day         triage.Day         `json:"day"`
	Row         QueueRow           `json:"place"`
	Explanation triage.Explanation `json:"explanation"`
	Waits       bool               `json:"waits,omitzero"`       // immediate, and not acknowledged
	Reports     []ReportView       `json:"reports"`              // in order of key, at most 200
	More        int64              `json:"more,omitzero"`        // reports not listed
	Shared      []SharedView       `json:"shared"`               // identifiers of the reported person that several reports of the lead bear, or that are hubs
	Ties        *TiesView          `json:"ties,omitempty"`       // what holds it together; not of a lead of more than 1,000 reports: see Ties
	Network     NetworkView        `json:"network"`              // the counterparties that most other leads reach, and a few of these; see Network
	Proposals   []Proposal         `json:"proposals"`            // other leads that middling evidence points to, the strongest first
	Proposed    int                `json:"proposed"`             // how many there are, listed or not
	Known       *KnownMedia        `json:"knownMedia,omitempty"` // what lists say of its hash values, today; nil when it has none
	Judgements  []JudgementView    `json:"judgements,omitempty"`
	Requests    []RequestRow       `json:"requests,omitempty"` // to holders, for its records, or answered by its reports
	Ledger      []EntryView        `json:"ledger"`             // the newest entries that concern it, oldest first
}

// ReportView is one report of a lead.
type ReportView struct {
	Report        report.Key       `json:"report"`
	Source        string           `json:"source"`
	SourceID      string           `json:"sourceId"`
	Format        string           `json:"format"`
	Provisional   bool             `json:"provisional,omitzero"`
	Received      time.Time        `json:"received"`
	Incident      time.Time        `json:"incident,omitzero"`
	Category      report.Category  `json:"category,omitzero"`
	Platform      string           `json:"platform,omitzero"`
	Channel       report.Channel   `json:"channel,omitzero"`
	Versions      int              `json:"versions"`
	Attached      int              `json:"attached,omitzero"`
	Procedure     string           `json:"procedure"`
	Basis         string           `json:"basis"`
	Handling      string           `json:"handling"`
	Bundle        int              `json:"bundle,omitzero"`  // reports of the lead that repeat this one, itself included; they follow it
	Repeats       bool             `json:"repeats,omitzero"` // repeats a report above
	Facts         []triage.Stood   `json:"facts"`
	Identifiers   []IdentifierView `json:"identifiers"`
	Deadlines     []DeadlineView   `json:"deadlines"`
	Gaps          []triage.Gap     `json:"gaps"`
	Masked        []MaskedView     `json:"masked"` // what can be revealed, item by item
	Media         []MediaView      `json:"media,omitempty"`
	Flags         []string         `json:"flags,omitempty"`
	Decisions     []DecisionView   `json:"decisions,omitempty"`
	Withheld      int              `json:"withheld,omitzero"` // contents measured in passing and kept nowhere
	OfficerSafety bool             `json:"officerSafety,omitzero"`
}

// IdentifierView is an identifier as shown. Masked values are empty, and Item
// names them for Reveal.
type IdentifierView struct {
	Role     string    `json:"role"`
	Kind     string    `json:"kind"`
	Service  string    `json:"service,omitzero"`
	Value    string    `json:"value,omitzero"`
	Strength string    `json:"strength"` // "joins", "proposes", "shown", "unusable"
	Verified *bool     `json:"verified,omitempty"`
	FromText bool      `json:"fromText,omitzero"`
	Event    string    `json:"event,omitzero"`
	At       time.Time `json:"at,omitzero"`
	Port     int       `json:"port,omitzero"`
	Field    string    `json:"field"`
	Item     string    `json:"item,omitzero"`
}

// DeadlineView is an evidence clock of a report.
type DeadlineView struct {
	Clock   string     `json:"clock"`
	Record  string     `json:"record"`
	Field   string     `json:"field"`
	From    triage.Day `json:"from"`
	ActBy   triage.Day `json:"actBy"`
	Stopped bool       `json:"stopped,omitzero"` // a preservation request is recorded
	Until   triage.Day `json:"until,omitzero"`   // stopped until then; 0: without end
}

// MaskedView is a text that is masked until a person asks for it.
type MaskedView struct {
	Item   string `json:"item"` // for Reveal
	Kind   string `json:"kind"`
	Field  string `json:"field"`
	Length int    `json:"length"` // characters
}

// MediaView is a file that a report describes, by its hash values.
type MediaView struct {
	Hashes         []report.Hash `json:"hashes,omitempty"`
	Classification string        `json:"classification,omitzero"`
	Flags          []string      `json:"flags,omitempty"`
	Viewed         *bool         `json:"viewed,omitempty"`
}

// DecisionView is what a person decided on a report.
type DecisionView struct {
	Kind    string    `json:"kind"`
	Fact    string    `json:"fact,omitzero"`
	Because string    `json:"because,omitzero"`
	Who     string    `json:"who"`
	At      time.Time `json:"at"`
}

// SharedView is an identifier that ties reports of the lead, or that would but
// for its reach.
type SharedView struct {
	Kind    string       `json:"kind"`
	Service string       `json:"service,omitzero"`
	Value   string       `json:"value"`
	Reach   int64        `json:"reach"`            // distinct reported accounts that bear it, over all reports
	AtLeast bool         `json:"atLeast,omitzero"` // so many or more: too many bear it to count them all
	Hub     bool         `json:"hub,omitzero"`
	Reports []report.Key `json:"reports"`
}

// EntryView is an entry of the ledger.
type EntryView struct {
	Index   int64       `json:"index"`
	Kind    ledger.Kind `json:"kind"`
	At      time.Time   `json:"at"`
	Who     string      `json:"who"`
	Names   []string    `json:"names,omitempty"`  // cases and requests that it names
	Reports int         `json:"reports,omitzero"` // that it names, of this lead and of others
	Purpose string      `json:"purpose,omitzero"`
	Detail  string      `json:"detail,omitzero"`
	Erased  bool        `json:"erased,omitzero"`
}

// Entries is how many entries of the ledger stand beside a lead: the newest.
const Entries = 50

const (
	listed    = 200 // reports of a lead that are listed in full
	neighbour = 40  // proposals
)

// Lead reads one lead, by its number or by that of any report in it.
func (u *Unit) Lead(ctx context.Context, who Actor, k report.Key, lang string) (LeadView, error) {
	if lang == "" {
		lang = who.Lang
	}
	v := LeadView{Shared: []SharedView{}, Proposals: []Proposal{}, Ledger: []EntryView{}}
	err := u.do(ctx, who.on(k).asking(Asked{"what": "lead"}), access.SeeLead, func(ctx context.Context, w *work) error {
		var err error
		if v.Day, err = w.advance(ctx); err != nil {
			return err
		}
		l, err := w.leadOf(ctx, k)
		if err != nil {
			return err
		}
		v.Lead = l.ID
		if err := w.lead(ctx, &v, l, lang); err != nil {
			return err
		}
		return w.markLead(ctx, &v.Row, l)
	})
	return v, err
}

func (w *work) lead(ctx context.Context, v *LeadView, l store.Lead, lang string) error {
	var err error
	if v.Row, err = w.row(ctx, l, v.Day, lang); err != nil {
		return err
	}
	var s triage.Summary
	if err := s.UnmarshalBinary(l.Summary); err != nil {
		return err
	}
	v.Explanation = w.u.rules.Explain(s, triage.Decisions{}, v.Day, lang)
	if triage.Class(l.Class) == triage.Immediate {
		if v.Waits, err = w.unacknowledged(ctx, l); err != nil {
			return err
		}
	}
	rows, err := w.LeadReports(ctx, l.Comp, l.ID, -1, listed)
	if err != nil {
		return err
	}
	v.More = l.Reports - int64(len(rows))
	xs, err := w.wholes(ctx, rows)
	if err != nil {
		return err
	}
	if v.Reports, err = w.reportViews(ctx, xs, lang); err != nil {
		return err
	}
	if err := w.around(ctx, v, xs); err != nil {
		return err
	}
	if v.Known, err = w.knownMedia(ctx, xs, v.Day); err != nil {
		return err
	}
	if v.Known.Values+v.Known.Uncompared == 0 {
		v.Known = nil
	} else {
		v.Known.More, v.Known.Items = v.More, nil // value by value: see MediaOf
	}
	if v.Proposals, v.Proposed, err = w.proposalsOn(ctx, l.ID); err != nil {
		return err
	}
	if v.Network, err = w.networkOf(ctx, l, xs, v.Day, lang); err != nil {
		return err
	}
	of := v.Network.names()
	if l.Reports <= tiesWithLead {
		ties, named, err := w.tiesOf(ctx, l)
		if err != nil {
			return err
		}
		v.Ties, of = &ties, append(of, named...)
	}
	keys := make([]report.Key, 0, len(rows)+1)
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	js, err := w.JudgementsOn(ctx, keys)
	if err != nil {
		return err
	}
	for _, j := range js {
		v.Judgements = append(v.Judgements, judgementView(j))
	}
	if v.Requests, err = w.requestRows(ctx, keys, lang); err != nil {
		return err
	}
	if v.Ledger, err = w.entriesOn(ctx, keys, Entries); err != nil {
		return err
	}
	of = append(of, keys...)
	for _, p := range v.Proposals {
		of = append(of, p.subjects()...)
	}
	for _, j := range v.Judgements {
		of = append(of, j.A, j.B)
	}
	_, err = w.record(ledger.Read, of, map[string]any{"what": "lead"})
	return err
}

// reportViews shows reports; those that repeat another (same category and same
// files) follow it, marked.
func (w *work) reportViews(ctx context.Context, xs []*wholeReport, lang string) ([]ReportView, error) {
	runs := map[int64]bool{}
	for _, x := range xs {
		for _, v := range x.versions {
			runs[v.Run] = true
		}
	}
	ids := make([]int64, 0, len(runs))
	for id := range runs {
		ids = append(ids, id)
	}
	byRun, err := w.Runs(ctx, ids)
	if err != nil {
		return nil, err
	}
	children, err := w.childrenIn(ctx, xs)
	if err != nil {
		return nil, err
	}
	first := map[string]int{}
	groups := [][]ReportView{}
	for _, x := range xs {
		r := w.u.reportView(x, byRun, children, lang)
		like := likeness(x.report)
		i, repeats := first[like]
		if !repeats || like == "" {
			i = len(groups)
			first[like] = i
			groups = append(groups, nil)
		}
		r.Repeats = len(groups[i]) > 0
		groups[i] = append(groups[i], r)
	}
	out := make([]ReportView, 0, len(xs))
	for _, g := range groups {
		if len(g) > 1 {
			g[0].Bundle = len(g)
		}
		out = append(out, g...)
	}
	return out, nil
}

// likeness tells reports that describe the same files under the same category;
// empty for a report without files, which is like no other.
func likeness(r *report.Report) string {
	var hs []string
	for _, m := range r.Media {
		for _, h := range m.Hashes {
			hs = append(hs, h.Type+":"+h.Value)
		}
	}
	if len(hs) == 0 {
		return ""
	}
	slices.Sort(hs)
	return string(r.Incident.Category) + "\n" + strings.Join(slices.Compact(hs), "\n")
}

func (u *Unit) reportView(x *wholeReport, runs map[int64]store.Run, children map[valueKey]bool, lang string) ReportView {
	r := x.report
	v := ReportView{
		Report: x.row.Key, Source: label(r.Source), SourceID: sourceID(r.SourceID), Format: r.Format, Provisional: r.Provisional,
		Received: time.Unix(x.row.Received, 0).UTC(), Incident: r.Incident.At, Category: r.Incident.Category,
		Platform: label(r.Incident.Platform), Channel: r.Incident.Channel, Withheld: len(r.Withheld),
		Facts: triage.Stand(r, u.triageInput(gistInput{received: time.Unix(x.row.Received, 0).UTC(), decisions: x.decided})),
		Gaps:  triage.Missing(r, lang), Identifiers: []IdentifierView{}, Deadlines: []DeadlineView{}, Masked: []MaskedView{},
	}
	for _, ver := range x.versions {
		if ver.Part != "" {
			v.Attached++
		} else {
			v.Versions++
		}
		if ver.ID == x.row.Version {
			run := runs[ver.Run]
			v.Procedure, v.Basis, v.Handling = plain(run.Procedure), plain(run.Basis), handlingName(x.handling)
		}
	}
	for _, p := range r.Parties {
		v.OfficerSafety = v.OfficerSafety || p.OfficerSafety
	}
	preserved := false
	for _, d := range x.decided {
		preserved = preserved || d.Kind == decidedPreserve
		v.Decisions = append(v.Decisions, DecisionView{d.Kind, d.Fact, plainText(d.Because), d.Who, time.UnixMilli(d.At).UTC()})
	}
	for _, it := range u.clocks.Items(r, v.Received) {
		d := deadlineView(it.Deadline, preserved)
		if until, stopped := x.covered.stopped(it.ID()); stopped {
			d.Stopped, d.Until = true, until
		}
		if n := len(v.Deadlines); n == 0 || v.Deadlines[n-1] != d {
			v.Deadlines = append(v.Deadlines, d)
		}
	}
	for _, f := range r.Flags {
		v.Flags = append(v.Flags, label(f.Name))
	}
	for _, m := range r.Media {
		mv := MediaView{Hashes: shownHashes(m.Hashes), Classification: label(m.Classification), Viewed: m.Viewed}
		for _, f := range m.Flags {
			mv.Flags = append(mv.Flags, label(f.Name))
		}
		v.Media = append(v.Media, mv)
	}
	n := 0
	r.EachIdentifier(func(role report.Role, _ int, id *report.Identifier) {
		i := identifierView(role, id)
		if u.masks(r, id, children) {
			i.Value = ""
			if id.Raw != "" {
				i.Item = "identifier-" + strconv.Itoa(n)
			}
		}
		v.Identifiers = append(v.Identifiers, i)
		n++
	})
	for _, m := range u.masked(r, children) {
		v.Masked = append(v.Masked, m.view)
	}
	return v
}

func deadlineView(d clock.Deadline, stopped bool) DeadlineView {
	return DeadlineView{Clock: d.ClockID, Record: d.Record.String(), Field: d.Field, From: triage.DayOf(d.From), ActBy: triage.DayOf(d.ActBy), Stopped: stopped}
}

var strengths = [...]string{"unusable", "shown", "proposes", "joins"}

func identifierView(role report.Role, id *report.Identifier) IdentifierView {
	v := IdentifierView{
		Role: role.String(), Kind: id.Kind.String(), Service: label(id.Service), Value: plain(id.Value),
		Verified: id.Verified, FromText: id.FromText, Event: label(id.Event), At: id.At, Port: id.Port, Field: id.Field,
	}
	if int(id.Strength) < len(strengths) {
		v.Strength = strengths[id.Strength]
	}
	return v
}

// entriesOn lists the newest entries that concern reports, at most limit.
func (w *work) entriesOn(ctx context.Context, keys []report.Key, limit int) ([]EntryView, error) {
	rows, err := w.EntriesOn(ctx, keys, limit)
	if err != nil {
		return nil, err
	}
	out := make([]EntryView, 0, len(rows))
	for _, r := range rows {
		v := EntryView{Index: r.Index}
		e, err := r.Open()
		switch {
		case errors.Is(err, ledger.ErrErased):
			v.Erased = true
		case err != nil:
			return nil, fmt.Errorf("entry %d: %w; run: vigie ledger verify", r.Index, err)
		default:
			v.Kind, v.At, v.Who, v.Purpose, v.Detail = e.Kind, e.At, e.Who, plain(e.Purpose), plain(detailShown(e))
			for _, s := range e.Subjects {
				if _, err := report.ParseKey(s); err == nil {
					v.Reports++
				} else {
					v.Names = append(v.Names, s)
				}
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// Ledger lists the newest entries that concern a lead, at most [Entries].
func (u *Unit) Ledger(ctx context.Context, who Actor, k report.Key) ([]EntryView, error) {
	return u.ledgerOf(ctx, who, k, Entries)
}

// WholeLedger lists all entries that concern a lead.
func (u *Unit) WholeLedger(ctx context.Context, who Actor, k report.Key) ([]EntryView, error) {
	return u.ledgerOf(ctx, who, k, math.MaxInt32)
}

func (u *Unit) ledgerOf(ctx context.Context, who Actor, k report.Key, limit int) ([]EntryView, error) {
	var out []EntryView
	err := u.do(ctx, who.on(k).asking(Asked{"what": "ledger"}), access.SeeLead, func(ctx context.Context, w *work) error {
		rows, err := w.membersOf(ctx, k)
		if err != nil {
			return err
		}
		keys := make([]report.Key, len(rows))
		for i, r := range rows {
			keys[i] = r.Key
		}
		if out, err = w.entriesOn(ctx, keys, limit); err != nil {
			return err
		}
		_, err = w.record(ledger.Read, keys, map[string]any{"what": "ledger"})
		return err
	})
	return out, err
}

// around finds what the lead's reports share as the reported person's own, and
// what of it is a hub.
func (w *work) around(ctx context.Context, v *LeadView, xs []*wholeReport) error {
	if err := w.loadHubs(ctx); err != nil {
		return err
	}
	type shared struct {
		store.Ident
		by []report.Key
	}
	all := map[string]*shared{}
	clear := map[identID]bool{}
	for _, x := range xs {
		maps.Copy(clear, x.gist.clear)
		for _, d := range x.gist.idents {
			if d.Role != report.RoleReported {
				continue // counterparties form the network
			}
			id := fmt.Sprint(d.Kind, separator, d.Value)
			b := all[id]
			if b == nil {
				b = &shared{Ident: d}
				all[id] = b
			}
			if !slices.Contains(b.by, x.row.Key) {
				b.by = append(b.by, x.row.Key)
			}
		}
	}
	var shown []ofKind
	for _, b := range all {
		shown = append(shown, ofKind{b.Kind, valueKey{b.Hash, b.Value}})
	}
	children, err := w.children(ctx, shown)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		b := all[id]
		scope, value := unscoped(b.Value)
		if !clear[identID{b.Kind, b.Value}] || children[valueKey{b.Hash, b.Value}] {
			value = "" // masked: it may carry text, or say who a child is
		}
		reach, atLeast, err := w.reach(ctx, b.Ident)
		if err != nil {
			return err
		}
		if hub := reach > int64(w.u.table.Cap(b.Kind)) || w.hubs[valueKey{b.Hash, b.Value}]; hub || len(b.by) > 1 {
			v.Shared = append(v.Shared, SharedView{b.Kind.String(), label(scope), plain(value), reach, atLeast, hub, b.by})
		}
	}
	slices.SortFunc(v.Shared, func(a, b SharedView) int {
		return cmp.Or(cmp.Compare(len(b.Reports), len(a.Reports)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	return nil
}

// reach counts the reported accounts that bear an identifier: all of them, or at
// least as many as it takes to be a hub.
func (w *work) reach(ctx context.Context, d store.Ident) (n int64, atLeast bool, err error) {
	_, n, atLeast, err = w.CountBearers(ctx, d.Hash, d.Value)
	limit := w.u.table.Cap(d.Kind)
	if err != nil || !atLeast || n > int64(limit) {
		return n, atLeast, err
	}
	// The rows that were counted are of a few accounts with very many reports.
	bs, err := w.Bearers(ctx, []store.BearerQuery{{Hash: d.Hash, Value: d.Value, Limit: limit}})
	return max(n, int64(len(bs))), true, err
}
