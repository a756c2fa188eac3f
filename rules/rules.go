// Package rules carries the shipped rules, clocks, linking strengths, windows of
// payments, catalogues of offences and letters: data, not code. A unit puts files of
// the same name in its data folder to use its own.
package rules

import "embed"

// Files holds the shipped files.
//
//go:embed *.yaml offences/*.yaml requests/*.yaml requests/*.tmpl
var Files embed.FS
