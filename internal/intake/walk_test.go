package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func TestWalkSortsFolders(t *testing.T) {
	dir := write(t,
		"b.txt", "R 3\n", "a/z.txt", "R 1\nR 2\n", "a.txt", "R 2.5\nwrong\nR 2.6\n", "c/1/2/3.txt", "R 4\n",
		"c/odd.bin", "\x00\x01", "c/empty.txt", "")
	equal(t, walked(t, testWalker(), dir, dir),
		"a/z.txt: 1", "a/z.txt: 2",
		"a.txt: 2.5", "a.txt: wrong-shape", "a.txt: 2.6",
		"b.txt: 3",
		"c/1/2/3.txt: 4",
		"c/empty.txt: empty",
		"c/odd.bin: not-recognised")
}

func TestProblemCarriesTheHashOfTheFile(t *testing.T) {
	dir := write(t, "odd.bin", "\x00\x01", "empty", "", "x.zip", "PK\x03\x04 no archive")
	for _, r := range records(t, testWalker(), dir) {
		b, err := os.ReadFile(r.Place.File)
		if err != nil {
			t.Fatal(err)
		}
		if r.SHA256 != sha256.Sum256(b) || r.Size != int64(len(b)) {
			t.Errorf("%s: hash or size is not the file's", show(r))
		}
	}
}

func TestPathsAreReadInTheOrderGiven(t *testing.T) {
	dir := write(t, "a", "R 1", "b", "R 2")
	equal(t, walked(t, testWalker(), dir, filepath.Join(dir, "b"), filepath.Join(dir, "gone"), filepath.Join(dir, "a")+"/"),
		"b: 2", "gone: unreadable (not there, or no longer)", "a: 1")
}

func TestRelativePaths(t *testing.T) {
	t.Chdir(write(t, "d/-", "R 1", "-", "R 2"))
	equal(t, walked(t, testWalker(), "", "."), "./-: 2", "d/-: 1")
	equal(t, walked(t, testWalker(), "", "d/"), "d/-: 1")
	equal(t, walked(t, testWalker(), "", "d/.."), "d/../-: 2", "d/../d/-: 1")
	equal(t, walked(t, testWalker(), "", ""), ": unreadable (not there, or no longer)")
}

func TestLitterIsCounted(t *testing.T) {
	dir := write(t,
		".DS_Store", "R no", "THUMBS.DB", "R no", "a/desktop.ini", "R no", "a/__MACOSX/b/._x", "R no",
		"._report.txt", "\x00\x05\x16\x07 R no", "._real.txt", "R 1", "desktop.ini.d/x", "R 2", ".hidden", "R 3")
	put(t, filepath.Join(dir, "desktop.d", "Thumbs.db", "inside"), "R 4")
	w := testWalker()
	var last Progress
	w.Progress = func(p Progress) { last = p }
	equal(t, walked(t, w, dir, dir), "._real.txt: 1", ".hidden: 3", "desktop.d/Thumbs.db/inside: 4", "desktop.ini.d/x: 2")
	if last.Litter != 5 || last.Files != 4 || !last.Done {
		t.Errorf("progress at the end: %+v", last)
	}
	// What the person names inside such a folder is read.
	equal(t, walked(t, w, dir, filepath.Join(dir, "a/__MACOSX/b/._x")), "a/__MACOSX/b/._x: no")
}

func TestForcedFormat(t *testing.T) {
	dir := write(t, "a.csv", "wrong\nR 1")
	w := testWalker()
	equal(t, walked(t, w, dir, dir), "a.csv: not-recognised")
	w.Format = "lines"
	equal(t, walked(t, w, dir, dir), "a.csv: wrong-shape", "a.csv: 1")
	w.Format = "other"
	err := w.Walk(t.Context(), []string{dir}, func(Record) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "lines, sheet") {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestFirstReaderThatDetectsWins(t *testing.T) {
	a, b := lines{"a"}, lines{"b"}
	if r := Detect([]Reader{sheets{}, b, a}, "x", []byte("R 1")); r != b {
		t.Errorf("Detect chose %v", r)
	}
	if r := Detect(nil, "x", []byte("R 1")); r != nil {
		t.Errorf("Detect without readers: %v", r)
	}
}

func TestStdin(t *testing.T) {
	all := zipped(t, "a.txt", "R 1", "b.txt", "R 2")
	for name, c := range map[string]struct {
		in   io.Reader
		want []string
	}{
		"lines":   {iotest.OneByteReader(strings.NewReader("R 1\nR 2")), []string{"-: 1", "-: 2"}},
		"empty":   {strings.NewReader(""), []string{"-: empty"}},
		"unknown": {strings.NewReader("?"), []string{"-: not-recognised"}},
		"archive": {strings.NewReader(string(all)), []string{"-/a.txt: 1", "-/b.txt: 2"}},
		"failing": {iotest.ErrReader(errors.New("secret words")), []string{"-: unreadable"}},
		"fails later": {
			io.MultiReader(strings.NewReader("R 1\n"+strings.Repeat("R x\n", 2000)[:5000]), iotest.ErrReader(errors.New("secret words"))),
			nil,
		},
	} {
		for _, workers := range []int{1, 3} {
			w := testWalker()
			w.Workers = workers
			w.Stdin = c.in
			got := walked(t, w, "", "-")
			if c.want == nil {
				if last := got[len(got)-1]; last != "-: unreadable" {
					t.Errorf("%s: ends with %q", name, last)
				}
			} else if workers == 1 {
				equal(t, got, c.want...)
			}
		}
	}
	w := testWalker()
	if err := w.Walk(t.Context(), []string{"-"}, nil); err == nil {
		t.Error("no standard input, and no error")
	}
	w.Stdin = strings.NewReader("")
	if err := w.Walk(t.Context(), []string{"-", "-"}, nil); err == nil {
		t.Error("standard input read twice, and no error")
	}
}

func TestStdinArchiveOverMemory(t *testing.T) {
	all := zipped(t, "a.txt", "R 1"+strings.Repeat(" padding", 10))
	w := testWalker()
	w.Memory = int64(len(all)) - 1
	w.Stdin = strings.NewReader(string(all))
	got := records(t, w, "-")
	if len(got) != 1 || got[0].Problem == nil || got[0].Problem.Reason != TooLarge || got[0].SHA256 != sha256.Sum256(all) {
		t.Errorf("got %v", got)
	}
	w.Memory++
	w.Stdin = strings.NewReader(string(all))
	if got := records(t, w, "-"); len(got) != 1 || got[0].Report == nil {
		t.Errorf("at the limit: %v", got)
	}
}

func TestFaultOfAReaderStopsNothingElse(t *testing.T) {
	dir := write(t, "a", "R 1", "b", "R 2\npanic\nR 3", "c", "R 4")
	for _, workers := range []int{1, 2} {
		w := testWalker()
		w.Workers = workers
		got := walked(t, w, dir, dir)
		if len(got) != 4 || !strings.HasPrefix(got[2], "b: fault (lines: runtime.errorString at intake/fake_test.go:") &&
			!strings.HasPrefix(got[2], "b: fault (lines: runtime.errorAddressString at intake/fake_test.go:") {
			t.Errorf("got %q", got)
		}
	}
}

func TestFileWithoutRecordsIsAProblem(t *testing.T) {
	dir := write(t, "a", "R 1", "b", "nothing")
	w := testWalker()
	w.Format = "lines"
	equal(t, walked(t, w, dir, dir), "a: 1", "b: empty (no record in it)")
}

func TestPanicOfEmitIsTheCallers(t *testing.T) {
	dir := write(t, "a", "R 1")
	for _, workers := range []int{1, 2} {
		func() {
			defer func() {
				if v := recover(); v != "mine" {
					t.Errorf("workers %d: recovered %v", workers, v)
				}
			}()
			w := testWalker()
			w.Workers = workers
			w.Walk(t.Context(), []string{dir}, func(Record) error { panic("mine") })
		}()
	}
}

func TestErrorOfEmitEndsTheWalk(t *testing.T) {
	var pairs []string
	for i := range 200 {
		pairs = append(pairs, fmt.Sprintf("%03d", i), "R 1\nR 2\nR 3")
	}
	dir := write(t, pairs...)
	put(t, filepath.Join(dir, "010.zip"), string(zipped(t, pairs...)))
	stop := errors.New("stop")
	for _, workers := range []int{1, 4} {
		for _, at := range []int{1, 30, 400, 700} {
			w := testWalker()
			w.Workers = workers
			n := 0
			err := w.Walk(t.Context(), []string{dir}, func(Record) error {
				if n++; n == at {
					return stop
				}
				return nil
			})
			if err != stop || n != at {
				t.Errorf("workers %d, stop at %d: %d calls, %v", workers, at, n, err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			n = 0
			err = w.Walk(ctx, []string{dir}, func(Record) error {
				if n++; n == at {
					cancel()
				}
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("workers %d, cancelled at %d: %v", workers, at, err)
			}
		}
	}
	if open := openFiles(t, dir); len(open) > 0 {
		t.Errorf("files left open: %q", open)
	}
}

// openFiles lists the files under dir that this process holds open (Linux).
func openFiles(t testing.TB, dir string) (open []string) {
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil
	}
	for _, fd := range fds {
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(to, dir) {
			open = append(open, to)
		}
	}
	return open
}

// TestWorkersChangeNothing: any files, any number of workers, any room for
// what waits: the same records in the same order.
func TestWorkersChangeNothing(t *testing.T) {
	content := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"R 1", "R 2", "wrong", "panic", ""}), 0, 8).Draw(t, "lines"), "\n")
	})
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		for i, c := range rapid.SliceOfN(content, 0, 12).Draw(rt, "files") {
			put(t, filepath.Join(dir, fmt.Sprint(i%3), fmt.Sprint(i)), c)
		}
		var pairs []string
		for i, c := range rapid.SliceOfN(content, 0, 12).Draw(rt, "members") {
			pairs = append(pairs, fmt.Sprint(i), c)
		}
		put(t, filepath.Join(dir, "1", "x.zip"), string(zipped(t, pairs...)))
		one := testWalker()
		want := walked(t, one, dir, dir)
		many := testWalker()
		many.Workers = rapid.IntRange(2, 5).Draw(rt, "workers")
		most := rapid.SampledFrom([]int64{1, 3000, lineBytes}).Draw(rt, "most")
		s, _ := many.start(nil)
		var got []string
		err = runLine(t.Context(), many.Workers, most,
			func(ctx context.Context, q queue) error { return s.fill(ctx, q, []string{dir}) },
			func(r Record) error { got = append(got, strings.TrimPrefix(show(r), dir+"/")); return nil },
			func(*job) {})
		if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
			rt.Fatalf("%v\ngot  %q\nwant %q", err, got, want)
		}
	})
}

func TestProgress(t *testing.T) {
	dir := write(t, "a", "R 1\nR 2", "b/c", "R 3")
	put(t, filepath.Join(dir, "z.zip"), string(zipped(t, "a", "R 4", "b", "R 5", "__MACOSX/._a", "x")))
	size := int64(0)
	filepath.Walk(dir, func(_ string, i os.FileInfo, _ error) error {
		if !i.IsDir() {
			size += i.Size()
		}
		return nil
	})
	for _, workers := range []int{1, 3} {
		var steps []Progress
		w := testWalker()
		w.Workers, w.Count = workers, true
		w.Progress = func(p Progress) { steps = append(steps, p) }
		records(t, w, dir)
		for i, p := range steps {
			if p.TotalFiles != 3 || p.TotalBytes != size {
				t.Errorf("step %d: totals %+v, want 3 files, %d bytes", i, p, size)
			}
			if i > 0 && (p.Files < steps[i-1].Files || p.Bytes < steps[i-1].Bytes) {
				t.Errorf("step %d goes back: %+v", i, p)
			}
		}
		want := Progress{Files: 3, Members: 2, Bytes: size, Litter: 1, TotalFiles: 3, TotalBytes: size, Done: true}
		if last := steps[len(steps)-1]; last != want {
			t.Errorf("last %+v, want %+v", last, want)
		}
	}
}

func TestOrDefault(t *testing.T) {
	if got := (Limits{}).OrDefault(); got != DefaultLimits {
		t.Errorf("zero: %+v", got)
	}
	if got := (Limits{Record: 5, Files: -1}).OrDefault(); got.Record != 5 || got.Files != DefaultLimits.Files {
		t.Errorf("partly: %+v", got)
	}
}

// latecomers are lines whose files start with "S ".
type latecomers struct{ lines }

func (latecomers) Late() {}

func (latecomers) Detect(_ string, head []byte) bool { return strings.HasPrefix(string(head), "S ") }

func (l latecomers) Read(ctx context.Context, in Input, emit func(Record) error) error {
	b, err := io.ReadAll(in.R)
	if err != nil {
		return err
	}
	in.R = strings.NewReader(strings.ReplaceAll(string(b), "S ", "R "))
	return l.lines.Read(ctx, in, emit)
}

// TestLatecomersLast: in two parts, every record comes once, and statements after
// all else, those in a file with other records too; what is wrong is said once.
func TestLatecomersLast(t *testing.T) {
	dir := write(t, "a", "S 1\nS 2\n", "b", "R 3\nR statement\nwrong", "c/d", "S 4\nwrong\n", "e", "\x00\x01", "f", "")
	if err := os.WriteFile(filepath.Join(dir, "g.zip"), zipped(t, "h", "S 5", "i", "R 6"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 3} {
		w := &Walker{Readers: []Reader{latecomers{lines{"late"}}, lines{"lines"}}, Workers: workers}
		first, last := w.Split()
		equal(t, walked(t, first, dir, dir), "b: 3", "b: wrong-shape", "e: not-recognised", "f: empty", "g.zip/i: 6")
		equal(t, walked(t, last, dir, dir), "a: 1", "a: 2", "b: statement", "c/d: 4", "c/d: wrong-shape", "g.zip/h: 5")
	}
}

// TestOwnFilesArePassedOver: what is the unit's own is neither opened nor counted,
// wherever a walk meets it and by whatever path; its neighbours are read.
func TestOwnFilesArePassedOver(t *testing.T) {
	dir := write(t, "a.txt", "R 1", "data/vigie.db", "R no", "data/deep/b.txt", "R no", "z/vigie.db", "R 2")
	w := testWalker()
	w.Own = []string{filepath.Join(dir, "data"), filepath.Join(dir, "data", "vigie.db"), filepath.Join(dir, "gone")}
	equal(t, walked(t, w, dir, dir), "a.txt: 1", "z/vigie.db: 2")
	equal(t, walked(t, w, dir, filepath.Join(dir, "z", "..", "data")))
	equal(t, walked(t, w, dir, filepath.Join(dir, "data", "vigie.db")))
	if files, _, err := w.count(t.Context(), []string{dir}); err != nil || files != 2 {
		t.Errorf("%d files counted, %v", files, err)
	}
}
