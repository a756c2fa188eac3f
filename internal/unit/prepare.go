package unit

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"vigie/internal/identity"
	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/seal"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// prepared is a record with all that can be worked out without the store, by
// several goroutines at once.
type prepared struct {
	intake.Record
	key    report.Key // of the report, or of the report that an attachment completes
	dated  int64      // Unix milliseconds
	body   []byte
	seal   []byte
	digest digests
	gist   gist // of a report alone, should nothing else touch it
	filed  bool // it belongs to a report, now or since before: it is neither sealed nor in quarantine

	// Of a statement's transfer, which is not read up until it touches somebody, and
	// is closed as what touches nobody.
	ends             []end
	mark, commitment [32]byte
}

// digests go into the ledger, so that each stored blob can be checked.
type digests struct {
	body, seal, redacted [32]byte
}

// gist is what follows from one report's effective content: its identifiers
// and what it states.
type gist struct {
	account int64
	idents  []store.Ident    // sorted by hash, one a value and role
	bonds   []bond           // by what it may join, sorted
	clear   map[identID]bool // identifiers that stand in a field of their own, not in free text alone
	summary triage.Summary
	abuse   bool   // it states a fact of abuse that nobody refuted
	pays    []paid // whose payments by the reported person it states
	// unproven are facts that another version alone states, and that one is no evidence.
	unproven []report.FactKind
}

// identID names an identifier by what it is.
type identID struct {
	kind  report.Kind
	value string // scoped
}

// bond is an identifier of the reported person, of a kind that can join.
type bond struct {
	link.Joint
	joins bool  // strong enough in this report; else it counts for reach alone
	hash  int64 // keyed
}

// prepare works a record out. Problems pass through.
func (u *Unit) prepare(rec intake.Record, run *run) (*prepared, error) {
	p := &prepared{Record: rec}
	switch {
	case rec.Report != nil:
		r := rec.Report
		p.key = report.KeyOf(r.Source, r.SourceID)
		if !r.Dated.IsZero() {
			p.dated = r.Dated.UnixMilli()
		}
		u.table.Normalise(r)
		if r.Statement {
			p.ends = u.ends(r)
		}
	case rec.Attachment != nil:
		a := rec.Attachment
		p.key = report.KeyOf(a.Source, a.ReportID)
		whole := report.Report{Media: a.Media} // identifiers of the upload
		u.table.Normalise(&whole)
	default:
		return p, nil
	}
	kill("prepared")
	if p.statement() {
		return p, u.sealApart(p, run.keys)
	}
	if err := p.sealUp(run.keys); err != nil {
		return nil, err
	}
	return p, u.readUp(p, run)
}

// sealUp seals a record of a report, and lets go of what is sealed.
func (p *prepared) sealUp(keys *seal.Batch) (err error) {
	if p.seal, err = keys.Seal(p.SHA256, p.Redacted); err != nil {
		return err
	}
	p.digest = digests{seal: sha256.Sum256(p.seal), redacted: sha256.Sum256(p.Redacted)}
	p.Redacted = nil
	return nil
}

// readUp writes down what was read of a record, and works its gist out.
func (u *Unit) readUp(p *prepared, run *run) (err error) {
	if p.Report != nil {
		p.body, err = pack(p.Report)
		p.gist = u.gist(p.key, p.Report, gistInput{received: run.received, handling: run.handling})
	} else {
		p.body, err = pack(p.Attachment)
	}
	p.digest.body = sha256.Sum256(p.body)
	return err
}

// gistInput is what surrounds a report when its gist is worked out.
type gistInput struct {
	received  time.Time
	handling  triage.Handling
	decisions []store.Decision
	covered   covers
}

// gist works out a report's effective content. It is pure but for the secret.
func (u *Unit) gist(k report.Key, r *report.Report, in gistInput) gist {
	in.handling = stricter(in.handling, r.Handling)
	g := gist{account: int64(k), clear: map[identID]bool{}}
	account := "" // the smallest by its normal form: not by hash, which depends on the secret
	var instead standIn
	bear := func(role report.Role, party int, id *report.Identifier) {
		if id.Value == "" || id.Strength < report.Proposes || role == report.RoleReporter || role == report.RoleOfficer {
			return // whoever reports or investigates is nobody to be found
		}
		scope := u.table.Scope(id.Kind, id.Service, id.Value)
		if len(scope)+len(id.Value) > longestIndexed {
			return // kept in the report, and found by nobody
		}
		hash := u.hash(id.Kind, scope, id.Value)
		if n, ok := report.Numbered(hash); ok && n == k && id.Value != r.Source+":"+r.SourceID {
			return // another number with the key of this one, which somebody made up
		}
		d := store.Ident{Hash: hash, Role: role, Report: k, Kind: id.Kind, Strength: id.Strength, Value: scoped(scope, id.Value)}
		g.idents = append(g.idents, d)
		if !id.Masked() {
			g.clear[identID{d.Kind, d.Value}] = true
		}
		if role != report.RoleReported {
			return
		}
		if id.Kind == report.KindAccount && (account == "" || d.Value < account) {
			account, g.account = d.Value, hash
		}
		if id.Strength == report.Joins && party >= 0 {
			instead.see(&r.Parties[party], d)
		}
		if u.table.MayJoin(id.Kind) {
			g.bonds = append(g.bonds, bond{link.Joint{Kind: id.Kind, Service: scope, Value: id.Value}, id.Strength == report.Joins, hash})
		}
	}
	r.EachIdentifier(bear)
	clues := u.table.Clues(r)
	for i := range clues {
		bear(report.RoleReported, -1, &clues[i])
	}
	if account == "" && instead.kind != 0 {
		g.account = u.hash(instead.kind, "", instead.value+separator+instead.holder)
	}
	if g.account &^= ofStatement; r.Statement {
		g.account |= ofStatement
	}
	slices.SortFunc(g.idents, func(a, b store.Ident) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Value, b.Value), cmp.Compare(b.Strength, a.Strength))
	})
	g.idents = slices.CompactFunc(g.idents, func(a, b store.Ident) bool { return a.Hash == b.Hash && a.Role == b.Role && a.Value == b.Value })
	for i := range g.idents {
		g.idents[i].Account = g.account
	}
	slices.SortFunc(g.bonds, func(a, b bond) int {
		if c := a.Compare(b.Joint); c != 0 || a.joins == b.joins {
			return c
		}
		return map[bool]int{true: -1, false: 1}[a.joins]
	})
	g.bonds = slices.CompactFunc(g.bonds, func(a, b bond) bool { return a.Joint == b.Joint })
	facts := u.triageInput(in)
	g.summary = triage.Of(r, facts)
	g.abuse, g.pays = triage.StatesAbuse(r, facts), u.pays(r, triage.DayOf(in.received))
	return g
}

// ofStatement marks the accounts of reports that are transfers of a statement: such
// a report makes nobody reported, and the bit tells it from one that does wherever
// the bearers of an identifier are looked up.
const ofStatement = 1 << 62

// standIn is what stands for a report that names no account at a service when the
// reach of an identifier is counted: the sender's document, else the payment
// account together with its holder's name. Without it each of a person's hundred
// transfers would count as another account, and their own account as a hub; with
// the account alone, all who pay through one agent's account would be one.
type standIn struct {
	rank          int
	kind          report.Kind
	holder, value string
}

var standInRank = map[report.Kind]int{report.KindDocument: 4, report.KindIBAN: 3, report.KindBank: 2, report.KindWallet: 1}

// see takes the identifier where it stands for more than the one before: of two
// of a kind, the smaller, whatever their order.
func (s *standIn) see(p *report.Party, d store.Ident) {
	n := standIn{rank: standInRank[d.Kind], kind: d.Kind, value: d.Value}
	if n.rank == 0 || n.rank < s.rank {
		return
	}
	if n.kind != report.KindDocument {
		n.holder = identity.Holder(p)
	}
	if n.rank > s.rank || n.value < s.value || n.value == s.value && n.holder < s.holder {
		*s = n
	}
}

// triageInput says what a person decided of the report's facts.
func (u *Unit) triageInput(in gistInput) triage.Input {
	ti := triage.Input{Received: in.received, Clocks: u.clocks, Handling: in.handling}
	if len(in.covered) > 0 {
		ti.Stopped = in.covered.stopped
	}
	verified, refuted := map[report.FactKind]bool{}, map[report.FactKind]bool{}
	for _, d := range in.decisions {
		switch d.Kind {
		case decidedPreserve:
			ti.Clocks = nil // a preservation request is recorded: no clock runs
		case decidedVerify:
			verified[report.FactKind(d.Fact)] = true
		case decidedRefute:
			refuted[report.FactKind(d.Fact)] = true
		}
	}
	if len(verified)+len(refuted) > 0 {
		ti.Verified = func(k report.FactKind) bool { return verified[k] }
		ti.Refuted = func(k report.FactKind) bool { return refuted[k] }
	}
	return ti
}

// longestIndexed is how many bytes of scope and value are indexed: far more than
// any real identifier has, and far below what an index of PostgreSQL takes.
const longestIndexed = 1024

// separator parts an identifier's scope from its value in the store.
const separator = "\x1f"

func scoped(scope, value string) string {
	if scope == "" {
		return value
	}
	return scope + separator + value
}

// packBonds writes a report's bonds into its row; unpackBonds reads them.
func packBonds(bs []bond) []byte {
	var b []byte
	for _, x := range bs {
		joins := byte(0)
		if x.joins {
			joins = 1
		}
		b = append(b, byte(x.Kind), joins)
		for _, s := range []string{x.Service, x.Value} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	return b
}

func (u *Unit) unpackBonds(b []byte) ([]bond, error) {
	var out []bond
	text := func() (s string, ok bool) {
		n, w := binary.Uvarint(b)
		if w <= 0 || n > uint64(len(b)-w) {
			return "", false
		}
		s, b = string(b[w:w+int(n)]), b[w+int(n):]
		return s, true
	}
	for len(b) > 2 {
		x := bond{Joint: link.Joint{Kind: report.Kind(b[0])}, joins: b[1] == 1}
		b = b[2:]
		var ok1, ok2 bool
		x.Service, ok1 = text()
		x.Value, ok2 = text()
		if !ok1 || !ok2 {
			break
		}
		x.hash = u.hash(x.Kind, x.Service, x.Value)
		out = append(out, x)
	}
	if len(b) > 0 {
		return nil, errors.New("a report's row is damaged: run: vigie replay")
	}
	return out, nil
}
