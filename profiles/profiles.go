// Package profiles carries the shipped column profiles for sheets: data, not
// code. A unit adds its own in its data folder.
package profiles

import "embed"

// Files holds the shipped YAML files.
//
//go:embed *.yaml
var Files embed.FS
