package year

import (
	"fmt"
	"strconv"

	"vigie/internal/synth"
)

// Every value belongs to nobody and has one bearer in a year; package synth
// lists the ranges. Those taken here are its own no more:
//
//   - IBANs of number 5·10⁹ and up
//   - telephones: Ofcom's geographic "Numbers for drama" for commissioners, the
//     555-01xx of forty further area codes for facilitators (no range is kept
//     for fiction in the countries where these are)
//   - NCMEC report numbers from 990,000,000
//   - documents under ZZ, which ISO 3166-1 leaves to its users
//   - BICs of the form XXXXCCL0, whose second character of place says "test"
const (
	commissionerIBAN = 5_000_000_000
	holderIBAN       = 5_500_000_000
	agentIBAN        = 6_000_000_000
	houseIBAN        = 6_100_000_000
	shopIBAN         = 6_200_000_000

	firstTip = 990_000_000
)

// Largest numbers of bearers, by the telephones there are.
const (
	MaxCommissioners = 16_000
	MaxFacilitators  = 4_000
)

var (
	dramaBlocks = [...]string{
		"+44207946", "+44113496", "+44114496", "+44115496", "+44116496", "+44117496", "+44118496", "+44121496",
		"+44131496", "+44141496", "+44151496", "+44161496", "+44191498", "+44289649", "+44292018", "+44163296",
	} // 1,000 each: a digit that is the block's, and three
	dramaDigit = [...]string{"0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "6", "0", "0"}
	areas      = [...]int{
		339, 347, 351, 352, 360, 361, 385, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414,
		415, 417, 419, 423, 424, 425, 430, 432, 434, 435, 440, 443, 458, 469, 470, 475, 478, 479, 480, 484,
	} // 100 each
)

func commissionerPhone(k int) string {
	b := k / 1000
	return fmt.Sprintf("%s%s%03d", dramaBlocks[b], dramaDigit[b], k%1000)
}

func facilitatorPhone(f int) string { return fmt.Sprintf("+1%d55501%02d", areas[f/100], f%100) }

// name is a name in its own spelling and in plain letters.
type name struct{ own, plain string }

// Names are words that mean "example" or "model" in several languages.
var (
	firsts = []name{
		{"Camille", "Camille"},
		{"Dominique", "Dominique"},
		{"Sacha", "Sacha"},
		{"Alex", "Alex"},
		{"Andrea", "Andrea"},
		{"Robin", "Robin"},
		{"Élodie", "Elodie"},
		{"Noël", "Noel"},
		{"Zoé", "Zoe"},
		{"François", "Francois"},
		{"Jörg", "Jorg"},
		{"Søren", "Soren"},
		{"Claude", "Claude"},
		{"Maxime", "Maxime"},
	}
	lasts = []name{
		{"Exemple", "Exemple"},
		{"Sample", "Sample"},
		{"Beispiel", "Beispiel"},
		{"Ejemplo", "Ejemplo"},
		{"Esempio", "Esempio"},
		{"Modèle", "Modele"},
		{"Démo", "Demo"},
		{"Épreuve", "Epreuve"},
		{"Échantillon", "Echantillon"},
		{"Przykład", "Przyklad"},
		{"Örnek", "Ornek"},
		{"Voorbeeld", "Voorbeeld"},
	}
)

// service is an invented company that keeps accounts.
type service struct{ name, domain, prefix string }

var services = []service{
	{"ExampleChat", "examplechat.example.com", "yec"},
	{"SampleVideo", "samplevideo.example.net", "ysv"},
	{"NeutralCall", "neutralcall.example.org", "ync"},
}

// pay is the invented operator of mobile wallets.
const pay = "DemoPay"

// house is an invented remittance house: what its answers and others' statements call it.
type house struct{ name, iban string }

var houses = []house{
	{"Transferts Exemple", synth.IBAN(houseIBAN, true)},
	{"Sample Remit", synth.IBAN(houseIBAN+1, false)},
}

// country is one where children are reached: what is paid out there, and the
// word by which its facilitators are named here.
type country struct{ code, cur, word, bank, bic string }

var countries = []country{
	{"PH", "PHP", "Halimbawa", "Banque d'exemple PH", "DEMOPHM0"},
	{"CO", "COP", "Ejemplo", "Banque d'exemple CO", "DEMOCOB0"},
	{"MG", "MGA", "Ohatra", "Banque d'exemple MG", "DEMOMGM0"},
}

// facilitator is who arranges, with the accounts that money reaches them by.
type facilitator struct {
	f           int
	id          string
	country     country
	first, last string
	phone       string // and so the account of a mobile wallet
	account     string // at a bank of the country, which has no IBAN there
	wallet      string
	chat        string // at ExampleChat
	city        string
	device      int // 1 and up: the seized device; 0: none
	handling    string
}

func (y *Year) facilitator(f int) facilitator {
	c := countries[[...]int{0, 0, 1, 0, 2}[f%5]]
	x := facilitator{
		f: f, id: fmt.Sprintf("f%04d", f), country: c, first: c.word, last: letters(f),
		phone: facilitatorPhone(f), account: fmt.Sprintf("0099%08d", 10_000_000+f), wallet: synth.Wallet(y.o.Seed^0x5ac, uint64(f)),
		chat: fmt.Sprintf("yfac%06d", f), city: "Lieu-dit Exemple " + strconv.Itoa(1+f%7),
	}
	if d := y.deviceOf(f); d > 0 {
		x.device, x.handling = d, handlings[(d-1)%len(handlings)]
	}
	return x
}

// known is how people who talk with a facilitator name them.
func (f *facilitator) known() []ident { return []ident{{"account", f.chat}, {"phone", f.phone}} }

// handlings are the codes that devices come under, in turn.
var handlings = []string{"evidence", "", "intelligence", "evidence", "originator", ""}

// letters writes a number in capital and small letters: Aaa, Aab, …
func letters(n int) string {
	return string([]byte{'A' + byte(n/676%26), 'a' + byte(n/26%26), 'a' + byte(n%26)})
}

// agent is a payout or collection agent: facilitators' money and honest
// people's passes through the same account.
type agent struct {
	a          int
	name, iban string
	city       string
}

func (y *Year) agent(a int) agent {
	return agent{a, "Agence Exemple " + strconv.Itoa(a+1), synth.IBAN(agentIBAN+uint64(a), a%2 == 0), "Ville Exemple " + strconv.Itoa(1+a%9)}
}

// document is an identity document that no country issues.
func document(class byte, n int) string { return fmt.Sprintf("ZZ%c%08d", class, n) }

// operatorIBAN is the account through which the mobile operator takes money in.
var operatorIBAN = synth.IBAN(houseIBAN+2, true)
