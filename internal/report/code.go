package report

import "strings"

// Bounds of what a code looks like: see [CodeLike].
const (
	longestCode   = 70 // characters: "0x" and a hash of 256 bits, with some room
	fewestDigits  = 6  // ages, years and amounts are shorter
	longestWord   = 3  // letters in a row; four make a name, beside a date of birth
	shortestHexed = 16
)

// CodeLike says whether a payment's reference looks like a number that a system
// gave, and not like words that a person chose: the only references that may be
// shown, indexed and matched as such. What is none is free text, and masked.
//
// A code has at most 70 characters: ASCII letters, digits and - / . : _ + # between
// them, blanks only where there is no letter ("123 456 7890"). At least six are
// decimal digits. Either it is hexadecimal, of 16 digits or more (a UUID, a
// transaction's hash, with 0x or without); or it has no more letters than digits
// and never more than three letters in a row, in either case and with what parts
// them left out, so that spelling a word does not pass.
//
// It errs towards masking: a code of a few digits ("T-77"), one of mostly letters
// and base58 are taken for words.
func CodeLike(s string) bool {
	if len(s) > longestCode {
		return false
	}
	digits, letters, blanks, row, longest := 0, 0, 0, 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
			row = 0
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			letters++
			row++
			longest = max(longest, row)
		case c == ' ':
			blanks++
		case !strings.ContainsRune("-/.:_+#", rune(c)):
			return false
		}
	}
	if digits < fewestDigits || blanks > 0 && letters > 0 {
		return false
	}
	return digits >= letters && longest <= longestWord || hexadecimal(s)
}

// hexadecimal looks for one long number, or one parted by dashes as a UUID is.
func hexadecimal(s string) bool {
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		s = s[2:]
	}
	s = strings.ReplaceAll(s, "-", "")
	return len(s) >= shortestHexed && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

// Masks says whether an identifier of this kind and value may carry abuse text:
// by its kind, or as a payment's reference that is words.
func (k Kind) Masks(value string) bool {
	return k.Masked() || k == KindReference && !CodeLike(value)
}
