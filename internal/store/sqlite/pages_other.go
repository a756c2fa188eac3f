//go:build !linux || (!amd64 && !arm64)

package sqlite

// Elsewhere the driver's allocator gives each page twice its size.
const (
	mostCache = 512 << 20
	cachePart = 8
)

func keepPages() {}

func morePages() {}
