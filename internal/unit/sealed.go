package unit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"vigie/internal/ledger"
	"vigie/internal/seal"
	"vigie/internal/store"
)

// A transfer that touches no reported account is a stranger's. Whoever knows part of
// it must learn no more from the unit: neither from the tables or the ledger, by
// trying what they do not know until a hash fits, nor by taking a guess in and looking
// at what is counted or recorded. So it is marked by a keyed hash, the ledger has a
// salted commitment, and one that comes again counts and is recorded like a new one.
// The marks serve one end: what comes again is not kept twice.

// sealApart closes a transfer as what touches nobody. What it says is kept until it is
// known whether it does.
func (u *Unit) sealApart(p *prepared, keys *seal.Batch) (err error) {
	p.mark = u.mark(p.SHA256)
	p.seal, p.commitment, err = keys.SealApart(seal.Apart{SHA256: p.SHA256, Size: p.Size, Redacted: p.Redacted})
	return err
}

// mark is what a sealed transfer is known again by: its hash, keyed with the unit's secret.
func (u *Unit) mark(sha [32]byte) (out [32]byte) {
	h := hmac.New(sha256.New, u.secret[:])
	h.Write([]byte("vigie sealed transfer\x00"))
	h.Write(sha[:])
	h.Sum(out[:0])
	return out
}

// keepSealed counts a transfer that touches no reported account, and keeps it unless
// it is among those known.
func (b *batch) keepSealed(p *prepared, known map[[32]byte]bool) {
	b.counts.Sealed++
	p.Redacted = nil
	if known[p.mark] {
		return
	}
	known[p.mark] = true
	b.sealed = append(b.sealed, store.Sealed{
		ID: b.nextSealed, Run: b.run.id, Received: b.run.received.Unix(), Mark: p.mark[:], Commitment: p.commitment[:],
		Place: placeText(p.Place), SealKey: b.sealKey, Seal: p.seal,
	})
	b.nextSealed++
}

// sealedTogether is how many sealed transfers one entry speaks of at most.
const sealedTogether = 4096

// recordSealed records what a batch sealed. How many entries that makes follows from
// how many transfers were counted, and not from how many of them are new: the
// ledger's length is shown to whoever may take in.
func (b *batch) recordSealed() error {
	rest := b.sealed
	for left := b.counts.Sealed; left > 0; left -= sealedTogether {
		these := rest[:min(len(rest), sealedTogether)]
		rest = rest[len(these):]
		d := sealedDetail{Run: b.run.id, Commitments: make([]string, len(these)), Rows: digestSealed(these)}
		for i := range these {
			d.First = these[0].ID
			d.Commitments[i] = hex.EncodeToString(these[i].Commitment)
		}
		entry, err := b.record(ledger.Seal, nil, d)
		if err != nil {
			return err
		}
		for i := range these {
			these[i].Entry = entry
		}
	}
	return nil
}

// sealedDetail is the detail of seal entries: transfers that follow one another. None
// where all had come before.
type sealedDetail struct {
	Run         int64    `json:"run"`
	First       int64    `json:"first"` // the first one's id
	Commitments []string `json:"commitments"`
	Rows        string   `json:"rows"` // SHA-256 over what their rows hold
}

// digestSealed covers rows, but for run and entry, and for the part of the mark that
// is indexed.
func digestSealed(ss []store.Sealed) string {
	h := sha256.New()
	for _, s := range ss {
		fmt.Fprintf(h, "%d\n%d\n%d\n%x\n%x\n%s\n%q\n", s.ID, s.Received, s.SealKey, s.Mark, s.Commitment, sum(s.Seal), s.Place)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sealedDetailPlain is the detail of the seal entries of before: one transfer, and
// plain hashes of it. A ledger is not rewritten.
type sealedDetailPlain struct {
	Run    int64  `json:"run"`
	Sealed int64  `json:"sealed"`
	Row    string `json:"row"`   // SHA-256 over what the row said beside its blobs
	Bytes  string `json:"bytes"` // SHA-256 of the bytes received
	Seal   string `json:"seal"`  // SHA-256 of the seal
}

func digestSealedPlain(s store.Sealed, sha []byte) string {
	return sum(fmt.Appendf(nil, "%d\n%d\n%d\n%s", s.SealKey, s.Received, store.ShortHash(sha), s.Place))
}

// markedAtOnce is how many rows of before are marked in one transaction.
const markedAtOnce = 5000

// markSealed puts keyed marks in the place of the plain hashes that an older Vigie
// left in the table, until there is none. atOnce bounds a transaction.
func (u *Unit) markSealed(ctx context.Context, atOnce int) error {
	for {
		var some []store.Sealed
		find := func(t *store.Tx) (err error) {
			some, err = t.PlainSealed(ctx, atOnce)
			return err
		}
		// Nearly always there is none, and nobody has to wait for a writer.
		if err := u.store.Read(ctx, find); err != nil || len(some) == 0 {
			return err
		}
		err := u.store.Write(ctx, func(t *store.Tx) error {
			// Another process may have marked them while this one waited.
			if err := find(t); err != nil {
				return err
			}
			for i := range some {
				if len(some[i].Mark) != sha256.Size {
					return fmt.Errorf("the row of sealed transfer %d is damaged", some[i].ID)
				}
				m := u.mark([32]byte(some[i].Mark))
				some[i].Mark = slices.Clone(m[:])
			}
			return t.MarkSealed(ctx, some)
		})
		if err != nil {
			return fmt.Errorf("marking sealed transfers anew: %w", err)
		}
	}
}
