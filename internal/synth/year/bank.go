package year

import (
	"fmt"
	"slices"
	"time"

	"vigie/internal/synth"
)

// bankAccounts is how many accounts a bank's file has.
const bankAccounts = 20

// statement is a camt.053 file being written.
type statement struct {
	*doc
	version  string
	accounts int
	bic      string
}

// entry is one line of an account's statement.
type entry struct {
	t         *telling // nil: nothing to do with the story
	at        time.Time
	amount    money
	ordered   money // what was instructed, where that is said too
	accepted  bool  // at is when the order was taken
	in        bool  // money comes in
	back      bool
	reference string
	own       string // the servicer's number
	name      string
	iban      string // of the other end
	number    string // likewise, where it has no IBAN
	bic       string
	kind      string
}

var camtVersions = [...]string{"02", "04", "08"}

// bank writes the account of a commissioner, with what else passed over it.
func (r *run) bank(s *story, ts []*telling) error {
	c := s.c
	var es []entry
	for _, t := range ts {
		es = append(es, r.toldEntry(t))
	}
	for range r.y.ordinaryOf(c.k) {
		es = append(es, r.ordinaryEntry(c.cur, false))
	}
	return r.account(es, c.iban, c.first.own+" "+c.last.own, c.cur, true)
}

// toldEntry turns a telling into a line.
func (r *run) toldEntry(t *telling) entry {
	f := r.y.facilitator(t.p.f)
	e := entry{t: t, at: t.at, amount: t.amount, in: t.back, back: t.back, reference: t.reference, bic: "DEMODEF0"}
	if t.other.cur != "" {
		e.amount, e.ordered = t.other, t.amount
	}
	e.accepted = !t.day && !t.back
	switch x := t.to[0]; {
	case x.Kind == "bank":
		e.number, e.name, e.bic = x.Value, f.first+" "+f.last, f.country.bic
	case x.Value == operatorIBAN:
		e.iban, e.name, e.bic = x.Value, pay, "DEMOFRP0"
	default:
		e.iban, e.name = x.Value, r.y.agent(t.p.agent).name
		for _, h := range houses {
			if h.iban == x.Value {
				e.name = h.name
			}
		}
	}
	return e
}

// everyday are what other people's money, and a commissioner's other money, goes for.
var everyday = []struct {
	kind, name string
	least      int // hundredths
	spread     int
	in         bool
}{
	{"rent", "Bailleur Exemple", 45_000, 60_000, false},
	{"shop", "Boutique Exemple", 500, 12_000, false},
	{"shop", "Marché Exemple", 500, 9_000, false},
	{"energy", "Énergie Exemple", 4_000, 12_000, false},
	{"telephone", "Téléphonie Exemple", 1_500, 4_000, false},
	{"salary", "Employeur Exemple", 140_000, 120_000, true},
	{"refund", "Boutique Exemple", 500, 9_000, true},
}

// shopAccount is the account of the n-th of these.
func shopAccount(n int) string { return synth.IBAN(shopIBAN+uint64(n), n%2 == 0) }

// ordinaryEntry is a line that has nothing to do with the story. An honest
// holder's may go to a payout agent.
func (r *run) ordinaryEntry(cur string, honest bool) entry {
	r.others++
	d := newDraw(r.y.o.Seed, ofHolder, uint64(r.others))
	e := entry{at: r.y.start.Add(time.Duration(d.n(365*24*60)) * time.Minute), bic: "DEMODEF0"}
	if honest && d.in100(30) {
		a := r.y.agent(d.n(r.y.o.Agents))
		e.kind, e.name, e.iban, e.amount = "family", a.name, a.iban, money{int64(2000 + d.n(30000)), cur}
	} else {
		n := d.n(len(everyday))
		x := everyday[n]
		e.kind, e.name, e.in, e.amount = x.kind, x.name, x.in, money{int64(x.least + d.n(x.spread)), cur}
		e.iban = shopAccount(n)
	}
	if d.in100(60) {
		e.reference = fmt.Sprintf("OR%010d", reference(r.y.o.Seed, r.y.o.Payments+r.others))
	}
	return e
}

// account writes one account's statement into the open file.
func (r *run) account(es []entry, iban, owner, cur string, reportedHolder bool) error {
	if len(es) == 0 {
		return nil
	}
	if r.stmt == nil {
		r.stmts++
		v := camtVersions[r.stmts%3]
		d, err := r.open(fmt.Sprintf("bank/camt053-%s-%04d.xml", v, r.stmts))
		if err != nil {
			return err
		}
		r.stmt = &statement{doc: d, version: v, bic: [...]string{"DEMOFRP0", "DEMODEF0"}[r.stmts%2]}
		d.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001." + v + "\">\n<BkToCstmrStmt>\n")
		d.in("GrpHdr", func() {
			d.el("MsgId", fmt.Sprintf("DEMO%08d", r.stmts))
			d.el("CreDtTm", r.y.o.Now.Format("2006-01-02T15:04:05Z"))
		})
	}
	b := r.stmt
	slices.SortStableFunc(es, func(x, z entry) int { return x.at.Compare(z.at) })
	sum := int64(500_000)
	for i := range es {
		if es[i].in {
			sum += es[i].amount.minor
		} else {
			sum -= es[i].amount.minor
		}
		r.lines++
		es[i].own = fmt.Sprintf("S%011d", r.lines)
	}
	source := "camt:" + b.bic
	b.in("Stmt", func() {
		b.el("Id", fmt.Sprintf("RELEVE-%d-%d", r.stmts, b.accounts+1))
		b.el("ElctrncSeqNb", "1")
		b.el("CreDtTm", r.y.o.Now.Format("2006-01-02T15:04:05Z"))
		b.in("FrToDt", func() {
			b.el("FrDtTm", r.y.start.Format("2006-01-02T15:04:05Z"))
			b.el("ToDtTm", r.y.o.Now.Format("2006-01-02T15:04:05Z"))
		})
		b.in("Acct", func() {
			b.in("Id", func() { b.el("IBAN", iban) })
			b.el("Ccy", cur)
			b.in("Ownr", func() { b.el("Nm", owner) })
			b.in("Svcr", func() { b.agent(b.bic) })
		})
		b.balance("OPBD", money{500_000, cur}, r.y.start)
		b.balance("CLBD", money{sum, cur}, r.y.o.Now)
		for i := range es {
			b.entry(&es[i], iban, owner)
			b.records++
		}
	})
	for i := range es {
		e := &es[i]
		if e.t != nil {
			e.t.source, e.t.file, e.t.document, e.t.row = source, b.name, iban, e.own
			continue
		}
		if err := r.unrelated(b.name, iban+" "+e.own, e, reportedHolder); err != nil {
			return err
		}
	}
	if b.accounts++; b.accounts >= bankAccounts {
		return r.endBank()
	}
	return nil
}

func (r *run) endBank() error {
	b := r.stmt
	if b == nil {
		return nil
	}
	r.stmt = nil
	b.raw("</BkToCstmrStmt>\n</Document>\n")
	return r.end(b.doc)
}

func (b *statement) agent(bic string) {
	n := "BICFI"
	if b.version == "02" {
		n = "BIC"
	}
	b.in("FinInstnId", func() { b.el(n, bic) })
}

func (b *statement) balance(code string, m money, at time.Time) {
	side := "CRDT"
	if m.minor < 0 {
		side, m.minor = "DBIT", -m.minor
	}
	b.in("Bal", func() {
		b.in("Tp", func() { b.in("CdOrPrtry", func() { b.el("Cd", code) }) })
		b.amount("Amt", m)
		b.el("CdtDbtInd", side)
		b.in("Dt", func() { b.el("Dt", at.Format(time.DateOnly)) })
	})
}

func (b *statement) entry(e *entry, iban, owner string) {
	side := "DBIT"
	if e.in {
		side = "CRDT"
	}
	b.in("Ntry", func() {
		b.amount("Amt", e.amount)
		b.el("CdtDbtInd", side)
		if e.back {
			b.el("RvslInd", "true")
		}
		if b.version == "08" {
			b.in("Sts", func() { b.el("Cd", "BOOK") })
		} else {
			b.el("Sts", "BOOK")
		}
		b.in("BookgDt", func() { b.el("Dt", e.at.Format(time.DateOnly)) })
		b.in("ValDt", func() { b.el("Dt", e.at.Format(time.DateOnly)) })
		b.el("AcctSvcrRef", e.own)
		b.in("BkTxCd", func() {
			b.in("Domn", func() {
				b.el("Cd", "PMNT")
				b.in("Fmly", func() { b.el("Cd", "ICDT"); b.el("SubFmlyCd", "OTHR") })
			})
		})
		b.in("NtryDtls", func() {
			b.in("TxDtls", func() {
				b.in("Refs", func() {
					if e.reference == "" {
						b.el("EndToEndId", "NOTPROVIDED")
					} else {
						b.el("EndToEndId", e.reference)
					}
				})
				if b.version != "02" {
					b.amount("Amt", e.amount)
					b.el("CdtDbtInd", side)
				}
				if e.ordered.cur != "" {
					b.in("AmtDtls", func() { b.in("InstdAmt", func() { b.amount("Amt", e.ordered) }) })
				}
				b.in("RltdPties", func() { b.parties(e, iban, owner) })
				b.in("RltdAgts", func() {
					n := "CdtrAgt"
					if e.in && !e.back {
						n = "DbtrAgt"
					}
					b.in(n, func() { b.agent(e.bic) })
				})
				if e.kind != "" || e.t.p.n%2 == 0 {
					b.in("RmtInf", func() { b.el("Ustrd", "Texte de démonstration") })
				}
				if e.accepted {
					b.in("RltdDts", func() { b.el("AccptncDtTm", e.at.Format("2006-01-02T15:04:05Z")) })
				}
			})
		})
	})
}

// parties writes both ends. A transfer taken back keeps the ends of the one that
// it takes back: who paid then stays the debtor.
func (b *statement) parties(e *entry, iban, owner string) {
	type end struct{ name, iban, number string }
	from, to := end{owner, iban, ""}, end{e.name, e.iban, e.number}
	if e.in && !e.back {
		from, to = to, from
	}
	for _, x := range []struct {
		n string
		end
	}{{"Dbtr", from}, {"Cdtr", to}} {
		b.in(x.n, func() {
			if b.version == "08" {
				b.in("Pty", func() { b.el("Nm", x.name) })
			} else {
				b.el("Nm", x.name)
			}
		})
		b.in(x.n+"Acct", func() {
			b.in("Id", func() {
				if x.iban != "" {
					b.el("IBAN", x.iban)
				} else {
					b.in("Othr", func() { b.el("Id", x.number) })
				}
			})
		})
	}
}

// ordinaryOf says how many of the unrelated transfers pass over commissioner k's
// own account: two in five, shared among those whose bank answers.
func (y *Year) ordinaryOf(k int) int {
	all := y.banks[y.o.Commissioners]
	if all == 0 {
		return 0
	}
	own := y.o.Unrelated * 2 / 5
	return own*y.banks[k+1]/all - own*y.banks[k]/all
}

// otherAccounts writes accounts of people whom nobody reported, in the same files.
func (r *run) otherAccounts(k int) error {
	y := r.y
	own := y.o.Unrelated * 2 / 5
	if y.banks[y.o.Commissioners] == 0 {
		own = 0
	}
	at := func(k int) int { return (y.o.Unrelated - own) / 2 * k / y.o.Commissioners }
	for left := at(k+1) - at(k); left > 0; {
		n := min(left, 10)
		left -= n
		r.holders++
		var es []entry
		for range n {
			es = append(es, r.ordinaryEntry("EUR", true))
		}
		d := newDraw(y.o.Seed, ofHolder, 1<<40|uint64(r.holders))
		if err := r.account(es, synth.IBAN(holderIBAN+uint64(r.holders), d.in100(50)), pick(d, firsts).own+" "+pick(d, lasts).own, "EUR", false); err != nil {
			return err
		}
	}
	return nil
}

// otherSenders gives how many transfers of honest senders stand in a remittance
// house's answer after commissioner k's.
func (y *Year) otherSenders(k int) int {
	own := y.o.Unrelated * 2 / 5
	if y.banks[y.o.Commissioners] == 0 {
		own = 0
	}
	rest := y.o.Unrelated - own - (y.o.Unrelated-own)/2
	return rest*(k+1)/y.o.Commissioners - rest*k/y.o.Commissioners
}
