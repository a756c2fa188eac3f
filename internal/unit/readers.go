package unit

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"vigie/internal/intake"
	"vigie/internal/intake/camt"
	"vigie/internal/intake/cmt"
	"vigie/internal/intake/goaml"
	"vigie/internal/intake/ncmec"
	"vigie/internal/intake/sheet"
	"vigie/internal/intake/xarf"
	"vigie/profiles"
)

// Walker makes what finds and reads files for this unit: every reader, the
// unit's own column profiles and its own lists of goAML codes. format and profile may be empty.
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
	codes, err := goaml.LoadLists(u.indicators()...)
	if err != nil {
		return nil, err
	}
	return &intake.Walker{
		Readers: []intake.Reader{ncmec.Reader{}, goaml.Reader{Lists: codes}, xarf.Reader{}, cmt.Reader{}, camt.Reader{}, sheets},
		Format:  format, Workers: runtime.GOMAXPROCS(0),
		Own: u.OwnFiles(),
	}, nil
}

// OwnFiles are the unit's data folder and its database's files, which no intake reads.
func (u *Unit) OwnFiles() []string {
	db := filepath.Join(u.dir, databaseFile)
	return []string{u.dir, db, db + "-wal", db + "-shm"}
}

// indicators are the lists of goAML codes in force: the shipped ones, and the
// unit's own, which replace those of their name.
func (u *Unit) indicators() []fs.FS {
	all := []fs.FS{profiles.Indicators()}
	own := filepath.Join(u.dir, "indicators")
	if _, err := os.Stat(own); err == nil {
		all = append(all, os.DirFS(own))
	}
	return all
}
