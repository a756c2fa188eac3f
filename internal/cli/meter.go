package cli

import (
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// meter shows how far something has come: one line redrawn on a terminal, else
// a plain line every few seconds. Its methods may be called by several
// goroutines.
type meter struct {
	e     *env
	what  string // "Réception"
	noun  [4]string
	start time.Time

	mu          sync.Mutex // guards what follows: progress comes from several goroutines
	done, total int64      // of the share that is done, in any unit; total 0: unknown
	count       int64      // what is counted aloud
	last        time.Time
	drawn       bool
}

const (
	redraw = 100 * time.Millisecond
	remind = 5 * time.Second
)

func (e *env) meter(what string, noun [4]string) *meter {
	now := time.Now()
	return &meter{e: e, what: what, noun: noun, start: now, last: now.Add(-redraw)}
}

// share tells how much is done.
func (m *meter) share(done, total int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done, m.total = done, total
	m.draw()
}

// counted tells how many there are so far.
func (m *meter) counted(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count = n
	m.draw()
}

func (m *meter) draw() {
	if m.e.Quiet {
		return
	}
	now := time.Now()
	switch {
	case m.e.live && now.Sub(m.last) >= redraw:
		line := m.line(now)
		if m.e.width > 0 && utf8.RuneCountInString(line) >= m.e.width {
			line = string([]rune(line)[:m.e.width-1])
		}
		fmt.Fprintf(m.e.err, "\r%s\x1b[K", line)
		m.drawn, m.last = true, now
	case !m.e.live && now.Sub(m.last) >= remind:
		fmt.Fprintln(m.e.err, m.line(now))
		m.last = now
	}
}

func (m *meter) line(now time.Time) string {
	e := m.e
	var b strings.Builder
	b.WriteString(m.what)
	spent := now.Sub(m.start)
	if m.total > 0 {
		share := min(1, float64(m.done)/float64(m.total))
		if e.live {
			const wide = 24
			full := int(share * wide)
			b.WriteString("  " + strings.Repeat("━", full) + strings.Repeat("─", wide-full))
		}
		fmt.Fprintf(&b, "  %s %%", padLeft(fmt.Sprint(int(share*100)), 3))
	}
	if m.count > 0 {
		b.WriteString("  " + e.some(m.count, m.noun[0], m.noun[1], m.noun[2], m.noun[3]))
		if spent > time.Second {
			fmt.Fprintf(&b, "  %s/s", e.n(int64(float64(m.count)/spent.Seconds())))
		}
	}
	if m.total > 0 && m.done > 0 && spent > 2*time.Second && m.done < m.total {
		left := time.Duration(float64(spent) * (float64(m.total)/float64(m.done) - 1))
		if left >= time.Second {
			fmt.Fprintf(&b, "  %s %s", e.t("encore", "left:"), e.lasting(left.Round(time.Second)))
		}
	}
	return b.String()
}

// end clears the line.
func (m *meter) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drawn {
		fmt.Fprint(m.e.err, "\r\x1b[K")
	}
}

var (
	nounReports  = [4]string{"signalement", "signalements", "report", "reports"}
	nounAnswers  = [4]string{"réponse", "réponses", "answer", "answers"}
	nounRecords  = [4]string{"élément lu", "éléments lus", "record read", "records read"}
	nounRows     = [4]string{"fiche", "fiches", "record", "records"}
	nounPayments = [4]string{"paiement", "paiements", "payment", "payments"}
)
