package web

import (
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
)

const (
	maxBody = 16 << 10 // bytes of a form
	maxURL  = 2 << 10  // bytes of a request's address
)

// policy lets a page load what this desk serves, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every route: who may ask, how much, and what the answer
// lets a browser do.
func (d *desk) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.refuse(w, r, nil, http.StatusForbidden)
	}))
	next = cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		if d.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer d.recovered(w, r)
		switch {
		case !d.knows(r.Host):
			d.refuse(w, r, nil, http.StatusMisdirectedRequest)
		case len(r.RequestURI) > maxURL:
			d.refuse(w, r, nil, http.StatusRequestURITooLong)
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

// recovered turns a panic into a page; the log gets where, never what was shown.
func (d *desk) recovered(w http.ResponseWriter, r *http.Request) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		d.log.Error("a page panicked", "route", r.Pattern, "stack", string(debug.Stack()))
		d.refuse(w, r, nil, http.StatusInternalServerError)
	}
}

// knows says whether the desk may be reached under a host name. A page of
// another site whose name is made to point here (DNS rebinding) does not know one.
func (d *desk) knows(host string) bool {
	name := hostName(host)
	if name == "localhost" || d.hosts[name] {
		return true
	}
	a, err := netip.ParseAddr(name)
	return err == nil && a.Unmap().IsLoopback()
}

// hostName is a host in small letters, without port, brackets or final dot.
func hostName(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.TrimSuffix(strings.Trim(strings.ToLower(host), "[]"), ".")
}
