package unit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// Spoken is an error that has its sentence in both languages.
type Spoken interface {
	error
	Sentence(lang string) string // lang is "fr" or "en"
}

// Impossible is the error for what is asked and cannot be, in both languages.
type Impossible struct{ en, fr string }

// Error is the sentence in English.
func (e *Impossible) Error() string { return e.en }

// Sentence says it in a language.
func (e *Impossible) Sentence(lang string) string {
	if lang == "fr" {
		return e.fr
	}
	return e.en
}

const (
	longestNote = 8000  // bytes
	mostMoved   = 20000 // reports that one act may move: its entry names each
)

// caseKinds are the ledger's words for what acts do.
var caseKinds = map[dossier.Kind]ledger.Kind{
	dossier.Open: ledger.Open, dossier.Add: ledger.Include, dossier.Remove: ledger.Exclude, dossier.Write: ledger.Note,
	dossier.Assign: ledger.Assign, dossier.Merge: ledger.Merge, dossier.Split: ledger.Split, dossier.Undo: ledger.Undo,
}

// caseBook is how the cases stand, with the acts as they are stored.
type caseBook struct {
	*dossier.State
	rows map[int64]store.CaseAct
}

// caseBook reads all acts on cases and folds them.
func (w *work) caseBook(ctx context.Context) (*caseBook, error) {
	list, err := w.CaseActs(ctx)
	if err != nil {
		return nil, err
	}
	s, rows, err := byActs(list, "case", caseActOf, dossier.Fold)
	if err != nil {
		return nil, err
	}
	return &caseBook{s, rows}, nil
}

func caseActOf(r store.CaseAct) (dossier.Act, error) {
	a := dossier.Act{ID: r.ID, Kind: dossier.Kind(r.Kind), Owner: r.Owner, Undoes: r.Undoes}
	var err, err2 error
	if r.Number != "" {
		a.Case, err = dossier.ParseNumber(r.Number)
	}
	if r.Other != "" {
		a.Other, err2 = dossier.ParseNumber(r.Other)
	}
	if err = errors.Join(err, err2); err != nil {
		return a, err
	}
	for s := range strings.FieldsSeq(r.Attached) {
		x, err := dossier.ParseAttachment(s)
		if err != nil {
			return a, err
		}
		a.Attached = append(a.Attached, x)
	}
	return a, nil
}

func caseRowOf(a dossier.Act) store.CaseAct {
	r := store.CaseAct{ID: a.ID, Kind: string(a.Kind), Owner: a.Owner, Undoes: a.Undoes}
	if !a.Case.IsZero() {
		r.Number = a.Case.String()
	}
	if !a.Other.IsZero() {
		r.Other = a.Other.String()
	}
	names := make([]string, len(a.Attached))
	for i, x := range a.Attached {
		names[i] = x.String()
	}
	r.Attached = strings.Join(names, " ")
	return r
}

// caseDetail is the detail of the entries that acts on cases leave: all that the
// act's row says. Of a note it has the hash: a note is shown on its case alone,
// and the ledger is read elsewhere too.
type caseDetail struct {
	Act      int64  `json:"act"`
	Do       string `json:"do"`
	Case     string `json:"case,omitzero"`
	Other    string `json:"other,omitzero"`
	Attached string `json:"attached,omitzero"`
	Owner    string `json:"owner,omitzero"`
	Undoes   int64  `json:"undoes,omitzero"`
	Note     string `json:"note,omitzero"`
	Because  string `json:"because,omitzero"`
}

func caseDetailOf(r store.CaseAct) caseDetail {
	d := caseDetail{r.ID, r.Kind, r.Number, r.Other, r.Attached, r.Owner, r.Undoes, "", r.Because}
	if r.Note != "" {
		d.Note = sum([]byte(r.Note))
	}
	return d
}

// caseAct is what a person asks to be done: the act but for its number, and the
// words that go with it.
type caseAct struct {
	dossier.Act
	note, because string
}

// onCases does one act on the cases: f says which, given how they stand. It
// returns the act's number.
func (u *Unit) onCases(ctx context.Context, who Actor, right access.Right, f func(context.Context, *work, *caseBook) (caseAct, error)) (act int64, err error) {
	err = u.do(ctx, who, right, func(ctx context.Context, w *work) error {
		b, err := w.caseBook(ctx)
		if err != nil {
			return err
		}
		a, err := f(ctx, w, b)
		if err != nil {
			return err
		}
		a.ID = b.NextAct()
		act = a.ID
		next, err := b.After(a.Act)
		if err != nil {
			return tell(err, reportsOf(a.Attached)...)
		}
		return w.actOnCases(ctx, b.State, next, a)
	})
	return act, err
}

// actOnCases writes an act that fits, records it, and brings up to date which
// case holds which report.
func (w *work) actOnCases(ctx context.Context, was, is *dossier.State, a caseAct) error {
	in, out := moved(was, is)
	of := reportsOf(a.Attached)
	for _, c := range in {
		of = append(of, c.Report)
	}
	of = append(of, out...)
	if len(of) > 2*mostMoved {
		return tell(&Impossible{
			fmt.Sprintf("this would move more than %d reports at once: do it in parts", mostMoved),
			fmt.Sprintf("cela déplacerait plus de %d signalements à la fois : faites-le en plusieurs fois", mostMoved),
		})
	}
	row := caseRowOf(a.Act)
	row.Note, row.Because, row.Who, row.At = a.note, a.because, w.who.ID, w.at.UnixMilli()
	var err error
	if row.Entry, err = w.recordCase(caseKinds[a.Kind], []dossier.Number{a.Case, a.Other}, of, caseDetailOf(row)); err != nil {
		return err
	}
	if err := w.InsertCaseAct(ctx, row); err != nil {
		return err
	}
	if err := w.TakeFromCases(ctx, out); err != nil {
		return err
	}
	return w.PutInCase(ctx, in)
}

// recordCase adds an entry that concerns cases beside reports.
func (w *work) recordCase(kind ledger.Kind, numbers []dossier.Number, of []report.Key, detail any) (int64, error) {
	var names []string
	for _, n := range numbers {
		if !n.IsZero() {
			names = append(names, n.String())
		}
	}
	return w.recordNamed(kind, names, of, detail)
}

// moved lists the reports that another case holds than before, and those that
// none holds any more.
func moved(was, is *dossier.State) (in []store.InCase, out []report.Key) {
	is.Each(func(x dossier.Attachment, n dossier.Number) {
		if k, ok := reportOf(x); ok && was.Where(x) != n {
			in = append(in, store.InCase{Report: k, Number: n.String()})
		}
	})
	was.Each(func(x dossier.Attachment, _ dossier.Number) {
		if k, ok := reportOf(x); ok && is.Where(x).IsZero() {
			out = append(out, k)
		}
	})
	return in, out
}

func attachmentOf(k report.Key) dossier.Attachment {
	return dossier.Attachment{Kind: dossier.Report, ID: k.String()}
}

func reportOf(x dossier.Attachment) (report.Key, bool) {
	if x.Kind != dossier.Report {
		return 0, false
	}
	k, err := report.ParseKey(x.ID)
	return k, err == nil
}

func reportsOf(xs []dossier.Attachment) []report.Key {
	var out []report.Key
	for _, x := range xs {
		if k, ok := reportOf(x); ok {
			out = append(out, k)
		}
	}
	return out
}

// attachments names reports to attach or take out. Each must be stored.
func (w *work) attachments(ctx context.Context, keys []report.Key) ([]dossier.Attachment, error) {
	ps, err := w.Places(ctx, keys)
	if err != nil {
		return nil, err
	}
	stored := make(map[report.Key]bool, len(ps))
	for _, p := range ps {
		stored[p.Key] = true
	}
	seen := map[report.Key]bool{}
	var out []dossier.Attachment
	for _, k := range keys {
		if !stored[k] {
			return nil, noSuch(k)
		}
		if !seen[k] {
			seen[k] = true
			out = append(out, attachmentOf(k))
		}
	}
	return out, nil
}

// noteText checks what a person writes on a case.
func noteText(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return &Impossible{"the note is empty", "la note est vide"}
	case len(s) > longestNote:
		return &Impossible{
			fmt.Sprintf("the note is longer than %d bytes: write it in parts", longestNote),
			fmt.Sprintf("la note fait plus de %d octets : écrivez-la en plusieurs fois", longestNote),
		}
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return &Impossible{"the note holds characters that are no text", "la note contient des caractères qui ne sont pas du texte"}
	}
	return nil
}
