package triage

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// codecVersion is the first byte of an encoded summary. Summaries are derived:
// a store that meets another version rebuilds them from the reports.
const codecVersion = 3

// AppendBinary appends the summary's one encoding: equal summaries give equal
// bytes. It takes about 40 bytes for a lead of one report.
func (s Summary) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, codecVersion)
	u := func(v uint64) { b = binary.AppendUvarint(b, v) }
	u(uint64(s.Reports))
	u(uint64(s.Transfers.Reports))
	if s.Transfers.Reports > 0 {
		b = binary.AppendVarint(b, s.Transfers.First)
		b = binary.AppendVarint(b, s.Transfers.Last-s.Transfers.First)
	}
	if s.Reports == 0 {
		return b, nil
	}
	u(uint64(s.Low))
	u(uint64(s.Evidence))
	u(s.Media)
	u(s.Payments.Listed)
	u(s.Payments.Counted)
	u(s.Sessions.Listed)
	u(s.Sessions.Counted)
	u(uint64(s.PriorReports))
	u(uint64(s.Senders))
	u(uint64(s.FirstPayment))
	u(uint64(s.LastPayment))
	b = binary.AppendVarint(b, s.FirstReceived)
	b = binary.AppendVarint(b, s.LastReceived-s.FirstReceived)
	u(uint64(s.Categories))
	u(uint64(s.Channels))
	u(uint64(s.Bundle))
	var present uint64
	for i, t := range s.Facts {
		if t != (Tally{}) {
			present |= 1 << i
		}
	}
	u(present)
	for _, t := range s.Facts {
		if t != (Tally{}) {
			u(uint64(t.Stated))
			u(uint64(t.Verified))
			u(uint64(t.Refuted))
		}
	}
	n := s.Sources()
	b = append(b, byte(n))
	for _, h := range s.sources[:n] {
		b = binary.BigEndian.AppendUint32(b, h)
	}
	u(uint64(len(s.lapses)))
	last := uint32(0)
	for _, e := range s.lapses {
		u(uint64(e>>8 - last))
		b = append(b, byte(e))
		last = e >> 8
	}
	return b, nil
}

// MarshalBinary is AppendBinary to a new slice.
func (s Summary) MarshalBinary() ([]byte, error) { return s.AppendBinary(make([]byte, 0, 64)) }

var errSummary = errors.New("not a summary: rebuild it from the reports")

// UnmarshalBinary reads what AppendBinary wrote, and nothing else: any other
// bytes are an error, never a summary.
func (s *Summary) UnmarshalBinary(b []byte) error {
	if len(b) == 0 {
		return errSummary
	}
	if b[0] != codecVersion {
		return fmt.Errorf("summary of version %d, this program writes %d: rebuild it from the reports", b[0], codecVersion)
	}
	r := decoder{b: b[1:]}
	out := Summary{Reports: r.u32()}
	t := &out.Transfers
	if t.Reports = r.u32(); t.Reports > 0 {
		t.First = r.i()
		t.Last = t.First + r.i()
	}
	if out.Reports > 0 {
		r.summary(&out)
	}
	if r.bad || len(r.b) > 0 {
		return errSummary
	}
	*s = out
	return nil
}

// decoder reads numbers and remembers that one was not there.
type decoder struct {
	b   []byte
	bad bool
}

func (r *decoder) summary(s *Summary) {
	s.Low, s.Evidence, s.Media = r.u32(), r.u32(), r.u()
	s.Payments, s.Sessions = Told{r.u(), r.u()}, Told{r.u(), r.u()}
	s.PriorReports, s.Senders = r.u32(), r.u32()
	s.FirstPayment, s.LastPayment = r.day(), r.day()
	s.FirstReceived = r.i()
	s.LastReceived = s.FirstReceived + r.i()
	s.Categories, s.Channels = r.u16(), r.u16()
	s.Bundle = int64(r.bounded(1<<63 - 1))
	present := r.bounded(1<<maxKinds - 1)
	for i := range s.Facts {
		if present&(1<<i) != 0 {
			s.Facts[i] = Tally{r.u32(), r.u32(), r.u32()}
			r.bad = r.bad || s.Facts[i] == Tally{}
		}
	}
	n := int(r.byte())
	r.bad = r.bad || n > maxSources || len(r.b) < 4*n
	for i := 0; i < n && !r.bad; i++ {
		s.sources[i] = binary.BigEndian.Uint32(r.b)
		r.b = r.b[4:]
		r.bad = s.sources[i] == 0 || i > 0 && s.sources[i] <= s.sources[i-1]
	}
	count := r.bounded(uint64(len(r.b))) // an entry takes two bytes at least
	at := uint32(0)
	for i := uint64(0); i < count && !r.bad; i++ {
		step := r.u32()
		r.bad = r.bad || i > 0 && step == 0 || uint64(at)+uint64(step) >= 1<<24
		at += step
		days := r.byte()
		r.bad = r.bad || days == 0 || days > 127
		s.lapses = append(s.lapses, at<<8|uint32(days))
	}
}

func (r *decoder) u() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || n > 1 && r.b[n-1] == 0 { // only the shortest form is ours
		r.bad = true
		r.b = nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *decoder) i() int64 {
	v := r.u()
	return int64(v>>1) ^ -int64(v&1)
}

func (r *decoder) bounded(limit uint64) uint64 {
	v := r.u()
	if v > limit {
		r.bad = true
		return 0
	}
	return v
}

func (r *decoder) u32() uint32 { return uint32(r.bounded(1<<32 - 1)) }
func (r *decoder) u16() uint16 { return uint16(r.bounded(1<<16 - 1)) }
func (r *decoder) day() Day    { return Day(r.bounded(maxDay)) }

func (r *decoder) byte() byte {
	if len(r.b) == 0 {
		r.bad = true
		return 0
	}
	v := r.b[0]
	r.b = r.b[1:]
	return v
}
