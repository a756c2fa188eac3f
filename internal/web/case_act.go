package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"vigie/internal/dossier"
	"vigie/internal/report"
	"vigie/internal/unit"
)

const (
	maxNamed = 600  // reports or notes that a form may name
	maxNote  = 2500 // characters of a note: a form with as many accents still fits
)

// form is what a person sent about a case.
type form struct {
	number  dossier.Number
	because string
	reports []report.Key
	r       *http.Request
}

// onCase reads a form about a case, does what it asks and comes back to the case
// that do names; to the list when that is none.
func (d *desk) onCase(purpose string, do func(context.Context, unit.Actor, form) (dossier.Number, error)) func(http.ResponseWriter, *http.Request, unit.Actor) {
	return func(w http.ResponseWriter, r *http.Request, who unit.Actor) {
		f, err := readForm(r)
		var at dossier.Number
		if err == nil {
			at, err = do(r.Context(), who.For("desk: "+purpose), f)
		}
		switch {
		case err != nil:
			d.fail(w, r, &who, err)
		case at.IsZero():
			http.Redirect(w, r, "/cases", http.StatusSeeOther)
		default:
			http.Redirect(w, r, caseAddress(at), http.StatusSeeOther)
		}
	}
}

func readForm(r *http.Request) (form, error) {
	f := form{r: r}
	var err error
	if f.number, err = caseNumber(r.PathValue("number")); err != nil {
		return f, err
	}
	if f.because, err = because(r); err != nil {
		return f, err
	}
	named := r.PostForm["report"]
	if len(named)+len(r.PostForm["note"]) > maxNamed {
		return f, fmt.Errorf("report: %w", errParameter)
	}
	for _, s := range named {
		k, err := leadKey(s)
		if err != nil {
			return f, err
		}
		f.reports = append(f.reports, k)
	}
	return f, nil
}

// caseNumber reads a case's number in a path or a form; what is none names no case.
func caseNumber(s string) (dossier.Number, error) {
	n, err := dossier.ParseNumber(s)
	if err != nil {
		return n, unit.ErrNoSuch
	}
	return n, nil
}

// openCase opens a case from the lead on whose page the form stands.
func (d *desk) openCase(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	k, err := leadKey(r.PathValue("key"))
	var why string
	if err == nil {
		why, err = because(r)
	}
	var n dossier.Number
	if err == nil && why == "" {
		err = errParameter
	}
	if err == nil {
		n, err = d.unit.OpenCase(r.Context(), who.For("desk: open a case"), k, why)
	}
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	http.Redirect(w, r, caseAddress(n), http.StatusSeeOther)
}

// reasoned keeps a form without a reason from the unit, whose words are for the
// command line.
func (f form) reasoned() error {
	if f.because == "" {
		return fmt.Errorf("because: %w", errParameter)
	}
	return nil
}

func (d *desk) addToCase(ctx context.Context, who unit.Actor, f form) (dossier.Number, error) {
	if err := f.reasoned(); err != nil {
		return f.number, err
	}
	return d.unit.AddToCase(ctx, who, f.number, f.reports, f.because)
}

func (d *desk) removeFromCase(ctx context.Context, who unit.Actor, f form) (dossier.Number, error) {
	if err := f.reasoned(); err != nil {
		return f.number, err
	}
	return d.unit.RemoveFromCase(ctx, who, f.number, f.reports, f.because)
}

func (d *desk) noteOnCase(ctx context.Context, who unit.Actor, f form) (dossier.Number, error) {
	text := strings.ReplaceAll(strings.TrimSpace(f.r.PostForm.Get("text")), "\r", "")
	if utf8.RuneCountInString(text) > maxNote {
		return f.number, fmt.Errorf("text: %w", errParameter)
	}
	_, err := d.unit.NoteOnCase(ctx, who, f.number, text)
	return f.number, err
}

func (d *desk) assignCase(ctx context.Context, who unit.Actor, f form) (dossier.Number, error) {
	if err := f.reasoned(); err != nil {
		return f.number, err
	}
	return d.unit.AssignCase(ctx, who, f.number, f.r.PostForm.Get("owner"), f.because)
}

func (d *desk) mergeCases(ctx context.Context, who unit.Actor, f form) (dossier.Number, error) {
	into, err := caseNumber(f.r.PostForm.Get("into"))
	if err = errors.Join(err, f.reasoned()); err != nil {
		return f.number, err
	}
	return d.unit.MergeCases(ctx, who, f.number, into, f.because)
}

func (d *desk) splitCase(ctx context.Context, who unit.Actor, f form) (dossier.Number, error) {
	part := unit.Part{Reports: f.reports}
	for _, s := range f.r.PostForm["note"] {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return f.number, fmt.Errorf("note: %w", errParameter)
		}
		part.Notes = append(part.Notes, id)
	}
	var err error
	if s := f.r.PostForm.Get("from"); s != "" {
		part.From, err = caseNumber(s)
	}
	if err = errors.Join(err, f.reasoned()); err != nil {
		return f.number, err
	}
	return d.unit.SplitCase(ctx, who, f.number, part, f.because)
}

func (d *desk) undoCase(ctx context.Context, who unit.Actor, f form) (dossier.Number, error) {
	act, err := strconv.ParseInt(f.r.PostForm.Get("act"), 10, 64)
	if err != nil {
		err = fmt.Errorf("act: %w", errParameter)
	}
	if err = errors.Join(err, f.reasoned()); err != nil {
		return f.number, err
	}
	return d.unit.UndoCase(ctx, who, act, f.because)
}
