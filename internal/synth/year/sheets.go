package year

import (
	"fmt"
	"time"
)

const iso = "2006-01-02T15:04:05Z07:00"

// The sheets follow the headings of the shipped profiles.
func newSheets() (table, house, wallets, chain *sheet) {
	const most = 20_000
	table = &sheet{stem: "tables/payments", comma: ';', most: most, head: []string{
		"N° d'opération", "Référence", "Date de l'opération", "Montant", "Devise", "Prestataire", "Nom de l'expéditeur",
		"Date de naissance de l'expéditeur", "IBAN de l'expéditeur", "Téléphone de l'expéditeur", "Courriel de l'expéditeur",
		"Bénéficiaire", "Compte bénéficiaire", "Banque du bénéficiaire", "Téléphone du bénéficiaire", "Ville du bénéficiaire", "Pays du bénéficiaire",
	}}
	house = &sheet{stem: "remittance/answer", comma: ',', most: most, head: []string{
		"Transaction id", "MTCN", "Send date", "Amount sent", "Currency sent", "Amount paid", "Currency paid", "Sender", "Sender phone", "Sender document",
		"Recipient", "Recipient phone", "Payout account", "Payout city", "Payout country", "Reversal",
	}}
	wallets = &sheet{stem: "wallets/operator", comma: ',', most: most, head: []string{
		"Transaction id", "Date", "Amount", "Currency", "Sender number", "Sender name", "Recipient number", "Recipient name",
	}}
	chain = &sheet{stem: "crypto/transfers", comma: ',', most: most, head: []string{
		"Transaction hash", "Date", "From address", "To address", "Amount", "Asset", "Network",
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
			account, bank = x.Value, f.country.bank
		case "phone":
			phone = x.Value
		}
		t.source, t.row = "sheet:payments", fmt.Sprintf("P-%08x", uint32(mix(r.y.o.Seed^uint64(t.p.n)<<5)))
		file, err := r.row(r.table, t.row, t.reference, t.at.Format(iso), t.amount.text(","), t.amount.cur, channelName(t.p),
			c.first.own+" "+c.last.own, c.born, c.iban, c.phone, c.email,
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

// answers writes what a remittance house says of a commissioner.
func (r *run) answers(s *story, ts []*telling) error {
	c := s.c
	for _, t := range ts {
		f, a := r.y.facilitator(t.p.f), r.y.agent(t.p.agent)
		r.sent++
		t.source, t.row = "sheet:remittance", fmt.Sprintf("A%09d", r.sent)
		phone := ""
		for _, id := range t.to {
			if id.Kind == "phone" {
				phone = id.Value
			}
		}
		paid := ""
		if t.other.cur != "" {
			paid = t.other.text(".")
		}
		file, err := r.row(r.house, t.row, t.reference, t.at.Format(iso), t.amount.text("."), t.amount.cur, paid, t.other.cur,
			c.first.plain+" "+c.last.plain, c.phone, c.document, f.first+" "+f.last, phone, a.iban, a.city, f.country.code, word(t.back, "yes"))
		if err != nil {
			return err
		}
		t.file, t.document = file, t.row
	}
	return nil
}

// honest writes transfers of other senders through the same agents.
func (r *run) honest(k int) error {
	for range r.y.otherSenders(k) {
		r.others++
		r.sent++
		d := newDraw(r.y.o.Seed, ofHolder, uint64(r.others))
		a := r.y.agent(d.n(r.y.o.Agents))
		at := r.y.start.Add(time.Duration(d.n(365*24*60)) * time.Minute)
		cur := pick(d, []string{"EUR", "EUR", "EUR", "GBP", "USD"})
		e := entry{kind: "family", iban: a.iban, amount: money{int64(2000 + d.n(30000)), cur}}
		to := pick(d, countries)
		paid := e.amount.in(to.cur)
		row := fmt.Sprintf("A%09d", r.sent)
		file, err := r.row(r.house, row, fmt.Sprintf("OR%010d", reference(r.y.o.Seed, r.y.o.Payments+r.others)), at.Format(iso),
			e.amount.text("."), cur, paid.text("."), paid.cur, pick(d, firsts).plain+" "+pick(d, lasts).plain, "", document('H', r.others),
			pick(d, firsts).plain+" "+pick(d, lasts).plain, "", a.iban, a.city, to.code, "")
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
		r.sent++
		t.source, t.row = "sheet:mobile-wallet", fmt.Sprintf("W%09d", r.sent)
		file, err := r.row(r.wallets, t.reference, t.at.Format(iso), t.amount.text("."), t.amount.cur, c.phone, c.first.own+" "+c.last.own, f.phone, f.first+" "+f.last)
		if err != nil {
			return err
		}
		t.file, t.document = file, t.row
	}
	return nil
}

// transfers writes what an exchange says of a crypto-asset's transfers, in the
// money they were worth.
func (r *run) transfers(s *story, ts []*telling) error {
	for _, t := range ts {
		f := r.y.facilitator(t.p.f)
		t.source, t.row = "sheet:crypto-transfers", t.reference
		file, err := r.row(r.chain, t.reference, t.at.Format(iso), s.c.wallet, f.wallet, t.amount.text("."), t.amount.cur, "testnet")
		if err != nil {
			return err
		}
		t.file, t.document = file, t.row
	}
	return nil
}
