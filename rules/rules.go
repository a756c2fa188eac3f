// Package rules carries the shipped rules, clocks and linking strengths, and the
// catalogues of offences: data, not code. A unit puts files of the same name in its
// data folder to use its own.
package rules

import "embed"

// Files holds the shipped YAML files.
//
//go:embed *.yaml offences/*.yaml
var Files embed.FS
