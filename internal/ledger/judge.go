package ledger

import "bytes"

// judge examines one row by itself: leaf, salt and opening. It returns the
// entry when the opening is proven.
func (w *walk) judge(r Row) (Entry, bool) {
	if len(r.Salt) == 0 && len(r.Opening) == 0 {
		w.judgeErased(r)
		return Entry{}, false
	}
	fault := func(code Code) (Entry, bool) {
		w.report.add(Fault{Code: code, Index: r.Index})
		if maybeErasure(r) {
			w.lostErasure = max(w.lostErasure, r.Index)
		}
		return Entry{}, false
	}
	if len(r.Salt) == 0 || len(r.Opening) == 0 {
		w.settled.add(r.Index)
		return fault(HalfErased)
	}

	commitment, buf := commit(w.buf, r.Salt, r.Opening)
	w.buf = buf
	e, err := parseOpening(r.Opening, &w.scratch)
	if err == nil && len(r.Salt) == SaltSize {
		// The one leaf that this entry can have; nearly every row ends here.
		w.scratch = appendLeaf(w.scratch[:0], e.Kind, e.At, &commitment)
		if bytes.Equal(w.scratch, r.Leaf) {
			return w.judgeErasure(r, e)
		}
	}
	l, leafErr := ParseLeaf(r.Leaf)
	switch {
	case leafErr != nil:
		return fault(LeafForm)
	case len(r.Salt) != SaltSize || l.Commitment != commitment:
		return fault(OpeningAltered)
	case err != nil:
		return fault(OpeningForm)
	}
	return fault(OpeningDiffers)
}

// judgeErased examines a row without opening.
func (w *walk) judgeErased(r Row) {
	l, err := ParseLeaf(r.Leaf)
	if err == nil && l.Kind == Erase {
		w.report.add(Fault{Code: NotErasable, Index: r.Index})
		w.settled.add(r.Index)
		w.lostErasure = max(w.lostErasure, r.Index)
		return
	}
	w.missing.add(r.Index)
	if err != nil {
		w.report.add(Fault{Code: LeafForm, Index: r.Index})
	}
}

// judgeErasure takes in what an erase entry names.
func (w *walk) judgeErasure(r Row, e Entry) (Entry, bool) {
	if e.Kind != Erase {
		return e, true
	}
	spans, err := erasedBy(e.Detail, r.Index)
	if err != nil {
		w.report.add(Fault{Code: ErasureForm, Index: r.Index})
		w.lostErasure = max(w.lostErasure, r.Index)
		return e, true
	}
	for _, s := range spans {
		w.named.addSpan(s[0], s[1])
	}
	return e, true
}

// maybeErasure says whether a faulty row may have been an erase entry: its leaf
// or its opening still says so.
func maybeErasure(r Row) bool {
	return bytes.HasPrefix(r.Leaf, []byte(leafHeader+string(Erase)+"\n")) ||
		bytes.Contains(r.Opening, []byte(`"kind":"`+string(Erase)+`"`))
}
