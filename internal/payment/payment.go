package payment

import (
	"time"

	"vigie/internal/report"
)

// Input is one report of a lead.
type Input struct {
	Key    report.Key
	Source string         // two tellings by one source are two payments
	Report *report.Report // normalised: Value and Strength of identifiers are filled
	Abuse  bool           // it states a fact of abuse that stands
	// Stated is set where it states one, refuted or not. What such a report tells
	// counts for nothing, and still says what is one with what and what was taken
	// back: so refuting raises no count.
	Stated bool
	// Refuted names the facts that a person refuted in this report: its payments or
	// its sessions, that a payment of it stands near a session, an instruction, a place.
	Refuted []report.FactKind
}

// Scope is what an identifier of this kind is told apart by, beside its value:
// identity.Table.Scope. Where it is nil, the service as given, in lower case.
type Scope func(kind report.Kind, service, value string) string

// Apart says of an identifier that it unites nobody: many collect through an agent's
// account, and who they are it does not say. Where it is nil, none is such.
type Apart func(Bearing) bool

// Ref is where a figure comes from.
type Ref struct {
	Report report.Key `json:"report"`
	Source string     `json:"source"`
	Field  string     `json:"field"`
	// Payment is the place in Report.Payments, -1 where it is no payment.
	Payment int `json:"payment"`
}

// Telling is a payment as one report tells it.
type Telling struct {
	Ref
	Reference string    `json:"reference,omitzero"` // as given
	At        time.Time `json:"at,omitzero"`
	DateOnly  bool      `json:"dateOnly,omitzero"` // a day alone; At is its midnight
	Given     string    `json:"given,omitzero"`    // the amount as given
	Currency  string    `json:"currency,omitzero"` // as given
	Channel   string    `json:"channel,omitzero"`  // as given
}

// Paid is one payment, told by one source or certainly the same told by several.
type Paid struct {
	Told []Telling `json:"told"` // by date, then report
	// Amount is 0 and Stated false where no telling gives an amount that can be read.
	Amount   Amount `json:"amount"`
	Stated   bool   `json:"stated"`
	Currency string `json:"currency,omitzero"`
	// At is the earliest time that is told; where only days are, the earliest of
	// these, and DateOnly is set.
	At       time.Time `json:"at,omitzero"`
	DateOnly bool      `json:"dateOnly,omitzero"`
	// Recipient is the place in Facts.Recipients, -1 where nobody is named.
	Recipient int `json:"recipient"`
	// Group is the same number for payments that are probably one. Least is set on
	// the one of a group that stands for it in the minimum.
	Group int  `json:"group"`
	Least bool `json:"least"`

	// timed and groupTimed: somebody tells a time of day, of this payment or of one of
	// its group, in a report that was refuted too. Then no day alone dates it.
	timed, groupTimed bool
}

// Sum is what was paid in one currency.
type Sum struct {
	Currency string `json:"currency"` // "" is a group of its own: no currency is stated
	Count    Count  `json:"count"`
	Total    Range  `json:"total"`
	// Median of the payments of the minimum, and of those of the maximum: the
	// second may be the smaller.
	MedianLeast Amount `json:"medianLeast"`
	MedianMost  Amount `json:"medianMost"`
	Smallest    Amount `json:"smallest"` // of the payments of the maximum
	Largest     Amount `json:"largest"`
}

// Direction is how a series moves.
type Direction string

// Directions. TooFew is said where the file's least number of payments is not reached.
const (
	TooFew      Direction = "too-few"
	Steady      Direction = "steady"
	Shortening  Direction = "shortening" // gaps between payments
	Lengthening Direction = "lengthening"
	Rising      Direction = "rising" // amounts
	Falling     Direction = "falling"
)

// Trend compares the medians of the earlier and the later half of a series, over
// the payments of the minimum.
type Trend struct {
	Direction Direction `json:"direction"`
	Of        int       `json:"of"` // payments compared: on distinct days for gaps
	// Earlier and Later are the two medians: days for gaps, an amount in Currency for amounts.
	Earlier  Amount `json:"earlier"`
	Later    Amount `json:"later"`
	Currency string `json:"currency,omitzero"` // of amounts: the one with the most payments
	Told     []Ref  `json:"told"`              // what was compared, by date
}

// Mark is a date and who tells it.
type Mark struct {
	At       time.Time `json:"at,omitzero"`
	DateOnly bool      `json:"dateOnly,omitzero"`
	Told     []Ref     `json:"told"`
}

// Bearing is an identifier of a recipient.
type Bearing struct {
	Kind    report.Kind `json:"kind"`
	Service string      `json:"service,omitzero"` // in the form that Scope gives
	Value   string      `json:"value"`
}

// Recipient is whom payments went to: the parties that share an identifier, over
// the reports. A party without one stands for itself; those known by nothing but an
// account that unites nobody stand under it, and may be several.
type Recipient struct {
	Bears   []Bearing    `json:"bears"` // in order; empty where no identifier is known
	Parties []Ref        `json:"parties"`
	Named   bool         `json:"named"` // a report gives a name; which stays in the report
	Apart   bool         `json:"apart"` // known by an account alone that unites nobody: who collected is not known
	Count   Count        `json:"count"` //
	Sums    []Sum        `json:"sums"`  //
	First   Mark         `json:"first"` //
	Last    Mark         `json:"last"`  //
	Reports []report.Key `json:"reports"`
}

// Near is a payment and a session that stand within Windows.Session of each other.
type Near struct {
	Payment int       `json:"payment"` // place in Facts.Payments
	Start   time.Time `json:"start"`
	Session []Ref     `json:"session"` // who tells this session
	// Telling is the place in Paid.Told of the telling whose date is the nearest.
	Telling int `json:"telling"`
	// Apart is that date less the session's start: negative before it.
	Apart time.Duration `json:"-"`     // JSON has both times
	Least bool          `json:"least"` // counts in the minimum too
}

// Reversal is a taking back that a source tells, and the payment it takes back.
type Reversal struct {
	Told []Telling `json:"told"`
	// Of is the payment that it takes back; neither counts. Nil where none is
	// found: then it is shown and takes nothing off.
	Of *Paid `json:"of,omitempty"`
	// By says how it was found: "reference" or "recipient".
	By string `json:"by,omitzero"`
}

// Received is what was paid to the person reported: shown apart, in no fact.
type Received struct {
	Count Count     `json:"count"`
	Sums  []Sum     `json:"sums"`
	Told  []Telling `json:"told"`
}

// Other is a report's payments that state nothing: how many, and no more.
type Other struct {
	Report report.Key `json:"report"`
	Count  int        `json:"count"`
}

// Facts are the payment facts of a lead.
type Facts struct {
	Count      Count        `json:"count"`
	Payments   []Paid       `json:"payments"` // those that count, by date, undated last
	Sums       []Sum        `json:"sums"`     // by currency
	Unstated   Count        `json:"unstated"` // payments in Count whose amount is not stated: in no sum
	First      Mark         `json:"first"`    //
	Last       Mark         `json:"last"`     //
	Intervals  Trend        `json:"intervals"`
	Amounts    Trend        `json:"amounts"`
	Recipients []Recipient  `json:"recipients"` // most payments first
	Sessions   Count        `json:"sessions"`   // with a stated start
	Near       []Near       `json:"near"`       // the closest first, one payment to one session
	NearCount  Count        `json:"nearCount"`
	Reversals  []Reversal   `json:"reversals"`
	Received   Received     `json:"received"`
	Others     []Other      `json:"others"`
	Instructed []Ref        `json:"instructed"` // reports that state a recorded instruction
	Located    []Ref        `json:"located"`    // facilitators with a town or a street
	Reports    []report.Key `json:"reports"`    // that tell a payment in Count
}

// Names says whether an identifier can name a recipient across reports: a
// payment's kind of identifier, with a meaning, and not taken from free text.
func Names(id *report.Identifier) bool {
	if id.Value == "" || id.Strength == report.Unusable || id.FromText {
		return false
	}
	switch id.Kind {
	case report.KindIBAN, report.KindBank, report.KindWallet, report.KindPhone, report.KindAccount:
		return true
	}
	return false
}
