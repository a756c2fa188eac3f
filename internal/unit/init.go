package unit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/goccy/go-yaml"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/seal"
)

// First says how to make an installation.
type First struct {
	Options
	Settings
	EvidenceKey string // where the private half goes; it must not be in Dir
	Person      NewPerson
}

// NewPerson is someone to enrol.
type NewPerson struct {
	ID, Name string
	Role     access.Role
	Lang     string // "fr" or "en"
}

var personID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func (p NewPerson) check() error {
	switch {
	case !personID.MatchString(p.ID):
		return fmt.Errorf("%q cannot name a person: use small letters, digits, dot, dash and underscore", p.ID)
	case !p.Role.Valid():
		return fmt.Errorf("role %q: expected one of %v", p.Role, access.Roles)
	case p.Lang != "fr" && p.Lang != "en":
		return fmt.Errorf("language %q: expected fr or en", p.Lang)
	}
	return nil
}

// Init makes an installation: keys, settings, database, the ledger's first
// entry, and the first person.
func Init(ctx context.Context, f First) error {
	if err := f.Person.check(); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(f.Dir, ledgerKeyFile)); err == nil {
		return fmt.Errorf("%s already holds an installation; choose another folder with --data", f.Dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if f.DB != "" {
		// A server that cannot be reached leaves no half of an installation behind.
		s, err := openStore(ctx, f.Options)
		if err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return err
	}
	if err := writeKeys(f); err != nil {
		return err
	}
	b, err := yaml.Marshal(f.Settings)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.Dir, settingsFile), b, 0o600); err != nil {
		return err
	}
	u, err := Open(ctx, f.Options)
	if err != nil {
		return err
	}
	defer u.Close()
	who := Actor{ID: f.Person.ID, Role: f.Person.Role, Purpose: "installation"}
	return u.write(ctx, who, func(ctx context.Context, w *work) error {
		if print, err := w.Meta(ctx, "keys"); err != nil || print != "" {
			return errors.Join(err, errors.New("this database already holds an installation: use its data folder"))
		}
		if err := errors.Join(w.SetMeta(ctx, "keys", u.fingerprint()), w.SetMeta(ctx, linkingMeta, u.linkedBy())); err != nil {
			return err
		}
		if _, err := w.record(ledger.Init, nil, map[string]any{"unit": f.Unit, "origin": f.Origin, "rules": u.rules.Hash()}); err != nil {
			return err
		}
		return w.enrol(ctx, f.Person)
	})
}

// OpenToOthers says whether anyone but its owner may enter a folder.
func OpenToOthers(dir string) bool {
	i, err := os.Stat(dir)
	return err == nil && runtime.GOOS != "windows" && i.Mode().Perm()&0o077 != 0
}

func writeKeys(f First) error {
	skey, vkey, err := ledger.NewKey(f.Origin)
	if err != nil {
		return err
	}
	private, public, err := seal.NewKey()
	if err != nil {
		return err
	}
	index, err := newIndexKey()
	if err != nil {
		return err
	}
	for _, s := range []struct{ path, content string }{
		{f.EvidenceKey, private},
		{filepath.Join(f.Dir, evidencePublicFile), public},
		{filepath.Join(f.Dir, indexKeyFile), index},
		{filepath.Join(f.Dir, ledgerPublicFile), vkey},
		{filepath.Join(f.Dir, ledgerKeyFile), skey}, // last: its presence says that the folder is whole
	} {
		if err := writeSecret(s.path, s.content); err != nil {
			return fmt.Errorf("writing a key: %w", err)
		}
	}
	return nil
}
