package synth

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonWriter appends a JSON value to a buffer and keeps count of its commas.
type jsonWriter struct {
	b    []byte
	next bool // something stands before in this object or array
}

func (w *jsonWriter) comma() {
	if w.next {
		w.b = append(w.b, ',')
	}
	w.next = true
}

func (w *jsonWriter) key(k string) {
	w.comma()
	w.b = quote(w.b, k)
	w.b = append(w.b, ':')
}

func (w *jsonWriter) str(k, v string)     { w.key(k); w.b = quote(w.b, v) }
func (w *jsonWriter) lit(k, v string)     { w.key(k); w.b = append(w.b, v...) } // null, true, false
func (w *jsonWriter) num(k string, v int) { w.key(k); w.b = strconv.AppendInt(w.b, int64(v), 10) }
func (w *jsonWriter) flag(k string, v bool) {
	w.lit(k, strconv.FormatBool(v))
}

// obj opens an object, under a key unless it is empty; end closes it.
func (w *jsonWriter) obj(k string) { w.begin(k, '{') }
func (w *jsonWriter) end()         { w.b = append(w.b, '}'); w.next = true }

// arr opens an array; endArr closes it.
func (w *jsonWriter) arr(k string) { w.begin(k, '[') }
func (w *jsonWriter) endArr()      { w.b = append(w.b, ']'); w.next = true }

func (w *jsonWriter) begin(k string, c byte) {
	if k == "" {
		w.comma()
	} else {
		w.key(k)
	}
	w.b = append(w.b, c)
	w.next = false
}

// strs writes an array of strings.
func (w *jsonWriter) strs(k string, vs ...string) {
	w.arr(k)
	for _, v := range vs {
		w.comma()
		w.b = quote(w.b, v)
	}
	w.endArr()
}

// quote appends a JSON string. The error is for text that is not UTF-8, which
// no value here is; AppendQuote would mend it.
func quote(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}
