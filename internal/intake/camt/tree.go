package camt

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"

	"vigie/internal/intake/xmlstrict"
	"vigie/internal/report"
)

// node is an element of one entry. What a mapping asks for is marked as taken;
// the rest is named in Report.Dropped, so that nothing is forgotten by omission.
type node struct {
	name    string
	text    []byte
	attrs   []attr
	kids    []*node
	taken   bool
	sealed  bool // of another schema: from and to, between its tags, are withheld
	from    int
	to      int
	outer   int // where its start tag begins
	outerTo int
}

type attr struct {
	name, value string
	taken       bool
}

const xsi = "http://www.w3.org/2001/XMLSchema-instance"

// readTree reads the one element of d's document to its end. ok is false when it
// is not of the schema ns.
func readTree(d *xmlstrict.Decoder, ns string) (root *node, ok bool, err error) {
	var stack []*node
	for {
		k, err := d.Next()
		if err == io.EOF {
			return root, ok, nil
		}
		if err != nil {
			return nil, false, err
		}
		switch k {
		case xmlstrict.Start:
			ours := d.URI(d.Prefix()) == ns
			n := &node{name: bounded(d.Name()), attrs: attributes(d), outer: d.Offset()}
			if root == nil {
				root, ok = n, ours
			} else {
				up := stack[len(stack)-1]
				up.kids = append(up.kids, n)
			}
			if !ours || n.name == "SplmtryData" {
				n.sealed = true
				if n.from, n.to, err = d.Inner(); err != nil {
					return nil, false, err
				}
				n.outerTo = d.EndOffset()
				continue
			}
			stack = append(stack, n)
		case xmlstrict.End:
			stack[len(stack)-1].outerTo = d.EndOffset()
			stack = stack[:len(stack)-1]
		case xmlstrict.Text:
			// Blanks between elements say nothing; those inside a text do.
			if n := stack[len(stack)-1]; len(n.kids) == 0 || len(bytes.TrimSpace(d.Text())) > 0 {
				n.text = append(n.text, d.Text()...)
			}
		}
	}
}

// attributes are those of the current element, without namespaces and pointers
// to a schema, which say nothing of the transfer.
func attributes(d *xmlstrict.Decoder) []attr {
	var out []attr
	for _, a := range d.Attrs() {
		switch {
		case string(a.Prefix) == "xmlns", len(a.Prefix) == 0 && string(a.Local) == "xmlns":
		case len(a.Prefix) > 0 && d.URI(a.Prefix) == xsi:
		default:
			out = append(out, attr{name: bounded(a.Local), value: strings.TrimSpace(string(a.Value))})
		}
	}
	return out
}

// bounded cuts a name that the document chose.
func bounded(name []byte) string {
	const most = 64
	if len(name) > most {
		return strings.ToValidUTF8(string(name[:most]), "") + "…"
	}
	return string(name)
}

// at goes down to the first element of each name, and takes it; nil where there
// is none. All methods of node take a nil.
func (n *node) at(names ...string) *node {
	for _, name := range names {
		var next *node
		if n != nil {
			for _, k := range n.kids {
				if k.name == name && !k.sealed {
					next = k
					break
				}
			}
		}
		if n = next; n == nil {
			return nil
		}
		n.taken = true
	}
	return n
}

// all takes every child of a name.
func (n *node) all(name string) []*node {
	var out []*node
	if n != nil {
		for _, k := range n.kids {
			if k.name == name && !k.sealed {
				k.taken = true
				out = append(out, k)
			}
		}
	}
	return out
}

// value is the text of an element without the blanks around it.
func (n *node) value() string {
	if n == nil {
		return ""
	}
	return string(bytes.TrimSpace(n.text))
}

// get is the value of the element down a path.
func (n *node) get(names ...string) string { return n.at(names...).value() }

// attribute takes an attribute.
func (n *node) attribute(name string) string {
	if n != nil {
		for i := range n.attrs {
			if n.attrs[i].name == name {
				n.attrs[i].taken = true
				return n.attrs[i].value
			}
		}
	}
	return ""
}

// reasons say why an element that the schema has is not kept, wherever it stands.
var reasons = map[string]string{
	"Bal": "balance", "TxsSummry": "balance", "Avlbty": "balance",
	"Chrgs": "charge", "Intrst": "interest", "Tax": "tax", "CardTx": "card", "CshDpst": "cash",
	"FinInstrmId": "security", "RltdPric": "security", "RltdQties": "security", "CorpActn": "security", "SfkpgAcct": "security",
	"AmtDtls": "amount", "InstdAmt": "amount", "TxAmt": "amount", "CntrValAmt": "amount", "AnncdPstngAmt": "amount",
	"PrtryAmt": "amount", "CcyXchg": "amount", "TtlAmt": "amount",
	"Strd": "remittance", "RltdRmtInf": "remittance", "RfrdDocInf": "remittance", "RfrdDocAmt": "remittance",
	"Invcr": "remittance", "Invcee": "remittance", "TaxRmt": "remittance", "GrnshmtRmt": "remittance", "CdtrRefInf": "remittance",
	"ComssnWvrInd": "servicing", "AddtlInfInd": "servicing", "TechInptChanl": "servicing", "LclInstrm": "servicing",
	"InstgAgt": "servicing", "InstdAgt": "servicing", "IntrmyAgt1": "servicing", "IntrmyAgt2": "servicing", "IntrmyAgt3": "servicing",
	"RcvgAgt": "servicing", "DlvrgAgt": "servicing", "IssgAgt": "servicing", "SttlmPlc": "servicing", "BrnchId": "servicing",
	"RltdDts": "servicing", "IntrBkSttlmDt": "servicing", "TradDt": "servicing", "TradActvtyCtrctlSttlmDt": "servicing",
	"StartDt": "servicing", "EndDt": "servicing", "Prtry": "servicing", "FaxNb": "servicing", "EmailPurp": "servicing",
	"PrefrdMtd": "servicing", "Dept": "servicing", "Tp": "servicing", "AdrTp": "servicing",
	"PstlAdr": "servicing", "SchmeNm": "servicing", "Issr": "servicing", "ClrSysMmbId": "servicing", "LEI": "servicing",
	"Othr": "servicing", "Orgtr": "servicing", "OrgnlBkTxCd": "servicing",
	"NmPrfx": "trait", "JobTitl": "trait", "Rspnsblty": "trait", "CtryOfBirth": "trait", "CityOfBirth": "trait", "PrvcOfBirth": "trait",
}

// leftovers names under path what nobody took of n.
func (b *builder) leftovers(n *node, path string) {
	for _, a := range n.attrs {
		if !a.taken {
			b.drop(path+"/@"+a.name, "unknown")
		}
	}
	if len(n.kids) > 0 && len(bytes.TrimSpace(n.text)) > 0 {
		b.drop(path+"/text()", "unknown")
	}
	var seen map[string]bool
	for _, k := range n.kids {
		if k.taken {
			if seen == nil {
				seen = map[string]bool{}
			}
			seen[k.name] = true
		}
	}
	for _, k := range n.kids {
		p := path + "/" + k.name
		switch {
		case k.sealed:
			b.drop(p, "unknown")
		case k.taken:
			b.leftovers(k, p)
		case reasons[k.name] != "":
			b.drop(p, reasons[k.name])
		case seen[k.name]:
			b.drop(p, "repeated")
		default:
			b.drop(p, "unknown")
		}
	}
}

// withhold measures what stands in elements of another schema, and returns doc
// without it: doc itself where there is nothing to cut. All that is under an
// element that is cut goes with it.
func (b *builder) withhold(doc []byte, n *node, path string) []byte {
	var out []byte
	from := 0
	var walk func(n *node, path string)
	walk = func(n *node, path string) {
		if n.sealed {
			if n.from == n.to && len(n.attrs) == 0 {
				return
			}
			inner := doc[n.from:n.to]
			sum := sha256.Sum256(inner)
			b.r.Withheld = append(b.r.Withheld, report.Withheld{Field: path, Length: int64(len(inner)), SHA256: hex.EncodeToString(sum[:])})
			// The mark is a comment: read again, there is nothing of another schema.
			out = append(out, doc[from:n.outer]...)
			out = append(out, "<!-- withheld "...)
			out = append(out, hex.EncodeToString(sum[:])...)
			out = append(out, " -->"...)
			from = n.outerTo
			return
		}
		for _, k := range n.kids {
			walk(k, path+"/"+k.name)
		}
	}
	walk(n, path)
	if out == nil {
		return doc
	}
	return append(out, doc[from:]...)
}
