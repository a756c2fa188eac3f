package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"vigie/internal/intake"
)

// book is what of a workbook is needed to read its cells.
type book struct {
	pack       *pack
	sheets     []sheetPart
	system1904 bool
	shared     []string
	dated      []bool // by cell style: a number shown as a date
}

// sheetPart is one worksheet, in the order of its tabs. Its name may be a
// person's: it is not kept, the sheet is called by its number.
type sheetPart struct {
	number int
	part   string
	hidden bool
}

func openBook(p *pack) (*book, error) {
	b := &book{pack: p}
	main, err := p.related("_rels/.rels", "", "officeDocument")
	if err != nil {
		return nil, err
	}
	if len(main) != 1 {
		return nil, &partError{intake.WrongShape, "no workbook in the package"}
	}
	var part string
	for _, t := range main {
		part = t
	}
	rels := path.Dir(part) + "/_rels/" + path.Base(part) + ".rels"
	sheets, err := p.related(rels, path.Dir(part), "worksheet")
	if err != nil {
		return nil, err
	}
	if err := b.readWorkbook(part, sheets); err != nil {
		return nil, err
	}
	for _, extra := range []struct {
		kind string
		read func(*strictXML) error
	}{{"styles", b.readStyles}, {"sharedStrings", b.readShared}} {
		parts, err := p.related(rels, path.Dir(part), extra.kind)
		if err != nil {
			return nil, err
		}
		if len(parts) > 1 {
			return nil, &partError{intake.WrongShape, "two parts of the kind " + extra.kind}
		}
		for _, t := range parts {
			if err := p.parse(t, extra.read); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

// parse reads a part that must be there.
func (p *pack) parse(name string, read func(*strictXML) error) error {
	r, ok, err := p.open(name)
	if err != nil {
		return err
	}
	if !ok {
		return &partError{intake.WrongShape, "a part that the workbook names is missing"}
	}
	defer r.Close()
	return read(newStrictXML(kindOf(name), r, p.limits))
}

// kindOf names a part without the file's own words.
func kindOf(name string) string {
	for _, k := range []string{".rels", "workbook", "styles", "sharedstrings"} {
		if strings.Contains(strings.ToLower(path.Base(name)), k) {
			return strings.TrimPrefix(k, ".")
		}
	}
	return "worksheet"
}

// related gives the targets of one kind of relationship, by id. One that leads
// outside the package is never followed.
func (p *pack) related(name, base, kind string) (map[string]string, error) {
	out := map[string]string{}
	if _, ok, _ := p.open(name); !ok {
		return nil, &partError{intake.WrongShape, "not a workbook: its relationships are missing"}
	}
	err := p.parse(name, func(x *strictXML) error {
		for {
			t, err := x.next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			e, ok := t.(xml.StartElement)
			if !ok || e.Name.Local != "Relationship" || !strings.HasSuffix(attr(e, "Type"), "/"+kind) || strings.EqualFold(attr(e, "TargetMode"), "External") {
				continue
			}
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/", base, target)
			}
			out[attr(e, "Id")] = path.Clean(target)[1:]
		}
	})
	return out, err
}

func (b *book) readWorkbook(part string, parts map[string]string) error {
	return b.pack.parse(part, func(x *strictXML) error {
		for {
			t, err := x.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			e, ok := t.(xml.StartElement)
			if !ok || !spreadsheet(e.Name) {
				continue
			}
			switch e.Name.Local {
			case "workbookPr":
				b.system1904 = truth(attr(e, "date1904"))
			case "sheet":
				if len(b.sheets) >= b.pack.limits.Fields {
					return &partError{intake.TooMany, fmt.Sprintf("more than %d sheets", b.pack.limits.Fields)}
				}
				s := sheetPart{number: len(b.sheets) + 1, hidden: attr(e, "state") == "hidden" || attr(e, "state") == "veryHidden"}
				for _, a := range e.Attr {
					if a.Name.Local == "id" && a.Name.Space != "" {
						s.part = parts[a.Value] // a chart or a macro sheet has none: it holds no rows
					}
				}
				b.sheets = append(b.sheets, s)
			}
		}
		if len(b.sheets) == 0 {
			return &partError{intake.WrongShape, "the workbook has no sheet"}
		}
		return nil
	})
}

func truth(s string) bool { return s == "1" || s == "true" }

// readShared reads the texts that cells point to.
func (b *book) readShared(x *strictXML) error {
	left := sharedFactor * b.pack.limits.Record
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && spreadsheet(e.Name) && e.Name.Local == "si" {
			s, err := x.rich()
			if err != nil {
				return err
			}
			if left -= int64(len(s)) + 16; left < 0 {
				return &partError{intake.TooLarge, fmt.Sprintf("the shared texts are over %d bytes: save the sheet as CSV", sharedFactor*b.pack.limits.Record)}
			}
			b.shared = append(b.shared, s)
		}
	}
}

// rich gives the text of a string item: its t, or those of its runs; phonetic
// hints are left out.
func (x *strictXML) rich() (string, error) {
	var out strings.Builder
	for depth := x.depth; x.depth >= depth; {
		t, err := x.next()
		if err != nil {
			return "", err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "t":
			s, err := x.text()
			if err != nil {
				return "", err
			}
			if int64(out.Len()+len(s)) > x.limits.Record {
				return "", &partError{intake.TooLarge, fmt.Sprintf("%s: one text is over %d bytes", x.part, x.limits.Record)}
			}
			out.WriteString(unescape(s))
		case "rPh", "rPr", "phoneticPr":
			if err := x.skip(); err != nil {
				return "", err
			}
		}
	}
	return out.String(), nil
}

// unescape turns _x000D_ into the character (ECMA-376 part 1, 22.9.2.19).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil && (n < 0xD800 || n > 0xDFFF) {
				b.WriteRune(rune(n))
				i += 7
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// readStyles finds the cell styles that show a number as a date.
func (b *book) readStyles(x *strictXML) error {
	custom := map[string]bool{}
	in := false
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case !spreadsheet(e.Name):
			case e.Name.Local == "numFmt":
				custom[attr(e, "numFmtId")] = dateFormat(attr(e, "formatCode"))
			case e.Name.Local == "cellXfs":
				in = true
			case e.Name.Local == "xf" && in:
				if len(b.dated) >= 65_536 {
					return &partError{intake.TooMany, "styles: more than 65536"}
				}
				id := attr(e, "numFmtId")
				date, ok := custom[id]
				b.dated = append(b.dated, ok && date || !ok && builtinDate(id))
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				in = false
			}
		}
	}
}

// builtinDate knows the number formats that need no definition and show dates
// or times (ECMA-376 part 1, 18.8.30, East Asian ones included).
func builtinDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58)
}

// dateFormat says whether a format code shows a date: a letter of one outside
// quotes, brackets and escapes, before the first semicolon.
func dateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			for i++; i < len(code) && code[i] != '"'; i++ {
			}
		case '[':
			for i++; i < len(code) && code[i] != ']'; i++ {
			}
		case '\\', '_', '*':
			i++
		case ';':
			return false
		case 'y', 'Y', 'd', 'D', 'm', 'M', 'h', 'H', 's', 'S':
			return true
		}
	}
	return false
}
