package match

// cacheSize is a power of two. Names and streets come again and again in the
// blocks of one stretch of records; a small table stays near the processor.
const cacheSize = 1 << 14

// cache remembers what two values were found to be. One goroutine's alone.
type cache [cacheSize]struct {
	key   uint64
	level Level
}

// worker is a scorer for one goroutine, with a cache of its own.
func (s *scorer) worker() *scorer {
	w := *s
	w.cache = new(cache)
	return &w
}

// What a cached level answers.
const (
	asName uint64 = iota + 1
	asGiven
	asWord
)

// cached asks find unless two values were met before. The order of two values
// changes nothing.
func (s *scorer) cached(what uint64, x, y int32, find func(x, y int32) Level) Level {
	if s.cache == nil {
		return find(x, y)
	}
	if x > y {
		x, y = y, x
	}
	key := what<<62 | uint64(x)<<31 | uint64(y)
	at := &s.cache[mix(key)%cacheSize]
	if at.key != key {
		at.key, at.level = key, find(x, y)
	}
	return at.level
}

// word compares two words or names of a field's dictionary.
func (s *scorer) word(f Field, x, y int32) Level {
	d := s.t.dicts[f]
	what := asWord
	if f == Given || f == Family {
		what = asName
	}
	return s.cached(what, x, y, d.word)
}
