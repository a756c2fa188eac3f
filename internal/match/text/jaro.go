package text

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
	jaro := jaro(a, b)
	prefix := 0
	for prefix < min(len(a), 4) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + 0.1*float64(prefix)*(1-jaro)
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
	m := float64(n)
	return (m/float64(len(a)) + m/float64(len(b)) + (m-float64(moved)/2)/m) / 3
}
