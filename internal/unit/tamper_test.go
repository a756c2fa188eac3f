package unit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// columns are what a hand on the database could change of the ledger and of
// recorded acts, with the query for the entry that the change belongs to.
var columns = []struct{ table, key, column, entry string }{
	{"entry", "idx", "leaf", "idx"},
	{"entry", "idx", "salt", "idx"},
	{"entry", "idx", "opening", "idx"},
	{"tile", "level*1000000+n", "data", ""},
	{"head", "id", "checkpoint", ""},
	{"head", "id", "size", ""},
	{"version", "id", "report", "entry"},
	{"version", "id", "sha", "entry"},
	{"version", "id", "body", "entry"},
	{"version", "id", "seal", "entry"},
	{"version", "id", "received", "entry"},
	{"version", "id", "dated", "entry"},
	{"version", "id", "place", "entry"},
	{"version", "id", "part", "entry"},
	{"version", "id", "more", "entry"},
	{"version", "id", "run", "entry"},
	{"version", "id", "seal_key", "entry"},
	{"version", "id", "entry", "entry"},
	{"judgement", "a", "verdict", "entry"},
	{"judgement", "a", "because", "entry"},
	{"judgement", "a", "entry", "entry"},
	{"decision", "report", "because", "entry"},
	{"decision", "report", "who", "entry"},
	{"decision", "report", "kind", "entry"},
	{"hub", "hash", "value", "entry"},
	{"hub", "hash", "because", "entry"},
	{"hub", "hash", "who", "entry"},
	{"hub", "hash", "at", "entry"},
	{"hub", "hash", "entry", "entry"},
	{"case_act", "id", "kind", "entry"},
	{"case_act", "id", "number", "entry"},
	{"case_act", "id", "other", "entry"},
	{"case_act", "id", "attached", "entry"},
	{"case_act", "id", "owner", "entry"},
	{"case_act", "id", "undoes", "entry"},
	{"case_act", "id", "note", "entry"},
	{"case_act", "id", "because", "entry"},
	{"case_act", "id", "who", "entry"},
	{"case_act", "id", "at", "entry"},
	{"case_act", "id", "entry", "entry"},
	{"request_act", "id", "kind", "entry"},
	{"request_act", "id", "number", "entry"},
	{"request_act", "id", "subject", "entry"},
	{"request_act", "id", "holder", "entry"},
	{"request_act", "id", "records", "entry"},
	{"request_act", "id", "body", "entry"},
	{"request_act", "id", "day", "entry"},
	{"request_act", "id", "kept", "entry"},
	{"request_act", "id", "means", "entry"},
	{"request_act", "id", "ref", "entry"},
	{"request_act", "id", "missing", "entry"},
	{"request_act", "id", "reports", "entry"},
	{"request_act", "id", "run", "entry"},
	{"request_act", "id", "undoes", "entry"},
	{"request_act", "id", "because", "entry"},
	{"request_act", "id", "who", "entry"},
	{"request_act", "id", "at", "entry"},
	{"request_act", "id", "entry", "entry"},
	{"match_run", "id", "procedure", "entry"},
	{"match_run", "id", "basis", "entry"},
	{"match_run", "id", "list", "entry"},
	{"match_run", "id", "list_sha", "entry"},
	{"match_run", "id", "list_rows", "entry"},
	{"match_run", "id", "weights", "entry"},
	{"match_run", "id", "who", "entry"},
	{"match_run", "id", "at", "entry"},
	{"match_run", "id", "entry", "entry"},
	{"match_pair", "list_row*1000003+report%1000003+party", "milli", ""},
	{"match_pair", "list_row*1000003+report%1000003+party", "steps", ""},
	{"match_pair", "list_row*1000003+report%1000003+party", "verdict", ""},
	{"match_pair", "list_row*1000003+report%1000003+party", "because", ""},
	{"match_pair", "list_row*1000003+report%1000003+party", "who", ""},
	{"match_pair", "list_row*1000003+report%1000003+party", "entry", ""},
	{"sealed", "id", "mark", "entry"},
	{"sealed", "id", "mark64", "entry"},
	{"sealed", "id", "plain", "entry"},
	{"sealed", "id", "commitment", "entry"},
	{"sealed", "id", "seal", "entry"},
	{"sealed", "id", "place", "entry"},
	{"sealed", "id", "received", "entry"},
	{"sealed", "id", "run", "entry"},
	{"sealed", "id", "seal_key", "entry"},
	{"sealed", "id", "entry", "entry"},
	{"account_kind", "hash", "value", "entry"},
	{"account_kind", "hash", "is_a", "entry"},
	{"account_kind", "hash", "because", "entry"},
	{"account_kind", "hash", "who", "entry"},
	{"account_kind", "hash", "at", "entry"},
	{"account_kind", "hash", "entry", "entry"},
	{"media_version", "id", "list", "max(begun, entry, removed)"},
	{"media_version", "id", "name", "max(begun, entry, removed)"},
	{"media_version", "id", "publisher", "max(begun, entry, removed)"},
	{"media_version", "id", "format", "max(begun, entry, removed)"},
	{"media_version", "id", "dated", "max(begun, entry, removed)"},
	{"media_version", "id", "at", "max(begun, entry, removed)"},
	{"media_version", "id", "who", "max(begun, entry, removed)"},
	{"media_version", "id", "sha", "max(begun, entry, removed)"},
	{"media_version", "id", "n_rows", "max(begun, entry, removed)"},
	{"media_version", "id", "n_values", "max(begun, entry, removed)"},
	{"media_version", "id", "n_left", "max(begun, entry, removed)"},
	{"media_version", "id", "state", "max(begun, entry, removed)"},
	{"media_version", "id", "begun", "max(begun, entry, removed)"},
	{"media_version", "id", "entry", ""},
	{"media_version", "id", "removed", ""},
	{"media_hash", "hash+since", "algo", ""},
	{"media_hash", "hash+since", "bytes", ""},
	{"media_hash", "hash+since", "list", ""},
	{"media_hash", "hash+since", "until", ""},
	{"media_hash", "hash+since", "said", ""},
	{"media_hash", "hash+since", "series", ""},
	{"quarantine", "id", "reason", "entry"},
	{"quarantine", "id", "place", "entry"},
	{"quarantine", "id", "sha", "entry"},
	{"run", "id", "procedure", ""},
	{"run", "id", "basis", ""},
	{"run", "id", "handling", ""},
	{"run", "id", "received", ""},
	{"person", "id", "role", ""},
	{"person", "id", "name", ""},
	{"seal_key", "id", "wrapped", ""},
}

// TestEveryBitIsWatched changes single bits of the stored ledger and of
// recorded acts: each is found, and the entry it belongs to is named.
func TestEveryBitIsWatched(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 40, 3), 0)
	broken := intake.Record{Place: intake.Place{File: "broken.xml"}, SHA256: [32]byte{1}, Problem: &intake.Problem{Reason: intake.Malformed}}
	takeIn(t, u, who, []intake.Record{broken}, 0)
	u.lived(t, who)
	u.compared(t, who)
	takeIn(t, u, who, []intake.Record{remit(900, sender1, payee, -1, report.LiveAbuse), transfer(1, sender2, shop), transfer(2, sender3, shop)}, 0)
	l, err := u.Recipients(ctx, who, RecipientFilter{Senders: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range l.Recipients {
		if err := u.SetAccount(ctx, who, r.ID, AccountKinds[1+i%2], "essai"); err != nil {
			t.Fatal(err)
		}
	}
	u.listed(t, who)
	sound(t, u, who)
	rng := rand.New(rand.NewPCG(5, 5))
	changes := 1000
	if testing.Short() {
		changes = 150
	}
	hit := map[string]int{}
	for done, turn := 0, 0; done < changes; turn++ {
		c := columns[turn%len(columns)] // each in turn: so many columns leave some out of any lot
		undo, what, entry := u.flip(t, rng, c.table, c.key, c.column, c.entry)
		for tries := 0; undo == nil && tries < 50; tries++ {
			undo, what, entry = u.flip(t, rng, c.table, c.key, c.column, c.entry)
		}
		if undo == nil {
			continue // an empty cell: nothing to change
		}
		done++
		hit[c.table+"."+c.column]++
		rep, err := u.verifyOnly(ctx)
		if err != nil {
			t.Fatal(err)
		}
		f, bad := rep.First()
		switch {
		case !bad:
			t.Errorf("%s: not found", what)
		case entry >= 0 && !names(rep, entry):
			t.Errorf("%s: found as %q, not as entry %d", what, f.Sentence("en"), entry)
		}
		undo()
	}
	for _, c := range columns {
		if hit[c.table+"."+c.column] == 0 {
			t.Errorf("%s.%s was never changed", c.table, c.column)
		}
	}
	sound(t, u, who)
}

func names(r ledger.Report, entry int64) bool {
	f, _ := r.First()
	return f.Index == entry
}

// lived gives an installation judgements, decisions and cases.
func (u *Unit) lived(t *testing.T, who Actor) {
	t.Helper()
	ctx := context.Background()
	page, err := u.Queue(ctx, who, QueueFilter{Limit: 12})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(page.Rows); i += 2 {
		a, b := page.Rows[i].Lead, page.Rows[i+1].Lead
		if err := u.Judge(ctx, who, a, b, []link.Verdict{link.Same, link.Different}[i/2%2], "essai"); err != nil {
			t.Fatal(err)
		}
		if err := u.Preserve(ctx, who, a, "réquisition 12"); err != nil {
			t.Fatal(err)
		}
	}
	declared := map[string]bool{}
	for _, r := range page.Rows {
		for _, id := range accountsOf(t, u, who, r.Lead) {
			if declared[id.Service+id.Value] {
				continue
			}
			declared[id.Service+id.Value] = true
			if _, err := u.DeclareHub(ctx, who, report.KindAccount, id.Service, id.Value, "agence"); err != nil {
				t.Fatal(err)
			}
		}
	}
	u.casework(t, who, rand.New(rand.NewPCG(3, 3)), 60)
	u.asked(t, who)
}

// compared gives an installation a comparison, half of it answered.
func (u *Unit) compared(t *testing.T, who Actor) {
	t.Helper()
	ctx := context.Background()
	list := PersonList{Name: "liste.csv", SHA256: [32]byte{9}}
	err := u.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		list.Persons, _, err = (&work{Tx: tx, u: u}).persons(ctx, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := u.Match(ctx, who, Comparison{Procedure: "2026/14", List: list})
	if err != nil || len(v.Rows) < 4 {
		t.Fatalf("%d proposals, %v", len(v.Rows), err)
	}
	for i, r := range v.Rows {
		if i%2 == 0 {
			if err := u.AnswerMatch(ctx, who, MatchAnswer{v.Run, r.Row, r.Report, r.Person, link.Same, "essai", false}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// listed gives an installation lists of known media, with versions removed.
func (u *Unit) listed(t *testing.T, who Actor) {
	t.Helper()
	ctx := context.Background()
	day := u.Today() - 40
	for i := range triage.Day(4) {
		var ls []stated
		for v := range 8 {
			ls = append(ls, stated{byte(v), (v*int(i+1) + int(i)) % 4, "série"})
		}
		for _, name := range []string{"une", "autre"} {
			if _, err := u.ImportMedia(ctx, who, importing(name, day+i, ls)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, d := range []triage.Day{day, day + 2} {
		if _, err := u.RemoveMedia(ctx, who, "une", d, "essai", nil); err != nil {
			t.Fatal(err)
		}
	}
}

// accountsOf lists the accounts of the person reported in a lead.
func accountsOf(t *testing.T, u *Unit, who Actor, lead report.Key) []IdentifierView {
	t.Helper()
	v, err := u.Lead(context.Background(), who, lead, "en")
	if err != nil {
		t.Fatal(err)
	}
	var out []IdentifierView
	for _, r := range v.Reports {
		for _, id := range r.Identifiers {
			if id.Role == "reported" && id.Kind == "account" && id.Value != "" {
				out = append(out, id)
			}
		}
	}
	return out
}

// verifyOnly verifies without leaving an entry.
func (u *Unit) verifyOnly(ctx context.Context) (ledger.Report, error) {
	var out ledger.Report
	err := u.store.Read(ctx, func(t *store.Tx) error {
		var err error
		out, err = u.audit(ctx, t, nil, nil)
		return err
	})
	return out, err
}

var errEmptyCell = errors.New("nothing to change here")

// flip changes one bit of one cell and says how to undo it, what was changed,
// and which entry it belongs to (-1: any).
func (u *Unit) flip(t *testing.T, rng *rand.Rand, table, key, column, entry string) (undo func(), what string, index int64) {
	t.Helper()
	ctx := context.Background()
	var at, was any
	index = -1
	err := u.store.Write(ctx, func(tx *store.Tx) error {
		var n int64
		if err := tx.SQL().QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil || n == 0 {
			return err
		}
		if entry == "" {
			entry = "-1"
		}
		q := fmt.Sprintf("SELECT %s, %s, %s FROM %s ORDER BY 1 LIMIT 1 OFFSET %d", key, column, entry, table, rng.Int64N(n))
		if err := tx.SQL().QueryRow(q).Scan(&at, &was, &index); err != nil {
			return err
		}
		var now any
		switch v := was.(type) {
		case int64:
			now = v ^ 1<<rng.IntN(20)
		case string:
			if v == "" {
				return errEmptyCell
			}
			b := []byte(v)
			b[rng.IntN(len(b))] ^= 1 << rng.IntN(7)
			now = string(b)
		case []byte:
			if len(v) == 0 {
				return errEmptyCell
			}
			b := append([]byte(nil), v...)
			b[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
			now = b
		default:
			return errEmptyCell
		}
		what = fmt.Sprintf("%s.%s of %v", table, column, at)
		_, err := tx.Exec(ctx, fmt.Sprintf("UPDATE %s SET %s=$1 WHERE %s=$2", table, column, key), now, at)
		return err
	})
	switch {
	case errors.Is(err, errEmptyCell) || err == nil && what == "":
		return nil, "", 0
	case err != nil:
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		err := u.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, fmt.Sprintf("UPDATE %s SET %s=$1 WHERE %s=$2", table, column, key), was, at)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}, what, index
}

// TestHistoryAgainstCheckpoint: whoever holds the unit's own key can cut the
// tail or write history anew, but not against a checkpoint that somebody kept.
func TestHistoryAgainstCheckpoint(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 30, 3), 0)
	kept, err := u.Checkpoint(ctx, who)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := u.Verify(ctx, who, kept, nil)
	if err != nil || !rep.OK() {
		t.Fatal(rep, err)
	}
	// Signed anew, one act left out: a fresh ledger from the same entries but one.
	rewrite := func(leaveOut int64, cut int64) {
		err := u.store.Write(ctx, func(tx *store.Tx) error {
			var es []ledger.Entry
			err := tx.Rows(ctx, 0, cut, func(r ledger.Row) error {
				e, err := r.Open()
				if err == nil && r.Index != leaveOut {
					es = append(es, e)
				}
				return err
			})
			if err != nil {
				return err
			}
			for _, q := range []string{"DELETE FROM entry", "DELETE FROM tile", "DELETE FROM head"} {
				if _, err := tx.Exec(ctx, q); err != nil {
					return err
				}
			}
			_, err = u.log.Append(ctx, tx, es)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	rewrite(-1, 1<<40) // the same acts with new salts, signed with the unit's own key
	if rep, err := u.verifyAgainst(ctx, nil); err != nil || !rep.OK() {
		t.Fatal("a ledger signed anew must be sound in itself for this test:", err)
	}
	if rep, err := u.verifyAgainst(ctx, kept); err != nil || rep.OK() {
		t.Error("a history signed anew with the unit's own key was not found", err)
	}
	rewrite(-1, 12)
	rep, err = u.verifyAgainst(ctx, kept)
	if f, bad := rep.First(); err != nil || !bad {
		t.Error("a cut tail was not found", err)
	} else {
		t.Log(f.Sentence("fr"))
	}
}

func (u *Unit) verifyAgainst(ctx context.Context, kept []byte) (out ledger.Report, err error) {
	err = u.store.Read(ctx, func(t *store.Tx) error {
		out, err = u.audit(ctx, t, kept, nil)
		return err
	})
	return out, err
}

// TestCollisionJoinsNobody: two values with one hash never meet.
func TestCollisionJoinsNobody(t *testing.T) {
	u, who := newUnit(t, "")
	u.hash = func(report.Kind, string, string) int64 { return 42 }
	takeIn(t, u, who, records(t, u, 120, 9), 10)
	sound(t, u, who)
	v, who2 := newUnit(t, "")
	takeIn(t, v, who2, records(t, v, 120, 9), 0)
	if digest(t, u) != digest(t, v) {
		t.Error("leads depend on the hash of identifiers")
	}
}
