package people

import (
	"fmt"
	"strconv"
	"strings"
)

// line is what one rate means, in French and English.
type line struct {
	fr, en string
	rate   float64
}

// lines gives the rates in words: shares of persons, then of records.
func (r *Rates) lines() (persons, records []line) {
	persons = []line{
		{"en famille : un nom, une adresse", "in families: one surname, one address", r.Family},
		{"jumeaux : nom, date de naissance et adresse en commun", "twins: surname, date of birth and address in common", r.Twins},
		{"parent et enfant de mêmes prénom et nom", "parent and child with the same names", r.Namesakes},
		{"ont déménagé", "moved house", r.Moved},
		{"ont changé de nom", "took another surname", r.Renamed},
		{"ont un téléphone", "have a telephone", r.Phone},
		{"dont : en ont deux", "of these: have two", r.NewPhone},
		{"ont deux boîtes électroniques", "have two mailboxes", r.NewMail},
		{"adresse électronique sans leur nom", "e-mail without their name", r.MailNamed},
	}
	records = []line{
		{"surnom au lieu du prénom", "nickname for given name", r.Nickname},
		{"initiale du prénom", "initial for given name", r.Initial},
		{"second prénom omis, s'il y en a un", "second given name left out, where there is one", r.OneGiven},
		{"une partie d'un nom double omise", "part of a double surname left out", r.HalfSurname},
		{"prénom et nom échangés", "given name and surname exchanged", r.Swapped},
		{"autre graphie ou translittération, par nom", "other spelling or transliteration, each name", r.Respelt},
		{"en cyrillique, noms d'usage slave", "in Cyrillic, names of Slavic usage", r.OtherScript},
		{"sans accents", "without accents", r.Unaccented},
		{"noms en capitales", "names in capitals", r.UpperCase},
		{"faute de frappe, de lecture ou d'oreille, par nom", "slip of finger, eye or ear, each name", r.NameTypo},
		{"chiffre faux dans la date", "wrong digit in the date", r.DateDigit},
		{"jour et mois échangés, si possible", "day and month exchanged, where possible", r.DayMonth},
		{"1er janvier par défaut", "1 January by default", r.FirstJanuary},
		{"faute dans la rue", "slip in the street", r.StreetTypo},
		{"type de voie abrégé", "kind of street shortened", r.Abbreviated},
		{"chiffre faux dans le code postal", "wrong digit in the postcode", r.PostcodeSlip},
		{"faute dans la ville", "slip in the city", r.CityTypo},
		{"faute dans l'adresse électronique", "slip in the e-mail", r.MailTypo},
		{"chiffre faux dans le téléphone", "wrong digit in the telephone", r.PhoneSlip},
		{"chiffre faux dans le document", "wrong digit in the document", r.DocumentSlip},
		{"prénom absent", "given name missing", r.NoGiven},
		{"nom absent", "surname missing", r.NoFamily},
		{"date de naissance absente", "date of birth missing", r.NoBirth},
		{"adresse absente en entier", "whole address missing", r.NoAddress},
		{"sinon : rue absente", "else: street missing", r.NoStreet},
		{"sinon : code postal absent", "else: postcode missing", r.NoPostcode},
		{"sinon : ville absente", "else: city missing", r.NoCity},
		{"adresse électronique absente", "e-mail missing", r.NoMail},
		{"téléphone absent", "telephone missing", r.NoPhone},
		{"document absent", "document missing", r.NoDocument},
	}
	return persons, records
}

// Describe says what the lists contain and at which rates, in French if lang is
// "fr" and in English otherwise.
func (g *Generator) Describe(lang string) string {
	fr := lang == "fr"
	t := func(f, e string) string {
		if fr {
			return f
		}
		return e
	}
	var b strings.Builder
	if g.o.Pair {
		fmt.Fprintf(&b, t("Deux fichiers de %d fiches, une au plus par personne dans chacun ; %d personnes, dont %d dans les deux.\n",
			"Two files of %d records, one at most a person in each; %d persons, %d of them in both.\n"), g.o.Count, g.persons, g.both())
	} else {
		fmt.Fprintf(&b, t("Un fichier de %d fiches de %d personnes, une à cinq chacune ; %d paires vraies.\n",
			"One file of %d records of %d persons, one to five each; %d true pairs.\n"), g.o.Count, g.persons, g.TruePairs())
	}
	given, family := g.Vocabulary()
	fmt.Fprintf(&b, t("Graine %d. %d prénoms et %d noms distincts, en six usages, par la loi de Zipf–Mandelbrot.\n",
		"Seed %d. %d given names and %d surnames in six usages, by the law of Zipf and Mandelbrot.\n"), g.o.Seed, given, family)
	holders := float64(g.persons) * g.r.Phone * (1 + g.r.NewPhone)
	fmt.Fprintf(&b, t("%d numéros de téléphone réservés à la fiction ; un numéro est porté par %s personnes sans lien en moyenne.\n",
		"%d telephone numbers kept for fiction; a number in use is borne by %s unrelated persons on the mean.\n"),
		Phones, decimal(max(1, holders/float64(Phones)), 2, fr))
	b.WriteString(t("Les fautes vont ensemble : deux fiches sur trois ont la moitié de chaque taux, la troisième le double.\n",
		"Faults go together: two records in three have half of each rate, the third has twice.\n"))
	persons, records := g.r.lines()
	put := func(head string, lines []line) {
		fmt.Fprintf(&b, "%s\n", head)
		for _, l := range lines {
			fmt.Fprintf(&b, "  %5s %%  %s\n", decimal(l.rate*100, 1, fr), t(l.fr, l.en))
		}
	}
	put(t("des personnes :", "of persons:"), persons)
	put(t("des fiches :", "of records:"), records)
	return b.String()
}

// decimal writes a number with the mark of the language.
func decimal(v float64, places int, fr bool) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	if fr {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}
