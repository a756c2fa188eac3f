package synth

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// profiles are the names of the shipped profiles that the tables follow, in
// the order of List, Contacts, Payments; and what they name as their rows' source.
var (
	profiles     = [...]string{"reports", "seized-contacts", "payments"}
	sheetSources = [...]string{"sheet:reports", "seized-device/contacts", "sheet:payments"}
)

// iso is how rows write a time: its offset leaves no zone to guess.
const iso = "2006-01-02T15:04:05Z07:00"

// tables gives the three tables, under headings of the shipped profiles or
// their aliases.
func tables() [3]*table { return [3]*table{listTable(), contactTable(), paymentTable()} }

// listTable is a partner's list, in French.
func listTable() *table {
	return &table{profile: profiles[0], comma: ';', columns: []tableColumn{
		{heading: "N° de signalement", value: rowID},
		{heading: "Nature des faits", value: func(_ *Generator, s *sight) string { return s.listKind() }},
		{heading: "Date des faits", dated: true, value: incidentTime},
		{heading: "Plateforme", value: func(_ *Generator, s *sight) string { return s.service().name }},
		{heading: "Identifiant du compte", value: accountID},
		{heading: "Service du compte", value: func(_ *Generator, s *sight) string { return s.service().name }},
		{heading: "Pseudonyme", value: screenName},
		{heading: "Courriel", value: func(_ *Generator, s *sight) string { return firstOf(s.emails) }},
		{heading: "Téléphone", value: func(_ *Generator, s *sight) string { return firstOf(s.phones) }},
		{heading: "Prénom", value: func(_ *Generator, s *sight) string { return s.first }},
		{heading: "Nom de famille", value: func(_ *Generator, s *sight) string { return s.last }},
		{heading: "Date de naissance", value: func(_ *Generator, s *sight) string { return s.born }},
		{heading: "Adresse IP", value: func(_ *Generator, s *sight) string { return s.ip().ip }},
		{heading: "Date IP", value: func(_ *Generator, s *sight) string { return s.ip().when() }},
		{heading: "Port source", value: func(_ *Generator, s *sight) string { return s.ip().portText() }},
		{heading: "MD5", value: func(_ *Generator, s *sight) string { return s.hash() }},
		{heading: "Danger imminent", value: func(_ *Generator, s *sight) string { return yes(s.imminent, "oui") }},
		{heading: "En direct", value: func(_ *Generator, s *sight) string { return yes(s.live, "oui") }},
		{heading: "Projet de voyage", value: func(_ *Generator, s *sight) string { return yes(s.travel, "oui") }},
		{heading: "Contenu viral", value: func(_ *Generator, s *sight) string { return yes(s.viral, "oui") }},
		{heading: "Observations", value: func(_ *Generator, s *sight) string { return s.note() }},
		{heading: "Contenu du message", value: content},
	}}
}

// contactTable is what an extraction of a facilitator's device gives, in
// English: every contact is a commissioner to whoever wrote it down.
func contactTable() *table {
	f := func(v func(facilitator) string) func(*Generator, *sight) string {
		return func(g *Generator, s *sight) string { return v(g.facilitator(s.h.facilitator)) }
	}
	return &table{profile: profiles[1], comma: ',', form: 2, columns: []tableColumn{
		{heading: "Contact id", value: rowID},
		{heading: "Contact account", value: accountID},
		{heading: "Application", value: func(_ *Generator, s *sight) string { return s.service().name }},
		{heading: "Screen name", value: screenName},
		{heading: "Contact name", value: func(_ *Generator, s *sight) string { return strings.TrimSpace(s.first + " " + s.last) }},
		{heading: "Phone", value: func(_ *Generator, s *sight) string { return firstOf(s.phones) }},
		{heading: "E-mail", value: func(_ *Generator, s *sight) string { return firstOf(s.emails) }},
		{heading: "IP address", value: func(_ *Generator, s *sight) string { return s.ip().ip }},
		{heading: "IP date", value: func(_ *Generator, s *sight) string { return s.ip().when() }},
		{heading: "Wallet", value: func(_ *Generator, s *sight) string { return yes(s.slot%5 == 0, s.h.wallet) }},
		{heading: "Last contact", dated: true, value: incidentTime},
		{heading: "Facilitator name", value: f(func(f facilitator) string { return f.name })},
		{heading: "Facilitator account", value: f(func(f facilitator) string { return f.account })},
		{heading: "Device", value: f(func(f facilitator) string { return imei(800_000_000_000 + uint64(f.n)).value })},
		{heading: "Session start", value: func(_ *Generator, s *sight) string { return yes(s.live, s.at.Format(iso)) }},
		{heading: "Session end", value: func(_ *Generator, s *sight) string { return yes(s.live, s.at.Add(20*time.Minute).Format(iso)) }},
		{heading: "Payments", value: func(_ *Generator, s *sight) string { return strconv.Itoa(s.payments) }},
		{heading: "Last payment", value: func(_ *Generator, s *sight) string { return s.at.Add(-time.Hour).Format(iso) }},
		{heading: "Live", value: func(_ *Generator, s *sight) string { return yes(s.live, "yes") }},
		{heading: "Instruction", value: func(_ *Generator, s *sight) string { return yes(s.live && s.slot%2 == 0, "yes") }},
		{heading: "Repeated sessions", value: func(_ *Generator, s *sight) string { return yes(s.live && s.payments > 2, "yes") }},
		{heading: "Imminent danger", value: func(_ *Generator, s *sight) string { return yes(s.imminent, "yes") }},
		{heading: "Travel plan", value: func(_ *Generator, s *sight) string { return yes(s.travel, "yes") }},
		{heading: "Note", value: func(_ *Generator, s *sight) string { return s.note() }},
		{heading: "Messages", value: content},
	}}
}

// paymentTable is a remittance house's or a bank's, in French.
func paymentTable() *table {
	f := func(v func(facilitator) string) func(*Generator, *sight) string {
		return func(g *Generator, s *sight) string { return v(g.facilitator(s.h.facilitator)) }
	}
	return &table{profile: profiles[2], comma: ';', form: 1, columns: []tableColumn{
		{heading: "N° d'opération", value: rowID},
		{heading: "Référence", value: func(_ *Generator, s *sight) string { return fmt.Sprintf("VIR%010d", mix(uint64(s.slot))%1e10) }},
		{heading: "Date de l'opération", dated: true, value: incidentTime},
		{heading: "Montant", value: func(_ *Generator, s *sight) string { return s.amount() }},
		{heading: "Devise", value: func(_ *Generator, s *sight) string { return pick(&s.d, []string{"EUR", "€", "USD", "PHP"}) }},
		{heading: "Prestataire", value: func(_ *Generator, s *sight) string { return "DemoPay" }},
		{heading: "Nom de l'expéditeur", value: func(_ *Generator, s *sight) string { return s.h.first.own + " " + s.h.last.own }},
		{heading: "Date de naissance de l'expéditeur", value: func(_ *Generator, s *sight) string { return s.born }},
		{heading: "IBAN de l'expéditeur", value: func(_ *Generator, s *sight) string { return s.h.iban }},
		{heading: "Téléphone de l'expéditeur", value: func(_ *Generator, s *sight) string { return firstOf(s.phones) }},
		{heading: "Courriel de l'expéditeur", value: func(_ *Generator, s *sight) string { return firstOf(s.emails) }},
		{heading: "Bénéficiaire", value: f(func(f facilitator) string { return f.name })},
		{heading: "IBAN du bénéficiaire", value: f(func(f facilitator) string { return f.iban })},
		{heading: "Téléphone du bénéficiaire", value: f(func(f facilitator) string { return f.phone })},
		{heading: "Ville du bénéficiaire", value: f(func(f facilitator) string { return f.city })},
		{heading: "Libellé", value: func(_ *Generator, s *sight) string { return yes(s.slot%3 == 0, s.text()) }},
	}}
}

// rowID is the source's number of a row.
func rowID(_ *Generator, s *sight) string { return s.rowID() }

func (s *sight) rowID() string { return fmt.Sprintf("%c-%08d", "LCP"[s.format-List], s.i) }

func accountID(_ *Generator, s *sight) string    { return s.account.id }
func incidentTime(_ *Generator, s *sight) string { return s.at.Format(iso) }
func screenName(_ *Generator, s *sight) string   { return yes(s.screen, s.account.screen) }

// content is what a message would be: readers measure it and keep nothing.
func content(_ *Generator, s *sight) string {
	return yes(s.content, fmt.Sprintf("contenu de démonstration %d", s.slot%1000))
}

// listKind is the partner's wording for what is reported.
func (s *sight) listKind() string {
	if s.live {
		return "abus en direct"
	}
	return map[string]string{
		"material": "contenu pédocriminel", "travel": "voyage", "trafficking": "traite", "enticement": "sollicitation", "abuse": "abus",
	}[s.kind]
}

// note is free text, with the identifiers that the report gives nowhere else.
func (s *sight) note() string {
	if len(s.inText) > 0 {
		return "Identifiant cité : " + strings.Join(s.inText, " ; ")
	}
	return yes(s.slot%4 == 0, s.text())
}

func firstOf(vs []seen) string {
	if len(vs) == 0 {
		return ""
	}
	return vs[0].value
}

// ip is the first address that the report shows.
func (s *sight) ip() capture {
	if len(s.captures) == 0 {
		return capture{}
	}
	return s.captures[0]
}

func (c capture) when() string { return yes(c.ip != "", c.at.Format(iso)) }

func (c capture) portText() string { return yes(c.port > 0, strconv.Itoa(c.port)) }

func (s *sight) hash() string {
	if len(s.files) == 0 {
		return ""
	}
	return s.files[0].md5
}

// amount is a small sum, with the comma that the profile asks for.
func (s *sight) amount() string {
	return strconv.Itoa(15+s.d.n(140)) + "," + string(digits(uint64(s.d.n(100)), 2))
}

// yes gives word if so, and nothing otherwise.
func yes(so bool, word string) string {
	if so {
		return word
	}
	return ""
}
