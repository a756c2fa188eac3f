package unit

import (
	"fmt"
	"runtime"

	"vigie/internal/intake"
	"vigie/internal/intake/cmt"
	"vigie/internal/intake/ncmec"
	"vigie/internal/intake/sheet"
	"vigie/internal/intake/xarf"
)

// Walker makes what finds and reads files for this unit: every reader, and the
// unit's own column profiles. format and profile may be empty.
func (u *Unit) Walker(format, profile string) (*intake.Walker, error) {
	var ps []sheet.Profile
	for _, f := range u.Profiles() {
		more, err := sheet.LoadProfiles(f)
		if err != nil {
			return nil, fmt.Errorf("column profiles: %w", err)
		}
		ps = append(ps, more...)
	}
	sheets := sheet.New(ps)
	if profile != "" {
		var err error
		if sheets, err = sheets.WithProfile(profile); err != nil {
			return nil, err
		}
	}
	return &intake.Walker{
		Readers: []intake.Reader{ncmec.Reader{}, xarf.Reader{}, cmt.Reader{}, sheets},
		Format:  format, Workers: runtime.GOMAXPROCS(0),
	}, nil
}
