//go:build !linux || (!amd64 && !arm64)

package sqlite

// Elsewhere pages lie where the driver puts them.
func keepPages() {}

func morePages(int64) {}
