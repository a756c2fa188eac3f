package year

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"time"

	"vigie/internal/synth"
)

// Summary says what was made.
type Summary struct {
	Seed          uint64 `json:"seed"`
	Start         string `json:"start"`
	End           string `json:"end"`
	Commissioners int    `json:"commissioners"`
	Facilitators  int    `json:"facilitators"`
	Devices       int    `json:"devices"`
	Agents        int    `json:"agents"`
	Payments      int    `json:"payments"`   // of the story, each told at least once
	Statements    int    `json:"statements"` // tellings of these, reversals apart
	Reversals     int    `json:"reversals"`  // statements that one was taken back
	Unrelated     int    `json:"unrelated"`
	Sealed        int    `json:"sealed"`    // of these, those that touch no reported account
	NoAccount     int    `json:"noAccount"` // statements of the story that touch a reported person by a telephone, document or e-mail alone
	Ordinary      int    `json:"ordinary"`
	Files         int    `json:"files"`   // under reports/
	Records       int    `json:"records"` // in them, as a reader would count
	Bytes         int64  `json:"bytes"`
}

// run is one pass over a year.
type run struct {
	y      *Year
	ctx    context.Context
	create Create
	truth  *truth

	table, house, wallets, chain *sheet
	among                        *goaml
	stmt                         *statement

	goamls, stmts, lines, others, holders, tipped int
	files, records                                int
	bytes                                         int64
	unrelatedN, sealed                            int
	sum                                           Summary
}

// Write writes a year under dir: what is to be taken in under dir/reports, and
// the truth about it under dir/truth. It refuses a dir that already holds
// either. progress, which may be nil, hears how many payments have been told.
func Write(ctx context.Context, o Options, dir string, progress func(done, total int)) (Summary, error) {
	for _, sub := range []string{"reports", "truth", "indicators"} {
		if _, err := os.Lstat(filepath.Join(dir, sub)); !errors.Is(err, fs.ErrNotExist) {
			return Summary{}, fmt.Errorf("%s already holds %q: choose an empty folder, or remove it first", dir, sub)
		}
	}
	made := map[string]bool{}
	return Make(ctx, o, func(name string) (io.WriteCloser, error) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if d := filepath.Dir(p); !made[d] {
			if err := os.MkdirAll(d, 0o755); err != nil {
				return nil, err
			}
			made[d] = true
		}
		return os.OpenFile(p, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	}, progress)
}

// Make makes a year into the files that create gives.
func Make(ctx context.Context, o Options, create Create, progress func(done, total int)) (_ Summary, err error) {
	y, err := New(o)
	if err != nil {
		return Summary{}, err
	}
	r := &run{y: y, ctx: ctx, create: create}
	r.table, r.house, r.wallets, r.chain = newSheets()
	if r.truth, err = newTruth(y, create); err != nil {
		return Summary{}, fmt.Errorf("write a synthetic year: %w", err)
	}
	defer r.truth.abandon()
	if progress == nil {
		progress = func(int, int) {}
	}
	for k := range y.o.Commissioners {
		if err := ctx.Err(); err != nil {
			return Summary{}, err
		}
		if err := r.commissioner(k); err != nil {
			return Summary{}, fmt.Errorf("write a synthetic year: %w", err)
		}
		progress(y.cuts[k+1], y.o.Payments)
	}
	for _, end := range []func() error{
		r.endAmong, r.endBank, r.devices, r.ordinary,
		func() error { return r.endSheet(r.table) },
		func() error { return r.endSheet(r.house) },
		func() error { return r.endSheet(r.wallets) },
		func() error { return r.endSheet(r.chain) },
		func() error { return r.note("indicators/synthetic.yaml", Indicators) },
		r.readme,
	} {
		if err := end(); err != nil {
			return Summary{}, fmt.Errorf("write a synthetic year: %w", err)
		}
	}
	s := &r.sum
	s.Seed, s.Start, s.End = y.o.Seed, y.start.Format(time.RFC3339), y.o.Now.Format(time.RFC3339)
	s.Commissioners, s.Facilitators, s.Devices, s.Agents = y.o.Commissioners, y.o.Facilitators, y.o.Devices, y.o.Agents
	s.Payments, s.Unrelated, s.Sealed, s.Ordinary = y.o.Payments, r.unrelatedN, r.sealed, y.o.Ordinary
	s.Files, s.Records, s.Bytes = r.files, r.records, r.bytes
	if err := r.truth.end(*s); err != nil {
		return Summary{}, fmt.Errorf("write the truth of a synthetic year: %w", err)
	}
	return *s, nil
}

// commissioner writes all that is told of one.
func (r *run) commissioner(k int) error {
	s := r.y.story(k)
	ts := r.y.tellings(s)
	var of [tellers][]*telling
	for i := range ts {
		t := &ts[i]
		of[t.by] = append(of[t.by], t)
		if t.back {
			r.sum.Reversals++
		} else {
			r.sum.Statements++
		}
	}
	err := errors.Join(r.tips(s), r.fiu(s, of[byFIU]))
	if s.c.tells.bank {
		err = errors.Join(err, r.bank(s, of[byBank]))
	}
	err = errors.Join(err,
		r.tables(s, of[byTable]), r.answers(s, of[byHouse]), r.operator(s, of[byOperator]), r.transfers(s, of[byChain]),
		r.otherAccounts(k), r.honest(k))
	r.device(s, ts)
	r.truthOf(s, ts)
	return errors.Join(err, r.truth.err)
}

// ordinary writes the rest of a queue: reports in which nothing is live and
// nothing is paid.
func (r *run) ordinary() error {
	if r.y.o.Ordinary == 0 {
		return nil
	}
	rates := synth.DefaultRates()
	rates.Live, rates.Paid, rates.Imminent = 0, 0, 0
	o := synth.Options{
		Reports: r.y.o.Ordinary, Seed: r.y.o.Seed, Now: r.y.o.Now, Rates: &rates,
		Mix: &synth.Mix{NCMEC: 85, CMT: 10, XARF: 5},
	}
	for it, err := range synth.Generate(o) {
		if err != nil {
			return err
		}
		d, err := r.open("ordinary/" + it.Name)
		if err != nil {
			return err
		}
		d.raw(string(it.Data))
		d.records = it.Expect.Read()
		if it.Expect.New > 0 {
			for _, x := range it.Reports {
				r.report(reported{file: d.name, source: x.Source, id: x.SourceID, who: "o" + strconv.Itoa(x.Hand), kind: path.Dir(it.Name), records: 1})
			}
		}
		if err := r.end(d); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) readme() error {
	return r.note("truth/README", fmt.Sprintf(`A synthetic year: nobody in it exists, and no value in it is anyone's.

Made with seed %d, from %s to %s. ../reports holds what is to be
taken in; ../indicators says what the codes of its goAML documents mean, and goes
into the unit's data folder. This folder is apart from it: whoever links, ranks or counts must not
read it.

truth.json      per commissioner: what happened, what was stated, by whom, how
                often, what is near a session, to whom. Per facilitator, agent
                and recipient account: who paid. See the package's documentation.
tellings.csv    one line a statement of a payment of the story, by its number.
unrelated.csv   transfers in the same files that have nothing to do with it;
                those marked sealed touch no account that any report reports.
reports.csv     whose report each is (c…: a commissioner of the story, o…: of the
                rest of the queue), and whether it states a fact of abuse.
expected.csv    how many records each file has.
`, r.y.o.Seed, r.y.start.Format(time.DateOnly), r.y.o.Now.Format(time.DateOnly)))
}

// note writes a small file that is not to be taken in.
func (r *run) note(name, text string) error {
	w, err := r.create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return errors.Join(err, w.Close())
}
