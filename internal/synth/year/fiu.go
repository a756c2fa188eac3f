package year

import (
	"fmt"
	"time"
)

// goamlMost is how many transactions a document has at most.
const goamlMost = 250

// amongMost is how many senders a document of several has.
const amongMost = 6

// edition is a version of goAML's schema, with the codes that its national
// lists know for the same things.
type edition struct {
	version                                 string
	funds, means                            string // codes
	contact, phone                          string
	codes                                   [3]string // of reports, by what they say
	myClient                                bool      // the sender stands as the reporting bank's own client
	social                                  bool
	account, status, holder, identification string
}

var editions = [...]edition{
	{
		version: "5.0.2", funds: "ELCFT", means: "ELCFT", contact: "PRIVT", phone: "M",
		codes: [3]string{"IRR", "STR", "AIFT"}, myClient: true, social: true,
		account: "C", status: "A", holder: "PAH", identification: "PASSP",
	},
	{
		version: "2.0", funds: "ELEC", means: "MOAP", contact: "PRVT", phone: "MOPH",
		codes: [3]string{"IRD", "STR", "AIFT"}, account: "CRNT", status: "ACTV", holder: "ACHLD",
	},
}

// Indicators as a generic list names them; a country has its own.
const (
	codeLive     = "GEN-LIVE"
	codeInstruct = "GEN-INSTR"
	codeMaterial = "GEN-CSAM"
)

// Indicators is the list that says what the codes mean: a unit keeps it among its own.
const Indicators = `# What the codes of a synthetic year's documents mean. No country's.

name: synthetic
version: 1
description:
  fr: Codes des documents d'une année synthétique, d'aucun pays
  en: Codes of a synthetic year's documents, of no country
source: Synthetic data
currencies: []
entities: ["101", "102", "103", "104"]
declarations: []
statements: []
roles: {from: [], to: [], never: []}
indicators:
  - code: GEN-LIVE
    title: {fr: Abus en direct, en: Livestreamed abuse}
    facts: [live_abuse]
    category: live
  - code: GEN-INSTR
    title: {fr: Consigne enregistrée, en: An instruction is recorded}
    facts: [instruction]
  - code: GEN-CSAM
    title: {fr: Contenu d'abus sexuel d'enfant, en: Child sexual abuse material}
    category: material
`

// goaml is a document being written.
type goaml struct {
	*doc
	e           *edition
	source      string
	reference   string
	code        string
	indicators  []string
	live        bool
	declaration bool
	statement   bool // each transfer is a record of its own
	senders     int
}

// beginGoaml opens a document and writes what stands before the transactions.
func (r *run) beginGoaml(what says, live, modern, activity bool, dated time.Time) (*goaml, error) {
	r.goamls++
	h := newDraw(r.y.o.Seed, ofDocument, uint64(r.goamls))
	g := &goaml{e: &editions[h.n(5)/3], live: live, reference: fmt.Sprintf("CRF-%04d-%06d", dated.Year(), r.goamls)}
	if modern {
		g.e = &editions[0]
	}
	g.statement = what == transfers
	if g.code = g.e.codes[what]; activity {
		g.code = "SAR"
	}
	g.declaration = g.code == "STR" || g.code == "SAR"
	switch {
	case live && h.in100(40):
		g.indicators = []string{codeLive, codeInstruct}
	case live && h.in100(50):
		g.indicators = []string{codeMaterial, codeLive}
	case live:
		g.indicators = []string{codeLive}
	case h.in100(50) && !g.statement:
		g.indicators = []string{codeMaterial}
	default:
		g.indicators = []string{"GEN-OTHER"}
	}
	entity := 101 + h.n(4)
	g.source = fmt.Sprintf("goaml:%d", entity)
	var err error
	if g.doc, err = r.open(fmt.Sprintf("fiu/%03d/%s-%s.xml", r.goamls/500, g.code, g.reference)); err != nil {
		return nil, err
	}
	g.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<report>\n")
	if g.e.social {
		g.el("schema_version", g.e.version)
	}
	g.el("rentity_id", fmt.Sprint(entity))
	g.el("rentity_branch", "Agence de démonstration")
	g.el("submission_code", "E")
	g.el("report_code", g.code)
	g.el("entity_reference", g.reference)
	g.el("submission_date", dated.Format("2006-01-02T15:04:05"))
	g.el("currency_code_local", "EUR")
	g.el("reason", "Texte de demonstration")
	if h.in100(30) {
		g.el("action", "Mesure de demonstration")
	}
	return g, nil
}

func (r *run) endGoaml(g *goaml) error {
	g.in("report_indicators", func() {
		for _, c := range g.indicators {
			g.el("indicator", c)
		}
	})
	g.raw("</report>\n")
	if g.records == 0 {
		g.records = 1
	}
	return r.end(g.doc)
}

// fiu writes what the financial intelligence unit tells of a commissioner.
func (r *run) fiu(s *story, ts []*telling) error {
	c := s.c
	if c.tells.activity && c.tells.fiu != noFIU {
		if err := r.activity(c); err != nil {
			return err
		}
	}
	if c.tells.fiu == among {
		return r.amongOthers(c, ts)
	}
	for len(ts) > 0 {
		n := min(len(ts), goamlMost)
		g, err := r.beginGoaml(c.tells.fiuSays, c.tells.fiuLive, c.tells.three, false, r.y.after(ts[n-1].at))
		if err != nil {
			return err
		}
		for _, t := range ts[:n] {
			r.transaction(g, c, t)
		}
		if g.statement {
			g.records = n
		} else {
			r.report(reported{file: g.name, source: g.source, id: g.reference, who: c.id, kind: "goaml-" + g.code, abuse: g.live, declaration: g.declaration, records: 1, states: acts(g.live, 1)})
		}
		if err := r.endGoaml(g); err != nil {
			return err
		}
		ts = ts[n:]
	}
	return nil
}

// amongOthers adds a commissioner to the document of several senders that is open.
func (r *run) amongOthers(c *commissioner, ts []*telling) error {
	for len(ts) > 0 {
		if r.among == nil {
			h := newDraw(r.y.o.Seed, ofDocument, 1<<40|uint64(r.goamls))
			var err error
			if r.among, err = r.beginGoaml([...]says{information, declaration}[h.n(2)], h.in100(60), false, false, r.y.o.Now.Add(-time.Duration(h.n(200))*24*hour)); err != nil {
				return err
			}
		}
		g := r.among
		n := min(len(ts), goamlMost-g.records)
		for _, t := range ts[:n] {
			r.transaction(g, c, t)
			g.records++
		}
		r.report(reported{file: g.name, source: g.source, id: g.reference, who: c.id, kind: "goaml-" + g.code, abuse: g.live, declaration: g.declaration, records: n, states: acts(g.live, n)})
		g.senders++
		ts = ts[n:]
		if g.senders >= amongMost || g.records >= goamlMost {
			if err := r.endAmong(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) endAmong() error {
	g := r.among
	if g == nil {
		return nil
	}
	r.among = nil
	if g.senders == 1 {
		g.records = 1 // one sender after all: one record
	}
	return r.endGoaml(g)
}

// after dates a document some days after what it tells, and before the year's end.
func (y *Year) after(t time.Time) time.Time {
	if t = t.Add(10 * 24 * hour); t.After(y.o.Now) {
		return y.o.Now
	}
	return t
}

func (r *run) transaction(g *goaml, c *commissioner, t *telling) {
	t.source, t.file, t.document, t.abuse, t.declaration = g.source, g.name, g.reference, g.live, g.declaration
	if t.reference == "" {
		t.reference = fmt.Sprintf("FT%010d", reference(r.y.o.Seed+1, t.p.n)) // a number of its own: the schema wants one
	}
	t.row = t.reference
	local, foreign := t.amount, money{}
	if t.amount.cur != "EUR" {
		local, foreign = t.other, t.amount
	}
	f := r.y.facilitator(t.p.f)
	g.in("transaction", func() {
		g.el("transactionnumber", t.row)
		g.el("transaction_location", "Lieu de démonstration")
		g.el("transaction_description", "Virement de demonstration")
		g.el("date_transaction", t.at.Format("2006-01-02T15:04:05"))
		g.el("transmode_code", g.e.means)
		if g.e.myClient {
			g.el("transmode_comment", "E")
		}
		g.el("amount_local", local.text("."))
		from := "t_from"
		if g.e.myClient && c.tells.fiu != byPerson {
			from = "t_from_my_client"
		}
		g.in(from, func() {
			g.el("from_funds_code", g.e.funds)
			g.foreign("from_foreign_currency", foreign, local)
			if c.tells.fiu == byPerson {
				g.in("from_person", func() { g.person(c, false) })
			} else {
				g.in("from_account", func() { g.senderAccount(c) })
			}
			g.el("from_country", "FR")
		})
		g.in("t_to", func() {
			g.el("to_funds_code", g.e.funds)
			g.foreign("to_foreign_currency", foreign, local)
			switch x := t.to[0]; x.Kind {
			case "phone":
				g.in("to_person", func() {
					g.el("first_name", f.first)
					g.el("last_name", f.last)
					g.phones(f.phone)
				})
			default:
				g.in("to_account", func() { g.recipientAccount(r.y, t, &f, x) })
			}
			g.el("to_country", f.country.code)
		})
	})
}

func (g *goaml) foreign(n string, foreign, local money) {
	if foreign.cur == "" {
		return
	}
	g.in(n, func() {
		g.el("foreign_currency_code", foreign.cur)
		g.el("foreign_amount", foreign.text("."))
		rate := max(1, local.minor*1_000_000/foreign.minor)
		g.el("foreign_exchange_rate", fmt.Sprintf("%d.%06d", rate/1_000_000, rate%1_000_000))
	})
}

func (g *goaml) phones(number string) {
	g.in("phones", func() {
		g.in("phone", func() {
			g.el("tph_contact_type", g.e.contact)
			g.el("tph_communication_type", g.e.phone)
			g.el("tph_number", number)
		})
	})
}

// person writes a commissioner. Where a schema asks for a trait of a client, the
// code that says nothing ("-") stands.
func (g *goaml) person(c *commissioner, client bool) {
	if client {
		g.el("gender", "-")
	}
	g.el("first_name", c.first.plain)
	g.el("last_name", c.last.plain)
	g.el("birthdate", c.born+"T00:00:00")
	if g.e.myClient {
		g.el("id_number", c.document)
	} else {
		g.el("passport_number", c.document)
		g.el("passport_country", "-")
	}
	if client {
		g.el("nationality1", "-")
		g.el("residence", "FR")
	}
	g.phones(c.phone)
	g.el("email", c.email)
	if g.e.social {
		g.in("social_media", func() {
			for _, a := range c.accounts {
				g.in("social_account", func() {
					g.el("platform", a.at.name)
					g.el("user_name", a.id)
				})
			}
		})
	}
	if client {
		g.in("identifications", func() {
			g.in("identification", func() {
				g.el("type", g.e.identification)
				g.el("number", c.document)
				g.el("issue_date", "2020-01-01T00:00:00")
				g.el("expiry_date", "2030-01-01T00:00:00")
				g.el("issue_country", "-")
			})
		})
		g.el("tax_reg_number", "N")
	}
}

// senderAccount writes the account that a commissioner pays from, with whoever
// may sign for it.
func (g *goaml) senderAccount(c *commissioner) {
	g.el("institution_name", "Banque Exemple")
	g.el("swift", "DEMOFRP0")
	if g.e.myClient {
		g.el("non_bank_institution", "false")
		g.el("branch", "Agence 1")
	}
	g.el("account", c.iban[4:])
	g.el("currency_code", c.cur)
	g.el("account_name", c.first.plain+" "+c.last.plain)
	g.el("iban", c.iban)
	g.el("personal_account_type", g.e.account)
	g.in("signatory", func() {
		g.el("is_primary", "1")
		g.in("t_person", func() { g.person(c, g.e.myClient) })
		g.el("role", g.e.holder)
	})
	if g.e.myClient {
		g.el("opened", "2015-01-01T00:00:00")
		g.el("status_code", g.e.status)
		g.el("beneficiary", "-")
	}
}

// acts is how many acts so many records state: one each, of what is live.
func acts(live bool, records int) int {
	if live {
		return records
	}
	return 0
}

func (g *goaml) recipientAccount(y *Year, t *telling, f *facilitator, x ident) {
	bank, bic, holder := f.country.bank, f.country.bic, f.first+" "+f.last
	number, iban := x.Value, ""
	if x.Kind == "iban" {
		bank, bic, holder = "Banque Exemple", "DEMODEF0", y.agent(t.p.agent).name
		number, iban = x.Value[4:], x.Value
	}
	g.el("institution_name", plain(bank))
	g.el("swift", bic)
	g.el("account", number)
	g.el("account_name", holder)
	g.el("iban", iban)
}

// plain leaves out what a schema's pattern of a name does not take.
func plain(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c == '\'' {
			b[i] = ' '
		}
	}
	return string(b)
}

// activity writes a declaration about a person, without a transaction.
func (r *run) activity(c *commissioner) error {
	g, err := r.beginGoaml(declaration, false, true, true, r.y.o.Now.Add(-time.Duration(c.k%300)*24*hour))
	if err != nil {
		return err
	}
	g.in("activity", func() {
		g.in("report_parties", func() {
			g.in("report_party", func() {
				g.in("person", func() { g.person(c, false) })
				g.el("significance", "5")
				g.el("reason", "Texte de demonstration")
			})
		})
	})
	r.report(reported{file: g.name, source: g.source, id: g.reference, who: c.id, kind: "goaml-" + g.code, declaration: true, records: 1})
	return r.endGoaml(g)
}
