package storetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/store"
)

func mediaVersion(id, list int64, state store.MediaState) store.MediaVersion {
	return store.MediaVersion{
		ID: id, List: list, Name: fmt.Sprint("liste ", list), Publisher: "p", Format: "vics", Dated: 20000 + id, At: 5, Who: "anna", SHA: []byte{byte(id)},
		Rows: 3, Values: 4, Left: 1, State: state, Touched: 6, Begun: 7, Entry: 8, Removed: 9,
	}
}

func mediaHash(hash, list, since, until int64) store.MediaHash {
	return store.MediaHash{Hash: hash, Algo: 1, Bytes: []byte(fmt.Sprint("v", hash)), List: list, Since: since, Until: until, Verdict: hash % 7, Series: -hash}
}

func media(t *testing.T, s *store.Store) {
	one, two := mediaVersion(1, 1, store.MediaInForce), mediaVersion(2, 1, store.MediaWriting)
	rows := []store.MediaHash{
		mediaHash(math.MinInt64, 1, 1, 0), mediaHash(-5, 1, 1, 2), mediaHash(3, 1, 1, 0), mediaHash(3, 4, 4, 0), mediaHash(9, 1, 2, 0), mediaHash(math.MaxInt64, 1, 1, 0),
	}
	twin := rows[2] // another value with the same hash
	twin.Bytes = []byte("other")
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertMediaVersion(ctx, two), w.InsertMediaVersion(ctx, one), w.InsertMedia(ctx, append(slices.Clone(rows), twin)))
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "MediaVersions", []store.MediaVersion{one, two})(w.MediaVersions(ctx))
		notFound(t, "TouchMedia of one in force", w.TouchMedia(ctx, 1, 99))
		notFound(t, "SetMediaVersion of none", w.SetMediaVersion(ctx, mediaVersion(7, 7, 1)))
		two.Touched = 99
		err := w.TouchMedia(ctx, 2, 99)
		same(t, "MediaVersions touched", []store.MediaVersion{one, two})(w.MediaVersions(ctx))
		two.State, two.Name, two.SHA, two.Values = store.MediaRemoved, "autre", []byte{}, 77
		err = errors.Join(err, w.SetMediaVersion(ctx, two))
		same(t, "MediaVersions set", []store.MediaVersion{one, two})(w.MediaVersions(ctx))
		same(t, "MediaOf", []store.MediaHash{rows[1], twin, rows[2], rows[3]})(w.MediaOf(ctx, []int64{3, -5, 100}))
		same(t, "MediaOf none", []store.MediaHash(nil))(w.MediaOf(ctx, nil))
		same(t, "OpenMedia", []store.MediaHash{rows[0], twin, rows[2], rows[4], rows[5]})(w.OpenMedia(ctx, 1, math.MinInt64, math.MaxInt64))
		same(t, "OpenMedia of a stretch", []store.MediaHash{twin, rows[2]})(w.OpenMedia(ctx, 1, -5, 8))
		same(t, "MediaStep", int64(3))(w.MediaStep(ctx, math.MinInt64, 4))
		same(t, "MediaStep on", int64(math.MaxInt64))(w.MediaStep(ctx, 9, 2))
		_, none := w.MediaStep(ctx, 9, 3)
		notFound(t, "MediaStep past the end", none)
		err = errors.Join(err, w.CloseMedia(ctx, 1, 6, []int64{3, 9}, []store.MediaHash{twin}), w.CloseMedia(ctx, 1, 6, nil, nil))
		rows[2].Until, rows[4].Until = 6, 6
		var all []store.MediaHash
		err = errors.Join(err, w.EachMedia(ctx, func(h store.MediaHash) error { all = append(all, h); return nil }))
		equal(t, "closed", all, []store.MediaHash{rows[0], rows[1], twin, rows[2], rows[3], rows[4], rows[5]})
		return err
	})
}

// mediaForgotten: after any versions of a list are removed, in any order, the rows
// say of each version that is left what they said before.
func mediaForgotten(t *testing.T, s *store.Store) {
	rapid.Check(t, func(t *rapid.T) {
		const versions, values, other = 5, 6, 99
		// says[v] is what version v says of each value; 0: it is not in it.
		var says [versions + 1][values]int64
		for v := 1; v <= versions; v++ {
			for i := range values {
				says[v][i] = rapid.Int64Range(0, 2).Draw(t, "verdict")
			}
		}
		gone := rapid.Permutation([]int64{1, 2, 3, 4, 5}).Draw(t, "gone")
		// The boundary cuts the values in two stretches.
		cut := rapid.Int64Range(-1, values).Draw(t, "cut")
		write(t, s, func(ctx context.Context, w *store.Tx) error {
			if _, err := w.Exec(ctx, "DELETE FROM media_hash"); err != nil {
				return err
			}
			var rows []store.MediaHash
			for i := range int64(values) {
				for v := int64(1); v <= versions; v++ {
					if now := says[v][i]; now != says[v-1][i] {
						if n := len(rows) - 1; n >= 0 && rows[n].Hash == i && rows[n].Until == 0 {
							rows[n].Until = v
						}
						if now != 0 {
							h := mediaHash(i, 1, v, 0)
							h.Verdict = now
							rows = append(rows, h)
						}
					}
				}
			}
			rows = append(rows, mediaHash(2, other, 3, 4))
			slices.SortFunc(rows, func(a, b store.MediaHash) int {
				return cmp.Or(cmp.Compare(a.Hash, b.Hash), bytes.Compare(a.Bytes, b.Bytes), cmp.Compare(a.List, b.List), cmp.Compare(a.Since, b.Since))
			})
			return w.InsertMedia(ctx, rows)
		})
		left := []int64{1, 2, 3, 4, 5}
		for _, v := range gone {
			left = slices.DeleteFunc(left, func(x int64) bool { return x == v })
			next := int64(0)
			if i := slices.IndexFunc(left, func(x int64) bool { return x > v }); i >= 0 {
				next = left[i]
			}
			write(t, s, func(ctx context.Context, w *store.Tx) error {
				// In two steps, the first of them twice: as after an interruption.
				for _, r := range [][2]int64{{math.MinInt64, cut}, {math.MinInt64, cut}, {cut + 1, math.MaxInt64}} {
					if err := w.ForgetMedia(ctx, 1, v, next, r[0], r[1]); err != nil {
						return err
					}
				}
				return nil
			})
			read(t, s, func(ctx context.Context, r *store.Tx) error {
				found := map[int64][values]int64{}
				others := 0
				err := r.EachMedia(ctx, func(h store.MediaHash) error {
					if h.List == other {
						others++
						return nil
					}
					if !slices.Contains(left, h.Since) || h.Until != 0 && !slices.Contains(left, h.Until) {
						t.Fatalf("after %d went: a row from %d to %d", v, h.Since, h.Until)
					}
					for _, x := range left {
						if h.Since <= x && (h.Until == 0 || x < h.Until) {
							f := found[x]
							if f[h.Hash] != 0 {
								t.Fatalf("version %d says twice what it says of %d", x, h.Hash)
							}
							f[h.Hash] = h.Verdict
							found[x] = f
						}
					}
					return nil
				})
				for _, x := range left {
					equal(t, fmt.Sprintf("version %d after %d went", x, v), found[x], says[x])
				}
				equal(t, "rows of another list", others, 1)
				return err
			})
		}
	})
}
