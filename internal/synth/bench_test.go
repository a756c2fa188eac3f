package synth

import "testing"

func BenchmarkNCMEC(b *testing.B) {
	g, err := New(Options{Reports: 1_000_000, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	bytes := 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		bytes += len(g.NCMEC(i % 1_000_000))
	}
	b.SetBytes(int64(bytes / max(1, b.N)))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
}

// BenchmarkStream counts reports with their files, archives and sheets.
func BenchmarkStream(b *testing.B) {
	const n = 20_000
	b.ReportAllocs()
	for b.Loop() {
		if err := Stream(Options{Reports: n, Seed: 1}, func(string, []byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "reports/s")
}
