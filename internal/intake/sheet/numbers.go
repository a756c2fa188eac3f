package sheet

import "strings"

// decimal reads an amount written with the given decimal separator (',' or
// '.') and optional grouping by space, apostrophe or the other separator, three
// digits to a group. It gives digits with a dot: "1 234,50" becomes "1234.50".
func decimal(s string, sep byte) (string, bool) {
	var b strings.Builder
	rest := s
	if r, ok := strings.CutPrefix(rest, "-"); ok {
		b.WriteByte('-')
		rest = r
	}
	whole, frac, hasFrac := strings.Cut(rest, string(sep))
	if hasFrac && !allDigits(frac) {
		return "", false
	}
	other := "."
	if sep == '.' {
		other = ","
	}
	group := ""
	for _, g := range []string{" ", "\u00a0", "\u202f", "'", "’", other} {
		if strings.Contains(whole, g) {
			if group != "" {
				return "", false
			}
			group = g
		}
	}
	if group != "" {
		parts := strings.Split(whole, group)
		for i, p := range parts {
			if !allDigits(p) || i > 0 && len(p) != 3 || i == 0 && len(p) > 3 {
				return "", false
			}
			b.WriteString(p)
		}
	} else if allDigits(whole) {
		b.WriteString(whole)
	} else {
		return "", false
	}
	if hasFrac {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	return b.String(), b.Len() <= 40
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// scientific says whether s is a number in scientific notation (3,36E+10):
// what a spreadsheet leaves of a long number when it is saved as CSV. Its last
// digits are lost, so it identifies nobody.
func scientific(s string) bool {
	mant, exp, ok := strings.Cut(strings.ToUpper(s), "E+")
	if !ok || !allDigits(exp) || mant == "" {
		return false
	}
	whole, frac, cut := strings.Cut(strings.ReplaceAll(mant, ",", "."), ".")
	return allDigits(whole) && (!cut || allDigits(frac))
}
