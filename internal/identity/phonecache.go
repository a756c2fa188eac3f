package identity

import (
	"strings"
	"sync"
)

// A number costs some 10 µs to parse, and the same numbers come again and
// again: a report names its sender in each of its lists, and a facilitator's
// contacts come from several devices. The memory is bounded: shards of two
// generations, the older of which is forgotten when the younger is full.
const (
	phoneShards     = 32
	phoneGeneration = 1024 // numbers in one generation of one shard: 65,536 in all
)

type phoneKey struct{ raw, country string }

type phoneCache struct {
	shards [phoneShards]phoneShard
}

// phoneShard's mutex guards both its maps. Parsing happens outside of it.
type phoneShard struct {
	mu         sync.Mutex
	young, old map[phoneKey]form
}

func (c *phoneCache) get(k phoneKey, parse func(raw, country string) form) form {
	s := &c.shards[k.shard()]
	s.mu.Lock()
	f, ok := s.young[k]
	if !ok {
		if f, ok = s.old[k]; ok {
			s.put(k, f)
		}
	}
	s.mu.Unlock()
	if ok {
		return f
	}
	f = parse(k.raw, k.country)
	// Raw is often a slice of a whole record: keep the number, not the record.
	k = phoneKey{strings.Clone(k.raw), strings.Clone(k.country)}
	f.value = strings.Clone(f.value)
	s.mu.Lock()
	s.put(k, f)
	s.mu.Unlock()
	return f
}

// put stores under the lock.
func (s *phoneShard) put(k phoneKey, f form) {
	if s.young == nil || len(s.young) >= phoneGeneration {
		s.young, s.old = make(map[phoneKey]form), s.young
	}
	s.young[k] = f
}

// shard spreads numbers by FNV-1a; nothing that is shown depends on it.
func (k phoneKey) shard() uint32 {
	h := uint32(2166136261)
	for i := range len(k.raw) {
		h = (h ^ uint32(k.raw[i])) * 16777619
	}
	return (h ^ h>>16) % phoneShards
}
