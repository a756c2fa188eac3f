package intake

import "testing"

func TestHoldsNothing(t *testing.T) {
	const schema = `<?xml version="1.0"?><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`
	for _, c := range []struct {
		name, head string
		want       bool
	}{
		{"ncmec/cybertip.xsd", schema, true},
		{"CYBERTIP.XSD", schema, true},
		{"123.xml", schema, false},              // only its name says what a file claims to be
		{"123.xsd", "<report></report>", false}, // and only its bytes what it is
		{"._123.xml", "\x00\x05\x16\x07", true},
		{"._123.xml", "<report></report>", false},
	} {
		if got := holdsNothing(c.name, []byte(c.head)); got != c.want {
			t.Errorf("%s %q: %v", c.name, c.head, got)
		}
	}
}
