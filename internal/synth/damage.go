package synth

import (
	"bytes"
	"fmt"
)

// damaged makes a file that cannot be taken in from one that could: the n-th,
// numbered beyond all reports. Each counts as one record in quarantine.
func (g *Generator) damaged(n int, s *sight) Item {
	number := firstNumber + g.o.Reports + n
	xml := fmt.Sprintf("ncmec/%d/%d.xml", number/1000, number)
	it := Item{Name: xml, Expect: Expect{Quarantined: 1}}
	switch n % 7 {
	case 0:
		b := g.ncmec(s, 0)
		it.Data, it.Note = b[:len(b)*2/3], "truncated"
	case 1:
		b := g.ncmec(s, 0)
		it.Data, it.Note = bytes.Replace(b, []byte("<report"), []byte("<!DOCTYPE report []>\n<report"), 1), "document type declaration"
	case 2:
		b := g.ncmec(s, 0)
		it.Data, it.Note = bytes.Replace(b, []byte(`type="Business"`), []byte(`type="Business" type="Home"`), 1), "attribute twice"
	case 3:
		it.Data, it.Note = append(g.ncmec(s, 0), "<report/>"...), "content after the end"
	case 4:
		b := g.cmt(s, 0)
		it.Name = fmt.Sprintf("cmt/%d.json", number)
		it.Data, it.Note = b[:len(b)/2], "truncated"
	case 5:
		b, _ := g.xarf4(s, "csem")
		it.Name = fmt.Sprintf("xarf/casse-%04d.json", n)
		it.Data, it.Note = bytes.Replace(b, []byte(`"category"`), []byte(`"type":"csem","category"`), 1), "key twice"
	case 6:
		it.Name = fmt.Sprintf("divers/fichier-%04d.bin", n)
		it.Data, it.Note = []byte(fmt.Sprintf("\x00\x01\x02VIGIE%04d\xff\xfe", n)), "no known format"
		if n == 6 {
			it.Data, it.Note = []byte{}, "empty" // only one: a second would be its duplicate
		}
	}
	return it
}
