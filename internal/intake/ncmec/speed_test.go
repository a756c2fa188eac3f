//go:build unix

package ncmec

import (
	"bytes"
	"context"
	"syscall"
	"testing"

	"vigie/internal/intake"
)

// BenchmarkRead reads one report of 3 KB a file.
func BenchmarkRead(b *testing.B) {
	doc := typical()
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	start := used()
	for b.Loop() {
		readBench(b, doc, 1)
	}
	perCore(b, start, 1)
}

// BenchmarkReadWrapped reads a thousand of them in one wrapper.
func BenchmarkReadWrapped(b *testing.B) {
	one := typical()
	one = one[bytes.Index(one, []byte("<report")):]
	doc := append(append([]byte("<reports>"), bytes.Repeat(one, 1000)...), "</reports>"...)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	start := used()
	for b.Loop() {
		readBench(b, doc, 1000)
	}
	perCore(b, start, 1000)
}

// perCore reports the reports a second of processor time, garbage collection
// included: a figure that other work on the machine does not change.
func perCore(b *testing.B, start float64, each int) {
	b.ReportMetric(float64(b.N*each)/(used()-start), "reports/cpu-s")
}

// used is the processor time that this process has taken, in seconds.
func used() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

func readBench(b *testing.B, doc []byte, want int) {
	n := 0
	err := Reader{}.Read(context.Background(), intake.Input{Name: "1.xml", R: bytes.NewReader(doc), Size: int64(len(doc))}, func(r intake.Record) error {
		if r.Problem != nil {
			b.Fatal(r.Problem)
		}
		n++
		return nil
	})
	if err != nil || n != want {
		b.Fatal(n, err)
	}
}
