package goaml

import (
	"bytes"
	"io"
	"strings"

	"vigie/internal/intake/xmlstrict"
)

// node is an element of a document held in memory. What a transaction means
// depends on what stands after all of them, so no single pass will do.
type node struct {
	name     string // "prefix:local" outside goAML's own namespace
	text     string // its own character data, without the blanks around it
	kids     []*node
	attrs    []string // names of attributes that the schema does not have
	from, to int      // its bytes in the document
}

// maxElements bounds what a document makes of memory. Real documents have some
// 20,000 elements a megabyte.
const maxElements = 400_000

// planter grows the tree of one document.
type planter struct {
	d     *xmlstrict.Decoder
	names map[string]string
}

// plant reads the whole document; what follows the root is checked too.
func plant(d *xmlstrict.Decoder) (*node, error) {
	p := &planter{d: d, names: map[string]string{}}
	if _, err := d.Next(); err != nil { // the root: nothing else can come first
		return nil, err
	}
	root, err := p.element()
	if err != nil {
		return nil, err
	}
	if _, err := d.Next(); err != io.EOF {
		return nil, err
	}
	return root, nil
}

// element reads the element whose start tag has just been read, to its end.
func (p *planter) element() (*node, error) {
	n := &node{name: p.name(), from: p.d.Offset()}
	for _, a := range p.d.Attrs() {
		switch {
		case string(a.Prefix) == "xmlns", len(a.Prefix) == 0 && string(a.Local) == "xmlns":
		case len(a.Prefix) > 0 && p.d.URI(a.Prefix) == xsi:
		default:
			n.attrs = append(n.attrs, bounded(string(a.Local)))
		}
	}
	var text []byte
	for {
		k, err := p.d.Next()
		if err != nil {
			return nil, err
		}
		switch k {
		case xmlstrict.End:
			n.to = p.d.EndOffset()
			n.text = string(bytes.TrimSpace(text))
			return n, nil
		case xmlstrict.Text:
			if t := p.d.Text(); len(text) > 0 || len(bytes.TrimSpace(t)) > 0 {
				text = append(text, t...)
			}
		case xmlstrict.Start:
			kid, err := p.element()
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, kid)
		}
	}
}

const xsi = "http://www.w3.org/2001/XMLSchema-instance"

// name is the current element's, each written once in memory. goAML has no
// namespace; profiles that give it one put "goaml" into its name.
func (p *planter) name() string {
	local, prefix := p.d.Name(), p.d.Prefix()
	if len(prefix) > 0 && !strings.Contains(strings.ToLower(p.d.URI(prefix)), "goaml") {
		return bounded(string(prefix) + ":" + string(local))
	}
	if s, ok := p.names[string(local)]; ok {
		return s
	}
	s := bounded(string(local))
	p.names[string(local)] = s
	return s
}

// bounded cuts a name that the document chose.
func bounded(name string) string {
	const most = 64
	if len(name) > most {
		return strings.ToValidUTF8(name[:most], "") + "…"
	}
	return name
}

// child is the first element of that name, or nil.
func (n *node) child(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// says is the text of the first child of that name that has one.
func (n *node) says(name string) string {
	for _, k := range n.kids {
		if k.name == name && k.text != "" {
			return k.text
		}
	}
	return ""
}

// all finds the elements of that name, the node itself among them, outermost
// first and none inside another.
func (n *node) all(name string) []*node {
	if n.name == name {
		return []*node{n}
	}
	var out []*node
	for _, k := range n.kids {
		out = append(out, k.all(name)...)
	}
	return out
}
