package text

import "math/bits"

// MaxBytes is as much of a string as JaroWinkler looks at. No name is so long;
// a hostile one would cost the square of its length.
const MaxBytes = 256

// JaroWinkler is the Jaro–Winkler similarity of a and b, from 0 (no byte in
// common) to 1 (equal). Two empty strings are equal; an empty one and another
// have nothing in common. Bytes after the first MaxBytes are not looked at.
//
// Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules
// in the Fellegi–Sunter Model of Record Linkage", 1990; a tenth of what is missing
// to 1 is given back for each of up to four equal first bytes, at any similarity.
// Which bytes match can depend on which string is read first, so the shorter is,
// and of two of one length the one that sorts first.
func JaroWinkler(a, b string) float64 {
	if a == b {
		return 1
	}
	a, b = a[:min(len(a), MaxBytes)], b[:min(len(b), MaxBytes)]
	if len(a) > len(b) || len(a) == len(b) && a > b {
		a, b = b, a
	}
	if a == b {
		return 1
	}
	switch {
	case len(b) <= 16:
		return winkler(a, b, jaroBits[uint16](a, b))
	case len(b) <= 64:
		return winkler(a, b, jaroBits[uint64](a, b))
	}
	return winkler(a, b, jaro(a, b))
}

// JaroWinklerAtMost is what JaroWinkler can give at most where no more than common
// bytes of either string are in the other.
func JaroWinklerAtMost(a, b string, common int) float64 {
	if a == "" || b == "" {
		return 1
	}
	a, b = a[:min(len(a), MaxBytes)], b[:min(len(b), MaxBytes)]
	const slack = 1e-9 // of rounding
	return winkler(a, b, similarity(len(a), len(b), common, 0)) + slack
}

// winkler gives back a part of what is missing for equal first bytes.
func winkler(a, b string, jaro float64) float64 {
	prefix := 0
	for prefix < min(len(a), len(b), 4) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + 0.1*float64(prefix)*(1-jaro)
}

// similarity is Jaro's, of lengths, matching bytes, and those of them that stand in
// another order.
func similarity(a, b, matched, moved int) float64 {
	if matched <= 0 {
		return 0
	}
	m := float64(matched)
	return (m/float64(a) + m/float64(b) + (m-float64(moved)/2)/m) / 3
}

// jaroBits is jaro for strings of at most as many bytes as T has bits.
func jaroBits[T uint16 | uint64](a, b string) float64 {
	window := max(len(b)/2-1, 0)
	var in places[T]
	in.fill(b)
	var usedA, usedB T // bytes that have their match
	for i := range len(a) {
		// The first free place between i-window and i+window.
		free := in[a[i]] &^ usedB >> max(0, i-window) << max(0, i-window)
		free &= ^(^T(1) << (i + window))
		usedB |= free & -free
		if free != 0 {
			usedA |= 1 << i
		}
	}
	n, moved := 0, 0
	for x, y := uint64(usedA), uint64(usedB); x != 0; x, y = x&(x-1), y&(y-1) {
		if a[bits.TrailingZeros64(x)] != b[bits.TrailingZeros64(y)] {
			moved++
		}
		n++
	}
	return similarity(len(a), len(b), n, moved)
}

// jaro wants len(a) <= len(b) <= MaxBytes.
func jaro(a, b string) float64 {
	window := max(len(b)/2-1, 0)
	var used [MaxBytes / 64]uint64 // bytes of b that have their match
	var matched [MaxBytes]byte     // bytes of a that have theirs, in order
	n := 0
	for i := range len(a) {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if a[i] == b[j] && used[j>>6]&(1<<(j&63)) == 0 {
				used[j>>6] |= 1 << (j & 63)
				matched[n] = a[i]
				n++
				break
			}
		}
	}
	if n == 0 {
		return 0
	}
	k, moved := 0, 0
	for j := 0; k < n; j++ {
		if used[j>>6]&(1<<(j&63)) == 0 {
			continue
		}
		if b[j] != matched[k] {
			moved++
		}
		k++
	}
	return similarity(len(a), len(b), n, moved)
}
