package match

import "fmt"

// Field is what a value says of a person. There is none for a trait: what could
// sort people by kind has no place to be put in.
type Field uint8

// The fields. Number, Street, Extra, Place, Postcode and Region are the parts of
// one address.
const (
	Given    Field = iota // given names
	Family                // family names
	Born                  // birth date; any of the forms that date reads
	Number                // of the house
	Street                // with or without the number
	Extra                 // second line of an address
	Place                 // town or suburb
	Postcode              //
	Region                // state, province, department
	Email                 //
	Phone                 //
	Document              // number of an identity document or a national register
	fieldCount
)

var fieldNames = [fieldCount]string{
	"given", "family", "born", "number", "street", "extra", "place", "postcode", "region", "email", "phone", "document",
}

// String is the field's name in files.
func (f Field) String() string {
	if f < fieldCount {
		return fieldNames[f]
	}
	return fmt.Sprintf("field %d", uint8(f))
}

// Fields lists all fields in their order.
func Fields() []Field {
	out := make([]Field, fieldCount)
	for i := range out {
		out[i] = Field(i)
	}
	return out
}

// Person is one record of a list, as its source wrote it. An empty value says
// that the source gives none.
type Person struct {
	ID     string // the source's; names the record in results, and breaks ties
	Values [fieldCount]string
}

// Get is the value of a field.
func (p *Person) Get(f Field) string { return p.Values[f] }

// Set gives a field its value.
func (p *Person) Set(f Field, v string) { p.Values[f] = v }
