package synth

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// Generate gives the files of a world one by one, in constant memory. An
// Item's bytes belong to the caller.
func Generate(o Options) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		g, err := New(o)
		if err == nil {
			err = g.run(nil, func(it Item) error {
				if !yield(it, nil) {
					return errStopped
				}
				return nil
			})
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(Item{}, err)
		}
	}
}

// Stream hands each file of a world to emit, named as [Write] would name it,
// until emit fails.
func Stream(o Options, emit func(name string, data []byte) error) error {
	g, err := New(o)
	if err != nil {
		return err
	}
	return g.run(nil, func(it Item) error { return emit(it.Name, it.Data) })
}

var errStopped = errors.New("the caller wants no more")

// run is one pass over the world.
type run struct {
	g       *Generator
	emit    func(Item) error
	pairs   *pairing // nil: not wanted
	zip     archive
	batches [3]batch
	broken  int
}

func (g *Generator) run(pairs *pairing, emit func(Item) error) error {
	r := &run{g: g, emit: emit, pairs: pairs}
	for i, t := range tables() {
		r.batches[i].table = t
	}
	for i := range g.o.Reports {
		if err := r.report(i); err != nil {
			return err
		}
	}
	for i := range r.batches {
		if err := r.flush(&r.batches[i]); err != nil {
			return err
		}
	}
	return r.flushArchive()
}

// report emits all files that the report at position i causes.
func (r *run) report(i int) error {
	s := r.g.look(i)
	d := newDraw(r.g.o.Seed, ofDelivery, uint64(s.slot)) // how it is delivered
	var err error
	var ref Reported
	switch s.format {
	case NCMEC:
		ref = r.g.reference(s)
		err = r.ncmec(s, ref, &d)
	case CMT:
		ref = r.g.reference(s)
		err = r.cmt(s, ref, &d)
	case XARF:
		_, domain := s.hotline()
		data, id := r.g.xarf(s)
		ref = Reported{Source: "xarf:" + domain, SourceID: xarfID(data, id), Hand: s.h.k, Position: i}
		name := fmt.Sprintf("xarf/%s.json", id)
		if id == "" {
			name = fmt.Sprintf("xarf/v3-%08d.json", i)
		}
		err = r.emit(Item{Name: name, Data: data, Reports: []Reported{ref}, Expect: Expect{New: 1}})
	default:
		ref = r.g.reference(s)
		err = r.row(s, ref, &d)
	}
	if err != nil {
		return err
	}
	if r.g.o.Broken && d.chance(r.g.o.Rates.Broken) {
		r.broken++
		if err := r.emit(r.g.damaged(r.broken-1, r.g.look(i))); err != nil {
			return err
		}
	}
	return r.pairs.pass(s, ref)
}

func (r *run) ncmec(s *sight, ref Reported, d *draw) error {
	report := r.g.ncmec(s, 0)
	path := fmt.Sprintf("ncmec/%d/%d", s.number/1000, s.number)
	if d.chance(r.g.o.Rates.Archived) {
		return r.archived(s, ref, report, d)
	}
	// A file's record may come before its report, beside it, or later.
	const before = "early/"
	where := make([]string, len(s.files))
	for f := range s.files {
		stem := pick(d, []string{fmt.Sprint(before, s.number), path, fmt.Sprint("ncmec/later/", s.number)})
		where[f] = fmt.Sprintf("%s-files-%d.xml", stem, f+1)
	}
	files := func(early bool) error {
		for f, name := range where {
			if strings.HasPrefix(name, before) != early {
				continue
			}
			it := Item{Name: name, Data: r.g.fileDetails(s, s.files[f]), Expect: Expect{Attached: 1}}
			if early {
				it.Note = "before its report"
			}
			if err := r.emit(it); err != nil {
				return err
			}
		}
		return nil
	}
	if err := files(true); err != nil {
		return err
	}
	one := []Reported{ref}
	if err := r.emit(Item{Name: path + ".xml", Data: report, Reports: one, Expect: Expect{New: 1}}); err != nil {
		return err
	}
	if err := files(false); err != nil {
		return err
	}
	if d.chance(r.g.o.Rates.Versions) {
		it := Item{Name: fmt.Sprintf("ncmec/updates/%d.xml", s.number), Data: r.g.ncmec(r.g.look(s.i), 1), Reports: one, Expect: Expect{Versions: 1}, Note: "changed content"}
		if err := r.emit(it); err != nil {
			return err
		}
	}
	if d.chance(r.g.o.Rates.Duplicates) {
		name := fmt.Sprintf([...]string{"ncmec/resent/%d.xml", "ncmec/resent/%d/report.xml"}[d.n(2)], s.number)
		return r.emit(Item{Name: name, Data: append([]byte(nil), report...), Reports: one, Expect: Expect{Duplicates: 1}, Note: "same bytes again"})
	}
	return nil
}

// archived puts a report and its files into the archive being filled.
func (r *run) archived(s *sight, ref Reported, report []byte, d *draw) error {
	name, files := "%d.xml", "%d-files-%d.xml"
	if d.chance(0.5) {
		name, files = "%d/report.xml", "%d/files-%d.xml"
	}
	if err := r.zip.add(fmt.Sprintf(name, s.number), report); err != nil {
		return err
	}
	for f := range s.files {
		if err := r.zip.add(fmt.Sprintf(files, s.number, f+1), r.g.fileDetails(s, s.files[f])); err != nil {
			return err
		}
	}
	it := &r.zip.item
	it.Reports = append(it.Reports, ref)
	it.Expect.add(Expect{New: 1, Attached: len(s.files)})
	if it.Expect.New < archiveReports {
		return nil
	}
	return r.flushArchive()
}

func (r *run) flushArchive() error {
	it, ok, err := r.zip.close()
	if err != nil || !ok {
		return err
	}
	return r.emit(it)
}

func (r *run) cmt(s *sight, ref Reported, d *draw) error {
	one := []Reported{ref}
	data := r.g.cmt(s, 0)
	if err := r.emit(Item{Name: fmt.Sprintf("cmt/%d.json", s.number), Data: data, Reports: one, Expect: Expect{New: 1}}); err != nil {
		return err
	}
	if d.chance(r.g.o.Rates.Versions) {
		it := Item{Name: fmt.Sprintf("cmt/%d-2.json", s.number), Data: r.g.cmt(r.g.look(s.i), 1), Reports: one, Expect: Expect{Versions: 1}, Note: "changed content"}
		if err := r.emit(it); err != nil {
			return err
		}
	}
	if d.chance(r.g.o.Rates.Duplicates) {
		it := Item{Name: fmt.Sprintf("cmt/resent/%d.json", s.number), Data: append([]byte(nil), data...), Reports: one, Expect: Expect{Duplicates: 1}, Note: "same bytes again"}
		return r.emit(it)
	}
	return nil
}

// row adds the report to its table, and a damaged row now and then.
func (r *run) row(s *sight, ref Reported, d *draw) error {
	b := &r.batches[s.format-List]
	cells := make([]string, len(b.columns))
	for i, c := range b.columns {
		cells[i] = c.value(r.g, s)
	}
	b.rows = append(b.rows, cells)
	b.refs = append(b.refs, ref)
	if r.g.o.Broken && d.chance(10*r.g.o.Rates.Broken) {
		b.spoil(cells)
	}
	if len(b.rows) < sheetRows {
		return nil
	}
	return r.flush(b)
}

func (r *run) flush(b *batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	data, err := b.bytes()
	if err != nil {
		return err
	}
	it := Item{Name: b.name(), Data: data, Reports: b.refs, Expect: Expect{New: len(b.refs), Quarantined: b.bad}}
	if b.bad > 0 {
		it.Note = "damaged rows"
	}
	b.n, b.rows, b.refs, b.bad = b.n+1, nil, nil, 0
	return r.emit(it)
}
