package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
)

// FuzzZip: whatever an archive holds, the walk ends, panics nowhere, emits
// records that are one thing each, shows safe names, and gives the same with
// one worker and with three.
func FuzzZip(f *testing.F) {
	f.Add(zipped(f, "a.txt", "R 1\nwrong", "b/c.txt", "R 2", "../up", "x", "n.zip", "PK\x03\x04"))
	f.Add(zipped(f))
	f.Add(zipped(f, "[Content_Types].xml", "<Types/>"))
	f.Add(zipOf(f, func(z *zip.Writer) {
		add(f, z, &zip.FileHeader{Name: "stored", Method: zip.Store}, "R 1")
		add(f, z, &zip.FileHeader{Name: "panic"}, "R 1\npanic")
		z.SetComment("PK\x05\x06")
	}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var all [2][]string
		for i, workers := range []int{1, 3} {
			w := &Walker{
				Readers: []Reader{lines{"lines"}, sheets{}}, Workers: workers, Stdin: bytes.NewReader(b),
				Limits: Limits{Files: 100, Archive: 1 << 20},
			}
			litter := int64(0)
			w.Progress = func(p Progress) { litter = p.Litter }
			err := w.Walk(context.Background(), []string{"-"}, func(r Record) error {
				safe(t, r.Place.File)
				s := show(r)
				if strings.Contains(s, "things in a record") {
					t.Error(s)
				}
				all[i] = append(all[i], s)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(all[i]) == 0 && litter == 0 {
				t.Error("nothing came out")
			}
		}
		if !slices.Equal(all[0], all[1]) {
			t.Errorf("one worker %q\nthree %q", all[0], all[1])
		}
	})
}
