package ncmec

import (
	"encoding/hex"
	"path"
	"strings"
	"unicode"
)

// fileID is the report's number as the file's name or its folder gives it:
// "drop/12345.xml" and "drop.zip/12345/report.xml" give 12345, others nothing.
func fileID(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	base := path.Base(name)
	base, _, _ = strings.Cut(base, ".")
	if numeric(base) {
		return base
	}
	if folder := path.Base(path.Dir(name)); numeric(folder) {
		return folder
	}
	return ""
}

// numeric says whether s is a number as NCMEC counts reports (xs:long).
func numeric(s string) bool {
	if s == "" || len(s) > 19 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// cleanID is an id that a document states, or "" when it cannot be one.
func cleanID(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 128 || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
		return ""
	}
	return s
}

func hashID(sum [32]byte) string { return hex.EncodeToString(sum[:]) }

func first(ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}
