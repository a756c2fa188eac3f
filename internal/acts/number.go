package acts

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind tells the numbers and refusals of one kind of thing from those of another.
type Kind interface {
	Words() *Words
}

// Words are what a kind of thing is called.
type Words struct {
	Thing    string            // in English
	Letter   string            // a capital that its numbers bear; may be empty
	Refusals map[Why][2]string // sentences, English and French: see [Refusal.Sentence]
}

func wordsOf[K Kind]() *Words {
	var k K
	return k.Words()
}

// Number names a thing: the year in which it began and its place in that year.
type Number[K Kind] struct {
	Year, Seq int
}

// maxSeq keeps a number shorter than a report's, so that neither is taken for the other.
const maxSeq = 999999

// String writes the number as people do: "2026-0001", "2026-R0001".
func (n Number[K]) String() string {
	return fmt.Sprintf("%04d-%s%04d", n.Year, wordsOf[K]().Letter, n.Seq)
}

// IsZero says that n names nothing.
func (n Number[K]) IsZero() bool { return n == Number[K]{} }

// Compare orders numbers by year, then place.
func (n Number[K]) Compare(o Number[K]) int {
	if n.Year != o.Year {
		return n.Year - o.Year
	}
	return n.Seq - o.Seq
}

// ParseNumber reads what String wrote; zeros in front of the place may be left
// out, and the letter may be small.
func ParseNumber[K Kind](s string) (Number[K], error) {
	w := wordsOf[K]()
	year, seq, ok := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-"+w.Letter)
	if ok && len(year) == 4 && digits(year) && digits(seq) && len(seq) <= 6 {
		y, _ := strconv.Atoi(year) // digits, and few of them
		q, _ := strconv.Atoi(seq)
		if y > 0 && q > 0 {
			return Number[K]{y, q}, nil
		}
	}
	parts := "a year and"
	if w.Letter != "" {
		parts = "a year, " + w.Letter + " and"
	}
	return Number[K]{}, fmt.Errorf("%.40q is no %s number: expected %s a place in it, such as %s", s, w.Thing, parts, Number[K]{2026, 1})
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// MarshalText and UnmarshalText let JSON carry numbers in the form people read.
func (n Number[K]) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (n *Number[K]) UnmarshalText(b []byte) error {
	v, err := ParseNumber[K](string(b))
	*n = v
	return err
}
