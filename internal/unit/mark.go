package unit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"strconv"
	"strings"

	"vigie/internal/access"
	"vigie/internal/report"
)

// A counterparty and a recipient have a number: a report, a place in it, and a mark of
// what stands there, for a later version may put another there. Numbers stand in
// addresses, on pages that mask the value and in the ledger: no guess at a value may be
// tried on one. So the mark is keyed with the unit's secret. It is of the place too: that
// two places have the same value is not told either.

// numberedBy are what marks are made for; a mark of one is none of another's, nor part
// of any other hash that the secret keys.
const (
	asCounterparty = "vigie number of a counterparty\x00"
	asRecipient    = "vigie number of a recipient\x00"
)

const (
	markDigits = 6 // hexadecimal
	// plainMarkDigits is what the marks of before had: part of the value's own hash.
	plainMarkDigits = 4
)

// keyed is a hash that the unit's secret keys, of one purpose.
func (u *Unit) keyed(purpose string, of ...string) []byte {
	h := hmac.New(sha256.New, u.secret[:])
	h.Write([]byte(purpose))
	for _, s := range of {
		h.Write([]byte(s))
	}
	return h.Sum(nil)
}

// numberOf is the number of what stands at a place of a report.
func (u *Unit) numberOf(as string, k report.Key, nth int, kind report.Kind, value string) string {
	place := k.String() + "." + strconv.Itoa(nth)
	return place + "-" + hex.EncodeToString(u.keyed(as, place, "\x00", kind.String(), separator, value))[:markDigits]
}

// partsOf takes a number apart; ok is false of what is none.
func partsOf(id string) (k report.Key, nth int, marked string, ok bool) {
	key, place, _ := strings.Cut(strings.TrimSpace(id), ".")
	place, marked, _ = strings.Cut(place, "-")
	k, err := report.ParseKey(key)
	nth, err2 := strconv.Atoi(place)
	return k, nth, marked, err == nil && err2 == nil && nth >= 0
}

// marks says that a number bears a mark.
func marks(number, marked string) bool {
	return strings.HasSuffix(number, "-"+marked) && len(marked) == markDigits
}

// ErrOldNumber is the error for a number that an earlier Vigie gave. It is not followed:
// its mark is one that anybody can work out from a guess.
var ErrOldNumber = &NoSuch{Impossible{
	en: "this number of an account or a counterparty is an earlier Vigie's and leads nowhere any more: the lead and the list of recipients show that of today",
	fr: "ce numéro de compte ou de contrepartie est d'une version antérieure de Vigie et ne mène plus à rien : la piste et la liste des bénéficiaires montrent celui d'aujourd'hui",
}}

// Asked is what the ledger keeps of what is asked for: as the entry of a reading that
// succeeds says it, so that a refusal tells as much.
type Asked map[string]any

// asking returns the actor who asks for something.
func (a Actor) asking(what Asked) Actor { a.asked = what; return a }

// onNumber returns the actor who asks about what a number names.
func (a Actor) onNumber(id string) Actor {
	k, _, _, _ := partsOf(id)
	return a.on(k)
}

// and is what is asked for with what is known of it when it is given.
func (a Asked) and(key string, value any) Asked {
	out := maps.Clone(a)
	out[key] = value
	return out
}

// refusal is the detail of an entry that says what was not given.
func (a Actor) refusal(right access.Right, answered string) map[string]any {
	d := map[string]any{"right": string(right)}
	if answered != "" {
		d["answered"] = answered
	}
	if len(a.asked) > 0 {
		d["asked"] = a.asked
	}
	return d
}

// keyedText marks what stands for a text by its keyed hash.
const keyedText = "keyed:"

// typed is what the ledger keeps of a text that a person typed: as it is where it has
// the form that is expected, else its hash under the unit's secret. It may be anything,
// an identifier or a name put in the wrong place too.
func (u *Unit) typed(s string, asExpected bool) string {
	if s == "" || asExpected {
		return s
	}
	return keyedText + hex.EncodeToString(u.keyed("vigie asked for\x00", s)[:16])
}

// typedNumber is that of a counterparty's or a recipient's number. No mark of before is
// put into the ledger again.
func (u *Unit) typedNumber(id string) string {
	k, nth, marked, ok := partsOf(id)
	place := k.String() + "." + strconv.Itoa(nth)
	switch {
	case !ok || nth > 1_000_000:
		return u.typed(id, false)
	case len(marked) == markDigits && hexadecimalOnly(marked):
		return place + "-" + marked
	case marked == "" || len(marked) == plainMarkDigits && hexadecimalOnly(marked):
		return place
	}
	return u.typed(id, false)
}

func hexadecimalOnly(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// typedPlace is that of where a list is to go on.
func (u *Unit) typedPlace(p Place) Place {
	s := string(p)
	figures, key := s, ""
	if i := strings.LastIndexByte(s, '.'); strings.Contains(s[i+1:], "-") {
		figures, key = s[:max(i, 0)], s[i+1:]
	}
	ok := figures != "" || key != ""
	if key != "" {
		_, err := report.ParseKey(key)
		ok = err == nil
	}
	if figures != "" {
		n, all := Place(figures).figures(1 + min(strings.Count(figures, "."), 8))
		ok = ok && all && (len(n) > 1 || n[0] >= 0 && n[0] <= mostPassed)
	}
	return Place(u.typed(s, ok))
}

// itemName is what the masked items of a report are asked for by.
var itemName = regexp.MustCompile(`^(platform|source|source-id|(flag|service|event|identifier|text|attribute)-\d{1,6}|name-\d{1,6}-\d{1,6}|payment-\d{1,6}-(reference|amount|channel)|media-\d{1,6}-(classification|fileName|originalFileName|location|(flag|hash)-\d{1,6}))$`)

// plainNumber finds, in the entry of a reading, a number that bears a mark of before.
var plainNumber = regexp.MustCompile(`("(?:of|id)":"[0-9a-z-]{1,40}\.[0-9]{1,7})-[0-9a-f]{4}"`)
