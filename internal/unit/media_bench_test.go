package unit

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// BenchmarkMedia imports a list of a million entries, each with an MD5 and a SHA-1,
// then a version of it in which one in fifty differs, and looks a thousand values up
// among them. Run it once: go test -bench Media -benchtime 1x ./internal/unit
func BenchmarkMedia(b *testing.B) {
	const entries = 1_000_000
	u, who := newUnit(b, "")
	ctx := context.Background()
	rng := rand.New(rand.NewPCG(1, 2))
	value := func(n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = byte(rng.Uint32())
		}
		return out
	}
	sums := make([][2][]byte, entries)
	for i := range sums {
		sums[i] = [2][]byte{value(16), value(20)}
	}
	write := func(version int) MediaFile {
		name := filepath.Join(b.TempDir(), fmt.Sprint("liste", version, ".json"))
		f, err := os.Create(name)
		if err != nil {
			b.Fatal(err)
		}
		w := bufio.NewWriter(f)
		fmt.Fprint(w, `{"@odata.context":"https://example.org/$metadata#Media","value":[`)
		for i, s := range sums {
			if i > 0 {
				fmt.Fprint(w, ",\n")
			}
			fmt.Fprintf(w, `{"MediaID":%d,"Category":%d,"MD5":"%x","SHA1":"%x","MediaSize":12345,"VictimIdentified":%v,"Series":"s%d"}`, i, (i+version*(i%50/49))%3, s[0], s[1], i%7 == 0, i%1000)
		}
		fmt.Fprint(w, "]}")
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
		st, err := f.Stat()
		if err != nil {
			b.Fatal(err)
		}
		return MediaFile{Name: name, Size: st.Size(), Open: func() (io.ReadCloser, error) { return os.Open(name) }}
	}
	r := about(1, report.Identifier{Kind: report.KindEmail, Raw: "media@example.com", Field: "email"})
	for i := range 1000 {
		v := sums[i*17][0]
		if i%2 == 1 {
			v = value(16)
		}
		r.Report.Media = append(r.Report.Media, report.Media{Hashes: []report.Hash{{Type: "MD5", Value: hex.EncodeToString(v)}}})
	}
	takeIn(b, u, who, []intake.Record{recordOf(1, r.Report)}, 0)
	k := report.KeyOf(r.Report.Source, r.Report.SourceID)
	for b.Loop() {
		for version := range 2 {
			file := write(version)
			start := time.Now()
			if _, err := u.ImportMedia(ctx, who, MediaList{Name: "a", Dated: u.Today() - 9 + triage.Day(version), Files: []MediaFile{file}}); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(start).Seconds(), []string{"first-s", "next-s"}[version])
		}
		start := time.Now()
		got, err := u.MediaOf(ctx, who, k, 0)
		if err != nil || got.Listed != 500 {
			b.Fatal(got.Listed, err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "lookup-ms")
		start = time.Now()
		if rep, err := u.Verify(ctx, who, nil, nil); err != nil || !rep.OK() {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "verify-s")
		n, err := u.Size(ctx)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/1e6, "MB")
		start = time.Now()
		if _, err := u.RemoveMedia(ctx, who, "a", 0, "fin", nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "remove-s")
		if n := mediaRows(b, u); n != 0 {
			b.Fatal(n)
		}
	}
}
