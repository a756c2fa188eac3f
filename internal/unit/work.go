package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// Actor is the person in whose name something is done.
type Actor struct {
	ID      string
	Name    string
	Role    access.Role
	Lang    string
	Purpose string // what for, as the person or the page states it

	// What is asked about: what a refusal, and an answer that is an error, are recorded on.
	about []report.Key
	named []string  // cases and requests
	asked Asked     // and what of them
	bears *valueKey // an identifier: the reports that bear it are asked about
}

// For returns the actor with a purpose.
func (a Actor) For(purpose string) Actor { a.Purpose = purpose; return a }

// on returns the actor who asks about reports or leads.
func (a Actor) on(keys ...report.Key) Actor {
	a.about = slices.DeleteFunc(append(slices.Clone(a.about), keys...), func(k report.Key) bool { return k == 0 })
	return a
}

// numbered is a case's or a request's number.
type numbered interface {
	String() string
	IsZero() bool
}

// onNamed returns the actor who asks about cases or requests.
func (a Actor) onNamed(numbers ...numbered) Actor {
	for _, n := range numbers {
		if !n.IsZero() {
			a.named = append(slices.Clone(a.named), n.String())
		}
	}
	return a
}

// work is one use case in its transaction.
type work struct {
	*store.Tx
	u       *Unit
	who     Actor
	at      time.Time // the ledger's clock, one a transaction
	first   int64     // index that the next appended entry will have
	entries []ledger.Entry
	of      []store.Subject
	hubs    map[valueKey]bool     // declared by a person; nil until loaded
	covered map[report.Key]covers // what requests stop, by their acts alone; nil: asked of the store
}

// errUnrecorded can only come from a mistake in this package.
var errUnrecorded = errors.New("internal fault: a use case recorded nothing, so nothing was done")

// do runs one use case: may this person, then f, then what f recorded.
func (u *Unit) do(ctx context.Context, who Actor, right access.Right, f func(context.Context, *work) error) error {
	if who.ID == "" {
		return errors.New("nobody is named: Vigie does nothing without a person")
	}
	if err := purpose(who.Purpose); err != nil {
		if err := u.refuse(ctx, who.For(""), right, err.Error()); err != nil { // it says what for in no words that can be kept
			return err
		}
		return err
	}
	if !who.Role.May(right) {
		if err := u.refuse(ctx, who, right, ""); err != nil {
			return err
		}
		return &access.Refused{Person: who.ID, Role: who.Role, Right: right}
	}
	if err := u.Ready(); err != nil && right != access.Rebuild && right != access.CheckLedger {
		return err
	}
	err := u.write(ctx, who, f)
	if answer, of := answered(err); answer != "" {
		// The answer is an error, and tells something all the same: it is recorded
		// before it is given.
		recorded := u.write(ctx, who, func(ctx context.Context, w *work) error {
			_, err := w.recordNamed(ledger.Refuse, who.named, append(of, who.about...), who.refusal(right, answer))
			return err
		})
		if recorded != nil {
			return fmt.Errorf("this could not be recorded, so it was not done: %w", recorded)
		}
	}
	return err
}

// told is an error that tells something about reports.
type told struct {
	error
	of []report.Key
}

func (t *told) Unwrap() error { return t.error }

// tell marks an error that tells something about reports, so that the answer is recorded.
func tell(err error, of ...report.Key) error { return &told{err, of} }

// longestAnswer bounds what the ledger keeps of an answer, in bytes.
const longestAnswer = 500

// answered gives what an error tells a person, and about which reports; nothing for
// a fault of the program. What has a sentence for people tells something.
func answered(err error) (string, []report.Key) {
	var t *told
	var s Spoken
	switch {
	case errors.As(err, &t):
		err = t.error
	case errors.As(err, &s):
		err = s
	default:
		return "", nil
	}
	text := strings.ToValidUTF8(err.Error(), "\uFFFD")
	if len(text) > longestAnswer {
		text = strings.ToValidUTF8(text[:longestAnswer], "") + "…"
	}
	if t == nil {
		return text, nil
	}
	return text, slices.Clone(t.of)
}

// Answered says that an error is an answer about reports, in the person's own
// terms, and no fault of the program.
func Answered(err error) bool {
	answer, _ := answered(err)
	return answer != ""
}

func noSuch(k report.Key) error { return tell(fmt.Errorf("%s: %w", k, ErrNoSuch), k) }

// longestReason bounds what a person writes beside an act, in bytes.
const longestReason = 4000

// reason checks what a person writes to explain an act.
func reason(s, of string) error {
	switch {
	case blank(s):
		return fmt.Errorf("%s needs its reason: add --because", of)
	case len(s) > longestReason:
		return fmt.Errorf("the reason is longer than %d bytes: put the rest in the file it refers to", longestReason)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return errors.New("the reason holds characters that are no text")
	}
	return nil
}

// purpose checks what a person says an act or a reading is for.
func purpose(s string) error {
	switch {
	case blank(s):
		return errors.New("no purpose is stated: every act and every reading says what for (--purpose)")
	case len(s) > longestReason:
		return fmt.Errorf("the purpose is longer than %d bytes", longestReason)
	}
	return oneLine(s, "the purpose")
}

// refuse records that something was asked for and not given, before anything is read for
// it: what was asked for, of what, and what was answered beside that it is not allowed.
func (u *Unit) refuse(ctx context.Context, who Actor, right access.Right, answered string) error {
	return u.write(ctx, who, func(ctx context.Context, w *work) error {
		of := who.about
		if who.bears != nil {
			bearers, err := w.BearerKeys(ctx, who.bears.hash, who.bears.value)
			if err != nil {
				return err
			}
			of = append(slices.Clone(of), bearers[:min(len(bearers), mostSubjects)]...)
		}
		_, err := w.recordNamed(ledger.Refuse, who.named, of, who.refusal(right, answered))
		return err
	})
}

func (u *Unit) write(ctx context.Context, who Actor, f func(context.Context, *work) error) error {
	return u.store.Write(ctx, func(t *store.Tx) error {
		h, err := t.Head(ctx)
		if err != nil {
			return fmt.Errorf("reading the ledger's head: %w", err)
		}
		w := &work{Tx: t, u: u, who: who, at: time.Now().UTC().Truncate(time.Millisecond), first: h.Size}
		if err := f(ctx, w); err != nil {
			return err
		}
		return w.append(ctx)
	})
}

// append writes what was recorded, in the same transaction.
func (w *work) append(ctx context.Context) error {
	if len(w.entries) == 0 {
		return errUnrecorded
	}
	first, err := w.u.log.Append(ctx, w.Tx, w.entries)
	if err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	if first != w.first {
		return fmt.Errorf("internal fault: the ledger grew to %d during the transaction", first)
	}
	if err := w.InsertSubjects(ctx, w.of); err != nil {
		return err
	}
	kill("recorded")
	return nil
}

// record adds an entry and returns the index that it will have.
func (w *work) record(kind ledger.Kind, of []report.Key, detail any) (int64, error) {
	return w.recordAs(w.who.ID, kind, of, detail)
}

// notice adds an entry that the program derives.
func (w *work) notice(of []report.Key, detail any) (int64, error) {
	return w.recordAs(ledger.System, ledger.Notice, of, detail)
}

func (w *work) recordAs(who string, kind ledger.Kind, of []report.Key, detail any) (int64, error) {
	e := ledger.Entry{Kind: kind, At: w.at, Who: who, Purpose: w.who.Purpose}
	idx := w.first + int64(len(w.entries))
	seen := map[report.Key]bool{}
	for _, k := range of {
		if seen[k] {
			continue
		}
		seen[k] = true
		e.Subjects = append(e.Subjects, k.String())
		// Intake entries are found through their version: no index row for them.
		if kind != ledger.Intake && kind != ledger.Version && kind != ledger.Attach {
			w.of = append(w.of, store.Subject{Key: k, Entry: idx})
		}
	}
	if detail != nil {
		b, err := json.Marshal(detail, json.Deterministic(true))
		if err != nil {
			return 0, fmt.Errorf("recording: %w", err)
		}
		e.Detail = b
	}
	w.entries = append(w.entries, e)
	return idx, nil
}
