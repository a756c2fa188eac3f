package ncmec

import (
	"encoding/hex"
	"strings"

	"vigie/internal/report"
)

// file reads the document whose root is a fileDetails.
func (b *builder) file() error {
	const path = "fileDetails"
	m := &b.media
	m.Field = path
	b.attributes(path, func(name string, _ []byte) bool { return isID(name) })
	return b.children(path, func(name []byte) (err error) {
		field := join(path, bounded(name))
		switch string(name) {
		case "reportId":
			return b.single(path, "reportId", &b.fileFor)
		case "fileId":
			return b.single(path, "fileId", &m.ID)
		case "fileName":
			return b.single(path, "fileName", &m.Name)
		case "originalFileName":
			return b.single(path, "originalFileName", &m.OriginalName)
		case "uploadedToEspTimestamp":
			return b.when(path, "uploadedToEspTimestamp", &m.Uploaded)
		case "locationOfFile":
			return b.single(path, "locationOfFile", &m.Location)
		case "fileViewedByEsp":
			m.Viewed, err = b.truth(field)
			return err
		case "exifViewedByEsp":
			m.ExifViewed, err = b.truth(field)
			return err
		case "publiclyAvailable":
			m.Public, err = b.truth(field)
			return err
		case "fileRelevance":
			return b.single(path, "fileRelevance", &m.Relevance)
		case "potentialMeme":
			return b.tag(field, "potentialMeme", &m.Flags)
		case "fileAnnotations":
			return b.annotations(field, &m.Flags)
		case "industryClassification":
			return b.single(path, "industryClassification", &m.Classification)
		case "originalFileHash":
			return b.hash(field)
		case "ipCaptureEvent":
			return b.capture(field, &m.Identifiers)
		case "deviceId":
			return b.device(field, &m.Identifiers)
		case "details":
			return b.metadata(b.numbered(path, "details"))
		case "additionalInfo":
			return b.text(field, "additionalInfo")
		}
		return b.unknown(path)
	})
}

func (b *builder) hash(path string) error {
	var h report.Hash
	b.attributes(path, func(name string, value []byte) bool {
		h.Type = string(value)
		return name == "hashType"
	})
	v, err := b.value(path)
	if err == nil && v != "" {
		b.media.Hashes = append(b.media.Hashes, newHash(h.Type, v))
	}
	return err
}

// newHash writes known types one way; others stand as the source gives them.
func newHash(kind, value string) report.Hash {
	kind = strings.TrimSpace(kind)
	switch known := strings.ReplaceAll(strings.ToUpper(kind), "-", ""); known {
	case "MD5", "SHA1", "SHA256", "SHA512", "PHOTODNA", "PDQ":
		kind = known
	}
	if _, err := hex.DecodeString(value); err == nil {
		value = strings.ToLower(value)
	}
	return report.Hash{Type: kind, Value: value}
}

// metadata reads one details element: pairs of a name and a value. Those of
// type HASH are hashes; those of type EXIF carry it before their name.
func (b *builder) metadata(path string) error {
	kind := ""
	b.attributes(path, func(name string, value []byte) bool {
		kind = strings.TrimSpace(string(value))
		return name == "type"
	})
	return b.children(path, func(name []byte) error {
		if string(name) != "nameValuePair" {
			return b.unknown(path)
		}
		field := path + "/nameValuePair"
		b.attributes(field, nil)
		var key, value string
		err := b.children(field, func(part []byte) error {
			switch string(part) {
			case "name":
				return b.single(field, "name", &key)
			case "value":
				return b.single(field, "value", &value)
			}
			return b.unknown(field)
		})
		switch {
		case err != nil:
			return err
		case key == "" || value == "":
			if key+value != "" {
				b.drop(field, "bad-value")
			}
		case strings.EqualFold(kind, "HASH"):
			b.media.Hashes = append(b.media.Hashes, newHash(key, value))
		case kind != "":
			b.keep(field, kind+": "+key, value)
		default:
			b.keep(field, key, value)
		}
		return nil
	})
}
