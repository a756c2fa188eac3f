package unit

import (
	"context"
	"encoding/hex"
	"errors"

	"vigie/internal/ledger"
	"vigie/internal/store"
)

// seal compares transfers that were kept sealed with their entry.
func (a *audit) seal(ctx context.Context, index int64, e ledger.Entry) error {
	plain, err := detail[sealedDetailPlain](e)
	if err != nil {
		return err
	}
	if plain.Row != "" {
		return a.sealPlain(ctx, index, plain)
	}
	d, err := detail[sealedDetail](e)
	if err != nil {
		return err
	}
	n := int64(len(d.Commitments))
	if n == 0 {
		return nil // all had come before
	}
	ss, err := a.SealedBetween(ctx, d.First, d.First+n)
	if err != nil {
		return ledger.Abort(err)
	}
	if a.sealedRead += int64(len(ss)); int64(len(ss)) < n {
		return errors.New("a transfer that it sealed is gone")
	}
	for i, s := range ss {
		if s.Entry != index || s.Run != d.Run || hex.EncodeToString(s.Commitment) != d.Commitments[i] || !marked(s) {
			return errors.New("a transfer that it sealed is filed otherwise")
		}
	}
	if digestSealed(ss) != d.Rows {
		return errors.New("a transfer that it sealed was changed")
	}
	return nil
}

// marked says that what is indexed of a mark is of that mark.
func marked(s store.Sealed) bool {
	return !s.Plain && len(s.Mark) == 32 && s.Indexed == store.ShortHash(s.Mark)
}

// sealPlain compares a transfer with an entry of before, which has its plain hash.
func (a *audit) sealPlain(ctx context.Context, index int64, d sealedDetailPlain) error {
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
	sha, err := hex.DecodeString(d.Bytes)
	if err != nil || len(sha) != 32 {
		return errDetail
	}
	switch {
	case s.Entry != index, s.Run != d.Run, digestSealedPlain(s, sha) != d.Row, s.Commitment != nil, !marked(s):
		return errors.New("the transfer that it sealed is filed otherwise")
	case a.mark([32]byte(sha)) != [32]byte(s.Mark):
		return errors.New("what it is known again by was changed")
	case sum(s.Seal) != d.Seal:
		return errors.New("the sealed original was changed")
	}
	return nil
}
