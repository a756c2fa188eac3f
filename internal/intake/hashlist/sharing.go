package hashlist

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
)

// space is the namespace of NCMEC's hash sharing, version 2.
const space = "https://hashsharing.ncmec.org/hashsharing/v2"

// depth is how many elements stand around what an entry says, and inside it.
const depth = 16

// sharing reads NCMEC's answer to a query: a queryResult with images and videos,
// some of which take an earlier entry back, and the next page's address.
func (l *list) sharing(r io.Reader) error {
	head, err := xmlstrict.ReadHead(r, 64<<10, -1)
	if err != nil {
		return err
	}
	d := xmlstrict.New(head, xmlstrict.Options{Depth: depth})
	if _, err := d.Next(); err != nil {
		return xmlFault(err, 0)
	}
	if string(d.Name()) != "queryResult" || d.URI(d.Prefix()) != space {
		return fault(intake.WrongShape, 0, int64(d.Offset()), "not an answer of hash sharing, version 2")
	}
	at := d.EndOffset()
	x := &answer{list: l, open: []scope{{whole(d), d.Bindings()}}}
	if head[at-2] == '/' {
		x.open = nil
	}
	x.s = xmlstrict.NewSplitter(io.MultiReader(bytes.NewReader(head), r), l.lim.Row)
	if err := x.s.Discard(at); err != nil {
		return err
	}
	for {
		p, err := x.s.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if err := x.piece(p); err != nil {
			return err
		}
	}
	if len(x.open) > 0 {
		return fault(intake.Truncated, 0, x.s.Offset(), "")
	}
	return nil
}

// answer is such a file while it is read.
type answer struct {
	*list
	s    *xmlstrict.Splitter
	open []scope // elements around the entries
}

type scope struct {
	name  string
	bound []xmlstrict.Binding
}

// whole is the name of the tag just read, as its end tag has it.
func whole(d *xmlstrict.Decoder) string {
	if p := d.Prefix(); len(p) > 0 {
		return string(p) + ":" + string(d.Name())
	}
	return string(d.Name())
}

// piece takes what stands between entries, and each entry whole.
func (x *answer) piece(p xmlstrict.Piece) error {
	bad := func(r intake.Reason) error { return fault(r, 0, p.Offset, "") }
	switch {
	case p.Truncated:
		return bad(intake.Truncated)
	case p.TooLarge:
		return bad(intake.TooLarge)
	case p.Shape == xmlstrict.Banned:
		return bad(intake.ForbiddenXML)
	case p.Shape == xmlstrict.Broken:
		return bad(intake.Malformed)
	case p.Shape == xmlstrict.Other:
		return nil
	case p.Shape == xmlstrict.Chars:
		switch {
		case len(bytes.TrimSpace(p.Bytes)) == 0:
			return nil
		case len(x.open) == 0:
			return bad(intake.TrailingContent)
		}
		return bad(intake.WrongShape) // text between entries
	case len(x.open) == 0:
		return bad(intake.TrailingContent)
	case p.Shape == xmlstrict.Close:
		if string(p.Name) != x.open[len(x.open)-1].name {
			return bad(intake.Malformed)
		}
		x.open = x.open[:len(x.open)-1]
		return nil
	}
	name := string(p.Name)
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if len(x.open) == 1 && (name == "images" || name == "videos") {
		d := xmlstrict.New(p.Bytes, x.options(p.Offset))
		if _, err := d.Next(); err != nil {
			return xmlFault(err, 0)
		}
		if p.Shape == xmlstrict.Open {
			x.open = append(x.open, scope{whole(d), d.Bindings()})
		}
		return nil
	}
	cut, _, err := x.s.Cut(p)
	if err != nil {
		return err
	}
	switch {
	case cut.TooLarge:
		return fault(intake.TooLarge, x.Rows+1, cut.Offset, "")
	case cut.Truncated:
		return fault(intake.Truncated, x.Rows+1, cut.Offset, "")
	}
	return x.element(name, xmlstrict.New(cut.Bytes, x.options(cut.Offset)))
}

func (x *answer) options(at int64) xmlstrict.Options {
	return xmlstrict.Options{Depth: depth, Base: at, Fragment: true, Bound: x.open[len(x.open)-1].bound}
}

// element is an entry, or what else stands beside entries: read to its end all the
// same, since it must be well-formed too.
func (x *answer) element(name string, d *xmlstrict.Decoder) error {
	if _, err := d.Next(); err != nil {
		return xmlFault(err, 0)
	}
	switch {
	case d.URI(d.Prefix()) != space:
		return fault(intake.WrongShape, 0, int64(d.Offset()), "an element of another namespace")
	case len(x.open) == 2 && (name == "image" || name == "video" || name == "deletedImage" || name == "deletedVideo"):
		if err := x.begin(); err != nil {
			return err
		}
		if err := x.entry(name, d); err != nil {
			return xmlFault(err, x.Rows)
		}
		return x.end()
	}
	more := false
	for {
		k, err := d.Next()
		if err == io.EOF {
			x.More = x.More || more
			return nil
		}
		if err != nil {
			return xmlFault(err, 0)
		}
		more = more || name == "paging" && k == xmlstrict.Start && string(d.Name()) == "next"
	}
}

// entry reads the children of an image or a video.
func (x *answer) entry(name string, d *xmlstrict.Decoder) error {
	var member, id string
	for {
		k, err := d.Next()
		if err != nil {
			return err
		}
		if k == xmlstrict.End {
			break
		}
		if k == xmlstrict.Text {
			continue
		}
		switch string(d.Name()) {
		case "member":
			for _, a := range d.Attrs() {
				if string(a.Local) == "id" && len(a.Prefix) == 0 {
					member = string(a.Value)
				}
			}
			err = d.Skip()
		case "id":
			id, err = value(d)
		case "classification":
			var s string
			s, err = value(d)
			x.say(categoryOf(s))
		case "fingerprints":
			err = x.fingerprints(d)
		default:
			err = d.Skip()
		}
		if err != nil {
			return err
		}
	}
	x.row.Deleted = strings.HasPrefix(name, "deleted")
	if id != "" {
		kind := strings.ToLower(strings.TrimPrefix(name, "deleted"))
		sum := sha256.Sum256([]byte(kind + "\x00" + member + "\x00" + id))
		x.row.Entry = max(binary.BigEndian.Uint64(sum[:]), 1)
	}
	if _, err := d.Next(); err != io.EOF { // nothing can follow in what was cut
		return err
	}
	return nil
}

func (x *answer) fingerprints(d *xmlstrict.Decoder) error {
	for {
		k, err := d.Next()
		if err != nil {
			return err
		}
		if k == xmlstrict.End {
			return nil
		}
		if k == xmlstrict.Text {
			continue
		}
		t, ok := TypeOf(string(d.Name()))
		s, err := value(d)
		if err != nil {
			return err
		}
		if !ok {
			x.Left[OtherHash]++
			continue
		}
		x.hash(t, s)
	}
}

// value is the text of the element just begun.
func value(d *xmlstrict.Decoder) (string, error) {
	b, _, err := d.Value()
	return strings.TrimSpace(string(b)), err
}

func xmlFault(err error, row int64) error {
	var e *xmlstrict.Error
	if errors.As(err, &e) {
		return fault(e.Reason, row, e.Offset, e.Detail)
	}
	if err == io.EOF {
		return fault(intake.Truncated, row, -1, "")
	}
	return err
}
