package cli

import (
	"context"
	"errors"

	"vigie/internal/access"
	"vigie/internal/unit"
)

// Exit codes.
const (
	codeOK          = 0
	codeFailure     = 1
	codeUsage       = 2
	codePerson      = 3 // something needs a person
	codeNotAllowed  = 4 // not allowed, or not enrolled
	codeInterrupted = 130
)

// needsPerson is the outcome of a command that did what it should and found
// something that a person must look at. It is said on standard output already.
type needsPerson struct{ what string }

func (e *needsPerson) Error() string { return e.what }

// usage is the error for a command line that cannot be understood.
type usage struct {
	sentence string
	command  string // for the hint
}

func (e *usage) Error() string { return e.sentence }

// Code gives the exit code of what Run returned: 0 done, 1 failed, 2 not
// understood, 3 something needs a person, 4 not allowed or not enrolled, 130
// interrupted.
func Code(err error) int {
	var (
		u *usage
		p *needsPerson
		r *access.Refused
	)
	switch {
	case err == nil:
		return codeOK
	case errors.As(err, &u):
		return codeUsage
	case errors.As(err, &p):
		return codePerson
	case errors.As(err, &r), errors.Is(err, unit.ErrNotEnrolled):
		return codeNotAllowed
	case errors.Is(err, context.Canceled):
		return codeInterrupted
	}
	return codeFailure
}
