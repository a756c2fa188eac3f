package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// dist is what `make assets` builds; without it there is only .keep.
//
//go:embed all:dist assets/icon.svg
var assetFiles embed.FS

// asset is a file that pages load.
type asset struct {
	body []byte
	kind string // Content-Type
	tag  string // the beginning of its SHA-256
}

type assets map[string]asset

// kinds are written down so that they do not depend on the machine's own tables.
var kinds = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8"}

func loadAssets() (assets, error) {
	out := assets{}
	err := fs.WalkDir(assetFiles, ".", func(name string, e fs.DirEntry, err error) error {
		base := path.Base(name)
		if err != nil || e.IsDir() || strings.HasPrefix(base, ".") {
			return err
		}
		b, err := assetFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		kind := kinds[path.Ext(base)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(base))
		}
		out[base] = asset{b, kind, hex.EncodeToString(sum[:8])}
		return nil
	})
	return out, err
}

// link gives the address of an asset, which changes with its content.
func (as assets) link(name string) string { return "/assets/" + name + "?v=" + as[name].tag }

func (as assets) serve(w http.ResponseWriter, r *http.Request) {
	a, ok := as[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", `"`+a.tag+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == a.tag {
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body) // a peer that went away needs no answer
	}
}
