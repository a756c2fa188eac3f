package intake_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"log"
	"strings"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// notes is a reader of one format: each line is a report's number.
type notes struct{}

func (notes) Name() string { return "notes" }

func (notes) Detect(_ string, head []byte) bool { return strings.HasPrefix(string(head), "NOTES\n") }

func (notes) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	sc := bufio.NewScanner(in.R)
	for row := 1; sc.Scan(); row++ {
		if row == 1 {
			continue // the heading
		}
		rec := intake.Record{
			Place:  intake.Place{File: in.Name, Row: row},
			SHA256: sha256.Sum256(sc.Bytes()),
			Size:   int64(len(sc.Bytes())),
		}
		if id := sc.Text(); strings.Trim(id, "0123456789") == "" {
			rec.Report = &report.Report{Source: "example", SourceID: id, Format: "notes"}
			rec.Redacted = []byte(id)
		} else {
			rec.Problem = &intake.Problem{Reason: intake.BadValue, Detail: "number"}
		}
		if err := emit(rec); err != nil {
			return err
		}
	}
	return sc.Err()
}

func ExampleWalker() {
	w := &intake.Walker{
		Readers: []intake.Reader{notes{}},
		Stdin:   strings.NewReader("NOTES\n101\nten\n103\n"),
	}
	err := w.Walk(context.Background(), []string{"-"}, func(r intake.Record) error {
		if r.Problem != nil {
			fmt.Printf("%s, row %d, %s: %s\n", r.Place.File, r.Place.Row, r.Problem.Detail, intake.Sentence(r.Problem.Reason, "en"))
			return nil
		}
		fmt.Printf("%s, row %d: report %s\n", r.Place.File, r.Place.Row, r.Report.SourceID)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// -, row 2: report 101
	// -, row 3, number: A date, number or code cannot be. Check the format stated in the profile, or ask the source for a correction.
	// -, row 4: report 103
}

func ExampleSentence() {
	fmt.Println(intake.Sentence(intake.SymbolicLink, "fr"))
	// Output:
	// C’est un lien symbolique ; les liens ne sont jamais suivis. Donner le chemin du fichier ou du dossier lui-même.
}

// A folder that is watched: what is complete is walked at once.
func ExampleWatcher() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	watcher := &intake.Watcher{Folder: "drop", Settle: 30 * time.Second}
	walker := &intake.Walker{Readers: []intake.Reader{notes{}}}
	for {
		paths, err := watcher.Next(ctx)
		if err != nil {
			return // ctx ended, or the folder is away
		}
		if err := walker.Walk(ctx, paths, func(intake.Record) error { return nil }); err != nil {
			return
		}
	}
}
