package synth

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// texts calls f with every document of a world as text: archives and workbooks
// are opened.
func texts(t *testing.T, o Options, f func(name, text string)) {
	t.Helper()
	for it, err := range Generate(o) {
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Ext(it.Name) {
		case ".zip":
			z, err := zip.NewReader(bytes.NewReader(it.Data), int64(len(it.Data)))
			if err != nil {
				t.Fatalf("%s: %v", it.Name, err)
			}
			for _, m := range z.File {
				r, err := m.Open()
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				f(it.Name+"/"+m.Name, string(b))
			}
		case ".xlsx":
			x, err := excelize.OpenReader(bytes.NewReader(it.Data))
			if err != nil {
				t.Fatalf("%s: %v", it.Name, err)
			}
			rows, err := x.GetRows("Sheet1")
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				f(it.Name, strings.Join(r, "\n"))
			}
		default:
			f(it.Name, string(it.Data))
		}
	}
}

var (
	hosts   = regexp.MustCompile(`(?:@|https?://)([a-z0-9.-]+)`)
	v4      = regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	v6      = regexp.MustCompile(`\b[0-9a-f]{4}(?::[0-9a-f]{0,4}){2,7}\b`)
	phone   = regexp.MustCompile(`\+[0-9][0-9 ()-]{8,}[0-9]`)
	ibans   = regexp.MustCompile(`\b(?:FR|DE)\d{20,25}\b`)
	allowed = []netip.Prefix{
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"),
		netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"),
	}
	// The schema's own address and namespace stand in NCMEC's samples.
	known = map[string]bool{"www.w3.org": true, "report.cybertip.org": true}
)

// Every value in every format is a reserved one. Damaged files, whose values are
// cut short, come from the same hands and are left out.
func TestOnlyReservedValues(t *testing.T) {
	counts := map[string]int{}
	texts(t, Options{Reports: 3000, Seed: 21, Mix: &Mix{NCMEC: 4, CMT: 2, XARF: 1, List: 1, Contacts: 1, Payments: 1}}, func(name, text string) {
		for _, m := range hosts.FindAllStringSubmatch(text, -1) {
			h := strings.Trim(m[1], ".")
			counts["host"]++
			if !known[h] && !strings.HasSuffix("."+h, ".example.com") && !strings.HasSuffix("."+h, ".example.net") && !strings.HasSuffix("."+h, ".example.org") {
				t.Fatalf("%s: host %s", name, h)
			}
		}
		for _, m := range append(v4.FindAllString(text, -1), v6.FindAllString(text, -1)...) {
			a, err := netip.ParseAddr(m)
			if err != nil {
				continue // a time or the like
			}
			counts["address"]++
			ok := false
			for _, p := range allowed {
				ok = ok || p.Contains(a)
			}
			if !ok {
				t.Fatalf("%s: address %s", name, m)
			}
		}
		for _, m := range phone.FindAllString(text, -1) {
			counts["phone"]++
			n := strings.NewReplacer(" ", "", "(", "", ")", "", "-", "").Replace(m)
			if !fictional(n) {
				t.Fatalf("%s: telephone %s", name, m)
			}
		}
		for _, m := range ibans.FindAllString(text, -1) {
			counts["iban"]++
			if m[4] != '0' {
				t.Fatalf("%s: IBAN under a bank's code: %s", name, m)
			}
		}
	})
	for _, k := range []string{"host", "address", "phone", "iban"} {
		if counts[k] < 100 {
			t.Errorf("only %d of %s seen: the test looks past them", counts[k], k)
		}
	}
}

// fictional says whether a number lies in a range kept for fiction.
func fictional(n string) bool {
	for _, p := range []string{"+3363998", "+3319900", "+3326191", "+3335301", "+3346571", "+3353649"} {
		if strings.HasPrefix(n, p) && len(n) == 12 {
			return true
		}
	}
	return strings.HasPrefix(n, "+447700900") && len(n) == 13 ||
		strings.HasPrefix(n, "+1") && len(n) == 12 && n[5:10] == "55501"
}

func TestNeutralWords(t *testing.T) {
	bad := regexp.MustCompile(`(?i)\b(sex|nude|naked|porn|viol|rape|fillette|garçonnet)\b`)
	texts(t, Options{Reports: 2000, Seed: 22}, func(name, text string) {
		for _, w := range incidentTypes { // wire values, quoted
			text = strings.ReplaceAll(text, w, "")
		}
		if m := bad.FindString(text); m != "" {
			t.Fatalf("%s: %q", name, m)
		}
	})
}

func TestWriteKeepsTruthApartAndCounts(t *testing.T) {
	dir := t.TempDir()
	var last, calls int
	rates := DefaultRates()
	rates.Broken, rates.Versions, rates.Duplicates = 0.01, 0.03, 0.03
	s, err := Write(t.Context(), Options{Reports: 4000, Seed: 4, Broken: true, Rates: &rates}, dir, func(done, total int) {
		calls++
		if done < last || total != 4000 {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != 4000 || calls < 10 {
		t.Errorf("progress ended at %d after %d calls", last, calls)
	}
	if s.Expect.New != 4000 || s.Expect.Versions < 50 || s.Expect.Duplicates < 50 || s.Expect.Attached < 1000 || s.Expect.Quarantined < 15 {
		t.Errorf("expected counts: %+v", s.Expect)
	}
	files, seen := 0, map[string]bool{}
	err = filepath.WalkDir(filepath.Join(dir, "reports"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
			rel, _ := filepath.Rel(filepath.Join(dir, "reports"), p)
			seen[filepath.ToSlash(rel)] = true
		}
		return err
	})
	if err != nil || files != s.Files {
		t.Errorf("%d files on disk, summary says %d: %v", files, s.Files, err)
	}
	rows := readTable(t, filepath.Join(dir, "truth", "expected.csv"))
	if rows[len(rows)-1][0] != "TOTAL" || len(rows)-1 != files {
		t.Errorf("%d rows, the last %v", len(rows), rows[len(rows)-1])
	}
	for _, r := range rows[:len(rows)-1] {
		if !seen[r[0]] {
			t.Errorf("%s is expected and not there", r[0])
		}
	}
	hands := map[[2]string]string{}
	for _, r := range readTable(t, filepath.Join(dir, "truth", "hands.csv")) {
		k := [2]string{r[0], r[1]}
		if hands[k] != "" {
			t.Errorf("%v stands twice", k)
		}
		hands[k] = r[2]
	}
	if len(hands) != 4000 {
		t.Errorf("%d reports in hands.csv", len(hands))
	}
	traps := map[string]int{}
	for _, file := range []string{"pairs-not.csv", "pairs-same.csv"} {
		for _, r := range readTable(t, filepath.Join(dir, "truth", file)) {
			a, b := hands[[2]string{r[0], r[1]}], hands[[2]string{r[2], r[3]}]
			if a == "" || b == "" || (a == b) != (file == "pairs-same.csv") {
				t.Errorf("%s: %v: hands %q and %q", file, r, a, b)
			}
			traps[r[4]]++
		}
	}
	for k := familyPhone; k <= otherScript; k++ {
		if traps[k.String()] == 0 {
			t.Errorf("no pair shows the trap %s", k)
		}
	}
	t.Log(traps)
	if _, err := Write(t.Context(), Options{Reports: 10}, dir, nil); err == nil {
		t.Error("wrote over an earlier world")
	}
}

// readTable reads a CSV without its heading.
func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	return rows[1:]
}

// What the truth calls broken is broken, and nothing else is.
func TestBrokenAreBroken(t *testing.T) {
	rates := DefaultRates()
	rates.Broken = 0.05
	kinds := map[string]int{}
	bytesSeen := map[string]bool{}
	for it, err := range Generate(Options{Reports: 1000, Seed: 8, Broken: true, Rates: &rates, Mix: &Mix{NCMEC: 1}}) {
		if err != nil {
			t.Fatal(err)
		}
		if it.Expect.Duplicates == 0 && bytesSeen[string(it.Data)] {
			t.Errorf("%s: bytes seen before, not expected as a duplicate", it.Name)
		}
		bytesSeen[string(it.Data)] = true
		if it.Expect.Quarantined > 0 {
			kinds[it.Note]++
			continue
		}
		if strings.HasSuffix(it.Name, ".xml") && !wellFormed(it.Data) {
			t.Errorf("%s is not well formed", it.Name)
		}
	}
	if len(kinds) < 7 {
		t.Errorf("kinds of damage: %v", kinds)
	}
}

func wellFormed(b []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		if _, err := d.Token(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// Reports of a version have the number of the first and other bytes.
func TestVersionsChangeContent(t *testing.T) {
	g, err := New(Options{Reports: 300, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		if bytes.Equal(g.ncmec(g.look(i), 0), g.ncmec(g.look(i), 1)) || bytes.Equal(g.cmt(g.look(i), 0), g.cmt(g.look(i), 1)) {
			t.Fatalf("report %d: the version changes nothing", i)
		}
	}
}
