package synth

// Names are words that mean "example", "model" or "sample": nobody's.
var (
	firsts = []name{
		{"Camille", "", ""},
		{"Dominique", "", ""},
		{"Sacha", "", ""},
		{"Alex", "", ""},
		{"Andrea", "", ""},
		{"Robin", "", ""},
		{"Élodie", "Elodie", ""},
		{"Noël", "Noel", ""},
		{"Zoé", "Zoe", ""},
		{"François", "Francois", ""},
		{"Jörg", "Jorg", ""},
		{"Łukasz", "Lukasz", ""},
		{"Søren", "Soren", ""},
		{"Саша", "", "Sasha"},
		{"Андрей", "", "Andrei"},
		{"Νίκος", "", "Nikos"},
	}
	lasts = []name{
		{"Exemple", "", ""},
		{"Sample", "", ""},
		{"Beispiel", "", ""},
		{"Ejemplo", "", ""},
		{"Esempio", "", ""},
		{"D'Essai", "", ""},
		{"Modèle", "Modele", ""},
		{"Démo", "Demo", ""},
		{"Épreuve", "Epreuve", ""},
		{"Échantillon", "Echantillon", ""},
		{"Przykład", "Przyklad", ""},
		{"Örnek", "Ornek", ""},
		{"Пример", "", "Primer"},
		{"Образец", "", "Obrazets"},
		{"Παράδειγμα", "", "Paradeigma"},
	}
	// nicknames are screen names that many choose.
	nicknames = []string{
		"sky", "blue", "star", "river", "sunny", "moon", "panda", "ghost", "tiger", "cloud",
		"lucky", "maple", "pixel", "happy", "ocean", "storm", "lemon", "robin", "nova", "echo",
	}
	// cities are invented; the country only gives the address its form.
	cities = []struct{ city, country string }{
		{"Exempleville", "FR"},
		{"Saint-Modèle", "FR"},
		{"Démo-sur-Mer", "FR"},
		{"Sampleton", "GB"},
		{"Testford", "GB"},
		{"Musterstadt", "DE"},
		{"Beispielburg", "DE"},
		{"Placeholder City", "US"},
		{"Villa Ejemplo", "ES"},
	}
)

// name is a name in its own spelling, without accents, and in Latin script;
// the last two are empty where they would be the same.
type name struct{ own, plain, latin string }

// latinOnly is the ASCII word that e-mails and screen names take from a name.
func (n name) latinOnly() string {
	switch {
	case n.plain != "":
		return n.plain
	case n.latin != "":
		return n.latin
	}
	return n.own
}

// service is an invented company that holds accounts and sends reports.
type service struct {
	name   string
	domain string
	prefix string // of its account ids
	holds  string // what XARF calls such a place
}

var services = []service{
	{"ExampleChat", "examplechat.example.com", "ec", "messaging_app"},
	{"SampleVideo", "samplevideo.example.net", "sv", "social_media"},
	{"NeutralMail", "neutralmail.example.org", "nm", "email"},
	{"TestForum", "testforum.example.com", "tf", "forum"},
	{"Placeholder Games", "games.example.net", "pg", "gaming_platform"},
	{"Démo & Cie", "demo-cie.example.org", "dc", "other"},
	{"DemoPay", "demopay.example.com", "dp", "other"},
}

// mailDomains are where hands have their e-mail.
var mailDomains = []string{"example.com", "example.net", "example.org", "mail.example.com", "post.example.net", "courriel.example.org"}
