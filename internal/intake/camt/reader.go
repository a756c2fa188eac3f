package camt

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
)

const (
	format = "camt053"
	source = "camt"
)

var bicForm = regexp.MustCompile(`^[a-z0-9]{8}([a-z0-9]{3})?$`)

// Reader reads camt.053 statements. The zero value is ready.
type Reader struct{}

var _ intake.Reader = Reader{}

// Name is "camt053".
func (Reader) Name() string { return format }

// Late says that statements are read after all else: which of their transfers are
// looked at hangs on whom other reports report.
func (Reader) Late() {}

// space is the beginning of the namespace of every message of the family.
const space = "urn:iso:std:iso:20022:tech:xsd:camt."

// Detect looks for the namespace. Reports and notices of the same family, and
// other versions, are recognised too, so that they are refused by name.
func (Reader) Detect(_ string, head []byte) bool {
	if xmlstrict.Wide(head) {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n\xFE\xFF")
	if len(head) == 0 || head[0] != '<' {
		return false
	}
	for _, m := range []string{"052", "053", "054"} {
		if bytes.Contains(head, []byte(space+m)) {
			return true
		}
	}
	return false
}

var message = regexp.MustCompile(`^camt\.[0-9]{3}\.[0-9]{3}\.[0-9]{2}$`)

// readable says whether the namespace is one that is read, and if it is another
// message of the family, which.
func readable(uri string) (ok bool, other string) {
	if len(uri) <= len(space) || uri[:len(space)] != space {
		return false, ""
	}
	name := "camt." + uri[len(space):]
	switch {
	case !message.MatchString(name):
		return false, "camt"
	case name >= "camt.053.001.02" && name <= "camt.053.001.08":
		return true, ""
	}
	return false, name
}

// headSize is how much of a file is looked at to find its root.
const headSize = 64 << 10

// Read emits a record for each transfer of each statement, in order.
func (Reader) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	in.Limits = in.Limits.OrDefault()
	r := &input{ctx, in.R}
	head, err := xmlstrict.ReadHead(r, headSize, in.Size)
	if err == nil {
		err = (&stream{in: in, emit: emit}).read(head, r)
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", in.Name, err)
	}
	return nil
}

// input stops reading when the context ends.
type input struct {
	ctx context.Context
	r   io.Reader
}

func (s *input) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
