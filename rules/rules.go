// Package rules carries the shipped rules, clocks and linking strengths: data,
// not code. A unit puts files of the same name in its data folder to use its own.
package rules

import "embed"

// Files holds the shipped YAML files.
//
//go:embed *.yaml
var Files embed.FS
