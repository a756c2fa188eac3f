package synth

// Format is the form in which a report is sent.
type Format uint8

// Formats.
const (
	NCMEC Format = iota
	CMT
	XARF
	List
	Contacts
	Payments
	formats // how many
)

// String gives the folder or sheet that holds the format.
func (f Format) String() string {
	return [...]string{"ncmec", "cmt", "xarf", "list", "contacts", "payments"}[f]
}

func (m Mix) weights() [formats]float64 {
	return [formats]float64{m.NCMEC, m.CMT, m.XARF, m.List, m.Contacts, m.Payments}
}

// pick chooses a format by weight, u in [0,1).
func (m Mix) pick(u float64) Format {
	w := m.weights()
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	u *= sum
	last := NCMEC
	for f, x := range w {
		if x <= 0 {
			continue
		}
		last = Format(f)
		if u < x {
			break
		}
		u -= x
	}
	return last
}

// prefer returns f when it is one of the wanted formats, else the first wanted
// one that the mix has, else f.
func (m Mix) prefer(f Format, wanted ...Format) Format {
	w := m.weights()
	best := f
	for i := len(wanted) - 1; i >= 0; i-- {
		if wanted[i] == f {
			return f
		}
		if w[wanted[i]] > 0 {
			best = wanted[i]
		}
	}
	return best
}
