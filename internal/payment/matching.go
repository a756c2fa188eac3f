package payment

// span is a range of instants, the end not included.
type span struct{ from, to int }

// matching pairs payments with sessions one to one, as many as can be. What is near
// a payment is a few ranges of instants, so that ten thousand of each within a
// day need no list of who is near whom.
type matching struct {
	spans [][]span // by payment
	right []int    // by instant: its session; nil: itself
	of    []int    // by payment: the instant that it is paired with, -1 for none
	mate  map[int]int
	next  []int // by instant: where to look on from it in this round
	done  map[int]bool
}

func newMatching(payments int, right []int) *matching {
	m := &matching{spans: make([][]span, payments), right: right, of: make([]int, payments), mate: map[int]int{}}
	for i := range m.of {
		m.of[i] = -1
	}
	return m
}

func (m *matching) session(instant int) int {
	if m.right == nil {
		return instant
	}
	return m.right[instant]
}

// pair takes a pair whose ends are both free.
func (m *matching) pair(payment, instant int) {
	s := m.session(instant)
	if _, taken := m.mate[s]; !taken && m.of[payment] < 0 {
		m.mate[s], m.of[payment] = payment, instant
	}
}

// most makes the pairing the largest there is, and gives its size: a payment that
// is left takes a session whose payment can take another, and so on. No payment
// that is paired loses its pair. In one round an instant is looked at once.
func (m *matching) most() int {
	last := 0
	for _, ss := range m.spans {
		for _, s := range ss {
			last = max(last, s.to)
		}
	}
	m.next = make([]int, last+1)
	for again := true; again; {
		again = false
		for i := range m.next {
			m.next[i] = i
		}
		m.done = map[int]bool{}
		for p := range m.of {
			if m.of[p] < 0 && m.find(p) {
				again = true
			}
		}
	}
	return len(m.mate)
}

func (m *matching) find(payment int) bool {
	for _, s := range m.spans[payment] {
		for j := m.look(s.from); j < s.to; j = m.look(j) {
			m.next[j] = j + 1
			at := m.session(j)
			if m.done[at] {
				continue
			}
			m.done[at] = true
			if holder, taken := m.mate[at]; !taken || m.find(holder) {
				m.mate[at], m.of[payment] = payment, j
				return true
			}
		}
	}
	return false
}

// look finds the first instant from i on that this round has not looked at.
func (m *matching) look(i int) int {
	for m.next[i] != i {
		m.next[i] = m.next[m.next[i]]
		i = m.next[i]
	}
	return i
}
