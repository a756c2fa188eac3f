package unit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/seal"
	"vigie/internal/store"
)

// holdings are all cells of tables of an installation that could tell of what is
// sealed, and what the ledger's entries say, as text and as bytes.
func holdings(t *testing.T, u *Unit) string {
	t.Helper()
	var out strings.Builder
	err := u.store.Read(context.Background(), func(tx *store.Tx) error {
		for _, table := range []string{"sealed", "run", "entry", "version", "ident"} {
			rows, err := tx.SQL().Query("SELECT * FROM " + table)
			if err != nil {
				return err
			}
			cols, err := rows.Columns()
			if err != nil {
				return err
			}
			cells := make([]any, len(cols))
			for i := range cells {
				cells[i] = new(any)
			}
			for rows.Next() {
				if err := rows.Scan(cells...); err != nil {
					return err
				}
				for _, c := range cells {
					switch v := (*c.(*any)).(type) {
					case []byte:
						fmt.Fprintf(&out, "%x\n%s\n", v, v)
					default:
						fmt.Fprintf(&out, "%v\n", v)
					}
				}
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// guesses are the forms in which what is known of a row could stand in a database.
func guesses(r intake.Record) (out []string) {
	redacted := sha256.Sum256(r.Redacted)
	for _, h := range [][]byte{r.SHA256[:], redacted[:]} {
		out = append(out, hex.EncodeToString(h), base64.StdEncoding.EncodeToString(h), fmt.Sprint(store.ShortHash(h)))
	}
	return out
}

// TestNoGuessAtASealedTransfer: whoever has every word of a stranger's transfer but
// one learns it neither from the database without the unit's key, nor by taking a
// guess in: what is counted, and how the ledger grows, is the same for one that is
// there and one that is not.
func TestNoGuessAtASealedTransfer(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		u, who := newUnit(t, db)
		takeIn(t, u, who, []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse)}, 0)
		var there, fresh []intake.Record
		for n := range 6 {
			there, fresh = append(there, transfer(n, sender2, shop)), append(fresh, transfer(100+n, sender2, shop))
		}
		takeIn(t, u, who, there, 0)
		all := holdings(t, u)
		for _, r := range there {
			for _, g := range guesses(r) {
				if strings.Contains(all, g) {
					t.Errorf("the database tells whether a guess is right: %s", g)
				}
			}
		}
		if m := u.mark(there[0].SHA256); !strings.Contains(all, hex.EncodeToString(m[:])) {
			t.Fatal("the test does not look at what the table holds")
		}
		size := func() (n int64) {
			err := u.store.Read(t.Context(), func(tx *store.Tx) error {
				h, err := tx.Head(t.Context())
				n = h.Size
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		// A guess alone, beside another stranger's row, and beside one that enters; in
		// one batch, and each in its own.
		n := 0
		for _, beside := range []string{"", sender3, sender1} {
			for _, batch := range []int{1, 2} {
				var counts [2]Counts
				var grown [2]int64
				for i, guess := range []intake.Record{there[n], fresh[n]} {
					recs := []intake.Record{guess}
					if beside != "" {
						recs = append(recs, transfer(200+10*n+i, beside, shop))
					}
					before := size()
					counts[i] = takeIn(t, u, who, recs, batch)
					grown[i] = size() - before
				}
				if counts[0] != counts[1] || counts[0].Sealed < 1 || grown[0] != grown[1] {
					t.Errorf("beside %q, in batches of %d, one that is there: %+v and %d entries; one that is not: %+v and %d", beside, batch, counts[0], grown[0], counts[1], grown[1])
				}
				n++
			}
		}
		sound(t, u, who)
	})
}

// TestSealedTransferIsProved: who opens a sealed transfer with the evidence key can
// show that it is the one that the ledger committed to.
func TestSealedTransferIsProved(t *testing.T) {
	u, who := newUnit(t, "")
	rows := []intake.Record{transfer(1, sender2, shop), transfer(2, sender3, shop)}
	takeIn(t, u, who, rows, 0)
	private, err := os.ReadFile(filepath.Join(filepath.Dir(u.dir), "evidence.key"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParseKey(strings.TrimSpace(string(private)))
	if err != nil {
		t.Fatal(err)
	}
	var committed []string
	err = u.store.Read(t.Context(), func(tx *store.Tx) error {
		err := tx.Rows(t.Context(), 0, 1<<40, func(r ledger.Row) error {
			e, err := r.Open()
			if err != nil || e.Kind != ledger.Seal {
				return err
			}
			d, err := detail[sealedDetail](e)
			committed = append(committed, d.Commitments...)
			return err
		})
		if err != nil {
			return err
		}
		ss, err := tx.SealedBetween(t.Context(), 1, 9)
		if err != nil || len(ss) != 2 || len(committed) != 2 {
			t.Fatal(len(ss), committed, err)
		}
		for i, s := range ss {
			wrapped, err := tx.SealKey(t.Context(), s.SealKey)
			if err != nil {
				return err
			}
			c, err := hex.DecodeString(committed[i])
			if err != nil {
				return err
			}
			got, err := seal.OpenApart(key, wrapped, [32]byte(c), s.Seal)
			if err != nil || got.SHA256 != rows[i].SHA256 || got.Size != rows[i].Size || !bytes.Equal(got.Redacted, rows[i].Redacted) {
				t.Errorf("transfer %d: %+v %v", i, got, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keptBefore keeps a transfer sealed as an older Vigie did: known by a plain hash,
// with an entry of its own.
func (u *Unit) keptBefore(t *testing.T, who Actor, recs []intake.Record) {
	t.Helper()
	err := u.write(t.Context(), who, func(ctx context.Context, w *work) error {
		first, err := w.NextSealed(ctx)
		if err != nil {
			return err
		}
		var ss []store.Sealed
		for i, r := range recs {
			s := store.Sealed{ID: first + int64(i), Run: 1, Received: 7, Mark: r.SHA256[:], Place: placeText(r.Place), SealKey: 1, Seal: r.Redacted}
			s.Entry, err = w.record(ledger.Seal, nil, sealedDetailPlain{
				Run: s.Run, Sealed: s.ID, Row: digestSealedPlain(s, r.SHA256[:]), Bytes: hex.EncodeToString(r.SHA256[:]), Seal: sum(s.Seal),
			})
			if err != nil {
				return err
			}
			ss = append(ss, s)
		}
		if err := w.InsertSealed(ctx, ss); err != nil {
			return err
		}
		_, err = w.Exec(ctx, "UPDATE sealed SET plain=1 WHERE id>=$1", first)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSealedOfBefore: plain hashes that an older Vigie left are gone from the table
// once the unit has opened it; what they stood for is known again, enters when its
// account is reported, and is held against its old entry.
func TestSealedOfBefore(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		u, who := newUnit(t, db)
		takeIn(t, u, who, []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse), transfer(9, sender3, shop)}, 0)
		var rows []intake.Record
		for n := range 5 {
			rows = append(rows, transfer(n+20, sender2, shop))
		}
		u.keptBefore(t, who, rows[:3])
		if err := u.markSealed(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		u.keptBefore(t, who, rows[3:])
		u, err := Open(t.Context(), Options{Dir: u.dir, DB: db, Now: u.now})
		if err != nil {
			t.Fatal(err)
		}
		defer u.Close()
		sound(t, u, who)
		for _, r := range rows {
			if n := tally(t, u, "sealed", fmt.Sprintf("mark64=%d OR plain<>0", store.ShortHash(r.SHA256[:]))); n != 0 {
				t.Errorf("%d rows are still known by a plain hash", n)
			}
		}
		before := tally(t, u, "sealed", "1=1")
		if c := takeIn(t, u, who, rows, 0); c.Sealed != int64(len(rows)) || tally(t, u, "sealed", "1=1") != before {
			t.Errorf("taken in again: %+v, %d rows of %d", c, tally(t, u, "sealed", "1=1"), before)
		}
		for _, change := range []string{"mark=seal", "mark64=mark64+1", "commitment=seal", "plain=1", "seal=mark", "received=8", "place='{}'", "run=2", "entry=1", "seal_key=2"} {
			undone := fmt.Errorf("undone")
			err := u.store.Write(t.Context(), func(tx *store.Tx) error {
				if _, err := tx.Exec(t.Context(), "UPDATE sealed SET "+change+" WHERE id=$1", 3); err != nil {
					return err
				}
				rep, err := u.audit(t.Context(), tx, nil, nil)
				if err != nil {
					return err
				}
				if rep.OK() {
					t.Errorf("%s: not found", change)
				}
				return undone
			})
			if err != undone {
				t.Fatal(err)
			}
		}
		takeIn(t, u, who, []intake.Record{remit(2, sender2, payee, -1, report.Instruction)}, 0)
		if c := takeIn(t, u, who, rows, 0); c.New != int64(len(rows)) {
			t.Errorf("once its account is reported: %+v", c)
		}
		sound(t, u, who)
	})
}
