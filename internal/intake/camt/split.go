package camt

import (
	"io"

	"vigie/internal/intake/xmlstrict"
)

// Bounds of one entry. A transfer is sealed with what the entry says around it:
// hostile entries would make much of little.
const (
	maxElements = 1_000_000
	maxSpread   = 256 << 20 // bytes around transfers, over all transfers of an entry
)

// forms are the bytes of an entry, by transfer: the entry without any other.
type forms struct {
	doc     []byte
	details []stretch // the TxDtls
	groups  []stretch // the NtryDtls that each stands in, without blanks between
	outer   int       // most bytes around one
	// unlisted: beside transfers that are listed, a group says that it has some,
	// and lists none.
	unlisted bool
}

// alone says whether the entry states one transfer, so that its amount and its
// references are that transfer's.
func (f *forms) alone() bool { return len(f.details) < 2 && !f.unlisted }

// stretch is a range of bytes; of a group, its first and last detail bound what is kept.
type stretch struct {
	from, to    int
	head, tail  int // of a group: where its first detail begins and its last ends
	first, last int // of a group: its details
}

// split finds the transfers of an entry. It reads the entry to its end: what is
// not well-formed anywhere in it is told here.
func split(doc []byte, opt xmlstrict.Options, ns string) (f forms, ours bool, err error) {
	f.doc = doc
	d := xmlstrict.New(doc, opt)
	first := true
	for {
		k, err := d.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return f, false, err
		}
		if k == xmlstrict.End && d.Depth() == 1 && len(f.groups) > 0 && f.groups[len(f.groups)-1].to == 0 {
			f.groups[len(f.groups)-1].to = d.EndOffset()
		}
		if k != xmlstrict.Start {
			continue
		}
		at := d.Offset()
		in := d.URI(d.Prefix()) == ns
		if first {
			ours, first = in, false
		}
		switch {
		case d.Depth() == 2 && in && string(d.Name()) == "NtryDtls":
			f.groups = append(f.groups, stretch{from: at, first: len(f.details)})
		case d.Depth() == 3 && in && string(d.Name()) == "TxDtls" && len(f.groups) > 0 && f.groups[len(f.groups)-1].to == 0:
			g := &f.groups[len(f.groups)-1]
			if err := d.Skip(); err != nil {
				return f, false, err
			}
			if g.head == 0 {
				g.head = at
			}
			g.tail, g.last = d.EndOffset(), len(f.details)
			f.details = append(f.details, stretch{from: at, to: d.EndOffset()})
		}
	}
	for _, g := range f.groups {
		f.unlisted = f.unlisted || g.head == 0 && len(f.details) > 0
	}
	if len(f.details) < 2 {
		return f, ours, nil
	}
	for _, g := range f.groups {
		f.outer = max(f.outer, f.groups[0].from+(g.head-g.from)+(g.to-g.tail)+len(doc)-f.groups[len(f.groups)-1].to)
	}
	return f, ours, nil
}

// form gives the entry with its ith transfer alone. at is where that transfer
// begins in the entry; inner where it begins in the form.
func (f forms) form(i int) (form []byte, at, inner int64) {
	if len(f.details) < 2 {
		return f.doc, 0, 0
	}
	det := f.details[i]
	var g stretch
	for _, g = range f.groups {
		if g.head > 0 && i >= g.first && i <= g.last {
			break
		}
	}
	form = make([]byte, 0, f.outer+det.to-det.from)
	form = append(form, f.doc[:f.groups[0].from]...)
	form = append(form, f.doc[g.from:g.head]...)
	inner = int64(len(form))
	form = append(form, f.doc[det.from:det.to]...)
	form = append(form, f.doc[g.tail:g.to]...)
	form = append(form, f.doc[f.groups[len(f.groups)-1].to:]...)
	return form, int64(det.from), inner
}
