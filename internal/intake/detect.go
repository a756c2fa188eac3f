package intake

import "bytes"

// headSize is how much of a file [Reader.Detect] is shown, in bytes.
const headSize = 4 << 10

// Detect returns the first of the readers that says yes to a file, from its
// name and its first bytes (4 KiB at most), or nil when none does.
func Detect(readers []Reader, name string, head []byte) Reader {
	head = head[:min(len(head), headSize)]
	for _, r := range readers {
		if r.Detect(name, head) {
			return r
		}
	}
	return nil
}

// isZip tells the start of a ZIP archive: a member, an archive without any, or
// one part of a split archive.
func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) ||
		bytes.HasPrefix(head, []byte("PK\x05\x06")) ||
		bytes.HasPrefix(head, []byte("PK\x07\x08"))
}

// archiveKind names the archive or compression format that a file starts like,
// or returns "". Signatures are those of the formats' own specifications.
func archiveKind(head []byte) string {
	if isZip(head) {
		return "ZIP"
	}
	for _, s := range [...]struct{ magic, kind string }{
		{"\x1f\x8b", "gzip"},
		{"7z\xbc\xaf\x27\x1c", "7z"},
		{"Rar!\x1a\x07", "RAR"},
		{"BZh", "bzip2"},
		{"\xfd7zXZ\x00", "xz"},
		{"\x28\xb5\x2f\xfd", "zstd"},
		{"MSCF", "CAB"},
	} {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return s.kind
		}
	}
	if len(head) >= 262 && string(head[257:262]) == "ustar" {
		return "tar"
	}
	return ""
}

// isAppleDouble tells the side file that macOS writes as "._name" on other
// systems' disks and in archives (RFC 1740).
func isAppleDouble(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\x00\x05\x16\x07"))
}
