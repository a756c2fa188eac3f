package ledger

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// Memory is a Cellar in memory, for tests. The zero value is an empty one. Its
// fields are open so that a test can damage them.
type Memory struct {
	Entries []Row  // in index order
	Nodes   []Tile // in (level, n) order
	State   Head
}

// Head implements Cellar.
func (m *Memory) Head(context.Context) (Head, error) { return m.State, nil }

func (m *Memory) find(level int, n int64) (int, bool) {
	return slices.BinarySearchFunc(m.Nodes, Tile{Level: level, N: n}, func(a, b Tile) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.N, b.N))
	})
}

// Tile implements Cellar.
func (m *Memory) Tile(_ context.Context, level int, n int64) ([]byte, error) {
	if i, ok := m.find(level, n); ok {
		return m.Nodes[i].Data, nil
	}
	return nil, nil
}

// Append implements Cellar, and refuses what a Log never does.
func (m *Memory) Append(_ context.Context, rows []Row, tiles []Tile, head Head) error {
	for i, r := range rows {
		if r.Index != m.State.Size+int64(i) {
			return fmt.Errorf("memory: row %d where %d was expected", r.Index, m.State.Size+int64(i))
		}
	}
	if head.Size != m.State.Size+int64(len(rows)) {
		return errors.New("memory: size of the head does not follow from the rows")
	}
	for _, t := range tiles {
		i, ok := m.find(t.Level, t.N)
		if !ok {
			m.Nodes = slices.Insert(m.Nodes, i, t)
			continue
		}
		if !bytes.HasPrefix(t.Data, m.Nodes[i].Data) {
			return fmt.Errorf("memory: tile %d of level %d is no fuller version of the old", t.N, t.Level)
		}
		m.Nodes[i] = t
	}
	m.Entries = append(m.Entries, rows...)
	m.State = head
	return nil
}

// Rows implements Cellar.
func (m *Memory) Rows(ctx context.Context, from, to int64, yield func(Row) error) error {
	i, _ := slices.BinarySearchFunc(m.Entries, from, func(r Row, i int64) int { return cmp.Compare(r.Index, i) })
	for ; i < len(m.Entries) && m.Entries[i].Index < to; i++ {
		if err := yield(m.Entries[i]); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Tiles implements Cellar.
func (m *Memory) Tiles(ctx context.Context, yield func(Tile) error) error {
	for _, t := range m.Nodes {
		if err := yield(t); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Erase destroys salt and opening of the entries named, as the store does. It
// records nothing: append an erase entry beside it.
func (m *Memory) Erase(indexes ...int64) {
	for i := range m.Entries {
		if slices.Contains(indexes, m.Entries[i].Index) {
			m.Entries[i].Salt, m.Entries[i].Opening = nil, nil
		}
	}
}

// Clone returns a deep copy.
func (m *Memory) Clone() *Memory {
	c := &Memory{State: Head{m.State.Size, bytes.Clone(m.State.Checkpoint)}}
	for _, r := range m.Entries {
		c.Entries = append(c.Entries, Row{r.Index, bytes.Clone(r.Leaf), bytes.Clone(r.Salt), bytes.Clone(r.Opening)})
	}
	for _, t := range m.Nodes {
		c.Nodes = append(c.Nodes, Tile{t.Level, t.N, bytes.Clone(t.Data)})
	}
	return c
}
