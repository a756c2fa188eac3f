// Package profiles carries the shipped column profiles for sheets and the lists
// of goAML's national codes: data, not code. A unit adds its own in its data
// folder.
package profiles

import (
	"embed"
	"io/fs"
)

// Files holds the shipped YAML files.
//
//go:embed *.yaml
var Files embed.FS

//go:embed indicators/*.yaml
var indicators embed.FS

// Indicators holds the shipped lists of goAML codes.
func Indicators() fs.FS {
	sub, err := fs.Sub(indicators, "indicators")
	if err != nil {
		panic(err) // the folder is in the program
	}
	return sub
}
