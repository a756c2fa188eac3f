package match

import (
	"context"
	"slices"
	"strings"
)

// row is a record in numbers: those of its values by field, then what is derived
// of them. Masks and marks of values lie beside them, so that most pairs are told
// apart without a look elsewhere.
type row struct {
	v     [columns]int32
	born  uint32
	marks [fieldCount]mark
	masks [fieldCount]uint64
}

const (
	localPart = int(fieldCount) + iota // of the e-mail address
	hostPart
	columns
)

// table holds the records of all lists in an order of their own: by list, id and
// contents. Nothing that follows can then depend on the order of the files.
type table struct {
	rows   []row
	left   int     // how many of the rows are of the left list
	source []int32 // where each row stood in its list
	dicts  [fieldCount]*dict
	born   []uint32   // by number of a date: its digits in half-bytes
	mail   [][2]int32 // by number of an address: its local part and its host
	locals *dict
	hosts  *dict
	groups [][]int32           // by number of a given name
	count  [fieldCount][]int32 // by field and number: how many records bear a value
	hostN  []int32
	filled [fieldCount]int32 // how many records have the field
	share  [fieldCount]float64
}

// Forms brings values into their comparable form.
type Forms struct {
	Fold   func(string) string  // of personal names
	Groups func(string) []int32 // that a given name stands in: two that share one are forms of one name
}

func normal(f Field, v string, forms Forms) string {
	switch f {
	case Given, Family:
		return forms.Fold(v)
	case Born:
		return date(v)
	case Email:
		return mailbox(v)
	case Phone:
		return subscriber(v)
	case Document, Postcode:
		return figures(v)
	}
	return plain(v)
}

// normalise gives a record in normal form, a house number parted from its street.
func normalise(p *Person, forms Forms) [fieldCount]string {
	var out [fieldCount]string
	for f, v := range p.Values {
		if v != "" {
			out[f] = normal(Field(f), v, forms)
		}
	}
	if out[Number] == "" && out[Street] != "" {
		out[Number], out[Street] = houseNumber(out[Street])
	}
	return out
}

func newTable(ctx context.Context, left, right []Person, forms Forms) (*table, error) {
	t := &table{left: len(left)}
	n := len(left) + len(right)
	all := make([][fieldCount]string, n)
	ids := make([]string, n)
	at := func(i int) *Person {
		if i < len(left) {
			return &left[i]
		}
		return &right[i-len(left)]
	}
	parallel(ctx, n, func(from, to int) {
		for i := from; i < to && ctx.Err() == nil; i++ {
			all[i], ids[i] = normalise(at(i), forms), at(i).ID
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	ended := false
	byContents := func(a, b int32) int {
		if ended = ended || ctx.Err() != nil; ended {
			return 0 // nobody will look at the order: be done with it
		}
		if c := strings.Compare(ids[a], ids[b]); c != 0 {
			return c
		}
		return slices.Compare(all[a][:], all[b][:])
	}
	slices.SortFunc(order[:len(left)], byContents)
	slices.SortFunc(order[len(left):], byContents)
	if err := ctx.Err(); err != nil {
		return nil, err
	}

	t.rows = make([]row, n)
	t.source = order
	names, words := newDict(), newDict()
	names.worded, words.worded = true, true
	for f := range t.dicts {
		switch Field(f) {
		case Given, Family:
			t.dicts[f] = names
		case Street, Extra, Place, Postcode:
			t.dicts[f] = words
		default:
			t.dicts[f] = newDict()
		}
	}
	t.locals, t.hosts = newDict(), newDict()
	// A dictionary is filled by one goroutine, in the order of the rows.
	each := [][]Field{{Given, Family}, {Street, Extra, Place, Postcode}, {Born}, {Number, Region}, {Email}, {Phone}, {Document}}
	parallelEach(ctx, len(each), func(k int) {
		for i := range t.rows {
			if ctx.Err() != nil {
				return
			}
			r := &t.rows[i]
			for _, f := range each[k] {
				r.v[f] = t.dicts[f].add(all[order[i]][f])
			}
			switch each[k][0] {
			case Born:
				if v := int(r.v[Born]); v == len(t.born) {
					t.born = append(t.born, packed(all[order[i]][Born]))
				}
			case Email:
				local, host, _ := strings.Cut(all[order[i]][Email], "@")
				r.v[localPart], r.v[hostPart] = t.locals.add(local), t.hosts.add(host)
				if v := int(r.v[Email]); v == len(t.mail) {
					t.mail = append(t.mail, [2]int32{r.v[localPart], r.v[hostPart]})
				}
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i := range order[len(left):] {
		order[len(left)+i] -= int32(len(left))
	}
	for _, d := range append(slices.Clone(t.dicts[:]), t.locals, t.hosts) {
		if d.number != nil {
			d.seal()
		}
	}
	t.findGroups(forms)
	parallel(ctx, n, func(from, to int) {
		for i := from; i < to; i++ {
			t.rows[i].derive(t)
		}
	})
	t.countValues(ctx)
	return t, ctx.Err()
}

// findGroups looks names up in the table of given names.
func (t *table) findGroups(forms Forms) {
	d := t.dicts[Given]
	t.groups = make([][]int32, len(d.values))
	if forms.Groups == nil {
		return
	}
	for v, s := range d.values {
		if t.groups[v] = forms.Groups(s); t.groups[v] != nil {
			d.marks[v] |= known
		}
	}
}

// countValues counts how many records bear each value.
func (t *table) countValues(ctx context.Context) {
	parallelEach(ctx, int(fieldCount), func(f int) {
		t.count[f] = make([]int32, len(t.dicts[f].values))
		for i := range t.rows {
			if v := t.rows[i].v[f]; v != none {
				t.count[f][v]++
				t.filled[f]++
			}
		}
		var sum float64
		for _, c := range t.count[f] {
			sum += float64(c) * float64(c)
		}
		if n := float64(t.filled[f]); n > 0 {
			t.share[f] = sum / (n * n)
		}
	})
	t.hostN = make([]int32, len(t.hosts.values))
	for i := range t.rows {
		if v := t.rows[i].v[hostPart]; v != none {
			t.hostN[v]++
		}
	}
}

// derive fills in what a row holds of its values for speed.
func (r *row) derive(t *table) {
	for f := range fieldCount {
		if v := r.v[f]; v != none {
			r.masks[f], r.marks[f] = t.dicts[f].masks[v], t.dicts[f].marks[v]
		}
	}
	if v := r.v[Born]; v != none {
		r.born = t.born[v]
	}
}
