package cli

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"vigie/internal/match"
	"vigie/internal/match/list"
	"vigie/internal/match/name"
)

// forms are the comparable forms of names that the program uses.
func forms() match.Forms {
	return match.Forms{Fold: name.Fold, Groups: name.Default().Groups}
}

// truth says how a file of synthetic persons tells which records are of one
// person.
type truth struct {
	how, column string
	by          int64
}

// parseTruth reads column:NAME, number:NAME or div:NAME:N.
func (e *env) parseTruth(s string) (truth, error) {
	bad := &usage{e.t("--truth : écrivez column:COLONNE, number:COLONNE ou div:COLONNE:N", "--truth: write column:COLUMN, number:COLUMN or div:COLUMN:N"), e.command}
	how, rest, ok := strings.Cut(s, ":")
	t := truth{how: how, column: rest}
	switch {
	case !ok || rest == "":
		return t, bad
	case how == "column" || how == "number":
		return t, nil
	case how == "div":
		i := strings.LastIndexByte(rest, ':')
		if i < 1 {
			return t, bad
		}
		n, err := strconv.ParseInt(rest[i+1:], 10, 64)
		if err != nil || n < 1 {
			return t, bad
		}
		t.column, t.by = rest[:i], n
		return t, nil
	}
	return t, bad
}

// label turns a cell into the label of its person.
func (t truth) label(cell string) (string, error) {
	if t.how == "column" {
		if cell == "" {
			return "", fmt.Errorf("truth: a cell of column %s is empty", t.column)
		}
		return cell, nil
	}
	i := strings.IndexFunc(cell, func(r rune) bool { return r >= '0' && r <= '9' })
	if i < 0 {
		return "", fmt.Errorf("truth: a cell of column %s holds no number", t.column)
	}
	j := i
	for j < len(cell) && cell[j] >= '0' && cell[j] <= '9' {
		j++
	}
	n, err := strconv.ParseInt(cell[i:j], 10, 64)
	if err != nil {
		return "", fmt.Errorf("truth: a number in column %s is too large", t.column)
	}
	if t.by > 0 {
		n /= t.by
	}
	return strconv.FormatInt(n, 10), nil
}

// persons are the lists of a bench, with the label of each record's person.
type persons struct {
	lists  []*list.List
	sums   [][sha256.Size]byte // of the files' bytes
	labels []int               // of all lists, one behind the other
}

func (e *env) headings() (*list.Headings, error) {
	own := filepath.Join(e.dir(), "rules", "persons.yaml")
	if b, err := os.ReadFile(own); err == nil {
		return list.Load(b)
	}
	return list.Default(), nil
}

// ending reads until the context ends.
type ending struct {
	context.Context
	io.Reader
}

func (r ending) Read(b []byte) (int, error) {
	if err := r.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

// readPersons reads a list of persons from a file, and gives the SHA-256 of its bytes.
func readPersons(ctx context.Context, h *list.Headings, file string, o list.Options) (l *list.List, sha [sha256.Size]byte, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, sha, err
	}
	defer f.Close()
	sum := sha256.New()
	if l, err = h.Read(io.TeeReader(ending{ctx, f}, sum), o); err != nil {
		return nil, sha, fmt.Errorf("%s: %w", file, err)
	}
	if _, err := io.Copy(sum, ending{ctx, f}); err != nil { // what the reader left of it
		return nil, sha, err
	}
	sum.Sum(sha[:0])
	return l, sha, nil
}

// readTruth reads one or two lists and what is true of them.
func readTruth(ctx context.Context, h *list.Headings, files []string, t truth, without []string) (*persons, error) {
	p := &persons{}
	number := map[string]int{}
	for _, file := range files {
		l, sha, err := readPersons(ctx, h, file, list.Options{Keep: []string{t.column}, Without: without})
		if err != nil {
			return nil, err
		}
		for _, cell := range l.Kept[t.column] {
			s, err := t.label(cell)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			if _, ok := number[s]; !ok {
				number[s] = len(number)
			}
			p.labels = append(p.labels, number[s])
		}
		l.Kept = nil
		p.lists, p.sums = append(p.lists, l), append(p.sums, sha)
	}
	return p, nil
}
