// Package identity gives identifiers their normal form and their strength. It
// is pure: the same identifier gives the same form on any machine.
package identity

import "vigie/internal/report"

// Normalise fills Value and Strength of every identifier of r, in place.
func Normalise(r *report.Report) {
	r.EachIdentifier(func(role report.Role, _ int, id *report.Identifier) {
		id.Value = id.Raw
		id.Strength = report.Shown
	})
}
