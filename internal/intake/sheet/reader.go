package sheet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"vigie/internal/intake"
)

// Reader reads sheets by the profiles it was made with. It has no state.
type Reader struct {
	plans []*plan
	err   error // a profile that does not hold; Read gives it
}

var _ intake.Reader = (*Reader)(nil)

// New makes a reader. Where several profiles fit a sheet equally well, the
// first is taken. Profiles from [LoadProfiles] were checked; one made by hand
// that does not hold makes every Read fail.
func New(profiles []Profile) *Reader {
	r := &Reader{}
	for _, p := range profiles {
		pl, err := compile(p)
		if err != nil {
			r.err = errors.Join(r.err, fmt.Errorf("profile %q: %w", p.Name, err))
			continue
		}
		r.plans = append(r.plans, pl)
	}
	return r
}

// WithProfile gives a reader that knows only the profile of that name.
func (r *Reader) WithProfile(name string) (*Reader, error) {
	var names []string
	for _, pl := range r.plans {
		if pl.Name == name {
			return &Reader{plans: []*plan{pl}}, nil
		}
		names = append(names, pl.Name)
	}
	slices.Sort(names)
	return nil, fmt.Errorf("there is no profile %q; there are: %s", name, strings.Join(names, ", "))
}

// Profiles gives the profiles in their order.
func (r *Reader) Profiles() []Profile {
	out := make([]Profile, len(r.plans))
	for i, pl := range r.plans {
		out[i] = pl.Profile
	}
	return out
}

// Name is "sheet".
func (r *Reader) Name() string { return "sheet" }

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1} // an encrypted XLSX is wrapped in one
)

// Detect knows .csv and .tsv by name, .xlsx by name and magic, and any other
// text by a heading that fits a profile.
func (r *Reader) Detect(name string, head []byte) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx":
		return bytes.HasPrefix(head, zipMagic) || bytes.HasPrefix(head, oleMagic)
	case ".csv", ".tsv":
		return !bytes.HasPrefix(head, zipMagic)
	}
	if len(head) == 0 || bytes.HasPrefix(head, zipMagic) || bytes.HasPrefix(head, oleMagic) {
		return false
	}
	_, _, ok := r.recogniseText(head, len(head) < 4096, intake.DefaultLimits)
	return ok
}

// Read emits a record for each row that is not empty.
func (r *Reader) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	if r.err != nil {
		return r.err
	}
	f := &file{ctx: ctx, in: in, limits: withDefaults(in.Limits), reader: r, emit: emit}
	head, err := f.readHead()
	if err != nil {
		return err
	}
	switch {
	case len(head) == 0:
		return f.refuse(intake.Empty, "the file has no byte")
	case bytes.HasPrefix(head, oleMagic):
		return f.refuse(intake.EncryptedFile, "an old or encrypted workbook: open it and save it as .xlsx without a password")
	case bytes.HasPrefix(head, zipMagic):
		return f.workbook()
	}
	return f.text()
}

func withDefaults(l intake.Limits) intake.Limits {
	d := intake.DefaultLimits
	for _, p := range []struct{ have, want *int }{
		{&l.Depth, &d.Depth}, {&l.Fields, &d.Fields}, {&l.Records, &d.Records}, {&l.Files, &d.Files},
	} {
		if *p.have <= 0 {
			*p.have = *p.want
		}
	}
	for _, p := range []struct{ have, want *int64 }{{&l.Record, &d.Record}, {&l.Ratio, &d.Ratio}, {&l.Archive, &d.Archive}} {
		if *p.have <= 0 {
			*p.have = *p.want
		}
	}
	return l
}
