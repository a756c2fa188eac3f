package unit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vigie/internal/store"
)

// The files of a data folder.
const (
	databaseFile       = "vigie.db"
	settingsFile       = "vigie.yaml"
	ledgerKeyFile      = "ledger.key"   // signs checkpoints
	ledgerPublicFile   = "ledger.pub"   // for whoever verifies
	indexKeyFile       = "index.key"    // keys the hashes of identifiers
	evidencePublicFile = "evidence.pub" // seals originals; its private half is kept elsewhere
)

// keys are the secrets of an installation, as read from its folder.
type keys struct {
	ledger, ledgerPublic string
	evidence             string
	index                [32]byte
}

// ErrNoInstallation says that a folder holds no installation.
var ErrNoInstallation = errors.New("no installation here")

func readKeys(dir string) (k keys, err error) {
	read := func(name string) string {
		if err != nil {
			return ""
		}
		var b []byte
		b, err = os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%s: %w (no file %s): make one with: vigie init --data %s", dir, ErrNoInstallation, name, dir)
		}
		return strings.TrimSpace(string(b))
	}
	k.ledger, k.ledgerPublic, k.evidence = read(ledgerKeyFile), read(ledgerPublicFile), read(evidencePublicFile)
	index := read(indexKeyFile)
	if err != nil {
		return keys{}, err
	}
	b, err := hex.DecodeString(index)
	if err != nil || len(b) != len(k.index) {
		return keys{}, fmt.Errorf("%s does not hold 64 hexadecimal digits", filepath.Join(dir, indexKeyFile))
	}
	copy(k.index[:], b)
	return k, nil
}

// writeSecret writes a file that only its owner reads, and never over another.
func writeSecret(path, content string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(content + "\n"); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

func newIndexKey() (string, error) {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(b[:]), nil
}

// matchKeys makes sure that the folder's keys are those that the database was
// made with: another index key would find nobody, silently.
func (u *Unit) matchKeys(ctx context.Context) error {
	print := u.fingerprint()
	return u.store.Read(ctx, func(t *store.Tx) error {
		was, err := t.Meta(ctx, "keys")
		if err != nil || was == "" || was == print {
			return err
		}
		return fmt.Errorf("the keys in %s are not those that this database was made with: use the data folder that `vigie init` made with it", u.dir)
	})
}

// fingerprint tells a set of keys from another without giving them away.
func (u *Unit) fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "vigie keys\n%s\n%08x\n", u.verifier.Name(), u.verifier.KeyHash())
	h.Write(u.secret[:])
	return hex.EncodeToString(h.Sum(nil)[:16])
}
