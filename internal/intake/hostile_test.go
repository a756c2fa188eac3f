package intake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	equal(t, walked(t, testWalker(), dir, dir))
}

func TestLinksAreNotFollowed(t *testing.T) {
	dir := write(t, "in/a", "R 1", "out/b", "R 2")
	in := filepath.Join(dir, "in")
	for name, to := range map[string]string{"loop": ".", "up": "..", "self": "self", "dir": "../out", "file": "../out/b", "inside": "a", "broken": "none"} {
		if err := os.Symlink(to, filepath.Join(in, name)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	equal(t, walked(t, testWalker(), in, in),
		"a: 1", "broken: symbolic-link", "dir: symbolic-link", "file: symbolic-link", "inside: symbolic-link",
		"loop: symbolic-link", "self: symbolic-link", "up: symbolic-link")
	// Nor when the person names the link, with or without a slash behind it.
	equal(t, walked(t, testWalker(), in, filepath.Join(in, "dir"), filepath.Join(in, "dir")+"/", filepath.Join(in, "file")),
		"dir: symbolic-link", "dir: symbolic-link", "file: symbolic-link")
	// What leads to the name given is the person's own business.
	equal(t, walked(t, testWalker(), in, filepath.Join(in, "dir", "b")), "dir/b: 2")
}

// swapping is a folder in which something takes the file's place between the
// moment it is looked at and the moment it is opened.
type swapping struct {
	folder
	swap func()
}

func (s swapping) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	s.swap()
	return s.folder.OpenFile(name, flag, perm)
}

func (s swapping) OpenRoot(name string) (*os.Root, error) {
	s.swap()
	return s.folder.OpenRoot(name)
}

func TestReplacedBetweenLookingAndOpening(t *testing.T) {
	for name, c := range map[string]struct {
		swap func(path string) error
		want []string
	}{
		"vanished": {os.Remove, []string{"unreadable (not there, or no longer)"}},
		"link": {
			func(p string) error { os.Remove(p); return os.Symlink("secret", p) },
			[]string{"symbolic-link", "changed (replaced while it was being opened)"},
		},
		"file": {
			func(p string) error { os.Rename(p, p+".old"); return os.WriteFile(p, []byte("R 2"), 0o600) },
			[]string{"changed (replaced while it was being opened)"},
		},
		"pipe": {
			func(p string) error { os.Remove(p); return makePipe(p) },
			[]string{"changed (replaced while it was being opened)"},
		},
		"folder": {
			func(p string) error { os.Remove(p); return os.Mkdir(p, 0o700) },
			[]string{"changed (replaced while it was being opened)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, "a", "R 1", "secret", "R no")
			root, err := os.OpenRoot(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			for _, in := range []folder{root, bare{}} {
				path := filepath.Join(dir, "a")
				os.RemoveAll(path)
				put(t, path, "R 1")
				call := "a"
				if in == (bare{}) {
					call = path
				}
				var swapped error
				s := swapping{in, func() { swapped = c.swap(path) }}
				got := visited(t, s, call)
				if swapped != nil {
					t.Skip(swapped)
				}
				if len(got) != 1 || !slices.Contains(c.want, got[0]) {
					t.Errorf("%T: got %q, want one of %q", in, got, c.want)
				}
			}
		})
	}
}

func TestFolderReplacedByLink(t *testing.T) {
	dir := write(t, "a/x", "R 1", "b/y", "R no")
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s := swapping{root, func() {
		os.RemoveAll(filepath.Join(dir, "a"))
		os.Symlink("b", filepath.Join(dir, "a"))
	}}
	if got := visited(t, s, "a"); len(got) != 1 || got[0] != "changed (replaced while it was being opened)" {
		t.Errorf("got %q", got)
	}
}

// visited walks one name of a folder and returns what came of it, without names.
func visited(t *testing.T, in folder, name string) (got []string) {
	t.Helper()
	s, _ := testWalker().start(nil)
	q := inline{func(r Record) error {
		_, what, _ := strings.Cut(show(r), ": ")
		got = append(got, what)
		return nil
	}, func(*job) {}}
	tr := tree{held: 10, visit: func(ctx context.Context, e entry) error { return s.entry(ctx, q, e) }}
	if err := tr.step(t.Context(), in, name, "n", nil, false); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestVanishesBetweenListingAndLooking(t *testing.T) {
	dir := write(t, "a", "R 1", "b", "R 2", "c", "R 3")
	var got []string
	err := testWalker().Walk(t.Context(), []string{dir}, func(r Record) error {
		os.Remove(filepath.Join(dir, "b"))
		got = append(got, strings.TrimPrefix(show(r), dir+"/"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, "a: 1", "b: unreadable (not there, or no longer)", "c: 3")
}

func TestFileThatGrowsIsReadNoFurther(t *testing.T) {
	for name, grow := range map[string]func(*os.File) error{
		"grows":   func(f *os.File) error { _, err := f.WriteString("R more\n"); return err },
		"shrinks": func(f *os.File) error { return f.Truncate(3) },
		"touched": func(f *os.File) error { return os.Chtimes(f.Name(), time.Time{}, time.Unix(1, 0)) },
	} {
		dir := write(t, "a", strings.Repeat("R 1\n", 1000), "b", "R 2")
		f, err := os.OpenFile(filepath.Join(dir, "a"), os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var got []string
		err = testWalker().Walk(t.Context(), []string{dir}, func(r Record) error {
			if len(got) < 5000 { // as fast as it is read
				if err := grow(f); err != nil {
					t.Fatal(err)
				}
			}
			got = append(got, strings.TrimPrefix(show(r), dir+"/"))
			return nil
		})
		if err != nil || len(got) > 1002 {
			t.Fatalf("%s: %d records, %v", name, len(got), err)
		}
		equal(t, got[len(got)-2:], "a: changed (size or time of change)", "b: 2")
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root reads everything")
	}
	dir := write(t, "a", "R 1", "b/c", "R 2", "d", "R 3")
	os.Chmod(filepath.Join(dir, "a"), 0)
	os.Chmod(filepath.Join(dir, "b"), 0)
	defer os.Chmod(filepath.Join(dir, "b"), 0o700)
	equal(t, walked(t, testWalker(), dir, dir),
		"a: unreadable (permission denied)", "b: unreadable (permission denied)", "d: 3")
}

// refusing is a folder whose files the system will not open.
type refusing struct {
	folder
	err error
}

func (r refusing) OpenFile(name string, _ int, _ fs.FileMode) (*os.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: r.err}
}

func (r refusing) OpenRoot(name string) (*os.Root, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: r.err}
}

func TestRefusedBySystem(t *testing.T) {
	dir := write(t, "a", "R 1", "b/c", "R 2")
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, name := range []string{"a", "b"} {
		equal(t, visited(t, refusing{root, fs.ErrPermission}, name), "unreadable (permission denied)")
		equal(t, visited(t, refusing{root, fmt.Errorf("words of /the/path")}, name), "unreadable")
	}
}

func TestDeepFolders(t *testing.T) {
	dir := t.TempDir()
	// Deeper than the limit, and longer than a path may be.
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	part := strings.Repeat("d", 100)
	for i := range maxFolders + 20 {
		if err := root.WriteFile(fmt.Sprintf("f%03d", i), []byte("R 1"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := root.Mkdir(part, 0o700); err != nil {
			t.Fatal(err)
		}
		below, err := root.OpenRoot(part)
		if err != nil {
			t.Fatal(err)
		}
		root.Close()
		root = below
	}
	root.Close()
	got := walked(t, testWalker(), dir, dir)
	if len(got) != maxFolders+1 || !strings.HasSuffix(got[0], ": too-deep (more than 128 folders in one another)") {
		t.Fatalf("%d records, the first %.300q", len(got), got[0])
	}
	if !strings.HasSuffix(got[1], "/f127: 1") {
		t.Errorf("then %q", got[1][len(got[1])-20:])
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
}

var oddNames = []string{
	"new\nline", "tab\t", "\x1b[31mred", "\xff\xfe", "rtl\u202egpj.txt", "zero\u200bwidth", `back\slash`, `"quoted"`, "é è", "espace\u00a0insécable",
	"nul-like\u0000"[:8], "bell\a", "日本", "\u2028", "…", "%s%n", "'; --", "-rf", "~", "*", " lead", "trail ",
}

func TestOddNamesAreShownSafely(t *testing.T) {
	dir := t.TempDir()
	for _, n := range oddNames {
		if err := os.WriteFile(filepath.Join(dir, n), []byte("R 1"), 0o600); err != nil {
			t.Skip("the file system takes no such names:", err)
		}
	}
	seen := map[string]bool{}
	for _, r := range records(t, testWalker(), dir) {
		if r.Report == nil {
			t.Errorf("%s", show(r))
		}
		seen[r.Place.File] = true
		safe(t, r.Place.File)
	}
	if len(seen) != len(oddNames) {
		t.Errorf("%d names shown of %d", len(seen), len(oddNames))
	}
}

// safe fails when a name could disturb a terminal, a log or a page.
func safe(t testing.TB, name string) {
	t.Helper()
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		t.Errorf("%q is not safe to show", name)
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"drop/é\u00a0x.xml": "drop/é\u00a0x.xml",
		"a\nb.xml":          `a\nb.xml`,
		`a\nb.xml`:          `a\\nb.xml`,
		"x\xff.csv":         `x\xff.csv`,
		"x\ufffd.csv":       "x\ufffd.csv",
		"\u202e\"":          `\u202e"`,
		"":                  "",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.OneOf(rapid.SampledFrom(oddNames), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.SampledFrom([]string{`\n`, `\x00`, `\`, "\n", "\x00", `\\`, "n"}))
		names := rapid.Map(rapid.SliceOfN(part, 0, 3), func(p []string) string { return strings.Join(p, "") })
		a, b := names.Draw(t, "a"), names.Draw(t, "b")
		x, y := printable(a), printable(b)
		if (a == b) != (x == y) {
			t.Fatalf("%q and %q are shown as %q and %q", a, b, x, y)
		}
		if !utf8.ValidString(x) || strings.ContainsFunc(x, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Fatalf("%q is shown as %q", a, x)
		}
	})
}

// TestLargeFolderIsListedInPortions: each name once and in order, however few
// are held, also when there are just as many as are held.
func TestLargeFolderIsListedInPortions(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for i := range 60 {
		want = append(want, fmt.Sprintf("%02d", (i*7)%60))
		put(t, filepath.Join(dir, want[i]), "R 1")
	}
	slices.Sort(want)
	for _, held := range []int{1, 7, 20, 30, 59, 60, 61, 120} {
		var got []string
		tr := tree{held: held, visit: func(_ context.Context, e entry) error { got = append(got, e.name); return nil }}
		if err := tr.walk(t.Context(), dir); err != nil || !slices.Equal(got, want) {
			t.Errorf("held %d: %v %v", held, got, err)
		}
	}
}

// TestHundredThousandFiles: memory does not grow with the folder, but for names.
func TestHundredThousandFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 100,000 files")
	}
	const n = 100_000
	dir := t.TempDir()
	begun := time.Now()
	from := write(t)
	for i := range n { // links to a few files are made faster than files
		a := filepath.Join(from, fmt.Sprint(i/10_000))
		if i%10_000 == 0 {
			put(t, a, fmt.Sprintf("R %d\n", i))
		}
		if err := os.Link(a, filepath.Join(dir, fmt.Sprintf("report-%06d.txt", (i*7919)%n))); err != nil {
			t.Skip("no hard links here:", err)
		}
	}
	t.Logf("made in %v", time.Since(begun))
	for _, workers := range []int{1, 2} {
		w := testWalker()
		w.Workers = workers
		before := liveBytes()
		var most uint64
		count, last := 0, ""
		begun = time.Now()
		err := w.Walk(t.Context(), []string{dir}, func(r Record) error {
			if r.Report == nil || r.Place.File <= last {
				return fmt.Errorf("%s after %s", show(r), last)
			}
			last = r.Place.File
			if count++; count%20_000 == 0 {
				most = max(most, liveBytes())
			}
			return nil
		})
		if err != nil || count != n {
			t.Fatalf("%d records, %v", count, err)
		}
		grown := int64(most) - int64(before)
		t.Logf("%d workers: read in %v, memory in use grew by %d KiB", workers, time.Since(begun), grown>>10)
		if grown > 24<<20 {
			t.Errorf("%d workers: memory in use grew by %d KiB", workers, grown>>10)
		}
	}
}

// liveBytes is what the heap holds after a collection.
func liveBytes() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestLineBoundsWhatWaits: a slow head keeps the others from filling memory.
func TestLineBoundsWhatWaits(t *testing.T) {
	const most = 100 << 10
	var jobs []*job
	gate := make(chan struct{})
	for i := range 20 {
		jobs = append(jobs, &job{run: func(ctx context.Context, emit func(Record) error) error {
			if i == 0 {
				<-gate
			}
			for k := range 100 {
				if err := emit(Record{Place: Place{File: fmt.Sprintf("%02d/%02d", i, k)}, Redacted: make([]byte, 1024)}); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	var l *line
	var seen []string
	peak := int64(0)
	err := runLine(t.Context(), 4, most, func(ctx context.Context, q queue) error {
		l = q.(*line)
		for i, j := range jobs {
			if i == 15 {
				time.Sleep(20 * time.Millisecond) // let the others fill their room
				close(gate)
			}
			if err := q.put(ctx, j); err != nil {
				return err
			}
		}
		return nil
	}, func(r Record) error {
		seen = append(seen, r.Place.File)
		l.mu.Lock()
		peak = max(peak, l.held)
		l.mu.Unlock()
		return nil
	}, func(*job) {})
	if err != nil || len(seen) != 2000 || !slices.IsSorted(seen) {
		t.Fatalf("%d records, sorted %v, %v", len(seen), slices.IsSorted(seen), err)
	}
	if room := int64(most + 2*cost(Record{Redacted: make([]byte, 1024)})); peak > room {
		t.Errorf("held %d bytes at most, room is %d", peak, room)
	}
}

func TestHashOfProblemInLargeFile(t *testing.T) {
	dir := write(t, "a", strings.Repeat("?", 3<<20))
	got := records(t, testWalker(), dir)
	if len(got) != 1 || got[0].SHA256 != sha256.Sum256([]byte(strings.Repeat("?", 3<<20))) {
		t.Error("not the hash of the file")
	}
}
