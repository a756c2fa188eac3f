package unit

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/store"
	"vigie/internal/triage"
	"vigie/rules"
)

// RequestFault is the error for what is asked of a request and cannot be, beside
// what [request.Refusal] says.
type RequestFault struct{ en, fr string }

// Error is the sentence in English.
func (e *RequestFault) Error() string { return e.en }

// Sentence says it in a language.
func (e *RequestFault) Sentence(lang string) string {
	if lang == "fr" {
		return e.fr
	}
	return e.en
}

// loadForms reads the letters in force: the unit's own (rules/requests/*) where its
// data folder has them, else the shipped ones.
func (u *Unit) loadForms() error {
	shipped, err := fs.Sub(rules.Files, "requests")
	if err != nil {
		return err
	}
	if u.forms, err = request.Load(over{os.DirFS(filepath.Join(u.dir, "rules", "requests")), shipped}); err != nil {
		return fmt.Errorf("requests: %w", err)
	}
	return nil
}

// over is a folder laid over another.
type over struct{ own, shipped fs.FS }

func (o over) Open(name string) (fs.File, error) {
	if f, err := o.own.Open(name); err == nil {
		return f, nil
	}
	return o.shipped.Open(name)
}

// requestBook is how the requests stand, with the acts as they are stored.
type requestBook struct {
	*request.State
	rows   map[int64]store.RequestAct
	clocks *clock.Table // whose names of holders are ours
}

// requestBook reads all acts on requests and folds them.
func (w *work) requestBook(ctx context.Context) (*requestBook, error) {
	list, err := w.RequestActs(ctx)
	if err != nil {
		return nil, err
	}
	s, rows, err := byActs(list, "request", requestActOf, request.Fold)
	if err != nil {
		return nil, err
	}
	return &requestBook{s, rows, w.u.clocks}, nil
}

func requestActOf(r store.RequestAct) (request.Act, error) {
	a := request.Act{ID: r.ID, Kind: request.Kind(r.Kind), Day: triage.Day(r.Day), Until: triage.Day(r.Kept), Undoes: r.Undoes}
	var err error
	if r.Number != "" {
		if a.Request, err = request.ParseNumber(r.Number); err != nil {
			return a, err
		}
	}
	for s := range strings.FieldsSeq(r.Records) {
		key, item, _ := strings.Cut(s, ":")
		k, err := report.ParseKey(key)
		if err != nil {
			return a, err
		}
		a.Records = append(a.Records, request.Record{Report: k, Item: item})
	}
	for s := range strings.FieldsSeq(r.Missing) {
		n, err := strconv.Atoi(s)
		if err != nil {
			return a, fmt.Errorf("%.20q is no place", s)
		}
		a.Missing = append(a.Missing, n)
	}
	for s := range strings.FieldsSeq(r.Reports) {
		k, err := report.ParseKey(s)
		if err != nil {
			return a, err
		}
		a.Reports = append(a.Reports, k)
	}
	return a, nil
}

func requestRowOf(a request.Act) store.RequestAct {
	r := store.RequestAct{ID: a.ID, Kind: string(a.Kind), Day: int64(a.Day), Kept: int64(a.Until), Undoes: a.Undoes}
	if !a.Request.IsZero() {
		r.Number = a.Request.String()
	}
	var words []string
	for _, x := range a.Records {
		words = append(words, x.Report.String()+":"+x.Item)
	}
	r.Records = strings.Join(words, " ")
	words = nil
	for _, n := range a.Missing {
		words = append(words, strconv.Itoa(n))
	}
	r.Missing = strings.Join(words, " ")
	words = nil
	for _, k := range a.Reports {
		words = append(words, k.String())
	}
	r.Reports = strings.Join(words, " ")
	return r
}

// requestDetail is the detail of the entries that acts on requests leave: all that
// the act's row says. Of what may hold an identifier it has the hash.
type requestDetail struct {
	Act     int64  `json:"act"`
	Do      string `json:"do"`
	Request string `json:"request,omitzero"`
	Subject string `json:"subject,omitzero"`
	Holder  string `json:"holder,omitzero"`  // SHA-256
	Records string `json:"records,omitzero"` // SHA-256: the subjects name the reports
	Body    string `json:"body,omitzero"`    // SHA-256 of the draft
	Masked  int    `json:"masked,omitzero"`  // values in the draft that are masked elsewhere
	Day     int64  `json:"day,omitzero"`
	Until   int64  `json:"until,omitzero"`
	Means   string `json:"means,omitzero"`
	Ref     string `json:"ref,omitzero"`
	Missing string `json:"missing,omitzero"`
	Reports string `json:"reports,omitzero"` // SHA-256
	Run     int64  `json:"run,omitzero"`
	Undoes  int64  `json:"undoes,omitzero"`
	Because string `json:"because,omitzero"`
}

func requestDetailOf(r store.RequestAct) requestDetail {
	hash := func(s string) string {
		if s == "" {
			return ""
		}
		return sum([]byte(s))
	}
	return requestDetail{
		r.ID, r.Kind, r.Number, r.Subject, hash(r.Holder), hash(r.Records), hash(string(r.Body)), 0, r.Day, r.Kept, r.Means, r.Ref,
		r.Missing, hash(r.Reports), r.Run, r.Undoes, r.Because,
	}
}

// draftBody is a draft as it was written: nothing that changes later changes it.
type draftBody struct {
	Holder clock.Keeper      `json:"holder"`
	Case   string            `json:"case,omitzero"`
	Base   string            `json:"base"` // the id in bases.yaml
	Items  []request.Item    `json:"items"`
	Texts  map[string]string `json:"texts"` // the letter in each language
}

func unpackDraft(b []byte) (draftBody, error) {
	var d draftBody
	raw, err := unpacker.DecodeAll(b, nil)
	if err == nil {
		err = json.Unmarshal(raw, &d)
	}
	if err != nil {
		return d, fmt.Errorf("a stored request is damaged: %w", err)
	}
	return d, nil
}

// requestAct is what a person asks to be done: the act but for its number, and
// what goes with it.
type requestAct struct {
	request.Act
	subject, holder     string
	body                []byte
	masked              int
	means, ref, because string
	run                 int64
}

// onRequests does one act on a request: f says which, given how they stand.
func (u *Unit) onRequests(ctx context.Context, who Actor, f func(context.Context, *work, *requestBook) (requestAct, error)) (act int64, err error) {
	err = u.do(ctx, who, access.Ask, func(ctx context.Context, w *work) error {
		b, err := w.requestBook(ctx)
		if err != nil {
			return err
		}
		a, err := f(ctx, w, b)
		if err != nil {
			return err
		}
		act, _, err = w.actOnRequests(ctx, b.State, a)
		return err
	})
	return act, err
}

// actOnRequests writes an act that fits, records it, and works out anew the
// reports whose clocks it stops or starts.
func (w *work) actOnRequests(ctx context.Context, was *request.State, a requestAct) (int64, *request.State, error) {
	a.ID = was.NextAct()
	is, err := was.After(a.Act)
	if err != nil {
		return 0, nil, tell(err)
	}
	n := is.Of(a.ID)
	before, after := requestItemsOf(was, n), requestItemsOf(is, n)
	of := reportsIn(before, after)
	row := requestRowOf(a.Act)
	row.Subject, row.Holder, row.Body, row.Means, row.Ref, row.Run = a.subject, a.holder, a.body, a.means, a.ref, a.run
	row.Because, row.Who, row.At = a.because, w.who.ID, w.at.UnixMilli()
	detail := requestDetailOf(row)
	detail.Masked = a.masked
	if row.Entry, err = w.recordNamed(ledger.Request, []string{n.String()}, of, detail); err != nil {
		return 0, nil, err
	}
	if err := w.InsertRequestAct(ctx, row); err != nil {
		return 0, nil, err
	}
	if err := w.ReplaceRequestItems(ctx, n.String(), of, after); err != nil {
		return 0, nil, err
	}
	rows, err := w.Reports(ctx, changedIn(before, after))
	if err != nil || len(rows) == 0 {
		return a.ID, is, err
	}
	return a.ID, is, w.again(ctx, rows)
}

// recordNamed adds an entry that concerns things with names beside reports.
func (w *work) recordNamed(kind ledger.Kind, names []string, of []report.Key, detail any) (int64, error) {
	entry, err := w.record(kind, of, detail)
	if err != nil {
		return 0, err
	}
	e := &w.entries[len(w.entries)-1]
	e.Subjects = append(slices.Clone(names), e.Subjects...)
	return entry, nil
}

// requestItemsOf is what a request asks of each report, in order of report, then place.
func requestItemsOf(s *request.State, n request.Number) []store.RequestItem {
	q, err := s.Find(n)
	if err != nil {
		return nil // never drafted, or no more
	}
	var out []store.RequestItem
	for _, k := range q.Answers {
		out = append(out, store.RequestItem{Report: k, Number: n.String(), Kept: notStopped})
	}
	q.Each(func(r request.Record, place int, c request.Cover) {
		kept := int64(notStopped)
		if c.Stops {
			kept = int64(c.Until)
		}
		out = append(out, store.RequestItem{Report: r.Report, Number: n.String(), Place: int64(place), Item: r.Item, Kept: kept})
	})
	return out
}

// notStopped is the day until which a clock stops that does not.
const notStopped = -1

func reportsIn(lists ...[]store.RequestItem) []report.Key {
	var out []report.Key
	for _, l := range lists {
		for _, i := range l {
			out = append(out, i.Report)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// changedIn lists the reports of which a clock stops otherwise than before.
func changedIn(before, after []store.RequestItem) []report.Key {
	was := map[request.Record]int64{}
	for _, i := range before {
		if i.Kept != notStopped {
			was[request.Record{Report: i.Report, Item: i.Item}] = i.Kept
		}
	}
	var out []report.Key
	for _, i := range after {
		r := request.Record{Report: i.Report, Item: i.Item}
		if kept, ok := was[r]; i.Kept != notStopped && (!ok || kept != i.Kept) {
			out = append(out, i.Report)
		} else if ok && i.Kept == kept {
			delete(was, r)
		}
	}
	for r := range was {
		out = append(out, r.Report)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
