package unit

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/intake/hashlist"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/testenv"
	"vigie/internal/triage"
)

// stated is what a test's list says of a value: 0 that it is not in it.
type stated struct {
	value  byte
	said   int // 1: known; 2: victim identified; 3: not
	series string
}

func testValue(v byte) []byte { return bytes.Repeat([]byte{v + 1}, 16) }

// vics writes a list as Project VIC does.
func vics(ls []stated) []byte {
	rows := []map[string]any{}
	for _, l := range ls {
		if l.said == 0 {
			continue
		}
		m := map[string]any{"MD5": strings.ToUpper(hex.EncodeToString(testValue(l.value))), "Category": "1", "Series": l.series, "Comments": "texte libre"}
		if l.said > 1 {
			m["VictimIdentified"] = l.said == 2
		}
		rows = append(rows, m)
	}
	b, _ := json.Marshal(map[string]any{"@odata.context": "https://example.org/$metadata#Media", "value": rows})
	return b
}

func fileOf(doc []byte) MediaFile {
	return MediaFile{Name: "liste.json", Size: int64(len(doc)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(doc)), nil }}
}

func importing(name string, dated triage.Day, ls []stated) MediaList {
	return MediaList{Name: name, Publisher: "Projet d’essai", Dated: dated, Files: []MediaFile{fileOf(vics(ls))}}
}

// withMedia takes in one report with a file a value, and gives its key.
func withMedia(t testing.TB, u *Unit, who Actor, values int) report.Key {
	t.Helper()
	r := about(1, report.Identifier{Kind: report.KindEmail, Raw: "media@example.com", Field: "email"})
	for v := range values {
		r.Report.Media = append(r.Report.Media, report.Media{Hashes: []report.Hash{{Type: "md5", Value: hex.EncodeToString(testValue(byte(v)))}}})
	}
	takeIn(t, u, who, []intake.Record{recordOf(1, r.Report)}, 0)
	return report.KeyOf(r.Report.Source, r.Report.SourceID)
}

// saidOf sums up what a look-up says of each value: "liste:2".
func saidOf(k KnownMedia) map[byte][]string {
	out := map[byte][]string{}
	for _, i := range k.Items {
		b, _ := hex.DecodeString(i.Value)
		for _, s := range i.Said {
			n := 1
			if s.Victim == hashlist.Yes {
				n = 2
			} else if s.Victim == hashlist.No {
				n = 3
			}
			out[b[0]-1] = append(out[b[0]-1], fmt.Sprint(s.List, ":", n))
		}
	}
	return out
}

// TestListsSayWhatTheySaidThatDay: whatever versions come, in two lists, and
// whatever is removed, a look-up as of a day gives what the versions of that day
// said; the tables are what the ledger says; and hashes that collide change nothing.
func TestListsSayWhatTheySaidThatDay(t *testing.T) {
	most, least := mediaBatch, mediaLeast
	mediaBatch, mediaLeast = 3, 3
	t.Cleanup(func() { mediaBatch, mediaLeast = most, least })
	engines(t, func(t *testing.T, db string) {
		for i, collide := range []bool{false, true} {
			if db != "" && i > 0 {
				db = testenv.Postgres(t)
			}
			u, who := newUnit(t, db)
			if collide {
				u.mediaKey = func(_ hashlist.Type, b []byte) int64 { return int64(b[0]%2) - 1 }
			}
			ctx := context.Background()
			const values = 12
			k := withMedia(t, u, who, values+3)
			rng := rand.New(rand.NewPCG(4, uint64(len(db))))
			day := u.Today() - 60
			type version struct {
				name string
				day  triage.Day
				says [values]int
			}
			var held []version
			check := func(when string) {
				t.Helper()
				for d := u.Today() - 61 + triage.Day(rng.IntN(9)); d <= u.Today(); d += 9 {
					want := map[byte][]string{}
					for _, name := range []string{"a", "b"} {
						var now *version
						for i := range held {
							if held[i].name == name && held[i].day <= d {
								now = &held[i]
							}
						}
						for v := 0; now != nil && v < values; v++ {
							if now.says[v] != 0 {
								want[byte(v)] = append(want[byte(v)], fmt.Sprint(name, ":", now.says[v]))
							}
						}
					}
					got, err := u.MediaOf(ctx, who, k, d)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(want, saidOf(got), cmpopts.EquateEmpty()); diff != "" {
						t.Fatalf("%s, as of %s (-want +got):\n%s", when, d, diff)
					}
					if got.Values != values+3 || got.Listed != len(want) || got.Listed+got.Unlisted != got.Values {
						t.Fatalf("%s: %+v", when, got)
					}
				}
			}
			for turn := range 14 {
				if turn%4 == 3 && len(held) > 0 {
					i := rng.IntN(len(held))
					if _, err := u.RemoveMedia(ctx, who, held[i].name, held[i].day, "essai", nil); err != nil {
						t.Fatal(err)
					}
					held = append(held[:i:i], held[i+1:]...)
					check("after a removal")
					continue
				}
				v := version{name: []string{"a", "b"}[rng.IntN(2)], day: day}
				day += triage.Day(1 + rng.IntN(5))
				var ls []stated
				for i := range v.says {
					if v.says[i] = rng.IntN(4); v.says[i] > 0 && rng.IntN(2) == 0 {
						ls = append(ls, stated{byte(i), 1, ""}) // twice, and once with less
					}
					ls = append(ls, stated{byte(i), v.says[i], []string{"", "s", "t"}[rng.IntN(3)]})
				}
				// What no lead bears is kept too.
				ls = append(ls, stated{200, 1 + turn%3, ""})
				rng.Shuffle(len(ls), func(i, j int) { ls[i], ls[j] = ls[j], ls[i] })
				if _, err := u.ImportMedia(ctx, who, importing(v.name, v.day, ls)); err != nil {
					t.Fatal(err)
				}
				held = append(held, v)
				check("after an import")
			}
			sound(t, u, who)
			if _, err := u.RemoveMedia(ctx, who, "a", 0, "fin", nil); err != nil {
				t.Fatal(err)
			}
			if _, err := u.RemoveMedia(ctx, who, "b", 0, "fin", nil); err != nil {
				t.Fatal(err)
			}
			held = nil
			check("after all went")
			sound(t, u, who)
			if n := mediaRows(t, u); n != 0 {
				t.Errorf("%d rows are left of lists that were removed", n)
			}
		}
	})
}

// writing counts the versions that are being written.
func writing(t testing.TB, u *Unit) (n int) {
	t.Helper()
	err := u.store.Read(context.Background(), func(tx *store.Tx) error {
		vs, err := tx.MediaVersions(context.Background())
		for _, v := range vs {
			if v.State == store.MediaWriting {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func mediaRows(t testing.TB, u *Unit) (n int) {
	t.Helper()
	err := u.store.Read(context.Background(), func(tx *store.Tx) error {
		return tx.EachMedia(context.Background(), func(store.MediaHash) error { n++; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestUnchangedRowsAreStoredOnce: a version that repeats the one before adds no row.
func TestUnchangedRowsAreStoredOnce(t *testing.T) {
	u, who := newUnit(t, "")
	ls := []stated{{1, 2, "s"}, {2, 3, ""}, {3, 1, ""}}
	day := u.Today() - 9
	for i := range triage.Day(4) {
		if _, err := u.ImportMedia(context.Background(), who, importing("a", day+i, ls)); err != nil {
			t.Fatal(err)
		}
	}
	if n := mediaRows(t, u); n != 3 {
		t.Errorf("%d rows for three values", n)
	}
}

// TestSeriesAreToldApartWithoutTheirNames: that files are of one series is said, and
// the series' name, like all free text of a list, reaches no disk.
func TestSeriesAreToldApartWithoutTheirNames(t *testing.T) {
	u, who := newUnit(t, "")
	ctx := context.Background()
	k := withMedia(t, u, who, 6)
	const one, two = "Nomdelaserie Une", "autrenomdeserie"
	ls := []stated{{0, 1, one}, {1, 1, " nomdelaserie  UNE"}, {2, 1, two}, {3, 1, ""}, {4, 1, one}, {4, 1, two}}
	if _, err := u.ImportMedia(ctx, who, importing("a", u.Today()-1, ls)); err != nil {
		t.Fatal(err)
	}
	got, err := u.MediaOf(ctx, who, k, 0)
	if err != nil {
		t.Fatal(err)
	}
	in := map[byte]int{}
	for _, i := range got.Items {
		b, _ := hex.DecodeString(i.Value)
		if i.Said[0].InSeries {
			in[b[0]-1] = i.Said[0].Series
		}
	}
	if d := cmp.Diff(map[byte]int{0: 1, 1: 1, 2: 2, 4: 0}, in); d != "" {
		t.Error(d)
	}
	if got.InSeries != 4 || got.Series != 2 || got.Lists[0].Series != 2 {
		t.Errorf("%+v", got)
	}
	sound(t, u, who)
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(u.dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		for _, text := range []string{"omdelaserie", "autrenomdeserie", "texte libre"} {
			if bytes.Contains(b, []byte(text)) {
				t.Errorf("%s holds %q", filepath.Base(p), text)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAnImportThatStopsSaysNothing: until the last of its transactions, no reading
// sees anything of an import; what one that died wrote is cleared by the next.
func TestAnImportThatStopsSaysNothing(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		u, who := newUnit(t, db)
		ctx := context.Background()
		k := withMedia(t, u, who, 5)
		if _, err := u.ImportMedia(ctx, who, importing("a", u.Today()-9, []stated{{0, 1, ""}, {1, 2, ""}})); err != nil {
			t.Fatal(err)
		}
		before, err := u.MediaOf(ctx, who, k, 0)
		if err != nil {
			t.Fatal(err)
		}
		same := func(when string) {
			t.Helper()
			now, err := u.MediaOf(ctx, who, k, 0)
			if d := cmp.Diff(before, now); err != nil || d != "" {
				t.Errorf("%s: %v %s", when, err, d)
			}
			sound(t, u, who)
		}
		next := importing("a", u.Today()-3, []stated{{0, 2, ""}, {2, 1, ""}})
		// One that fails says that it is given up.
		stop, cancel := context.WithCancel(ctx)
		next.Progress = func(s MediaStage, _, _ int64) {
			if s == MediaWrites {
				same("while an import is written")
				cancel()
			}
		}
		if _, err := u.ImportMedia(stop, who, next); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		next.Progress = nil
		same("after an import failed")
		if n := writing(t, u); n != 0 {
			t.Error("an import that failed is not given up")
		}
		// One that dies cannot say so.
		died := errors.New("died")
		kill = func(point string) {
			if point == "media" {
				panic(died)
			}
		}
		func() {
			defer func() { _ = recover() }()
			_, _ = u.ImportMedia(ctx, who, next)
		}()
		kill = func(string) {}
		same("after an import died")
		if n := writing(t, u); n != 1 {
			t.Error("the import did not die where it should")
		}
		// While it may be alive, nobody takes its place.
		var no *MediaFault
		if _, err := u.ImportMedia(ctx, who, next); !errors.As(err, &no) {
			t.Errorf("an import beside another: %v", err)
		}
		if _, err := u.RemoveMedia(ctx, who, "a", 0, "essai", nil); !errors.As(err, &no) {
			t.Errorf("a removal beside an import: %v", err)
		}
		err = u.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE media_version SET touched=$1 WHERE state=1", time.Now().Add(-time.Hour).UnixMilli())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		same("after an hour")
		if _, err := u.ImportMedia(ctx, who, next); err != nil {
			t.Fatal(err)
		}
		now, err := u.MediaOf(ctx, who, k, 0)
		if d := cmp.Diff(map[byte][]string{0: {"a:2"}, 2: {"a:1"}}, saidOf(now)); err != nil || d != "" {
			t.Error(err, d)
		}
		then, err := u.MediaOf(ctx, who, k, u.Today()-4)
		if d := cmp.Diff(saidOf(before), saidOf(then)); err != nil || d != "" {
			t.Error(err, d)
		}
		if n := mediaRows(t, u); n != 4 {
			t.Errorf("%d rows, not 4", n)
		}
		sound(t, u, who)
	})
}

func TestMediaRefusals(t *testing.T) {
	u, who := newUnit(t, "")
	ctx := context.Background()
	good := []stated{{0, 1, ""}}
	if _, err := u.ImportMedia(ctx, who, importing("a", u.Today()-5, good)); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]MediaList{
		"no name":        importing(" ", u.Today(), good),
		"no date":        importing("a", 0, good),
		"to come":        importing("a", u.Today()+1, good),
		"not later":      importing("a", u.Today()-5, good),
		"a control":      importing("a\u202e", u.Today(), good),
		"no file":        {Name: "a", Dated: u.Today()},
		"nothing usable": importing("a", u.Today(), nil),
		"two, no pages":  {Name: "a", Dated: u.Today(), Files: []MediaFile{fileOf(vics(good)), fileOf(vics(good))}},
	} {
		_, err := u.ImportMedia(ctx, who, in)
		var said Spoken
		if !errors.As(err, &said) || said.Sentence("fr") == said.Sentence("en") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, role := range []access.Role{access.Investigator, access.Prosecutor, access.Auditor} {
		other := who
		other.Role = role
		var no *access.Refused
		if _, err := u.ImportMedia(ctx, other, importing("b", u.Today(), good)); !errors.As(err, &no) {
			t.Errorf("%s imports: %v", role, err)
		}
		if _, err := u.RemoveMedia(ctx, other, "a", 0, "essai", nil); !errors.As(err, &no) {
			t.Errorf("%s removes: %v", role, err)
		}
		if vs, err := u.MediaLists(ctx, other); err != nil || len(vs) != 1 || !vs[0].Current {
			t.Errorf("%s lists: %v", role, err)
		}
	}
	if _, err := u.RemoveMedia(ctx, who, "a", 0, "", nil); err == nil {
		t.Error("a removal without a reason")
	}
	if _, err := u.RemoveMedia(ctx, who, "a", u.Today(), "essai", nil); err == nil {
		t.Error("a version that is not there is removed")
	}
	sound(t, u, who)
}

// TestPagesOfOneList: hash sharing comes in pages, of which a later one takes back
// or writes anew what an earlier one said.
func TestPagesOfOneList(t *testing.T) {
	u, who := newUnit(t, "")
	ctx := context.Background()
	k := withMedia(t, u, who, 4)
	page := func(entries string, more bool) MediaFile {
		s := `<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images>` + entries + `</images>`
		if more {
			s += `<paging><next>/v2/entries?start=2</next></paging>`
		}
		return fileOf([]byte(s + `</queryResult>`))
	}
	entry := func(id int, class string, v byte) string {
		return fmt.Sprintf(`<image><member id="1"/><id>%d</id><classification>%s</classification><fingerprints><md5>%x</md5></fingerprints></image>`, id, class, testValue(v))
	}
	in := MediaList{Name: "a", Dated: u.Today(), Files: []MediaFile{
		page(entry(1, "A1", 0)+entry(2, "A1", 1), true),
		page(`<deletedImage><member id="1"/><id>1</id></deletedImage>`+entry(2, "B2", 1)+entry(3, "A2", 2), false),
	}}
	v, err := u.ImportMedia(ctx, who, in)
	if err != nil || v.Values != 2 || v.Rows != 5 {
		t.Fatalf("%+v %v", v, err)
	}
	got, err := u.MediaOf(ctx, who, k, 0)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]CategoryCount{{"A2", 1}, {"B2", 1}}, got.Lists[0].Categories); d != "" || got.Listed != 2 {
		t.Errorf("%s %+v", d, got)
	}
	for _, files := range [][]MediaFile{in.Files[:1], {in.Files[1], in.Files[0]}, {in.Files[1], in.Files[1]}} {
		var no *MediaFault
		if _, err := u.ImportMedia(ctx, who, MediaList{Name: "b", Dated: u.Today(), Files: files}); !errors.As(err, &no) {
			t.Errorf("pages that do not follow each other: %v", err)
		}
	}
}

// TestALeadShowsItsKnownMedia: the lead's page sums up; without hash values there is
// nothing to say.
func TestALeadShowsItsKnownMedia(t *testing.T) {
	u, who := newUnit(t, "")
	ctx := context.Background()
	k := withMedia(t, u, who, 4)
	none, err := u.Lead(ctx, who, k, "fr")
	if err != nil || none.Known == nil || none.Known.Values != 4 || none.Known.Unlisted != 4 || len(none.Known.Lists) != 0 {
		t.Fatalf("%+v %v", none.Known, err)
	}
	place := none.Row
	if _, err := u.ImportMedia(ctx, who, importing("a", u.Today()-1, []stated{{0, 2, "s"}, {1, 3, ""}, {9, 1, ""}})); err != nil {
		t.Fatal(err)
	}
	v, err := u.Lead(ctx, who, k, "fr")
	if err != nil {
		t.Fatal(err)
	}
	x := v.Known
	if x.Listed != 2 || x.Victim != 1 || x.NoVictim != 1 || x.InSeries != 1 || x.Unlisted != 2 || len(x.Lists) != 1 || x.Lists[0].Found != 2 || x.AsOf != u.Today() || len(x.Items) != 0 {
		t.Errorf("%+v", x)
	}
	if d := cmp.Diff(place, v.Row); d != "" {
		t.Errorf("lists moved the order: %s", d)
	}
	r := about(2, report.Identifier{Kind: report.KindEmail, Raw: "none@example.com", Field: "email"})
	takeIn(t, u, who, []intake.Record{recordOf(2, r.Report)}, 0)
	bare, err := u.Lead(ctx, who, report.KeyOf(r.Report.Source, r.Report.SourceID), "fr")
	if err != nil || bare.Known != nil {
		t.Errorf("%+v %v", bare.Known, err)
	}
}

// TestEveryRowOfAListIsWatched: a row that is taken away, or that is made to begin
// or be found elsewhere, is found. (TestEveryBitIsWatched changes the other columns.)
func TestEveryRowOfAListIsWatched(t *testing.T) {
	u, who := newUnit(t, "")
	ctx := context.Background()
	u.listed(t, who)
	sound(t, u, who)
	var rows []store.MediaHash
	err := u.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachMedia(ctx, func(h store.MediaHash) error { rows = append(rows, h); return nil })
	})
	if err != nil || len(rows) < 20 {
		t.Fatal(len(rows), err)
	}
	const where = " WHERE hash=$1 AND algo=$2 AND bytes=$3 AND list=$4 AND since=$5"
	errUndo := errors.New("undo")
	for _, r := range rows {
		try := func(what, q string, args ...any) {
			t.Helper()
			err := u.store.Write(ctx, func(tx *store.Tx) error {
				if _, err := tx.Exec(ctx, q, append([]any{r.Hash, r.Algo, r.Bytes, r.List, r.Since}, args...)...); err != nil {
					return errUndo // another row stands there
				}
				rep, err := u.audit(ctx, tx, nil, nil)
				if err != nil {
					return err
				}
				if rep.OK() {
					t.Errorf("%s of %d since %d: not found", what, r.Hash, r.Since)
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		}
		try("row", "DELETE FROM media_hash"+where)
		try("hash", "UPDATE media_hash SET hash=$6"+where, r.Hash^1<<7)
		// One that no version says is no row of anybody's.
		try("stray row", "INSERT INTO media_hash SELECT hash, algo, bytes, list, $6, $6, said, series FROM media_hash"+where, versionBeside(rows, r))
		for bit := range 5 {
			try("since", "UPDATE media_hash SET since=$6"+where, r.Since^1<<bit)
			try("until", "UPDATE media_hash SET until=$6"+where, r.Until^1<<bit)
		}
	}
	sound(t, u, who)
}

// versionBeside is a version of a row's list at which it does not begin.
func versionBeside(rows []store.MediaHash, r store.MediaHash) int64 {
	for _, x := range rows {
		if x.List == r.List && x.Since != r.Since {
			return x.Since
		}
	}
	return r.List
}
