package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"vigie/internal/intake"
	"vigie/internal/request"
	"vigie/internal/unit"
)

// under is what reports are taken in under; empty: as the unit's settings say.
type under struct {
	Procedure string    `placeholder:"TEXT"`
	Basis     string    `placeholder:"TEXT"`
	Handling  string    `enum:"evidence,intelligence,originator," default:"" placeholder:"CODE"`
	Received  time.Time `placeholder:"RFC3339"`

	answers  request.Number // that they answer
	answered func(reports int)
}

func (u under) intake(e *env) unit.Intake {
	in := unit.Intake{Procedure: u.Procedure, Basis: u.Basis, Handling: u.Handling, Received: u.Received, Answers: u.answers, Answered: u.answered}
	if in.Received.IsZero() && !e.Now.IsZero() {
		in.Received = e.Now
	}
	return in
}

type intakeCmd struct {
	under
	Format  string         `placeholder:"NAME"`
	Profile string         `placeholder:"NAME"`
	Answers request.Number `placeholder:"REQUEST"`
	JSON    bool           `name:"json"`
	Paths   []string       `arg:"" name:"path"`
}

func (c *intakeCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		w, err := d.Walker(c.Format, c.Profile)
		if err != nil {
			return err
		}
		paths, err := absolute(c.Paths)
		if err != nil {
			return err
		}
		brought := 0
		c.answers, c.answered = c.Answers, func(n int) { brought = n }
		counts, err := e.takeIn(ctx, d, c.under, w, paths)
		if err != nil {
			return err
		}
		if c.JSON {
			if err := e.json(counts); err != nil {
				return err
			}
		} else {
			e.counts(counts)
		}
		if c.Answers.IsZero() {
			return nil
		}
		return e.answer(c.Answers, brought, !c.JSON)
	})
}

// answer says whether what came in answers a request. What could not be read and
// what stays sealed does not: a person has to look.
func (e *env) answer(n request.Number, brought int, say bool) error {
	if brought == 0 {
		e.lines(fmt.Sprintf(e.t("rien n'est entré comme signalement : la demande %s attend toujours sa réponse, et ses échéances ne changent pas",
			"nothing came in as a report: request %s still waits for its answer, and its act-by dates are as before"), n),
			e.pasteable(fmt.Sprintf(e.t("si le détenteur a bien répondu : vigie request answered %s ; s'il a refusé : vigie request refused %s --because …",
				"if the holder did answer: vigie request answered %s; if it refused: vigie request refused %s --because …"), n, n)))
		return &needsPerson{} // said already
	}
	if say {
		e.print(e.t("Demande %s répondue par ce qui vient d'être reçu.", "Request %s is answered by what was just taken in."), n)
		e.hint("%s vigie request answered %s --missing …", e.t("s'il manque des données :", "if records are missing:"), n)
	}
	return nil
}

// absolute makes paths absolute, so that what is quarantined can be found again
// from any folder.
func absolute(paths []string) ([]string, error) {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = p
		if p == "-" {
			continue
		}
		var err error
		if out[i], err = filepath.Abs(p); err != nil {
			return nil, err
		}
		// A slip of the pen is not a report that could not be read.
		if _, err := os.Lstat(out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// takeIn reads paths and takes what is in them in, with progress.
func (e *env) takeIn(ctx context.Context, d *desk, u under, w *intake.Walker, paths []string) (unit.Counts, error) {
	m := e.meter(e.t("Réception", "Intake"), nounRecords)
	defer m.end()
	w.Stdin = e.in
	w.Count = !e.Quiet
	w.Progress = func(p intake.Progress) { m.share(p.Bytes, p.TotalBytes) }
	in := u.intake(e)
	in.Progress = func(c unit.Counts) { m.counted(c.Read) }
	walk := func(w *intake.Walker) func(context.Context, func(intake.Record) error) error {
		return func(ctx context.Context, emit func(intake.Record) error) error { return w.Walk(ctx, paths, emit) }
	}
	if in.Records = walk(w); !slices.Contains(paths, "-") {
		first, last := w.Split()
		in.Records, in.Late = walk(first), walk(last)
	}
	return d.TakeIn(ctx, d.who, in)
}

// counts shows the counts of an intake, which add up.
func (e *env) counts(c unit.Counts) {
	for _, r := range []struct {
		n        int64
		fr, en   string
		optional bool
	}{
		{c.Read, "lus", "read", false},
		{c.New, "nouveaux signalements", "new reports", false},
		{c.Versions, "nouvelles versions", "new versions", false},
		{c.Attached, "pièces rattachées", "attachments joined", false},
		{c.Sealed, "virements qui ne touchent aucun compte signalé, gardés scellés", "transfers that touch no reported account, kept sealed", true},
		{c.Duplicates, "déjà reçus", "duplicates", false},
		{c.Quarantined, "en quarantaine", "in quarantine", false},
		{c.Waiting, "pièces qui attendent leur signalement (à ce jour)", "attachments waiting for their report (to date)", true},
	} {
		if r.optional && r.n == 0 {
			continue
		}
		e.print("%s  %s", padLeft(e.n(r.n), 10), e.t(r.fr, r.en))
	}
	if c.Sealed > 0 {
		e.hint("%s", e.t("rien n'est indexé de ce qui est scellé ; quand un signalement nomme un de ces comptes, recevoir à nouveau le même fichier",
			"nothing of what is sealed is indexed; when a report names one of these accounts, take the same file in again"))
	}
	if c.Quarantined > 0 {
		e.hint("%s", e.some(c.Quarantined,
			"élément n'a pas pu être lu et rien n'est perdu ; pourquoi, et que faire : vigie quarantine list",
			"éléments n'ont pas pu être lus et rien n'est perdu ; pourquoi, et que faire : vigie quarantine list",
			"record could not be read, and nothing is lost; why, and what to do: vigie quarantine list",
			"records could not be read, and nothing is lost; why, and what to do: vigie quarantine list"))
	}
}
