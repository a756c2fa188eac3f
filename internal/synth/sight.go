package synth

import (
	"fmt"
	"time"
)

// stated is what a source says of a value: verified, not verified, or nothing.
type stated uint8

const (
	silent stated = iota
	verified
	unverified
)

// seen is a value as one report shows it.
type seen struct {
	value    string
	standing stated
}

// capture is one address event.
type capture struct {
	ip, event string
	at        time.Time
	port      int
	proxy     stated
}

// file is a file as its hash values describe it.
type file struct {
	n           int
	id          string
	md5, sha1   string
	viral       bool
	meme        bool
	live        bool
	generated   bool
	grade       string
	uploaded    time.Time
	viewed      stated
	public      bool
	fromAccount bool // carries the upload's address
}

// sight is what one report shows of its hand, before any format.
type sight struct {
	i, slot, j int
	number     int // NCMEC's report number
	h          hand
	format     Format
	at         time.Time // of the incident

	account    *account // nil: the report names none
	screen     bool
	emails     []seen
	phones     []seen
	inText     []string // identifiers that stand in free text alone
	devices    []device
	captures   []capture
	first      string // name as shown; empty when the report gives none
	last       string
	born       string
	place      bool
	suspended  bool
	prior      []int // earlier report numbers
	files      []file
	kind       string // incident type, one of the short words in incident.go
	imminent   bool
	live       bool
	paid       bool
	travel     bool
	access     bool
	solicited  bool
	sextortion bool
	viral      bool
	info       bool
	victim     bool
	content    bool // carries a message content
	payments   int

	d draw // for the choices of form
}

// text is a neutral sentence; some of it needs escaping.
func (s *sight) text() string {
	n := s.d.n(1000)
	switch s.d.n(4) {
	case 0:
		return fmt.Sprintf("Texte de démonstration %d", n)
	case 1:
		return fmt.Sprintf("Demonstration text %d (a < b & c > d)", n)
	case 2:
		return fmt.Sprintf("Note « neutre » n° %d, dite \"exemple\"", n)
	}
	return fmt.Sprintf("Texte de démonstration %d.\nDeuxième ligne.", n)
}
