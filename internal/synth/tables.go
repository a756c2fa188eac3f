package synth

import (
	"fmt"
	"strconv"
)

// profiles are the names of the shipped profiles that the tables follow, in
// the order of List, Contacts, Payments. A row's source is "sheet:" and this.
var profiles = [...]string{"reports", "seized-contacts", "payments"}

// iso is how rows write a time: its offset leaves no zone to guess.
const iso = "2006-01-02T15:04:05Z07:00"

// tables gives the three tables, with the headings of the shipped profiles.
func (g *Generator) tables() [3]*table {
	return [3]*table{listTable(), contactTable(), paymentTable()}
}

func listTable() *table {
	return &table{profile: profiles[0], comma: ';', columns: []tableColumn{
		{heading: "Numéro", value: func(_ *Generator, s *sight) string { return rowID(s) }},
		{heading: "Date", dated: true, value: func(_ *Generator, s *sight) string { return s.at.Format(iso) }},
		{heading: "Service", value: func(_ *Generator, s *sight) string { return s.service().name }},
		{heading: "Compte", value: func(_ *Generator, s *sight) string { return s.account.id }},
		{heading: "Courriel", value: func(_ *Generator, s *sight) string { return firstOf(s.emails) }},
		{heading: "Téléphone", value: func(_ *Generator, s *sight) string { return firstOf(s.phones) }},
		{heading: "Adresse IP", value: func(_ *Generator, s *sight) string { return s.firstIP() }},
		{heading: "Observations", value: func(_ *Generator, s *sight) string { return s.text() }},
	}}
}

func contactTable() *table {
	return &table{profile: profiles[1], comma: ',', columns: []tableColumn{
		{heading: "Numéro", value: func(_ *Generator, s *sight) string { return rowID(s) }},
	}}
}

func paymentTable() *table {
	return &table{profile: profiles[2], comma: ';', columns: []tableColumn{
		{heading: "Référence", value: func(_ *Generator, s *sight) string { return rowID(s) }},
	}}
}

// rowID is the source's number of a row.
func rowID(s *sight) string { return fmt.Sprintf("%c-%08d", "LCP"[s.format-List], s.i) }

func firstOf(vs []seen) string {
	if len(vs) == 0 {
		return ""
	}
	return vs[0].value
}

func (s *sight) firstIP() string {
	if len(s.captures) == 0 {
		return ""
	}
	return s.captures[0].ip
}

// amount is a small sum.
func (s *sight) amount() string {
	return strconv.Itoa(15+s.d.n(140)) + "." + string(digits(uint64(s.d.n(100)), 2))
}
