package year

import (
	"fmt"
	"slices"
	"time"
)

const iso = "2006-01-02T15:04:05Z07:00"

// The sheets follow the headings of the shipped profiles.
func newSheets() (table, house, wallets, chain *sheet) {
	const most = 20_000
	table = &sheet{stem: "tables/payments", comma: ';', most: most, head: []string{
		"N° d'opération", "Référence", "Date de l'opération", "Montant", "Devise", "Prestataire", "Nom de l'expéditeur",
		"Date de naissance de l'expéditeur", "IBAN de l'expéditeur", "Téléphone de l'expéditeur", "Courriel de l'expéditeur", "Pièce d'identité de l'expéditeur",
		"Bénéficiaire", "Compte bénéficiaire", "Banque du bénéficiaire", "Téléphone du bénéficiaire", "Ville du bénéficiaire", "Pays du bénéficiaire",
	}}
	house = &sheet{stem: "remittance/answer", comma: ',', most: most, head: []string{
		"MTCN", "Sent", "Amount", "Currency", "Amount paid", "Payout currency", "Refunded", "Company", "Sender", "Sender phone", "Sender document", "Sender IBAN",
		"Recipient", "Recipient phone", "Recipient account", "Recipient bank", "Payout city", "Payout country", "Payout agent",
	}}
	wallets = &sheet{stem: "wallets/operator", comma: ',', most: most, head: []string{
		"Transaction id", "Date", "Amount", "Currency", "Wallet provider", "Sender number", "Sender name", "Sender document", "Receiver number", "Receiver name", "Receiver country",
	}}
	chain = &sheet{stem: "crypto/transfers", comma: ',', most: most, head: []string{
		"Transaction hash", "Date", "From address", "To address", "Amount", "Asset", "Value in currency", "Fiat currency",
	}}
	return
}

// tables writes the payments whose sender is said to be the person reported.
func (r *run) tables(s *story, ts []*telling) error {
	c := s.c
	for _, t := range ts {
		f := r.y.facilitator(t.p.f)
		account, bank, phone := "", "", ""
		switch x := t.to[0]; x.Kind {
		case "bank":
			account, bank = x.Value, f.country.bic
		case "phone":
			phone = x.Value
		}
		t.source, t.row = "sheet:payments", fmt.Sprintf("P-%08x", uint32(mix(r.y.o.Seed^uint64(t.p.n)<<5)))
		file, err := r.row(r.table, t.row, t.reference, t.at.Format(iso), t.amount.text(","), t.amount.cur, channelName(t.p),
			c.first.own+" "+c.last.own, c.born, c.iban, c.phone, c.email, c.document,
			f.first+" "+f.last, account, bank, phone, f.city, f.country.code)
		if err != nil {
			return err
		}
		t.file, t.document = file, t.row
		r.report(reported{file: file, source: t.source, id: t.row, who: c.id, kind: "sheet-payments", records: 1})
	}
	return nil
}

func channelName(p *payment) string {
	switch p.way {
	case mobile:
		return pay
	case remittance:
		return houses[p.house].name
	}
	return "Banque Exemple"
}

// answers writes what a remittance house says of a commissioner. A transfer that
// was refunded has a second row under its number.
func (r *run) answers(s *story, ts []*telling) error {
	c := s.c
	for _, t := range ts {
		f, a := r.y.facilitator(t.p.f), r.y.agent(t.p.agent)
		phone, paid := "", ""
		for _, id := range t.to {
			if id.Kind == "phone" {
				phone = id.Value
			}
		}
		if t.other.cur != "" {
			paid = t.other.text(".")
		}
		t.source, t.row, t.document = "sheet:remittance", t.reference, t.reference
		var err error
		t.file, err = r.row(r.house, t.reference, t.at.Format(iso), t.amount.text("."), t.amount.cur, paid, t.other.cur, word(t.back, "yes"), houses[t.p.house].name,
			c.first.plain+" "+c.last.plain, c.phone, c.document, word(slices.Contains(t.from, ident{"iban", c.iban}), c.iban), f.first+" "+f.last, phone, a.iban, "Banque Exemple", a.city, f.country.code, a.name)
		if err != nil {
			return err
		}
	}
	return nil
}

// honest writes transfers of other senders through the same agents.
func (r *run) honest(k int) error {
	for range r.y.otherSenders(k) {
		r.others++
		d := newDraw(r.y.o.Seed, ofHolder, uint64(r.others))
		a := r.y.agent(d.n(r.y.o.Agents))
		at := r.y.start.Add(time.Duration(d.n(365*24*60)) * time.Minute)
		cur := pick(d, []string{"EUR", "EUR", "EUR", "GBP", "USD"})
		e := entry{kind: "family", iban: a.iban, amount: money{int64(2000 + d.n(30000)), cur}}
		to := pick(d, countries)
		paid := e.amount.in(to.cur)
		row := fmt.Sprintf("OR%010d", reference(r.y.o.Seed, r.y.o.Payments+r.others))
		file, err := r.row(r.house, row, at.Format(iso), e.amount.text("."), cur, paid.text("."), paid.cur, "", pick(d, houses).name,
			pick(d, firsts).plain+" "+pick(d, lasts).plain, "", document('H', r.others), "",
			pick(d, firsts).plain+" "+pick(d, lasts).plain, "", a.iban, "Banque Exemple", a.city, to.code, a.name)
		if err != nil {
			return err
		}
		if err := r.unrelated(file, row, &e, false); err != nil {
			return err
		}
	}
	return nil
}

// operator writes what the operator of mobile wallets says.
func (r *run) operator(s *story, ts []*telling) error {
	c := s.c
	for _, t := range ts {
		f := r.y.facilitator(t.p.f)
		t.source, t.row, t.document = "sheet:mobile-wallet", t.reference, t.reference
		var err error
		t.file, err = r.row(r.wallets, t.reference, t.at.Format(iso), t.amount.text("."), t.amount.cur, pay,
			c.phone, c.first.own+" "+c.last.own, c.document, f.phone, f.first+" "+f.last, f.country.code)
		if err != nil {
			return err
		}
	}
	return nil
}

// transfers writes what an exchange says of a crypto-asset's transfers: units of
// an invented token, and what they were worth.
func (r *run) transfers(s *story, ts []*telling) error {
	for _, t := range ts {
		f := r.y.facilitator(t.p.f)
		t.source, t.row, t.document = "sheet:crypto-transfers", t.reference, t.reference
		var err error
		t.file, err = r.row(r.chain, t.reference, t.at.Format(iso), s.c.wallet, f.wallet, t.amount.text("."), t.amount.cur, t.other.text("."), t.other.cur)
		if err != nil {
			return err
		}
	}
	return nil
}
