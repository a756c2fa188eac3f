package match

import "fmt"

// Comparison is one question that is asked of two records.
type Comparison uint8

// The comparisons. Most ask about one field; Order, Moved and Mail ask whether a
// value stands in another field than its own.
const (
	CGiven Comparison = iota
	CFamily
	COrder // given and family name exchanged
	CBorn
	CNumber
	CStreet
	CExtra
	CPlace
	CPostcode
	CRegion
	CMoved // a part of the address in another part's column
	CEmail
	CMail // a name of one record in the e-mail address of the other
	CPhone
	CDocument
	CHousehold // no question of its own: what people of one home share tells them apart no more
	comparisonCount
)

var comparisonNames = [comparisonCount]string{
	"given", "family", "order", "born", "number", "street", "extra", "place", "postcode", "region", "moved", "email", "mail", "phone", "document", "household",
}

// String is the comparison's name in files.
func (c Comparison) String() string {
	if c < comparisonCount {
		return comparisonNames[c]
	}
	return fmt.Sprintf("comparison %d", uint8(c))
}

// Level is what a comparison found, from the most alike to the least.
type Level uint8

// The levels. A comparison has some of them; Missing is every comparison's and
// weighs nothing.
const (
	Missing   Level = iota // one of the records does not say
	Exact                  // equal in normal form
	Nickname               // two forms of one given name
	OneEdit                // one letter or digit put in, left out, changed, or two neighbours exchanged
	Exchanged              // day and month exchanged; given and family name; parts of the address
	Near                   // two such edits, or a Jaro–Winkler likeness of 0.90
	Far                    // three in a long word, or a likeness of 0.82
	Initial                // one is the first letter of the other
	Part                   // one begins the other, or they share a word; two of three parts of a date
	Shared                 // of CHousehold: what is shared counts less
	Host                   // e-mail addresses of one domain, weighed by how rare it is
	Other                  // both are given, and none of the above
	levelCount
)

var levelNames = [levelCount]string{
	"missing", "exact", "nickname", "one-edit", "exchanged", "near", "far", "initial", "part", "shared", "host", "other",
}

// String is the level's name in files.
func (l Level) String() string {
	if l < levelCount {
		return levelNames[l]
	}
	return fmt.Sprintf("level %d", uint8(l))
}

// levelsOf are the levels that each comparison can find, in the order of files.
var levelsOf = [comparisonCount][]Level{
	CGiven:    {Exact, Nickname, OneEdit, Near, Far, Initial, Part, Other},
	CFamily:   {Exact, OneEdit, Near, Far, Initial, Part, Other},
	COrder:    {Exchanged},
	CBorn:     {Exact, OneEdit, Exchanged, Near, Part, Other},
	CNumber:   {Exact, OneEdit, Other},
	CStreet:   {Exact, OneEdit, Near, Far, Part, Other},
	CExtra:    {Exact, OneEdit, Near, Far, Part, Other},
	CPlace:    {Exact, OneEdit, Near, Far, Part, Other},
	CPostcode: {Exact, OneEdit, Near, Other},
	CRegion:   {Exact, OneEdit, Other},
	CMoved:    {Exchanged},
	CEmail:    {Exact, OneEdit, Near, Far, Part, Host, Other},
	CMail:     {Exact, Part, Other},
	CPhone:    {Exact, OneEdit, Near, Other},
	CDocument: {Exact, OneEdit, Near, Other},
}
