package intake

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// walkedZip walks an archive as a file, and as standard input, and returns what
// both give, the archive's name cut off.
func walkedZip(t testing.TB, w *Walker, archive []byte) []string {
	t.Helper()
	dir := t.TempDir()
	put(t, filepath.Join(dir, "x.zip"), string(archive))
	got := walked(t, w, dir+"/x.zip", filepath.Join(dir, "x.zip"))
	c := *w
	c.Stdin = bytes.NewReader(archive)
	in := walked(t, &c, "-", "-")
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], dir+"/x.zip")
		if i < len(in) {
			in[i] = strings.TrimPrefix(in[i], "-:")
			if !strings.HasPrefix(got[i], ":") && in[i] != got[i] || strings.HasPrefix(got[i], ":") && ":"+in[i] != got[i] {
				t.Errorf("record %d: %q as a file, %q from standard input", i, got[i], in[i])
			}
		}
	}
	if len(in) != len(got) {
		t.Errorf("%d records as a file, %d from standard input", len(got), len(in))
	}
	return got
}

func TestArchiveIsReadLikeItsFolder(t *testing.T) {
	pairs := []string{"b.txt", "R 3", "a.txt", "R 2", "a/1.txt", "R 1\nwrong", "a/", "", "c/empty", "", "c/odd", "?", ".DS_Store", "x", "__MACOSX/a/._1.txt", "x", "a/._2", "\x00\x05\x16\x07"}
	files := pairs[:6:6]
	dir := write(t, append(files, pairs[8:]...)...)
	folder := walked(t, testWalker(), dir, dir)
	w := testWalker()
	var last Progress
	w.Progress = func(p Progress) { last = p }
	equal(t, walkedZip(t, w, zipped(t, pairs...)), folder...)
	if last.Litter != 3 || last.Members != 5 || last.Files != 1 {
		t.Errorf("progress: %+v", last)
	}
}

func TestMemberNames(t *testing.T) {
	pairs := []string{"ok.txt", "R 1"}
	bad := []string{"../up", "a/../../up", "/etc/passwd", `..\up`, `C:\x`, "c:/x", `\\host\share`, "nul\x00.txt", "..", "a/..", "../"}
	for _, n := range bad {
		pairs = append(pairs, n, "")
	}
	pairs = append(pairs, "a..b/..c/d...", "R 2", "new\nline\x1b[2J", "R 3", "\xff\xfe", "R 4", "./dot//x", "R 5")
	got := walkedZip(t, testWalker(), zipped(t, pairs...))
	refused := 0
	for _, g := range got {
		safe(t, g)
		if strings.Contains(g, ": unsafe-name (a member's name ") {
			refused++
		}
	}
	if refused != len(bad) {
		t.Errorf("%d names refused of %d:\n%s", refused, len(bad), strings.Join(got, "\n"))
	}
	for _, want := range []string{"ok.txt: 1", "a..b/..c/d...: 2", `new\nline\x1b[2J: 3`, `\xff\xfe: 4`, "./dot//x: 5"} {
		if !strings.Contains("\n"+strings.Join(got, "\n")+"\n", "\n"+want+"\n") {
			t.Errorf("%q is missing in\n%s", want, strings.Join(got, "\n"))
		}
	}
	// The archive package itself writes no member without a name.
	if unsafeMember("") == "" {
		t.Error("a member without a name is let through")
	}
}

func TestSameNameTwiceIsReadTwice(t *testing.T) {
	equal(t, walkedZip(t, testWalker(), zipped(t, "a", "R 1", "a", "R 2")), "a: 1", "a: 2")
}

func TestNestedArchives(t *testing.T) {
	inner := string(zipped(t, "x", "R no"))
	tar := make([]byte, 512)
	copy(tar[257:], "ustar\x00")
	all := zipped(t, "a.zip", inner, "b.txt", "R 1", "c.dat", inner, "d.xlsx", inner,
		"e.gz", "\x1f\x8b\x08", "f.7z", "7z\xbc\xaf\x27\x1c", "g.rar", "Rar!\x1a\x07\x01", "h.tar", string(tar), "i.xz", "\xfd7zXZ\x00", "j.zst", "\x28\xb5\x2f\xfd", "k.bz2", "BZh9")
	want := []string{
		"a.zip: nested-archive (ZIP)", "b.txt: 1", "c.dat: nested-archive (ZIP)", "d.xlsx: workbook",
		"e.gz: nested-archive (gzip)", "f.7z: nested-archive (7z)", "g.rar: nested-archive (RAR)", "h.tar: nested-archive (tar)",
		"i.xz: nested-archive (xz)", "j.zst: nested-archive (zstd)", "k.bz2: nested-archive (bzip2)",
	}
	equal(t, walkedZip(t, testWalker(), all), want...)
	w := testWalker()
	w.Format = "sheet"
	if got := walkedZip(t, w, zipped(t, "a.zip", inner, "d.xlsx", inner)); got[0] != "a.zip: nested-archive (ZIP)" || got[1] != "d.xlsx: workbook" {
		t.Errorf("with a format: %q", got)
	}
	dir := write(t, "a.7z", "7z\xbc\xaf\x27\x1c", "b.xlsx", inner)
	equal(t, walked(t, testWalker(), dir, dir), "a.7z: not-recognised (7z archive)", "b.xlsx: workbook")
}

func TestOfficeDocumentIsNoArchive(t *testing.T) {
	doc := string(zipped(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "R no"))
	dir := write(t, "a.docx", doc, "b.bin", doc)
	equal(t, walked(t, testWalker(), dir, dir), "a.docx: not-recognised (office document)", "b.bin: not-recognised (office document)")
	w := testWalker()
	w.Format = "sheet"
	equal(t, walked(t, w, dir, dir), "a.docx: workbook", "b.bin: workbook")
}

func TestBombs(t *testing.T) {
	zeros := strings.Repeat("R 0\n", 1<<20) // 4 MiB into some 10 KiB
	one := zipped(t, "a", "R 1", "bomb", zeros, "c", "R 2")
	equal(t, walkedZip(t, testWalker(), one), "a: 1", "bomb: archive-bomb (a member unpacks to over 200 times its size)", "c: 2")

	// A small member may be packed tightly.
	if got := walkedZip(t, testWalker(), zipped(t, "a", strings.Repeat("R 0\n", 1<<15))); len(got) != 1<<15 {
		t.Errorf("a small repetitive member: %.200q", got)
	}
	// The sum is judged before anything is unpacked.
	w := testWalker()
	w.Limits.Archive = 1 << 20
	many := zipOf(t, func(z *zip.Writer) {
		for i := range 20 {
			add(t, z, &zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Deflate}, strings.Repeat("R 0\n", 15_000))
		}
	})
	equal(t, walkedZip(t, w, many), ": archive-bomb (unpacks to over 1048576 bytes)")
}

// TestOverlappingMembers is David Fifield's bomb in small: every member of the
// directory is the same packed bytes.
func TestOverlappingMembers(t *testing.T) {
	kernel := zipped(t, "a", strings.Repeat("R 0\n", 1<<18)+noise(5000))
	end := bytes.Index(kernel, []byte("PK\x01\x02"))
	entry := kernel[end:bytes.Index(kernel, []byte("PK\x05\x06"))]
	const n = 1000
	all := append([]byte(nil), kernel[:end]...)
	for range n {
		all = append(all, entry...)
	}
	all = append(all, endOf(n, n*len(entry), end)...)
	equal(t, walkedZip(t, testWalker(), all), ": archive-bomb (members lie over one another)")
}

// noise is text that does not pack.
func noise(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(33 + r.IntN(90))
	}
	return string(b)
}

// endOf is the record at the end of an archive (APPNOTE 4.3.16).
func endOf(files, size, offset int) []byte {
	b := []byte("PK\x05\x06\x00\x00\x00\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(files))
	b = binary.LittleEndian.AppendUint16(b, uint16(files))
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = binary.LittleEndian.AppendUint32(b, uint32(offset))
	return append(b, 0, 0)
}

// TestDeclaredSizesAreHeldTo: a member that unpacks to more, or to less, than
// the directory says gives no record.
func TestDeclaredSizesAreHeldTo(t *testing.T) {
	for _, size := range []int{100, 6 << 20} { // held in memory, and unpacked twice
		content := "R 1\n" + noise(size)
		for _, by := range []int{-1, +1} {
			var packed bytes.Buffer
			fw, _ := flate.NewWriter(&packed, 1)
			io.WriteString(fw, content)
			fw.Close()
			all := zipOf(t, func(z *zip.Writer) {
				w, err := z.CreateRaw(&zip.FileHeader{
					Name: "a", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte(content)),
					CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(len(content) + by),
				})
				if err != nil {
					t.Fatal(err)
				}
				w.Write(packed.Bytes())
			})
			got := walkedZip(t, testWalker(), all)
			if len(got) != 1 || got[0] != "a: malformed (a member of the archive)" && got[0] != "a: truncated" {
				t.Errorf("%d bytes, %+d: %q", size, by, got)
			}
		}
	}
}

// TestNoRecordBeforeTheChecksum: damaged bytes give no record at all, however
// large the member is.
func TestNoRecordBeforeTheChecksum(t *testing.T) {
	for _, size := range []int{10, 6 << 20} {
		all := zipOf(t, func(z *zip.Writer) {
			add(t, z, &zip.FileHeader{Name: "a", Method: zip.Store}, "R 1\nR 2\n"+strings.Repeat("R 3\n", size/4))
			add(t, z, &zip.FileHeader{Name: "b", Method: zip.Store}, "R 4")
		})
		at := bytes.Index(all, []byte("R 2"))
		all[at+2] ^= 1
		equal(t, walkedZip(t, testWalker(), all), "a: malformed (a member that does not agree with its checksum)", "b: 4")
	}
}

func TestLargeMember(t *testing.T) {
	content := "R 1\n" + strings.Repeat("?", 900_000) + "\n" + noise(6<<20)
	content = strings.ReplaceAll(content, "R 2", "R 3")
	got := records(t, testWalker(), write(t, "x.zip", string(zipped(t, "big", content, "odd", "?"+content))))
	if len(got) < 2 || got[0].Report == nil {
		t.Fatalf("%d records", len(got))
	}
	last := got[len(got)-1]
	if last.Problem.Reason != NotRecognised || last.SHA256 != sha256.Sum256([]byte("?"+content)) || last.Size != int64(len(content)+1) {
		t.Errorf("%s: hash or size is not the member's", show(last))
	}
}

func TestMembersThatAreNotRead(t *testing.T) {
	all := zipOf(t, func(z *zip.Writer) {
		for _, h := range []zip.FileHeader{
			{Name: "a", Flags: 1},
			{Name: "b", Flags: 1 | 1<<6},
			{Name: "c", Method: 99, Flags: 1},
			{Name: "d", Method: 9},
			{Name: "e", Method: 14},
			{Name: "f", CompressedSize64: 1 << 40, UncompressedSize64: 1 << 40},
			{Name: "g/", UncompressedSize64: 10},
			{Name: "h", CompressedSize64: 1<<64 - 1, UncompressedSize64: 1<<64 - 1},
		} {
			if _, err := z.CreateRaw(&h); err != nil {
				t.Fatal(err)
			}
		}
		link := &zip.FileHeader{Name: "i"}
		link.SetMode(fs.ModeSymlink | 0o777)
		add(t, z, link, "/etc/passwd")
		pipe := &zip.FileHeader{Name: "j"}
		pipe.SetMode(fs.ModeNamedPipe | 0o777)
		add(t, z, pipe, "")
		add(t, z, &zip.FileHeader{Name: "k"}, "R 1")
	})
	equal(t, walkedZip(t, testWalker(), all),
		"a: encrypted", "b: encrypted", "c: encrypted", "d: unknown-method (method 9)", "e: unknown-method (method 14)",
		"f: truncated (a member longer than its archive)", "g/: malformed (a folder of an archive with content)",
		"h: truncated (a member longer than its archive)", "i: symbolic-link", "j: not-regular (named pipe)", "k: 1")
}

// TestTruncatedAtEveryOffset: one problem, never a record, never silence.
func TestTruncatedAtEveryOffset(t *testing.T) {
	all := zipped(t, "a/b.txt", "R 1\nR 2", "c.txt", "R 3", "d.txt", noise(200))
	for n := 4; n < len(all); n++ {
		got := walkedZip(t, testWalker(), all[:n])
		if len(got) != 1 || !strings.HasPrefix(got[0], ": truncated") && !strings.HasPrefix(got[0], ": malformed") {
			t.Fatalf("cut to %d of %d: %q", n, len(all), got)
		}
	}
}

// TestEachByteFlipped: whatever byte is damaged, each member gives its records
// or a problem, and damaged contents give none.
func TestEachByteFlipped(t *testing.T) {
	all := zipped(t, "a.txt", "R 1\nR 2", "b.txt", "R 3")
	for i := range all {
		for _, bit := range []byte{1, 0x80, 0xff} {
			bad := bytes.Clone(all)
			bad[i] ^= bit
			got := walkedZip(t, testWalker(), bad)
			if len(got) == 0 && bytes.Contains(bad, []byte("PK\x05\x06")) {
				t.Fatalf("byte %d: nothing came out", i)
			}
			for _, g := range got {
				if _, id, _ := strings.Cut(g, ": "); len(id) < 3 && !strings.Contains("123", id) {
					t.Errorf("byte %d: %q", i, g)
				}
			}
		}
	}
}

func TestArchiveWithoutFiles(t *testing.T) {
	equal(t, walkedZip(t, testWalker(), zipped(t)), ": empty (an archive without files)")
	equal(t, walkedZip(t, testWalker(), zipped(t, "a/", "", "a/b/", "")), ": empty (an archive without files)")
	equal(t, walkedZip(t, testWalker(), zipped(t, "__MACOSX/x", "y")))
}

func TestTooManyMembers(t *testing.T) {
	all := zipped(t, "a", "R 1", "b", "R 2", "c", "R 3")
	w := testWalker()
	w.Limits.Files = 3
	equal(t, walkedZip(t, w, all), "a: 1", "b: 2", "c: 3")
	w.Limits.Files = 2
	equal(t, walkedZip(t, w, all), ": too-many (over 2 files in an archive)")
}

// TestDirectoryIsMeteredWhileRead: an archive that says it has one file and
// lists a million is refused before they are held in memory.
func TestDirectoryIsMeteredWhileRead(t *testing.T) {
	head := zipped(t, "a", "R 1")
	start := bytes.Index(head, []byte("PK\x01\x02"))
	entry := head[start:bytes.Index(head, []byte("PK\x05\x06"))]
	var b bytes.Buffer
	b.Write(head[:start])
	const n = 1 << 20
	for range n {
		b.Write(entry)
	}
	b.Write(endOf(n+1, n*len(entry), start)) // n+1 modulo 65536 is 1
	w := testWalker()
	w.Limits.Files = 1000
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	allocated := m.TotalAlloc
	got := walked(t, w, "", write(t, "x.zip", b.String())+"/x.zip")
	runtime.ReadMemStats(&m)
	if len(got) != 1 || !strings.HasSuffix(got[0], ": too-many (over 1000 files in an archive)") {
		t.Errorf("got %q", got)
	}
	if grown := int64(m.TotalAlloc - allocated); grown > 4*int64(b.Len()) {
		t.Errorf("%d KiB allocated", grown>>10)
	}
}

func TestDirectoryMeterCountsAcrossReads(t *testing.T) {
	data := []byte(strings.Repeat("..PK\x01\x02", 50))
	for _, step := range []int{1, 2, 3, 4, 5, 7, 64, len(data)} {
		m := &directoryMeter{r: bytes.NewReader(data), files: 1000, on: true}
		for off := 0; off < len(data); off += step {
			m.ReadAt(make([]byte, min(step, len(data)-off)), int64(off))
		}
		if m.seen != 50 {
			t.Errorf("reads of %d bytes: %d signatures, want 50", step, m.seen)
		}
	}
}

func TestHundredThousandMembers(t *testing.T) {
	if testing.Short() {
		t.Skip("makes an archive of 100,000 files")
	}
	const n = 100_000
	all := zipOf(t, func(z *zip.Writer) {
		for i := range n {
			add(t, z, &zip.FileHeader{Name: fmt.Sprintf("drop/%06d/report.txt", i)}, "R 1")
		}
	})
	path := filepath.Join(write(t, "x.zip", string(all)), "x.zip")
	all = nil
	for _, workers := range []int{1, 2} {
		w := testWalker()
		w.Workers = workers
		before := liveBytes()
		var most uint64
		count, begun := 0, time.Now()
		if err := w.Walk(t.Context(), []string{path}, func(r Record) error {
			if r.Report == nil {
				return fmt.Errorf("%s", show(r))
			}
			if count++; count%25_000 == 0 {
				most = max(most, liveBytes())
			}
			return nil
		}); err != nil || count != n {
			t.Fatalf("%d records, %v", count, err)
		}
		grown := int64(most) - int64(before)
		t.Logf("%d workers: %v, memory in use grew by %d KiB", workers, time.Since(begun), grown>>10)
		if grown > 96<<20 {
			t.Errorf("%d workers: memory in use grew by %d KiB", workers, grown>>10)
		}
	}
}

func TestCompareMembers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"a", "a", 0}, {"a/b", "a.txt", -1}, {"a.txt", "a/b", 1}, {"a", "a/b", -1}, {"b", "a/z", 1}, {"", "a", -1}, {"\xff", "a", 1}} {
		got := compareMembers(c.a, c.b)
		if got > 0 != (c.want > 0) || got < 0 != (c.want < 0) {
			t.Errorf("compareMembers(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestNothingIsWritten: a walk leaves no file behind, in the drop or among the
// temporary files.
func TestNothingIsWritten(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	all := zipped(t, "a", "R 1\n"+noise(6<<20), "b.zip", string(zipped(t, "x", "y")))
	w := testWalker()
	w.Workers = 2
	w.Stdin = bytes.NewReader(all)
	records(t, w, "-")
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
