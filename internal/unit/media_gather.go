package unit

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"vigie/internal/intake/hashlist"
)

// mostMedia bounds the hash values of one list, which are sorted in memory: some
// sixty bytes each, and two hundred where they are PhotoDNA.
const mostMedia = 12_000_000

// gathered media: a list as it is read, and then sorted with each value once.
type mediaGather struct {
	secret  [32]byte
	values  []mediaValue
	arena   []byte
	row     uint32
	entries map[uint64]uint32 // numbered entry → the row that holds
	stale   map[uint32]bool   // rows that a later one of the same entry replaced
	key     func(hashlist.Type, []byte) int64
}

// mediaValue is one hash value and what the list says of it.
type mediaValue struct {
	hash    int64
	verdict hashlist.Verdict
	series  int64
	at, row uint32
	algo    hashlist.Type
	length  uint8
}

func (g *mediaGather) bytes(v mediaValue) []byte { return g.arena[v.at : v.at+uint32(v.length)] }

var errMediaFull = &MediaFault{
	en: "the list holds more than 12 million hash values: import it in parts, each under a name of its own",
	fr: "la liste compte plus de 12 millions d'empreintes : importez-la en parties, chacune sous son nom",
}

// add takes a row. Of its series' name only a keyed hash is kept.
func (g *mediaGather) add(r *hashlist.Row) error {
	g.row++
	if r.Entry != 0 {
		if g.entries == nil {
			g.entries, g.stale = map[uint64]uint32{}, map[uint32]bool{}
		}
		if before, ok := g.entries[r.Entry]; ok {
			g.stale[before] = true
		}
		g.entries[r.Entry] = g.row
	}
	if r.Deleted {
		return nil
	}
	verdict, series := r.Verdict, int64(0)
	for _, name := range r.Series {
		if s, ok := seriesKey(g.secret, name); ok {
			verdict, series = joinSeries(verdict, series, hashlist.InSeries, s)
		}
	}
	for _, h := range r.Hashes {
		if len(g.values) == mostMedia {
			return errMediaFull
		}
		g.values = append(g.values, mediaValue{g.key(h.Type, h.Value), verdict, series, uint32(len(g.arena)), g.row, h.Type, uint8(len(h.Value))})
		g.arena = append(g.arena, h.Value...)
	}
	return nil
}

// finish sorts the values by their key and joins what rows say of one value.
func (g *mediaGather) finish() {
	if len(g.stale) > 0 {
		g.values = slices.DeleteFunc(g.values, func(v mediaValue) bool { return g.stale[v.row] })
	}
	slices.SortFunc(g.values, func(a, b mediaValue) int {
		if a.hash != b.hash { // nearly always: millions of values are sorted
			return cmp.Compare(a.hash, b.hash)
		}
		return cmp.Or(cmp.Compare(a.algo, b.algo), bytes.Compare(g.bytes(a), g.bytes(b)))
	})
	out := g.values[:0]
	for _, v := range g.values {
		if n := len(out) - 1; n >= 0 && out[n].hash == v.hash && out[n].algo == v.algo && bytes.Equal(g.bytes(out[n]), g.bytes(v)) {
			out[n].verdict, out[n].series = joinSeries(out[n].verdict, out[n].series, v.verdict, v.series)
			continue
		}
		out = append(out, v)
	}
	g.values, g.entries, g.stale = out, nil, nil
}

// joinSeries joins what two rows say of one value, in any order: statements add up,
// and two series are "several", of which none is kept.
func joinSeries(v hashlist.Verdict, s int64, w hashlist.Verdict, t int64) (hashlist.Verdict, int64) {
	out := v | w
	switch {
	case !v.Series():
		return out, t
	case !w.Series():
		return out, s
	case out&hashlist.SeveralSeries != 0 || s != t:
		return out | hashlist.SeveralSeries, 0
	}
	return out, s
}

// seriesKey is a series' name as it is kept: that two files are of one series is of
// use, and the name may be a child's or worse (line 1 of the mission). The key is
// the unit's secret, so that no guess at a name can be tried on the database alone.
func seriesKey(secret [32]byte, name string) (int64, bool) {
	name = strings.ToLower(strings.Join(strings.Fields(name), " "))
	if name == "" {
		return 0, false
	}
	h := hmac.New(sha256.New, secret[:])
	h.Write([]byte("series of known media\x00"))
	h.Write([]byte(name))
	return int64(binary.BigEndian.Uint64(h.Sum(nil))), true
}

// mediaKey finds a value in the lists. It is no secret: the value stands beside it.
func mediaKey(t hashlist.Type, value []byte) int64 {
	b := make([]byte, 0, 160)
	s := sha256.Sum256(append(append(b, byte(t)), value...))
	return int64(binary.BigEndian.Uint64(s[:]))
}

// addMedia adds what a list says of a value.
func (h *setHash) addMedia(algo int64, value []byte, verdict, series int64) setHash {
	b := make([]byte, 0, 192)
	b = binary.BigEndian.AppendUint64(b, uint64(algo))
	b = binary.BigEndian.AppendUint64(b, uint64(verdict))
	b = binary.BigEndian.AppendUint64(b, uint64(series))
	s := sha256.Sum256(append(b, value...))
	var one setHash
	for i := range h {
		one[i] = binary.BigEndian.Uint64(s[8*i:])
		h[i] += one[i]
	}
	return one
}

func (g *mediaGather) digest() setHash {
	var h setHash
	for _, v := range g.values {
		h.addMedia(int64(v.algo), g.bytes(v), int64(v.verdict), v.series)
	}
	return h
}
