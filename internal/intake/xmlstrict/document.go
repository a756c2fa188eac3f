package xmlstrict

import (
	"bytes"
	"crypto/sha256"
	"io"
)

// Document is one whole file.
type Document struct {
	Bytes    []byte // nil when TooLarge
	Size     int64
	SHA256   [32]byte
	TooLarge bool // more than the limit: measured and hashed, not held
}

// ReadHead reads up to n bytes of r; fewer only at its end. size is a hint of
// what r holds, -1 for none; a wrong one costs a copy.
func ReadHead(r io.Reader, n int, size int64) ([]byte, error) {
	first := n
	if size >= 0 && size < int64(n) {
		first = int(size) + 1 // one more shows that the file ends where it should
	}
	head := make([]byte, first)
	k, err := io.ReadFull(r, head)
	if err == nil && first < n {
		head = append(head, make([]byte, n-first)...)
		var more int
		more, err = io.ReadFull(r, head[first:])
		k += more
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:k], err
}

// ReadDocument reads what follows head in r. Beyond limit it keeps hashing to
// the end and holds nothing.
func ReadDocument(head []byte, r io.Reader, limit int64) (Document, error) {
	doc := head
	for int64(len(doc)) <= limit {
		if len(doc) == cap(doc) {
			doc = append(doc, 0)[:len(doc)]
		}
		n, err := r.Read(doc[len(doc):cap(doc)])
		doc = doc[:len(doc)+n]
		if err == io.EOF {
			if int64(len(doc)) > limit {
				break
			}
			if cap(doc) > 2*len(doc)+512 {
				doc = bytes.Clone(doc) // what is kept of it should not hold the whole buffer
			}
			return Document{Bytes: doc, Size: int64(len(doc)), SHA256: sha256.Sum256(doc)}, nil
		}
		if err != nil {
			return Document{}, err
		}
	}
	h := sha256.New()
	h.Write(doc)
	size := int64(len(doc))
	doc = nil
	n, err := io.Copy(h, r)
	if err != nil {
		return Document{}, err
	}
	d := Document{Size: size + n, TooLarge: true}
	h.Sum(d.SHA256[:0])
	return d, nil
}
