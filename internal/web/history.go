package web

import (
	"slices"
	"time"
)

// history is what was done to a case or a request, as its page shows it.
type history struct {
	Acts     []deed // oldest first
	Standing []deed // what can be taken back, the newest first
	Undo     string // where the form to take one back goes; empty for who may not
}

// deed is an act in a history.
type deed struct {
	Act         int64
	Did         string
	TakenBackBy int64
	Who         string
	At          time.Time
	Because     string
}

// past makes a history of acts.
func past[A any](acts []A, deedOf func(A) deed) history {
	var h history
	for _, a := range acts {
		h.Acts = append(h.Acts, deedOf(a))
	}
	for _, d := range slices.Backward(h.Acts) {
		if d.TakenBackBy == 0 {
			h.Standing = append(h.Standing, d)
		}
	}
	return h
}
