package camt

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"slices"
	"strings"

	"vigie/internal/intake/xmlstrict"
	"vigie/internal/report"
)

// maxAccount bounds the bytes of a statement's account: they stand in the sealed
// form of each of its transfers.
const maxAccount = 16 << 10

// statement is what stands around the entries of one Stmt.
type statement struct {
	number  int
	entries int // met so far
	prefix  string
	ns      string
	bound   []xmlstrict.Binding

	id      string
	created moment
	ready   bool // the account was read
	source  string
	channel string
	holder  end
	base    report.Report // what every report of the statement begins with
	raw     []byte        // the account as received
	sealed  []byte        // the account as it is sealed
	drops   []report.Dropped
	seen    map[[8]byte]uint32 // how often an identity was met
}

// begin reads the account. A second one is left out, and named.
func (st *statement) begin(raw []byte, n *node) {
	b := newBuilder()
	h := &st.holder
	h.account = b.account(n, "Acct")
	if o := n.at("Ownr"); o != nil {
		h.who = b.who(o, "Acct/Ownr")
	}
	h.who.Field = "Acct"
	st.source = source
	if s := n.at("Svcr"); s != nil {
		var isBIC bool
		if h.bank, isBIC = b.bank(s, "Acct/Svcr"); isBIC {
			if bic := strings.ToLower(strings.TrimSuffix(h.bank, "XXX")); bicForm.MatchString(bic) {
				st.source = source + ":" + bic
			}
		}
	}
	st.channel = h.bank
	b.leftovers(n, "Acct")
	st.raw = raw
	st.sealed = b.withhold(raw, n, "Acct")
	st.base = *b.r
	st.ready = len(h.account) > 0
}

// builder begins a report of the statement; nothing in it is shared with another.
func (st *statement) builder() *builder {
	b := newBuilder()
	b.r.Source, b.r.Format, b.r.Statement, b.r.Dated = st.source, format, true, st.created.at
	b.r.Incident.Category, b.r.Incident.Channel = report.CategoryPayment, report.ChannelFinance
	b.r.Attributes = slices.Clone(st.base.Attributes)
	b.r.Withheld = slices.Clone(st.base.Withheld)
	b.keep("Stmt/Id", "statement", st.id)
	for _, d := range slices.Concat(st.base.Dropped, st.drops) {
		b.drop(d.Field, d.Reason)
	}
	return b
}

// drop notes an element of the statement that is kept nowhere.
func (st *statement) drop(name string) {
	reason := "statement"
	if r := reasons[name]; r == "balance" || r == "interest" {
		reason = r
	}
	d := report.Dropped{Field: "Stmt/" + name, Reason: reason}
	if !slices.Contains(st.drops, d) && len(st.drops) < maxDropped {
		st.drops = append(st.drops, d)
	}
}

// occurrence counts transfers of one identity, from 1.
func (st *statement) occurrence(sum [32]byte) uint32 {
	if st.seen == nil {
		st.seen = map[[8]byte]uint32{}
	}
	k := [8]byte(sum[:8])
	st.seen[k]++
	return st.seen[k]
}

// hash covers the bytes received that state a transfer, and says which of several
// equal ones it is.
func (st *statement) hash(form []byte, nth uint32) (sum [32]byte, size int64) {
	h := sha256.New()
	h.Write(st.raw)
	h.Write(form)
	if nth > 1 {
		var again [4]byte
		binary.BigEndian.PutUint32(again[:], nth)
		h.Write(again[:])
	}
	h.Sum(sum[:0])
	return sum, int64(len(st.raw) + len(form))
}

// redacted puts what is sealed of one transfer into a statement of its own.
func (st *statement) redacted(form []byte) []byte {
	var w bytes.Buffer
	w.Grow(len(form) + len(st.sealed) + 512)
	tag := func(s string) string {
		if st.prefix != "" {
			return st.prefix + ":" + s
		}
		return s
	}
	w.WriteString("<" + tag("Document"))
	for i, bd := range st.bound {
		if bd.Prefix == "xml" || slices.ContainsFunc(st.bound[i+1:], func(later xmlstrict.Binding) bool { return later.Prefix == bd.Prefix }) {
			continue
		}
		w.WriteString(" xmlns")
		if bd.Prefix != "" {
			w.WriteString(":" + bd.Prefix)
		}
		w.WriteString(`="`)
		escape(&w, bd.URI)
		w.WriteString(`"`)
	}
	w.WriteString("><" + tag("BkToCstmrStmt") + "><" + tag("Stmt") + ">")
	leaf := func(name, v string) {
		if v != "" {
			w.WriteString("<" + tag(name) + ">")
			escape(&w, v)
			w.WriteString("</" + tag(name) + ">")
		}
	}
	leaf("Id", st.id)
	if st.created.stated {
		leaf("CreDtTm", st.created.String())
	}
	w.Write(st.sealed)
	w.Write(form)
	w.WriteString("</" + tag("Stmt") + "></" + tag("BkToCstmrStmt") + "></" + tag("Document") + ">")
	return w.Bytes()
}

func escape(w *bytes.Buffer, s string) { _ = xml.EscapeText(w, []byte(s)) } // a buffer takes all

// identityOf hashes what identifies a transfer; each part with its length.
func identityOf(parts []string) [32]byte {
	buf := []byte("vigie camt transfer\n")
	for _, p := range parts {
		buf = binary.AppendUvarint(buf, uint64(len(p)))
		buf = append(buf, p...)
	}
	return sha256.Sum256(buf)
}

// nthID is the identity of the nth transfer that says the same.
func nthID(sum [32]byte, nth uint32) string {
	if nth > 1 {
		sum = sha256.Sum256(binary.BigEndian.AppendUint32(sum[:], nth))
	}
	return hex.EncodeToString(sum[:])
}
