// Package report is the ground: the plain types that every room shares. It
// holds what one source sent, as metadata, and imports nothing of ours.
//
// A Report never carries imagery or the content of a message: readers measure
// contents in passing and leave a [Withheld] in their place.
package report

import "time"

// Report is one version of what one source sent.
type Report struct {
	Source      string      `json:"source"`               // who sent it: "ncmec", "xarf:example.org"; what follows a slash is a part of what one source sent: "seized-device/contacts"
	SourceID    string      `json:"sourceId"`             // the source's own id; else the SHA-256 of the bytes, in hexadecimal
	Format      string      `json:"format"`               // the reader that read it: "ncmec-xml", "cmt-json", "xarf", "sheet"
	Provisional bool        `json:"provisional,omitzero"` // the format has no public schema
	Statement   bool        `json:"statement,omitzero"`   // a record of transfers that reports nobody: kept only where it touches a reported account
	Declaration bool        `json:"declaration,omitzero"` // a declaration of suspicion: stands in no proof table and no hand-over (R25)
	Handling    string      `json:"handling,omitzero"`    // the source's own code: evidence, intelligence or originator; the stricter of it and the intake's holds
	Dated       time.Time   `json:"dated,omitzero"`       // the source's date of this version; zero when it gives none
	Incident    Incident    `json:"incident,omitzero"`    //
	Parties     []Party     `json:"parties,omitempty"`    // in document order
	Media       []Media     `json:"media,omitempty"`      //
	Payments    []Payment   `json:"payments,omitempty"`   //
	Sessions    []Session   `json:"sessions,omitempty"`   //
	Links       []Link      `json:"links,omitempty"`      // references to other reports or groups
	Facts       []Fact      `json:"facts,omitempty"`      // what the source itself states
	Flags       []Flag      `json:"flags,omitempty"`      // annotations of the source, known and unknown, by name
	Texts       []Text      `json:"texts,omitempty"`      // free text: masked until a person asks for the item
	Withheld    []Withheld  `json:"withheld,omitempty"`   // contents measured in passing and kept nowhere
	Dropped     []Dropped   `json:"dropped,omitempty"`    // what the reader saw and did not keep, by name, never by value
	Attributes  []Attribute `json:"attributes,omitempty"` // further typed metadata, kept as given
}

// Incident says what is reported, where and when.
type Incident struct {
	Type     string    `json:"type,omitzero"`     // the source's wording, on the wire
	Category Category  `json:"category,omitzero"` // ours, from Type
	Platform string    `json:"platform,omitzero"`
	At       time.Time `json:"at,omitzero"`
	Channel  Channel   `json:"channel,omitzero"`
	// Identifiers belong to the incident, not to any person: the page, the
	// address that a message was sent to, the peer of an exchange.
	Identifiers []Identifier `json:"identifiers,omitempty"`
	Places      []Place      `json:"places,omitempty"`
}

// Party is a person, account or body that a report names, in one role.
type Party struct {
	Role        Role         `json:"role"`
	Field       string       `json:"field"`           // where in the source document
	Names       []Name       `json:"names,omitempty"` //
	Born        string       `json:"born,omitzero"`   // YYYY-MM-DD or a prefix of it; identifies, never a rule's input
	Identifiers []Identifier `json:"identifiers,omitempty"`
	Places      []Place      `json:"places,omitempty"`
	// Account state as the service gives it; nil where it says nothing.
	Suspended   *bool `json:"suspended,omitempty"`
	Compromised *bool `json:"compromised,omitempty"`
	// OfficerSafety is shown to whoever acts, and is never a rule's input.
	OfficerSafety bool `json:"officerSafety,omitzero"`
}

// Name is a person's name as given. Full is used when the parts are not told apart.
type Name struct {
	First, Middle, Last, Preferred, Full string `json:",omitzero"`
	Field                                string `json:",omitzero"`
}

// Place is an address or a stated location.
type Place struct {
	Street   string    `json:"street,omitzero"`
	City     string    `json:"city,omitzero"`
	Region   string    `json:"region,omitzero"`
	Postcode string    `json:"postcode,omitzero"`
	Country  string    `json:"country,omitzero"` // as given
	Type     string    `json:"type,omitzero"`    // Home, Business, …, "estimated"
	Verified *bool     `json:"verified,omitempty"`
	At       time.Time `json:"at,omitzero"`
	Field    string    `json:"field"`
}

// Identifier is a value by which a person, account or thing can be recognised.
// Readers fill Raw and what surrounds it; package identity fills Value and Strength.
type Identifier struct {
	Kind     Kind      `json:"kind"`
	Service  string    `json:"service,omitzero"` // the service an account or screen name belongs to
	Raw      string    `json:"raw"`              // as given
	Value    string    `json:"value,omitzero"`   // normal form; empty when Raw has none
	Strength Strength  `json:"strength,omitzero"`
	Verified *bool     `json:"verified,omitempty"` // nil: not stated
	Type     string    `json:"type,omitzero"`      // Home, Work, Mobile, IMEI, … as given
	Event    string    `json:"event,omitzero"`     // Login, Registration, Purchase, Upload, …
	At       time.Time `json:"at,omitzero"`        // of the event or the verification
	Port     int       `json:"port,omitzero"`
	Proxy    *bool     `json:"proxy,omitempty"`   // possibleProxy
	FromText bool      `json:"fromText,omitzero"` // found in free text: proposes at most
	Field    string    `json:"field"`
}

// Media is a file that a source describes; hash values only, never its bytes.
type Media struct {
	ID             string       `json:"id,omitzero"`
	Name           string       `json:"name,omitzero"`         // masked
	OriginalName   string       `json:"originalName,omitzero"` // masked
	Location       string       `json:"location,omitzero"`     // masked
	Hashes         []Hash       `json:"hashes,omitempty"`
	Uploaded       time.Time    `json:"uploaded,omitzero"`
	Viewed         *bool        `json:"viewed,omitempty"` // by the service's staff
	ExifViewed     *bool        `json:"exifViewed,omitempty"`
	Public         *bool        `json:"public,omitempty"`
	Relevance      string       `json:"relevance,omitzero"`
	Classification string       `json:"classification,omitzero"` // A1|A2|B1|B2: shown, never a rule's input (it grades the victim)
	Flags          []Flag       `json:"flags,omitempty"`
	Identifiers    []Identifier `json:"identifiers,omitempty"` // captures and devices of the upload
	Field          string       `json:"field"`
}

// Hash is a value that others computed. Type is the source's own word, upper-cased
// without dashes where it is a known one ("MD5", "SHA1", "SHA256", "PHOTODNA", "PDQ").
type Hash struct {
	Type  string `json:"type"`
	Value string `json:"value"` // lower-case hexadecimal where it is one; else as given
}

// Payment is a transfer that a source states. In a [Report] that is a Statement,
// its parties are associates until the unit knows which of them is reported.
type Payment struct {
	Reference string    `json:"reference,omitzero"`
	At        time.Time `json:"at,omitzero"`
	DateOnly  bool      `json:"dateOnly,omitzero"` // the source states the day alone, and At is its midnight UTC
	Amount    string    `json:"amount,omitzero"`   // decimal, with a dot, as given
	Currency  string    `json:"currency,omitzero"` // ISO 4217, as given
	Local     string    `json:"local,omitzero"`    // the amount in the currency of whoever reports it, where the source gives that too
	LocalIn   string    `json:"localIn,omitzero"`  // that currency
	Reversal  bool      `json:"reversal,omitzero"` // it takes an earlier payment back, says the source; its amount is positive
	Sender    int       `json:"sender"`            // index into Parties, -1 unknown
	Recipient int       `json:"recipient"`         // index into Parties, -1 unknown
	Channel   string    `json:"channel,omitzero"`  // remittance house, bank, wallet, as given
	Field     string    `json:"field"`
}

// Session is a time at which a live transmission is stated to have taken place.
type Session struct {
	Start time.Time `json:"start,omitzero"`
	End   time.Time `json:"end,omitzero"`
	Field string    `json:"field"`
}

// Link points to another report or group by the source's own number.
type Link struct {
	Kind  LinkKind `json:"kind"`
	Value string   `json:"value"`
	Field string   `json:"field"`
}

// Flag is an annotation by name. Unknown names are kept: the lists grow.
type Flag struct {
	Name  string `json:"name"`
	Field string `json:"field"`
}

// Text is free text: kept, masked until a person asks for the item, and the
// asking recorded. No rule and no reason reads it.
type Text struct {
	Kind  string `json:"kind"` // "additionalInfo", "bio", "escalation", "roomName", …
	Value string `json:"value"`
	Field string `json:"field"`
}

// Withheld stands where a message content or an evidence payload was.
type Withheld struct {
	Field    string `json:"field"`
	Length   int64  `json:"length"`            // bytes
	SHA256   string `json:"sha256"`            // of those bytes, hexadecimal
	Declared string `json:"declared,omitzero"` // the hash that the source declared, where it did
	Agrees   *bool  `json:"agrees,omitempty"`  // whether Declared equals the measure
}

// Dropped names an element or column that was seen and not kept.
type Dropped struct {
	Field  string `json:"field"`
	Reason string `json:"reason"` // "trait", "unknown", …
}

// Attribute is typed metadata that no rule reads and no other field holds.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Field string `json:"field"`
}

// Fact is a typed statement with its source. Exactly one of the value fields
// is meaningful, by the kind's [FactType].
type Fact struct {
	Kind  FactKind  `json:"kind"`
	Count int64     `json:"count,omitzero"`
	Date  time.Time `json:"date,omitzero"`
	Field string    `json:"field"`       // the source field that states it
	At    time.Time `json:"at,omitzero"` // when it is stated to have been so
}

// Attachment is a record that completes a report: NCMEC's fileDetails.
type Attachment struct {
	Source     string      `json:"source"`
	ReportID   string      `json:"reportId"` // the source's id of the report that it completes
	ID         string      `json:"id"`       // the attachment's own id within that report (fileId), or its SHA-256
	Media      []Media     `json:"media,omitempty"`
	Facts      []Fact      `json:"facts,omitempty"`
	Texts      []Text      `json:"texts,omitempty"`
	Attributes []Attribute `json:"attributes,omitempty"`
	Dropped    []Dropped   `json:"dropped,omitempty"`
}

// With returns the report completed by its attachments, given in order of ID.
// The report itself is not changed.
func (r *Report) With(as []Attachment) *Report {
	if len(as) == 0 {
		return r
	}
	c := *r
	c.Media = append([]Media(nil), r.Media...)
	c.Facts = append([]Fact(nil), r.Facts...)
	c.Texts = append([]Text(nil), r.Texts...)
	c.Attributes = append([]Attribute(nil), r.Attributes...)
	c.Dropped = append([]Dropped(nil), r.Dropped...)
	for _, a := range as {
		c.Media = append(c.Media, a.Media...)
		c.Facts = append(c.Facts, a.Facts...)
		c.Texts = append(c.Texts, a.Texts...)
		c.Attributes = append(c.Attributes, a.Attributes...)
		c.Dropped = append(c.Dropped, a.Dropped...)
	}
	return &c
}

// EachIdentifier calls f with every identifier of the report, the role of who
// bears it, and the index of the party (-1 for the incident and for media).
func (r *Report) EachIdentifier(f func(role Role, party int, id *Identifier)) {
	for i := range r.Parties {
		for j := range r.Parties[i].Identifiers {
			f(r.Parties[i].Role, i, &r.Parties[i].Identifiers[j])
		}
	}
	for j := range r.Incident.Identifiers {
		f(RoleIncident, -1, &r.Incident.Identifiers[j])
	}
	for i := range r.Media {
		for j := range r.Media[i].Identifiers {
			f(RoleIncident, -1, &r.Media[i].Identifiers[j])
		}
	}
}
