package identity

import "vigie/internal/report"

// MayJoin says whether an identifier of this kind can ever join two reports,
// so that its reach must be known.
func (t *Table) MayJoin(kind report.Kind) bool {
	if int(kind) >= kindCount {
		return false
	}
	k := t.kinds[kind]
	return max(k.verified, k.unstated, k.unverified) == report.Joins
}
