package synth

import (
	"archive/zip"
	"bytes"
	"fmt"
	"time"
)

// archiveReports is how many reports go into one archive.
const archiveReports = 100

// archive gathers reports and their files into a ZIP file.
type archive struct {
	n    int // archives written
	buf  bytes.Buffer
	zw   *zip.Writer
	item Item
}

func (a *archive) add(name string, data []byte) error {
	if a.zw == nil {
		a.buf = bytes.Buffer{}
		a.zw = zip.NewWriter(&a.buf)
		a.item = Item{Name: fmt.Sprintf("ncmec/archives/lot-%04d.zip", a.n+1), Note: "archive"}
	}
	w, err := a.zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err == nil {
		_, err = w.Write(data)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", a.item.Name, err)
	}
	return nil
}

// close gives the archive as an item, if anything is in it.
func (a *archive) close() (Item, bool, error) {
	if a.zw == nil {
		return Item{}, false, nil
	}
	if err := a.zw.Close(); err != nil {
		return Item{}, false, fmt.Errorf("write %s: %w", a.item.Name, err)
	}
	it := a.item
	it.Data = a.buf.Bytes()
	a.zw, a.n = nil, a.n+1
	return it, true, nil
}
