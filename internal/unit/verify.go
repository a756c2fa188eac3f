package unit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// Verify checks the whole ledger, and every recorded act against it: what was
// taken in, set aside, judged and decided is what the ledger says, and nothing
// else. against may be an older checkpoint that somebody else kept.
//
// It shows no report data. That somebody verified is recorded where the ledger
// is sound; a damaged one takes no more entries, and the report says why.
func (u *Unit) Verify(ctx context.Context, who Actor, against []byte, progress func(done, total int64)) (ledger.Report, error) {
	if !who.Role.May(access.CheckLedger) {
		if err := u.refuse(ctx, who, access.CheckLedger, ""); err != nil {
			return ledger.Report{}, err
		}
		return ledger.Report{}, &access.Refused{Person: who.ID, Role: who.Role, Right: access.CheckLedger}
	}
	var out ledger.Report
	err := u.store.Read(ctx, func(t *store.Tx) error {
		var err error
		out, err = u.audit(ctx, t, against, progress)
		return err
	})
	if err != nil {
		return out, err
	}
	err = u.do(ctx, who, access.CheckLedger, func(ctx context.Context, w *work) error {
		_, err := w.record(ledger.Read, nil, map[string]any{"what": "verification", "entries": out.Tree.Size, "faults": out.Count})
		return err
	})
	if err != nil && !out.OK() {
		err = nil // the faults say why nothing can be recorded
	}
	return out, err
}

// audit verifies on one snapshot.
func (u *Unit) audit(ctx context.Context, t *store.Tx, against []byte, progress func(done, total int64)) (ledger.Report, error) {
	a := &audit{Tx: t, judged: map[[2]report.Key]int64{}, verdicts: map[[2]report.Key]judgeDetail{}, decided: map[decisionKey]standing{}, resolved: map[int64]bool{}, hubs: map[string]hubStanding{}, accounts: accountAudit{}, hash: u.hashOf, before: u.hashBefore, mark: u.mark, media: mediaAudit{key: u.mediaKey}, cases: auditCases(), requests: auditRequests()}
	out, err := ledger.Verify(ctx, t, u.verifier, ledger.VerifyOptions{
		Against: against, Progress: progress,
		Check: func(r ledger.Row, e ledger.Entry) error { return a.check(ctx, r, e) },
	})
	if err != nil {
		return out, err
	}
	more, err := a.finish(ctx)
	if err == nil && out.OK() && len(more) == 0 {
		more = a.extra(ctx) // a fault found before would only be said twice
	}
	out.Faults = append(out.Faults, more...)
	out.Count += int64(len(more))
	// The first bad entry comes first; what names no entry, last.
	slices.SortStableFunc(out.Faults, func(x, y ledger.Fault) int { return cmp.Compare(uint64(x.Index), uint64(y.Index)) })
	return out, err
}

// Checkpoint gives the newest checkpoint, for the prosecutor to keep. The
// handing out is an entry that the checkpoint covers.
func (u *Unit) Checkpoint(ctx context.Context, who Actor) ([]byte, error) {
	err := u.do(ctx, who, access.CheckLedger, func(ctx context.Context, w *work) error {
		_, err := w.record(ledger.Checkpoint, nil, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	var h ledger.Head
	err = u.store.Read(ctx, func(t *store.Tx) error { h, err = t.Head(ctx); return err })
	return h.Checkpoint, err
}

// audit compares the tables with the ledger while it is read.
type audit struct {
	*store.Tx
	window     map[int64]store.Version // versions read ahead
	read       int64                   // versions confirmed
	asideCount int64
	sealed     map[int64]store.Sealed  // sealed transfers read ahead, for entries that speak of one
	mark       func([32]byte) [32]byte // what a sealed transfer is known again by
	sealedRead int64                   // those confirmed
	judged     map[[2]report.Key]int64 // pair → the entry that stands
	verdicts   map[[2]report.Key]judgeDetail
	decided    map[decisionKey]standing
	hubs       map[string]hubStanding // keyed hash → the declaration that stands
	hash       func(store.Hub) int64  // of what it names; 0 when it names nothing
	before     func(store.Hub) int64  // likewise, in older entries
	people     map[string]enrolled    // by person: how the ledger last said that they are enrolled
	resolved   map[int64]bool         // records set aside that a person dealt with since
	cases      actAudit[store.CaseAct, caseDetail]
	requests   actAudit[store.RequestAct, requestDetail]
	matches    matchAudit
	accounts   accountAudit
	media      mediaAudit
	subjects   setHash // who is concerned by which entry
}

// hubStanding is a declaration that stands, and when it was made.
type hubStanding struct {
	standing
	at int64 // Unix milliseconds
}

type decisionKey struct {
	report     report.Key
	kind, fact string
}

type standing struct {
	entry   int64
	because string
	who     string
}

func (a *audit) check(ctx context.Context, r ledger.Row, e ledger.Entry) error {
	if e.Kind != ledger.Intake && e.Kind != ledger.Version && e.Kind != ledger.Attach {
		for _, s := range e.Subjects {
			if k, err := report.ParseKey(s); err == nil {
				a.subjects.addSubject(store.Subject{Key: k, Entry: r.Index})
			}
		}
	}
	switch e.Kind {
	case ledger.Intake, ledger.Version, ledger.Attach:
		return a.intake(ctx, r.Index, e)
	case ledger.Seal:
		return a.seal(ctx, r.Index, e)
	case ledger.Run:
		return a.run(ctx, e)
	case ledger.Quarantine:
		return a.aside(ctx, r.Index, e)
	case ledger.Judge, ledger.Unjudge:
		return a.judge(r.Index, e)
	case ledger.Match:
		return a.matches.entry(r.Index, e)
	case ledger.Media:
		return a.media.entry(r.Index, e)
	case ledger.Hub:
		return a.hub(r.Index, e)
	case ledger.Account:
		return a.accounts.entry(r.Index, e)
	case ledger.Acknowledge, ledger.Preserve, ledger.Fact:
		return a.decision(r.Index, e)
	case ledger.Enrol:
		return a.enrolled(r.Index, e)
	case ledger.Revoke:
		return a.unenrolled(r.Index, e)
	case ledger.Open, ledger.Include, ledger.Exclude, ledger.Note, ledger.Assign, ledger.Merge, ledger.Split, ledger.Undo:
		return a.cases.check(ctx, a.Tx, r.Index, e)
	case ledger.Request:
		return a.requests.check(ctx, a.Tx, r.Index, e)
	}
	return nil
}

var errDetail = errors.New("its detail is not of its kind's form")

func detail[T any](e ledger.Entry) (v T, err error) {
	if json.Unmarshal(e.Detail, &v) != nil {
		return v, errDetail
	}
	return v, nil
}

// readAhead is how many versions are read at once: entries name them in order.
const readAhead = 512

func (a *audit) intake(ctx context.Context, index int64, e ledger.Entry) error {
	d, err := detail[intakeDetail](e)
	if err != nil {
		return err
	}
	v, ok := a.window[d.Version]
	if !ok {
		vs, err := a.VersionsBetween(ctx, d.Version, d.Version+readAhead)
		if err != nil {
			return ledger.Abort(err)
		}
		a.window = map[int64]store.Version{}
		for _, v := range vs {
			a.window[v.ID] = v
		}
		if v, ok = a.window[d.Version]; !ok {
			return errors.New("the record that it took in is gone")
		}
	}
	a.read++
	switch {
	case v.Entry != index, len(e.Subjects) != 1, v.Report.String() != e.Subjects[0], v.Run != d.Run, digestRow(v) != d.Row:
		return errors.New("the record that it took in is filed otherwise")
	case hex.EncodeToString(v.SHA) != d.Bytes:
		return errors.New("the hash of the bytes received was changed")
	case sum(v.Body) != d.Body:
		return errors.New("what was read of the record was changed")
	case sum(v.Seal) != d.Seal:
		return errors.New("the sealed original was changed")
	}
	return nil
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// digestRow covers what a version's row says beside its blobs.
func digestRow(v store.Version) string {
	return sum(fmt.Appendf(nil, "%d\n%d\n%d\n%d\n%q\n%s", v.SealKey, v.Received, v.Dated, sha64Of(v), v.Part, v.Place))
}

func sha64Of(v store.Version) int64 { return store.ShortHash(v.SHA) }

func (a *audit) run(ctx context.Context, e ledger.Entry) error {
	d, err := detail[runDetail](e)
	if err != nil || d.Procedure == "" {
		return err // the end of a run repeats nothing that the tables hold
	}
	rs, err := a.Runs(ctx, []int64{d.Run})
	if err != nil {
		return ledger.Abort(err)
	}
	r := rs[d.Run]
	if r.Procedure != d.Procedure || r.Basis != d.Basis || r.Handling != d.Handling || r.Received != d.Received || r.Who != e.Who {
		return errors.New("the intake that it opened says otherwise")
	}
	wrapped, err := a.SealKey(ctx, d.SealKey)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return ledger.Abort(err)
	}
	if sum(wrapped) != d.Wrapped {
		return errors.New("the key of its seals was changed")
	}
	return nil
}

func (a *audit) aside(ctx context.Context, index int64, e ledger.Entry) error {
	d, err := detail[quarantineDetail](e)
	if err != nil {
		return err
	}
	if d.Bytes == "" {
		a.resolved[d.ID] = true // a person dealt with it since
		return nil
	}
	q, err := a.QuarantinedByID(ctx, d.ID)
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("the record that it set aside is gone")
	}
	if err != nil {
		return ledger.Abort(err)
	}
	a.asideCount++
	if q.Entry != index || q.Run != d.Run || q.Reason != string(d.Reason) || hex.EncodeToString(q.SHA) != d.Bytes || digestAside(q) != d.Row {
		return errors.New("the record that it set aside was changed")
	}
	return nil
}

func digestAside(q store.Quarantined) string {
	return sum(fmt.Appendf(nil, "%d\n%s\n%s", q.At, q.Place, q.Detail))
}

func (a *audit) judge(index int64, e ledger.Entry) error {
	d, err := detail[judgeDetail](e)
	if err != nil {
		return err
	}
	pair := [2]report.Key{d.A, d.B}
	if e.Kind == ledger.Unjudge {
		delete(a.judged, pair)
		delete(a.verdicts, pair)
		return nil
	}
	a.judged[pair], a.verdicts[pair] = index, d
	return nil
}

func (a *audit) hub(index int64, e ledger.Entry) error {
	d, err := detail[hubDetail](e)
	if err != nil {
		return err
	}
	if delete(a.hubs, d.Hash); !d.Undo {
		a.hubs[d.Hash] = hubStanding{standing{index, d.Because, e.Who}, e.At.UnixMilli()}
	}
	return nil
}

func (a *audit) decision(index int64, e ledger.Entry) error {
	d, err := detail[decideDetail](e)
	if err != nil {
		return err
	}
	for _, k := range d.Reports {
		if e.Kind == ledger.Fact {
			delete(a.decided, decisionKey{k, decidedVerify, d.Fact})
			delete(a.decided, decisionKey{k, decidedRefute, d.Fact})
		}
		if !d.Undo {
			a.decided[decisionKey{k, d.Decision, d.Fact}] = standing{index, d.Because, e.Who}
		}
	}
	return nil
}

// finish looks the other way: what the tables hold and the ledger does not say.
func (a *audit) finish(ctx context.Context) ([]ledger.Fault, error) {
	var out []ledger.Fault
	fault := func(index int64, text string) {
		out = append(out, ledger.Fault{Code: ledger.RecordDiffers, Index: index, Err: errors.New(text)})
	}
	people, err := a.peopleStand(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, people...)
	js, err := a.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	for _, j := range js {
		pair := [2]report.Key{j.A, j.B}
		index, ok := a.judged[pair]
		d := a.verdicts[pair]
		delete(a.judged, pair)
		if !ok {
			fault(j.Entry, "a judgement stands that no entry made")
		} else if j.Entry != index || j.Verdict != d.Verdict || j.Because != d.Because {
			fault(index, "the judgement that it made was changed")
		}
	}
	for _, index := range slices.Sorted(maps.Values(a.judged)) {
		fault(index, "the judgement that it made is gone")
	}
	ds, err := a.Decisions(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range ds {
		k := decisionKey{d.Report, d.Kind, d.Fact}
		s, ok := a.decided[k]
		delete(a.decided, k)
		if !ok {
			fault(d.Entry, "a decision stands that no entry made")
		} else if d.Entry != s.entry || d.Because != s.because || d.Who != s.who {
			fault(s.entry, "the decision that it made was changed")
		}
	}
	hs, err := a.DeclaredHubs(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		s, ok := a.hubs[hubHash(h.Hash)]
		delete(a.hubs, hubHash(h.Hash))
		if !ok {
			fault(h.Entry, "a hub is declared that no entry declared")
		} else if a.hash(h) != h.Hash && a.before(h) != h.Hash || h.Entry != s.entry || h.Because != s.because || h.Who != s.who || h.At != s.at {
			fault(s.entry, "the hub that it declared was changed")
		}
	}
	for _, s := range a.hubs {
		fault(s.entry, "the hub that it declared is gone")
	}
	if err := a.accounts.finish(ctx, a.Tx, a.hash, fault); err != nil {
		return nil, err
	}
	if err := a.cases.finish(ctx, a.Tx, fault); err != nil {
		return nil, err
	}
	if err := a.requests.finish(ctx, a.Tx, fault); err != nil {
		return nil, err
	}
	if err := a.matches.finish(ctx, a.Tx, fault); err != nil {
		return nil, err
	}
	if err := a.media.finish(ctx, a.Tx, fault); err != nil {
		return nil, err
	}
	qs, err := a.Quarantine(ctx, 0, 1<<40, true)
	if err != nil {
		return nil, err
	}
	for _, q := range qs {
		if (q.Resolved != 0) != a.resolved[q.ID] {
			fault(q.Entry, "the record that it set aside is marked as dealt with, or not, against what the ledger says")
		}
	}
	var subjects setHash
	if err := a.EachSubject(ctx, func(s store.Subject) error { subjects.addSubject(s); return nil }); err != nil {
		return nil, err
	}
	if subjects != a.subjects {
		fault(-1, "the index of who is concerned by which entry is not what the entries say")
	}
	lost, err := a.Lost(ctx)
	if err != nil {
		return nil, err
	}
	if lost >= 0 {
		fault(lost, "the report that it took in is gone from the tables")
	}
	gone := map[int64]bool{}
	for _, s := range a.decided {
		gone[s.entry] = true
	}
	for _, index := range slices.Sorted(maps.Keys(gone)) {
		fault(index, "a decision that it made is gone")
	}
	return out, nil
}

// extra counts rows that no entry speaks of.
func (a *audit) extra(ctx context.Context) []ledger.Fault {
	var out []ledger.Fault
	for _, c := range []struct {
		table string
		said  int64
		text  string
	}{
		{"version", a.read, "records are stored that no entry took in"},
		{"sealed", a.sealedRead, "transfers are sealed that no entry sealed"},
		{"quarantine", a.asideCount, "records are set aside that no entry speaks of"},
		{"person", int64(len(a.people)), "people are enrolled whom no entry enrolled"},
	} {
		n, err := a.CountRows(ctx, c.table)
		if err != nil || n > c.said {
			out = append(out, ledger.Fault{Code: ledger.RecordDiffers, Index: -1, Err: errors.Join(err, errors.New(c.text))})
		}
	}
	return out
}
