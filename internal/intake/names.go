package intake

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable makes a name safe to show: control characters, invisible and
// direction-changing ones and bytes that are not UTF-8 are written as Go
// escapes (\n, \u202e, \xff), and a backslash as two. Names that differ stay
// different, and the extension stays at the end.
func printable(name string) string {
	plain := true
	for _, r := range name {
		if r == '\\' || r == utf8.RuneError || !unicode.IsGraphic(r) {
			plain = false
			break
		}
	}
	if plain {
		return name
	}
	b := make([]byte, 0, len(name)+16)
	for len(name) > 0 {
		r, n := utf8.DecodeRuneInString(name)
		switch {
		case r == '"':
			b = append(b, '"')
		case r == utf8.RuneError && n == 1, r == '\\', !unicode.IsGraphic(r):
			q := strconv.QuoteToGraphic(name[:n])
			b = append(b, q[1:len(q)-1]...)
		default:
			b = append(b, name[:n]...)
		}
		name = name[n:]
	}
	return string(b)
}

// base returns what follows the last slash.
func base(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// isLitter tells the files that operating systems leave in folders and
// archives: they are skipped and counted. name is a path with slashes.
func isLitter(name string) bool {
	b := base(name)
	return b == ".DS_Store" || strings.EqualFold(b, "Thumbs.db") || strings.EqualFold(b, "desktop.ini") ||
		strings.HasPrefix(name, litterFolder+"/") || strings.Contains(name, "/"+litterFolder+"/")
}

// litterFolder holds macOS's side files in an archive.
const litterFolder = "__MACOSX"

// unsafeMember says what makes a member's name unsafe, or "". Vigie writes no
// member to disk, but a name that leaves the archive is an attack on whoever
// unpacks it, and could pass for another report's name.
func unsafeMember(name string) string {
	switch {
	case name == "":
		return "a member has no name"
	case strings.IndexByte(name, 0) >= 0:
		return "a member's name holds a NUL"
	case strings.IndexByte(name, '\\') >= 0:
		return "a member's name holds a backslash"
	case name[0] == '/':
		return "a member's name is absolute"
	case len(name) >= 2 && name[1] == ':' && (name[0]|0x20 >= 'a' && name[0]|0x20 <= 'z'):
		return "a member's name starts with a drive letter"
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return "a member's name climbs out with .."
		}
	}
	return ""
}

// compareMembers orders names as a walk through folders would: part by part,
// so that what lies in a folder stands together.
func compareMembers(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		switch x, y := a[i], b[i]; {
		case x == y:
		case x == '/':
			return -1
		case y == '/' || x > y:
			return 1
		default:
			return -1
		}
	}
	return len(a) - len(b)
}

// holdsNothing tells the files that cannot hold a report, by their name and
// their first bytes together: macOS's side files, and XML schemas, which sources
// send beside their reports to say what those look like.
func holdsNothing(name string, head []byte) bool {
	if isSideFile(name) && isAppleDouble(head) {
		return true
	}
	return strings.HasSuffix(strings.ToLower(base(name)), ".xsd") && bytes.Contains(head, []byte(`"http://www.w3.org/2001/XMLSchema"`))
}

// isSideFile tells the name of an AppleDouble file, which is litter when it
// also starts like one.
func isSideFile(name string) bool { return len(base(name)) > 2 && base(name)[:2] == "._" }
