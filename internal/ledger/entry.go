package ledger

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxOpening is the most bytes that the opening of one entry may take.
const MaxOpening = 1 << 20

// Entry is one act or one reading.
type Entry struct {
	Kind     Kind
	At       time.Time      // kept to the millisecond, in UTC; zero: the Log's clock
	Who      string         // a person's id; System for derived notices alone
	Purpose  string         // what for, in the person's words or a code
	Subjects []string       // keys of the reports, leads or cases concerned, in the order shown
	Detail   jsontext.Value // a JSON object of the kind's own; nil for none
}

const timeLayout = "2006-01-02T15:04:05.000Z"

// normal returns e with its time as stored, or what forbids to store it.
// Errors name members, never values.
func (e Entry) normal() (Entry, error) {
	e.At = e.At.UTC().Truncate(time.Millisecond)
	switch {
	case !e.Kind.Known():
		return e, errors.New("kind is not in the ledger's list")
	case e.Who == "":
		return e, errors.New("who is empty: nothing is recorded without a person")
	case e.Who == System && e.Kind != Notice:
		return e, fmt.Errorf("who is %q, which may only sign notices", System)
	case e.At.Year() < 1 || e.At.Year() > 9999:
		return e, errors.New("time is outside the years 1 to 9999")
	}
	if len(e.Detail) > 0 && e.Detail.Kind() != '{' {
		return e, errors.New("detail is not a JSON object")
	}
	return e, nil
}

// appendOpening appends the entry's canonical JSON: the six members in RFC 8785
// order, each always present.
func appendOpening(dst []byte, e *Entry) ([]byte, error) {
	var err error
	dst = append(dst, `{"at":"`...)
	dst = e.At.AppendFormat(dst, timeLayout)
	dst = append(dst, `","detail":`...)
	if len(e.Detail) == 0 {
		dst = append(dst, "null"...)
	} else if dst, err = appendCanonical(dst, e.Detail); err != nil {
		return dst, fmt.Errorf("detail: %w", err)
	}
	dst = append(dst, `,"kind":`...)
	if dst, err = appendString(dst, string(e.Kind)); err != nil {
		return dst, fmt.Errorf("kind: %w", err)
	}
	dst = append(dst, `,"purpose":`...)
	if dst, err = appendString(dst, e.Purpose); err != nil {
		return dst, fmt.Errorf("purpose: %w", err)
	}
	dst = append(dst, `,"subjects":[`...)
	for i, s := range e.Subjects {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendString(dst, s); err != nil {
			return dst, fmt.Errorf("subjects: %w", err)
		}
	}
	dst = append(dst, `],"who":`...)
	if dst, err = appendString(dst, e.Who); err != nil {
		return dst, fmt.Errorf("who: %w", err)
	}
	return append(dst, '}'), nil
}

var errUTF8 = errors.New("not valid UTF-8")

func appendString(dst []byte, s string) ([]byte, error) {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			out, err := jsontext.AppendQuote(dst, s)
			if err != nil {
				return dst, errUTF8
			}
			return out, nil
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"'), nil
}
