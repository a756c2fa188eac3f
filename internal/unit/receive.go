package unit

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/seal"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// run is an intake under way.
type run struct {
	id        int64
	received  time.Time
	procedure string
	handling  triage.Handling
	keys      *seal.Batch
}

// batch is what one transaction of an intake works on.
type batch struct {
	*work
	run        *run
	sealKey    int64
	counts     store.Counts
	versions   []store.Version
	next       int64 // id of the next version
	sealed     []store.Sealed
	nextSealed int64
	touched    map[report.Key]*touched
	order      []report.Key // of touched, as met

	handlings map[int64]triage.Handling // of earlier runs, by id
	covered   map[report.Key]covers     // of reports known before: what requests stop
}

// touched is a report to which the batch adds something.
type touched struct {
	key     report.Key
	source  string
	id      string
	prev    *store.Report // as stored; nil when the report is new or still unknown
	row     *store.Report // as it will be
	old     []store.Version
	added   []*prepared // its versions and attachments of this batch, as met
	addedID []int64
	arrives bool // a report, not only attachments
	isNew   bool
	gist    gist
	decided []store.Decision
}

// receive takes a batch of records in: counted, stored, linked, ordered and
// recorded. Everything of it happens, or nothing.
func (w *work) receive(ctx context.Context, r *run, sealKey int64, recs []*prepared) (store.Counts, error) {
	b := &batch{work: w, run: r, sealKey: sealKey, touched: map[report.Key]*touched{}, handlings: map[int64]triage.Handling{r.id: r.handling}}
	var err error
	if b.next, err = w.NextVersion(ctx); err != nil {
		return b.counts, err
	}
	if b.nextSealed, err = w.NextSealed(ctx); err != nil {
		return b.counts, err
	}
	if err := b.sort(ctx, recs); err != nil {
		return b.counts, err
	}
	kill("sorted")
	if err := b.settle(ctx); err != nil {
		return b.counts, err
	}
	kill("settled")
	if err := w.InsertVersions(ctx, b.versions); err != nil {
		return b.counts, err
	}
	if err := w.InsertSealed(ctx, b.sealed); err != nil {
		return b.counts, err
	}
	kill("stored")
	var ts []*touched
	for _, k := range b.order {
		if t := b.touched[k]; t.row != nil {
			ts = append(ts, t)
		}
	}
	if err := w.place(ctx, ts); err != nil {
		return b.counts, err
	}
	kill("linked")
	return b.counts, w.CountRun(ctx, r.id, b.counts)
}

// sort tells apart what is new, what is known, and what is wrong.
func (b *batch) sort(ctx context.Context, recs []*prepared) error {
	shas := make([][32]byte, 0, len(recs))
	for _, p := range recs {
		if p.Problem == nil {
			shas = append(shas, p.SHA256)
		}
	}
	known, err := b.KnownBytes(ctx, shas)
	if err != nil {
		return err
	}
	keys := make([]report.Key, 0, len(recs))
	for _, p := range recs {
		if _, dup := known[p.SHA256]; !dup && p.Problem == nil {
			keys = append(keys, p.key)
		}
	}
	if err := b.load(ctx, keys); err != nil {
		return err
	}
	touching, err := b.touching(ctx, recs)
	if err != nil {
		return err
	}
	sealed, err := b.knownSealed(ctx, touching)
	if err != nil {
		return err
	}
	if err := b.open(touching, known); err != nil {
		return err
	}
	for _, p := range recs {
		if p.Problem != nil {
			if err := b.quarantine(ctx, p.Record); err != nil {
				return err
			}
			continue
		}
		if _, ok := known[p.SHA256]; ok {
			p.filed = true
			b.counts.Duplicates++
			continue
		}
		if reported, isStatement := touching[p]; isStatement {
			if reported < 0 {
				b.keepSealed(p, sealed)
				continue
			}
		}
		if err := b.add(ctx, p); err != nil {
			return err
		}
		known[p.SHA256] = store.Known{Report: p.key, SHA: p.SHA256}
	}
	if err := b.recordSealed(); err != nil {
		return err
	}
	b.counts.Read = b.counts.New + b.counts.Versions + b.counts.Attached + b.counts.Sealed + b.counts.Duplicates + b.counts.Quarantined
	return nil
}

// load finds the reports of a batch that the store has, and what they hold.
func (b *batch) load(ctx context.Context, keys []report.Key) error {
	slices.Sort(keys)
	keys = slices.Compact(keys)
	rows, err := b.Reports(ctx, keys)
	if err != nil {
		return err
	}
	have := make([]report.Key, len(rows))
	for i, r := range rows {
		have[i] = r.Key
		b.touched[r.Key] = &touched{key: r.Key, source: r.Source, id: r.SourceID, prev: &rows[i]}
	}
	return b.loadVersions(ctx, have)
}

func (b *batch) loadVersions(ctx context.Context, keys []report.Key) error {
	vs, err := b.VersionsOf(ctx, keys)
	if err != nil {
		return err
	}
	var runs []int64
	for _, v := range vs {
		t := b.touched[v.Report]
		t.old = append(t.old, v)
		if _, ok := b.handlings[v.Run]; !ok {
			runs = append(runs, v.Run)
		}
	}
	return b.loadHandlings(ctx, b.handlings, runs)
}

// add files one record under its report.
func (b *batch) add(ctx context.Context, p *prepared) error {
	t := b.touched[p.key]
	if t == nil {
		t = &touched{key: p.key}
		b.touched[p.key] = t
	}
	source, id := identify(p)
	if t.source == "" {
		t.source, t.id = source, id
	}
	if t.source != source || t.id != id {
		return b.quarantine(ctx, intake.Record{Place: p.Place, SHA256: p.SHA256, Problem: &intake.Problem{Reason: intake.KeyCollision}})
	}
	if len(t.added) == 0 {
		b.order = append(b.order, p.key)
	}
	kind := ledger.Attach
	if p.Report != nil {
		kind = ledger.Version
		if t.prev == nil && !t.arrives {
			kind, t.isNew = ledger.Intake, true
			b.counts.New++
		} else {
			b.counts.Versions++
		}
		t.arrives = true
	}
	v := store.Version{
		ID: b.next, Report: p.key, More: kind != ledger.Intake, Run: b.run.id, Received: b.run.received.Unix(), Dated: p.dated,
		SHA: p.SHA256[:], Place: placeText(p.Place), SealKey: b.sealKey, Seal: p.seal, Body: p.body,
	}
	if p.Attachment != nil {
		v.Part = p.Attachment.ID
	}
	var err error
	if v.Entry, err = b.recordIntake(kind, p, v); err != nil {
		return err
	}
	b.next++
	b.versions = append(b.versions, v)
	p.filed = true
	t.added, t.addedID = append(t.added, p), append(t.addedID, v.ID)
	return nil
}

func identify(p *prepared) (source, id string) {
	if p.Report != nil {
		return p.Report.Source, p.Report.SourceID
	}
	return p.Attachment.Source, p.Attachment.ReportID
}

func (b *batch) recordIntake(kind ledger.Kind, p *prepared, v store.Version) (int64, error) {
	source, id := identify(p)
	return b.record(kind, []report.Key{p.key}, intakeDetail{
		Run: v.Run, Version: v.ID, Row: digestRow(v), Source: sayable(source), SourceID: sayable(id),
		Bytes: hex.EncodeToString(p.SHA256[:]), Size: p.Size,
		Redacted: hex.EncodeToString(p.digest.redacted[:]),
		Seal:     hex.EncodeToString(p.digest.seal[:]),
		Body:     hex.EncodeToString(p.digest.body[:]),
	})
}

// intakeDetail is the detail of intake, version and attach entries.
type intakeDetail struct {
	Run      int64  `json:"run"`
	Version  int64  `json:"version"`
	Row      string `json:"row"`      // SHA-256 over what the version's row says beside its blobs
	Source   string `json:"source"`   // as [sayable] says it, likewise its number; the subject is a hash of both
	SourceID string `json:"sourceId"` //
	Bytes    string `json:"bytes"`    // SHA-256 of the bytes received
	Size     int64  `json:"size"`
	Redacted string `json:"redacted"` // SHA-256 of the form that was sealed
	Seal     string `json:"seal"`     // SHA-256 of the seal
	Body     string `json:"body"`     // SHA-256 of what was read, as stored
}

// detailShown is the detail of an entry as people read it: entries of before have a
// source and its number as given, words or not, and marks that anybody can work out.
func detailShown(e ledger.Entry) string {
	if e.Kind == ledger.Intake || e.Kind == ledger.Version || e.Kind == ledger.Attach {
		d, err := detail[intakeDetail](e)
		if err == nil && (d.Source != sayable(d.Source) || d.SourceID != sayable(d.SourceID)) {
			d.Source, d.SourceID = sayable(d.Source), sayable(d.SourceID)
			if b, err := json.Marshal(d); err == nil {
				return string(b)
			}
		}
	}
	if e.Kind == ledger.Read {
		return plainNumber.ReplaceAllString(string(e.Detail), `$1"`)
	}
	return string(e.Detail)
}

func placeText(p intake.Place) string {
	b, err := json.Marshal(p, json.Deterministic(true))
	if err != nil {
		return "{}" // a file name that is no text
	}
	return string(b)
}

// settle counts attachments that joined or wait, and works out what each
// touched report now says.
func (b *batch) settle(ctx context.Context) error {
	var fresh []report.Key
	for _, k := range b.order {
		if t := b.touched[k]; t.isNew {
			fresh = append(fresh, k)
		}
	}
	waited, err := b.join(ctx, fresh)
	if err != nil {
		return err
	}
	decided, err := b.decidedOn(ctx)
	if err != nil {
		return err
	}
	if b.covered, err = b.coveredOn(ctx, b.known()); err != nil {
		return err
	}
	for _, k := range b.order {
		t := b.touched[k]
		n := int64(0)
		for _, p := range t.added {
			if p.Attachment != nil {
				n++
			}
		}
		if t.prev == nil && !t.arrives {
			b.counts.Waiting += n
			for _, id := range t.addedID {
				if err := b.Wait(ctx, k, id); err != nil {
					return err
				}
			}
			continue
		}
		n += waited[k]
		b.counts.Attached += n
		b.counts.Read += n
		if err := b.refresh(t, decided[k]); err != nil {
			return err
		}
	}
	return nil
}

// join loads the attachments that waited for new reports.
func (b *batch) join(ctx context.Context, fresh []report.Key) (map[report.Key]int64, error) {
	waiting, err := b.Waiting(ctx, fresh)
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	joined := map[report.Key]int64{}
	keys := make([]report.Key, 0, len(waiting))
	for k, ids := range waiting {
		joined[k] = int64(len(ids))
		keys = append(keys, k)
	}
	if err := b.StopWaiting(ctx, keys); err != nil {
		return nil, err
	}
	return joined, b.loadVersions(ctx, keys)
}

// decidedOn finds the decisions that stand on reports of the batch. New reports
// have none, unless a decision waited through an erasure.
func (b *batch) decidedOn(ctx context.Context) (map[report.Key][]store.Decision, error) {
	ds, err := b.DecisionsOn(ctx, b.known())
	if err != nil {
		return nil, err
	}
	out := map[report.Key][]store.Decision{}
	for _, d := range ds {
		out[d.Report] = append(out[d.Report], d)
	}
	return out, nil
}

// known lists the reports of the batch that the store had before.
func (b *batch) known() []report.Key {
	var keys []report.Key
	for _, k := range b.order {
		if b.touched[k].prev != nil {
			keys = append(keys, k)
		}
	}
	return keys
}

// refresh works out the gist of a touched report from all its records.
func (b *batch) refresh(t *touched, decided []store.Decision) error {
	t.decided = decided
	t.row = &store.Report{Key: t.key, Source: t.source, SourceID: t.id, First: t.first()}
	if t.prev == nil && len(t.old) == 0 && len(t.added) == 1 {
		t.gist = t.added[0].gist // the common case, worked out beforehand
		t.row.Received, t.row.Version = b.run.received.Unix(), t.addedID[0]
		return nil
	}
	cs := contents(t.old)
	for i, p := range t.added {
		j, _ := slices.BinarySearchFunc(b.versions, t.addedID[i], func(v store.Version, id int64) int { return cmp.Compare(v.ID, id) })
		cs = append(cs, content{version: b.versions[j], prepared: p})
	}
	var err error
	t.gist, _, err = b.u.effective(t.row, cs, decided, b.covered[t.key], b.handlings)
	return err
}

// first is the record that made the report: a new one has none before this batch.
func (t *touched) first() int64 {
	if t.prev != nil {
		return t.prev.First
	}
	i := slices.IndexFunc(t.added, func(p *prepared) bool { return p.Report != nil })
	return t.addedID[i]
}

// loadHandlings adds the handling codes of runs to a map.
func (w *work) loadHandlings(ctx context.Context, into map[int64]triage.Handling, runs []int64) error {
	rs, err := w.Runs(ctx, runs)
	for id, r := range rs {
		into[id] = handlings[r.Handling]
	}
	return err
}

func contents(vs []store.Version) []content {
	cs := make([]content, len(vs))
	for i, v := range vs {
		cs[i].version = v
	}
	return cs
}

// content is one record of a report.
type content struct {
	version  store.Version
	prepared *prepared // as just read; nil: decode the version's body
}

// effective chooses a report's current version, completes it by its
// attachments, and works out its gist. It fills Received and Version of row.
func (u *Unit) effective(row *store.Report, cs []content, decided []store.Decision, covered covers, handling map[int64]triage.Handling) (gist, *report.Report, error) {
	var current *content
	parts := map[string]*content{}
	row.Received = 0
	for i := range cs {
		c := &cs[i]
		if c.version.Body == nil {
			continue // erased
		}
		if c.version.Part != "" {
			if o := parts[c.version.Part]; o == nil || newer(c, o) {
				parts[c.version.Part] = c
			}
			continue
		}
		if row.Received == 0 || c.version.Received < row.Received {
			row.Received = c.version.Received
		}
		if current == nil || newer(c, current) {
			current = c
		}
	}
	if current == nil {
		return gist{}, nil, fmt.Errorf("internal fault: report %s has no version", row.Key)
	}
	row.Version = current.version.ID
	stated, err := current.report()
	if err != nil {
		return gist{}, nil, err
	}
	whole := *stated // what was read is shared with others: complete a copy
	r := &whole
	ids := make([]string, 0, len(parts))
	for id := range parts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var as []report.Attachment
	for _, id := range ids {
		a, err := parts[id].attachment()
		if err != nil {
			return gist{}, nil, err
		}
		as = append(as, *a)
	}
	r = r.With(as)
	// As read, normal forms and strengths are those of the day of receipt; what
	// links is what the table in force says.
	u.table.Normalise(r)
	if decided, err = standingOver(decided, cs); err != nil {
		return gist{}, nil, err
	}
	var unproven []report.FactKind
	if r.Facts, unproven, err = lasting(r.Facts, cs, current, handling); err != nil {
		return gist{}, nil, err
	}
	g := u.gist(row.Key, r, gistInput{
		received: time.Unix(row.Received, 0).UTC(), handling: handling[current.version.Run], decisions: decided, covered: covered,
	})
	g.unproven = unproven
	return g, r, nil
}

// standingOver keeps the decisions that a report's records leave standing. A
// fact refuted or verified, and then stated by a record that came later, is
// stated anew; a preservation request covers what was there when it was made.
func standingOver(ds []store.Decision, cs []content) ([]store.Decision, error) {
	var out []store.Decision
	for _, d := range ds {
		stands := true
		for i := range cs {
			c := &cs[i]
			if c.version.Entry <= d.Entry || c.version.Body == nil {
				continue
			}
			facts, err := c.facts()
			if err != nil {
				return nil, err
			}
			switch d.Kind {
			case decidedPreserve:
				stands = stands && c.version.Part != ""
			case decidedRefute, decidedVerify:
				stands = stands && !slices.ContainsFunc(facts, func(f report.Fact) bool { return string(f.Kind) == d.Fact })
			}
		}
		if stands {
			out = append(out, d)
		}
	}
	return out, nil
}

// facts are what one record states.
func (c *content) facts() ([]report.Fact, error) {
	if c.version.Part != "" {
		a, err := c.attachment()
		if err != nil {
			return nil, err
		}
		return a.Facts, nil
	}
	r, err := c.report()
	if err != nil {
		return nil, err
	}
	return r.Facts, nil
}

// newer orders versions by the source's date, then when they were received,
// then by the hash of their bytes: never by the order in which they came.
func newer(a, b *content) bool {
	return cmp.Or(
		cmp.Compare(a.version.Dated, b.version.Dated),
		cmp.Compare(a.version.Received, b.version.Received),
		slices.Compare(a.version.SHA, b.version.SHA),
	) > 0
}

func (c *content) report() (*report.Report, error) {
	if c.prepared != nil {
		return c.prepared.Report, nil
	}
	return unpack[report.Report](c.version.Body)
}

func (c *content) attachment() (*report.Attachment, error) {
	if c.prepared != nil {
		return c.prepared.Attachment, nil
	}
	return unpack[report.Attachment](c.version.Body)
}
