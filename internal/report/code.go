package report

import (
	"strings"
	"unicode"
)

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

// A label is short; whatever is longer, or has more words, could be a sentence.
const (
	longestLabel = 40 // characters
	mostWords    = 3
)

// Wordy says that a string in the place of a label could be free text.
func Wordy(s string) bool {
	return len([]rune(s)) > longestLabel || len(strings.Fields(s)) > mostWords
}

// Masked says whether an identifier is shown only when a person asks for it: what has
// no normal form of its kind may be anything, and what has one may be words all the
// same. The identifier must be normalised.
func (id *Identifier) Masked() bool {
	switch {
	case id.FromText, id.Value == "", id.Kind.Masks(id.Value):
		return true
	case id.Kind == KindBank, id.Kind == KindDocument, id.Kind == KindReference: // whose normal form has lost its blanks
		return id.Raw != "" && id.Kind.Masks(id.Raw)
	}
	return false
}

// Masks says whether an identifier of this kind and normal form may carry abuse text:
// by its kind, or because it could be words where a number or an address should be.
// Of addresses, numbers of telephones and IBAN the form alone says that they are none.
//
// It errs towards masking, as [CodeLike] does: what is masked is there for who asks.
func (k Kind) Masks(value string) bool {
	switch k {
	case KindReference:
		return !CodeLike(value)
	case KindBank, KindDocument:
		return !numberLike(value)
	case KindAccount, KindReport:
		return !CodeLike(value) && (len([]rune(value)) > longestLabel || severalWords(value))
	case KindDevice:
		return !deviceLike(value)
	case KindWallet, KindHash:
		return strings.ContainsFunc(value, func(r rune) bool { return !alphanumeric(r) && !strings.ContainsRune(":+/=,_-", r) })
	case KindEmail:
		return severalWords(value)
	}
	return k.Masked()
}

func severalWords(s string) bool { return len(strings.Fields(s)) > 1 }

func alphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// fewLetters stand before a number without digits of their own: a bank's short name.
const fewLetters = 5

// numberLike says whether the number of a payment account or a document could be
// one: not many more letters than digits, wherever the blanks are, or an address of
// e-mail where a wallet's account is one.
func numberLike(s string) bool {
	if CodeLike(s) {
		return true
	}
	if local, host, ok := strings.Cut(s, "@"); ok && local != "" && strings.Contains(host, ".") && !severalWords(s) {
		return true
	}
	digits, others := 0, 0
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			others++
		}
	}
	return others <= digits+fewLetters && len([]rune(s)) <= longestCode
}

// longestForm is how long a word for a sort of device may be.
const longestForm = 16

// deviceLike says whether a device's normal form, "form:value" or the value alone,
// is one word. The name of a network is what people call it.
func deviceLike(s string) bool {
	form, value, ok := strings.Cut(s, ":")
	if !ok {
		form, value = "", s
	}
	return form != "ssid" && len([]rune(form)) <= longestForm && !severalWords(s) && (CodeLike(value) || len([]rune(value)) <= longestLabel)
}
