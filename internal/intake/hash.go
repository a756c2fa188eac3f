package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
)

var (
	errConsumed = errors.New("already read")
	errEndless  = errors.New("longer than is hashed")
)

// hashAll returns the SHA-256 and the length in bytes of all that r gives.
func hashAll(ctx context.Context, r io.Reader) (sum [32]byte, n int64, err error) {
	h := sha256.New()
	n, err = io.Copy(h, interruptible{ctx, r})
	if err == nil {
		h.Sum(sum[:0])
	}
	return sum, n, err
}

// hashAtMost is hashAll for what may have no end.
func hashAtMost(ctx context.Context, r io.Reader, most int64) (sum [32]byte, n int64, err error) {
	sum, n, err = hashAll(ctx, io.LimitReader(r, most))
	if err == nil && n == most {
		if k, _ := io.ReadFull(r, make([]byte, 1)); k > 0 {
			return [32]byte{}, n, errEndless
		}
	}
	return sum, n, err
}

// interruptible stops a long read when ctx ends.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(b []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(b)
}

// tally counts what is read through it.
type tally struct {
	r io.Reader
	n int64
}

func (t *tally) Read(b []byte) (int, error) {
	n, err := t.r.Read(b)
	t.n += int64(n)
	return n, err
}
