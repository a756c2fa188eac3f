package intake

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

const (
	// maxFolders is how deep folders may lie in one another: each level that
	// is open costs a file descriptor.
	maxFolders = 128
	// namesHeld is how many names of one folder are held in memory at once. A
	// larger folder is listed again for each further portion.
	namesHeld = 1 << 16
)

// entry is one thing met in a tree that is not a folder to go into.
type entry struct {
	in      folder      // where it can be opened
	name    string      // by which name
	path    string      // as the operating system would take it
	info    fs.FileInfo // nil when problem says why
	problem *Problem    // the entry, or the folder of this path, could not be listed or looked at
	litter  bool        // lies in, or is, what an operating system leaves behind
}

// tree goes through files and folders: depth first, the names of each folder
// in byte order, without following a link or opening a file. A folder that
// cannot be read is an entry with a problem; its neighbours are still visited.
type tree struct {
	held  int           // names held at once
	own   []fs.FileInfo // passed over
	visit func(context.Context, entry) error
}

// walk visits what path names.
func (t *tree) walk(ctx context.Context, path string) error {
	path = trimSeparators(path)
	return t.step(ctx, bare{}, path, path, nil, false)
}

// step visits one name in a folder. above holds the folders that led there;
// litter says that one of them is an operating system's.
func (t *tree) step(ctx context.Context, in folder, name, path string, above []fs.FileInfo, litter bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	last := base(filepath.ToSlash(path))
	e := entry{in: in, name: name, path: path, litter: litter || isLitter(last)}
	info, err := in.Lstat(name)
	if err == nil && slices.ContainsFunc(t.own, func(o fs.FileInfo) bool { return os.SameFile(o, info) }) {
		return nil
	}
	if err == nil && info.IsDir() {
		e.litter = litter || last == litterFolder // a folder of a litter file's name may hold anything
	}
	if err != nil {
		e.problem = systemProblem(err)
		return t.visit(ctx, e)
	}
	if !info.IsDir() {
		e.info = info
		return t.visit(ctx, e)
	}
	if len(above) >= maxFolders {
		e.problem = &Problem{TooDeep, "more than 128 folders in one another"}
		return t.visit(ctx, e)
	}
	if slices.ContainsFunc(above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
		e.problem = &Problem{NotRegular, "the folder lies in itself"}
		return t.visit(ctx, e)
	}
	root, p := openFolder(in, name, info)
	if p != nil {
		e.problem = p
		return t.visit(ctx, e)
	}
	defer root.Close()
	litter = litter || last == litterFolder
	above = append(above[:len(above):len(above)], info)
	for after, more := "", true; more; {
		var names []string
		if names, more, err = list(ctx, root, after, t.held); ctx.Err() != nil {
			return ctx.Err()
		}
		for _, n := range names {
			if err := t.step(ctx, root, n, join(path, n), above, litter); err != nil {
				return err
			}
			after = n
		}
		if err != nil { // after what could be listed
			e.problem = systemProblem(err)
			return t.visit(ctx, e)
		}
	}
	return nil
}

// list returns the first names of a folder after last, in byte order, at most
// held of them, and whether there are more. With an error it returns the names
// listed before it.
func list(ctx context.Context, root *os.Root, last string, held int) (names []string, more bool, err error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	cut := func() {
		slices.Sort(names)
		if len(names) > held {
			clear(names[held:])
			names, more = names[:held], true
		}
	}
	for ctx.Err() == nil {
		batch, err := f.Readdirnames(1024)
		for _, n := range batch {
			if n > last {
				names = append(names, n)
			}
		}
		if len(names) >= 2*held {
			cut()
		}
		if err != nil {
			cut()
			if err == io.EOF {
				err = nil
			}
			return names, more && err == nil, err
		}
	}
	return nil, false, ctx.Err()
}

// join puts a name behind a folder's path and leaves the path as it was given.
func join(path, name string) string {
	switch {
	case path == "." && name != "-": // a file of that name is not standard input
		return name
	case path != "" && os.IsPathSeparator(path[len(path)-1]):
		return path + name
	}
	return path + string(filepath.Separator) + name
}

// trimSeparators cuts separators at the end, behind which a link would be followed.
func trimSeparators(path string) string {
	for len(path) > len(filepath.VolumeName(path))+1 && os.IsPathSeparator(path[len(path)-1]) {
		path = path[:len(path)-1]
	}
	return path
}
