package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// encoding is what a byte order mark says of a text.
type encoding struct {
	bom   int       // its length in bytes
	utf16 byteOrder // nil: not UTF-16
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// sniff looks for a byte order mark.
func sniff(head []byte) encoding {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return encoding{bom: 3}
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return encoding{bom: 2, utf16: binary.LittleEndian}
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return encoding{bom: 2, utf16: binary.BigEndian}
	}
	return encoding{}
}

// open gives the text after the mark in a form whose ASCII characters are
// single bytes, so that one scanner serves every encoding.
func (e encoding) open(r io.Reader) io.Reader {
	if e.utf16 == nil {
		return r
	}
	return &wide{r: r, order: e.utf16, in: make([]byte, 0, 32<<10)}
}

// agrees says whether a profile's encoding goes with the mark that the file bears.
func (e encoding) agrees(stated string) bool {
	switch stated {
	case "utf-16":
		return e.utf16 != nil
	case "utf-8":
		return e.utf16 == nil
	case "windows-1252":
		return e.bom == 0
	}
	return true
}

// oddByte stands for a last byte that is half a UTF-16 unit. No UTF-8 has it.
const oddByte = 0xFF

// wide turns UTF-16 into UTF-8. A surrogate without its other half becomes
// three bytes that no valid UTF-8 has, so that the row is found to be in a bad
// encoding and its bytes can still be told again exactly. It writes whole
// characters only.
type wide struct {
	r     io.Reader
	order byteOrder
	in    []byte
	err   error
}

func (w *wide) Read(p []byte) (int, error) {
	n := 0
	for len(p)-n >= 4 {
		if len(w.in) < 4 && w.err == nil {
			w.fill()
			continue
		}
		if len(w.in) < 2 {
			break
		}
		u := w.order.Uint16(w.in)
		used, r := 2, rune(u)
		if utf16.IsSurrogate(r) && len(w.in) >= 4 {
			if pair := utf16.DecodeRune(r, rune(w.order.Uint16(w.in[2:]))); pair != utf8.RuneError {
				used, r = 4, pair
			}
		}
		w.in = w.in[used:]
		if utf16.IsSurrogate(r) {
			p[n], p[n+1], p[n+2] = 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF
			n += 3
			continue
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	if len(w.in) == 1 && w.err != nil && len(p)-n >= 1 {
		if errors.Is(w.err, io.EOF) {
			p[n] = oddByte
			n++
		}
		w.in = w.in[:0]
	}
	if n > 0 {
		return n, nil
	}
	return 0, w.err
}

func (w *wide) fill() {
	buf := make([]byte, len(w.in), 32<<10)
	copy(buf, w.in)
	n, err := w.r.Read(buf[len(buf):cap(buf)])
	w.in, w.err = buf[:len(buf)+n], err
}

// narrow gives back the UTF-16 bytes from which wide made b. For oddByte, a
// problem anyway, it writes a single zero.
func (e encoding) narrow(b []byte) []byte {
	if e.utf16 == nil {
		return b
	}
	out := make([]byte, 0, 2*len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			if b[0] == oddByte || len(b) < 3 {
				out = append(out, 0) // half a unit: one byte
				b = b[1:]
				continue
			}
			r, n = rune(b[0]&0x0F)<<12|rune(b[1]&0x3F)<<6|rune(b[2]&0x3F), 3
		}
		b = b[n:]
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			out = e.utf16.AppendUint16(out, uint16(hi))
			r = lo
		}
		out = e.utf16.AppendUint16(out, uint16(r))
	}
	return out
}

// textOf decides how the cells of one row are decoded. stated is the profile's
// encoding.
func (e encoding) textOf(raw []byte, stated string) (cp1252, ok bool) {
	if bytes.IndexByte(raw, 0) >= 0 {
		return false, false
	}
	valid := utf8.Valid(raw)
	switch {
	case stated == "windows-1252" && e.bom == 0, !valid && e.bom == 0 && (stated == "" || stated == "auto"):
		// The five bytes that Windows-1252 leaves undefined are in no text.
		return true, !undefined1252(raw)
	}
	return false, valid
}

func undefined1252(raw []byte) bool {
	for _, c := range raw {
		switch c {
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			return true
		}
	}
	return false
}

// decode1252 turns Windows-1252 into a string.
func decode1252(b []byte) string {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = charmap.Windows1252.DecodeByte(c)
	}
	return string(out)
}
