package unit

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"

	"vigie/internal/report"
)

// What was read of a record is kept as compressed JSON: a report or an
// attachment. Encoders and decoders may be used by several goroutines.
var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(4))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(256<<20), zstd.WithDecoderConcurrency(4))
)

func pack(v any) ([]byte, error) {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("encoding what was read: %w", err)
	}
	return packer.EncodeAll(b, make([]byte, 0, len(b)/3+64)), nil
}

func unpack[T report.Report | report.Attachment](b []byte) (*T, error) {
	raw, err := unpacker.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("a stored record is damaged: %w", err)
	}
	v := new(T)
	if err := json.Unmarshal(raw, v); err != nil {
		return nil, fmt.Errorf("a stored record is damaged: %w", err)
	}
	return v, nil
}
