package sheet

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"vigie/internal/intake"
)

const benchRows = 20_000

func bench(b *testing.B, data []byte) {
	r := New(shipped(b))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := r.Read(context.Background(), intake.Input{Name: "x", R: bytes.NewReader(data), Size: int64(len(data))}, func(rec intake.Record) error {
			if rec.Report == nil {
				b.Fatal(rec.Problem.Detail)
			}
			n++
			return nil
		})
		if err != nil || n != benchRows {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkCSV is to stay over 20,000 rows a second on one core.
func BenchmarkCSV(b *testing.B) {
	var buf bytes.Buffer
	buf.WriteString("App;Account;Screen name;Phone;E-mail;Last contact;Sessions;Messages;Remarks\n")
	for i := range benchRows {
		fmt.Fprintf(&buf, "chat.example.com;u-%d;\"name %d\";+3319900%04d;u%d@example.org;2025-03-04 10:11:12;%d;a neutral message of some length;note\n", i, i, i%10000, i, i%9)
	}
	bench(b, buf.Bytes())
}

func BenchmarkXLSX(b *testing.B) {
	bench(b, excel(b, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		_ = w.SetRow("A1", []any{"App", "Account", "Screen name", "Phone", "E-mail", "Last contact", "Sessions", "Messages", "Remarks"})
		for i := range benchRows {
			_ = w.SetRow(fmt.Sprintf("A%d", i+2), []any{"chat.example.com", fmt.Sprintf("u-%d", i), "name", fmt.Sprintf("+3319900%04d", i%10000), fmt.Sprintf("u%d@example.org", i), 45720.5, i % 9, "a neutral message", "note"})
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
	}))
}
