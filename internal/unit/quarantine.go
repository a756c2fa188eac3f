package unit

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/store"
)

// quarantine sets a record aside: reason, place and hash, never values. The
// same record at the same place is set aside once, however often it is met.
func (b *batch) quarantine(ctx context.Context, rec intake.Record) error {
	b.counts.Quarantined++
	place := placeText(rec.Place)
	known, err := b.IsQuarantined(ctx, rec.SHA256[:], place, string(rec.Problem.Reason))
	if err != nil || known {
		return err
	}
	id, err := b.NextQuarantined(ctx)
	if err != nil {
		return err
	}
	q := store.Quarantined{
		ID: id, Run: b.run.id, At: b.at.UnixMilli(), SHA: rec.SHA256[:], Place: place,
		Reason: string(rec.Problem.Reason), Detail: rec.Problem.Detail,
	}
	q.Entry, err = b.record(ledger.Quarantine, nil, quarantineDetail{
		Run: b.run.id, ID: id, Bytes: hex.EncodeToString(rec.SHA256[:]), Reason: rec.Problem.Reason, Row: digestAside(q),
	})
	if err != nil {
		return err
	}
	return b.InsertQuarantine(ctx, []store.Quarantined{q})
}

type quarantineDetail struct {
	Run    int64         `json:"run"`
	ID     int64         `json:"id"`
	Bytes  string        `json:"bytes"`
	Reason intake.Reason `json:"reason"`
	Row    string        `json:"row"` // SHA-256 over when, place and detail
}

// Fault is a record in quarantine, as people see it.
type Fault struct {
	ID       int64         `json:"id"`
	At       time.Time     `json:"at"`
	Place    intake.Place  `json:"place"`
	Reason   intake.Reason `json:"reason"`
	Detail   string        `json:"detail,omitzero"`
	SHA256   string        `json:"sha256"`
	Resolved bool          `json:"resolved,omitzero"`
}

func fault(q store.Quarantined) (Fault, error) {
	f := Fault{ID: q.ID, At: time.UnixMilli(q.At).UTC(), Reason: intake.Reason(q.Reason), Detail: q.Detail, SHA256: hex.EncodeToString(q.SHA), Resolved: q.Resolved != 0}
	return f, json.Unmarshal([]byte(q.Place), &f.Place)
}

// Quarantine lists what was not taken in, oldest first.
func (u *Unit) Quarantine(ctx context.Context, who Actor, after int64, limit int, all bool) ([]Fault, error) {
	var out []Fault
	err := u.do(ctx, who.asking(Asked{"what": "quarantine", "after": after}), access.SeeFaults, func(ctx context.Context, w *work) error {
		qs, err := w.Tx.Quarantine(ctx, after, limit, all)
		if err != nil {
			return err
		}
		for _, q := range qs {
			f, err := fault(q)
			if err != nil {
				return err
			}
			out = append(out, f)
		}
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "quarantine", "after": after, "shown": len(out)})
		return err
	})
	return out, err
}

// QuarantinedRecord shows one.
func (u *Unit) QuarantinedRecord(ctx context.Context, who Actor, id int64) (Fault, error) {
	var f Fault
	err := u.do(ctx, who.asking(Asked{"what": "quarantine", "id": id}), access.SeeFaults, func(ctx context.Context, w *work) error {
		q, err := w.QuarantinedByID(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return tell(fmt.Errorf("no record %d in quarantine: see: vigie quarantine list", id))
		}
		if err != nil {
			return err
		}
		if f, err = fault(q); err != nil {
			return err
		}
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "quarantine", "id": id})
		return err
	})
	return f, err
}

// Resolve notes that what was set aside at a place has been dealt with by a run
// in which nothing of that place was set aside again.
func (u *Unit) Resolve(ctx context.Context, who Actor, id int64) error {
	return u.do(ctx, who, access.TakeIn, func(ctx context.Context, w *work) error {
		run, err := w.NextRun(ctx)
		if err != nil {
			return err
		}
		if err := w.ResolveQuarantine(ctx, id, run-1); err != nil {
			return err
		}
		_, err = w.record(ledger.Quarantine, nil, map[string]any{"id": id, "resolved": true})
		return err
	})
}
