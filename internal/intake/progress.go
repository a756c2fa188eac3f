package intake

import "context"

// Progress says how far a walk has come. A file counts once all its records
// have been emitted.
type Progress struct {
	Files   int64 // files, archives counted as one
	Members int64 // members of archives
	Bytes   int64 // of files, archives as they are packed
	Litter  int64 // files skipped: what operating systems leave behind, and XML schemas
	// TotalFiles and TotalBytes are what Files and Bytes will come to: 0 while
	// not known. They are known from the start with Walker.Count, and with the
	// last call in any case. Standard input has no size in advance.
	TotalFiles int64
	TotalBytes int64
	Done       bool // the last call of a walk that ended without error
}

// count goes through the paths without opening a file and returns how many
// files there are and their bytes. What changes meanwhile is counted as met.
func (w *Walker) count(ctx context.Context, paths []string) (files, bytes int64, err error) {
	t := tree{held: namesHeld, own: stats(w.Own), visit: func(_ context.Context, e entry) error {
		if e.info != nil && e.info.Mode().IsRegular() && !e.litter {
			files++
			bytes += e.info.Size()
		}
		return nil
	}}
	for _, p := range paths {
		if p == "-" {
			files++
			continue
		}
		if err := t.walk(ctx, p); err != nil {
			return files, bytes, err
		}
	}
	return files, bytes, nil
}
