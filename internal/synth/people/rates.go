package people

import (
	"fmt"
	"reflect"
)

// Rates are shares, 0 to 0.5: of persons where the comment says so, else of the
// records whose value the fault can befall.
type Rates struct {
	// Of persons.
	Family    float64 // live in a household of two to four with one surname and one address
	Twins     float64 // twins: surname, date of birth and address in common
	Namesakes float64 // parent and child with the same given name, surname and address
	Moved     float64 // have two addresses, and a record shows either
	NewPhone  float64 // of those with a telephone: have two, and a record shows either
	NewMail   float64 // have two mailboxes, and a record shows either
	Renamed   float64 // took another surname, and a record shows either
	Phone     float64 // have a telephone at all
	MailNamed float64 // have an e-mail made of something else than their name

	// Names, of records.
	Nickname     float64 // a nickname instead of the given name
	Initial      float64 // only the initial of the given name
	OneGiven     float64 // of those with two given names: the second left out
	HalfSurname  float64 // of those with a double surname: one part left out
	Swapped      float64 // given name and surname in each other's column
	Respelt      float64 // of each name: another spelling or transliteration
	OtherScript  float64 // of names of the Cyrillic usage: in Cyrillic letters
	Unaccented   float64 // of records: accents left out throughout
	UpperCase    float64 // of records: names in capitals
	NameTypo     float64 // of each name: a slip of a finger, eye or ear
	DateDigit    float64 // a digit of the date of birth wrong, or two exchanged
	DayMonth     float64 // of days up to 12: day and month exchanged
	FirstJanuary float64 // the year right, the rest 01-01
	StreetTypo   float64
	Abbreviated  float64 // the kind of street shortened
	PostcodeSlip float64
	CityTypo     float64
	MailTypo     float64 // before the @ or in the sub-domain
	PhoneSlip    float64 // one of the last digits
	DocumentSlip float64

	// Missing, of records.
	NoGiven, NoFamily, NoBirth              float64
	NoAddress, NoStreet, NoPostcode, NoCity float64 // NoAddress leaves out all three
	NoMail, NoPhone, NoDocument             float64
}

// DefaultRates are the defaults that the package promises.
func DefaultRates() Rates {
	return Rates{
		Family: 0.12, Twins: 0.006, Namesakes: 0.01, Moved: 0.20, NewPhone: 0.10, NewMail: 0.20, Renamed: 0.02,
		Phone: 0.40, MailNamed: 0.35,
		Nickname: 0.06, Initial: 0.015, OneGiven: 0.40, HalfSurname: 0.25, Swapped: 0.02, Respelt: 0.04,
		OtherScript: 0.02, Unaccented: 0.20, UpperCase: 0.08, NameTypo: 0.04,
		DateDigit: 0.02, DayMonth: 0.015, FirstJanuary: 0.015,
		StreetTypo: 0.05, Abbreviated: 0.25, PostcodeSlip: 0.015, CityTypo: 0.02,
		MailTypo: 0.02, PhoneSlip: 0.02, DocumentSlip: 0.02,
		NoGiven: 0.02, NoFamily: 0.005, NoBirth: 0.10,
		NoAddress: 0.20, NoStreet: 0.08, NoPostcode: 0.08, NoCity: 0.03,
		NoMail: 0.45, NoPhone: 0.30, NoDocument: 0.50,
	}
}

// Clean are rates without a fault in a record: who people are stays as it is.
func Clean() Rates { return DefaultRates().Times(0) }

// Times multiplies the rates of faults and of missing values, none above 0.5;
// the shares of persons stay.
func (r Rates) Times(f float64) Rates {
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		if !ofPersons(v.Type().Field(i).Name) {
			v.Field(i).SetFloat(max(0, min(0.5, v.Field(i).Float()*f)))
		}
	}
	return r
}

// ofPersons says whether a rate is a share of persons.
func ofPersons(name string) bool {
	switch name {
	case "Family", "Twins", "Namesakes", "Moved", "NewPhone", "NewMail", "Renamed", "Phone", "MailNamed":
		return true
	}
	return false
}

func (r Rates) check() error {
	v := reflect.ValueOf(r)
	for i := range v.NumField() {
		if f := v.Field(i).Float(); !(f >= 0 && f <= 0.5) {
			return fmt.Errorf("the rate %s must lie between 0 and 0.5", v.Type().Field(i).Name)
		}
	}
	return nil
}
