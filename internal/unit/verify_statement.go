package unit

import (
	"context"
	"encoding/hex"
	"errors"

	"vigie/internal/ledger"
	"vigie/internal/store"
)

// seal compares a transfer that was kept sealed with its entry.
func (a *audit) seal(ctx context.Context, index int64, e ledger.Entry) error {
	d, err := detail[sealedDetail](e)
	if err != nil {
		return err
	}
	s, ok := a.sealed[d.Sealed]
	if !ok {
		ss, err := a.SealedBetween(ctx, d.Sealed, d.Sealed+readAhead)
		if err != nil {
			return ledger.Abort(err)
		}
		a.sealed = make(map[int64]store.Sealed, len(ss))
		for _, s := range ss {
			a.sealed[s.ID] = s
		}
		if s, ok = a.sealed[d.Sealed]; !ok {
			return errors.New("the transfer that it sealed is gone")
		}
	}
	a.sealedRead++
	switch {
	case s.Entry != index, s.Run != d.Run, digestSealed(s) != d.Row:
		return errors.New("the transfer that it sealed is filed otherwise")
	case hex.EncodeToString(s.SHA) != d.Bytes:
		return errors.New("the hash of the bytes received was changed")
	case sum(s.Seal) != d.Seal:
		return errors.New("the sealed original was changed")
	}
	return nil
}
