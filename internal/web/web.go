// Package web is the desk: the pages on which people read the queue and the
// leads, over net/http and html/template, one file a page.
//
// What it promises: it holds no data of its own. Every reading and every act
// passes through package unit in the name of the person signed in, with a
// purpose, so that each leaves its entry in the ledger. Nothing that a page
// needs comes from another host, no page is kept by the browser, and no
// internal error reaches one.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"vigie/internal/unit"
)

// Options say how the desk is served.
type Options struct {
	Log    *slog.Logger // nil: nothing is logged
	Secure bool         // the desk is reached over TLS: cookies say so
	Hosts  []string     // host names under which the desk may be reached, beside loopback; without port
}

// desk serves one unit.
type desk struct {
	unit    *unit.Unit
	log     *slog.Logger
	secure  bool
	hosts   map[string]bool
	pages   pages
	assets  assets
	locales locales
}

// New makes the desk's handler. It fails when what is embedded in the program
// is not whole.
func New(u *unit.Unit, o Options) (http.Handler, error) {
	d := &desk{unit: u, log: o.Log, secure: o.Secure, hosts: map[string]bool{}}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	for _, h := range o.Hosts {
		d.hosts[hostName(h)] = true
	}
	var err error
	if d.locales, err = loadLocales(); err != nil {
		return nil, err
	}
	if d.pages, err = loadPages(); err != nil {
		return nil, err
	}
	if d.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if d.assets["desk.css"].body == nil {
		d.log.Warn("the page assets are not built in: pages have no style; build with: make build")
	}
	return d.guard(d.routes()), nil
}

func (d *desk) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/{name}", d.assets.serve)
	mux.HandleFunc("GET /signin", d.signInPage)
	mux.HandleFunc("POST /signin", d.signIn)
	mux.HandleFunc("POST /signout", d.signedIn(d.signOut))
	mux.HandleFunc("POST /lang", d.signedIn(d.setLang))
	mux.HandleFunc("GET /{$}", d.signedIn(d.queue))
	mux.HandleFunc("GET /go", d.signedIn(d.goTo))
	mux.HandleFunc("GET /lead/{key}", d.signedIn(d.lead))
	mux.HandleFunc("GET /lead/{key}/ties", d.signedIn(d.ties))
	mux.HandleFunc("GET /lead/{key}/payments", d.signedIn(d.payments))
	mux.HandleFunc("GET /lead/{key}/proof", d.signedIn(d.leadProof))
	mux.HandleFunc("GET /cases/{number}/proof", d.signedIn(d.caseProof))
	mux.HandleFunc("GET /network/{key}", d.signedIn(d.network))
	mux.HandleFunc("GET /proposals", d.signedIn(d.proposals))
	mux.HandleFunc("GET /recipients", d.signedIn(d.recipients))
	mux.HandleFunc("GET /recipients/{id}", d.signedIn(d.recipient))
	mux.HandleFunc("POST /recipients/{id}", d.signedIn(d.setAccount))
	mux.HandleFunc("GET /hubs", d.signedIn(d.hubs))
	mux.HandleFunc("POST /hubs/declare", d.signedIn(d.declareHub))
	mux.HandleFunc("POST /hubs/undeclare", d.signedIn(d.undeclareHub))
	mux.HandleFunc("POST /judge", d.signedIn(d.judge))
	mux.HandleFunc("POST /answer", d.signedIn(d.answer))
	mux.HandleFunc("POST /unjudge", d.signedIn(d.unjudge))
	mux.HandleFunc("POST /lead/{key}/acknowledge", d.signedIn(d.acknowledge))
	mux.HandleFunc("POST /lead/{key}/preserve", d.signedIn(d.preserve))
	mux.HandleFunc("POST /lead/{key}/open", d.signedIn(d.openCase))
	mux.HandleFunc("GET /cases", d.signedIn(d.cases))
	mux.HandleFunc("GET /cases/{number}", d.signedIn(d.oneCase))
	mux.HandleFunc("POST /cases/{number}/add", d.signedIn(d.onCase("add to a case", d.addToCase)))
	mux.HandleFunc("POST /cases/{number}/remove", d.signedIn(d.onCase("remove from a case", d.removeFromCase)))
	mux.HandleFunc("POST /cases/{number}/note", d.signedIn(d.onCase("note on a case", d.noteOnCase)))
	mux.HandleFunc("POST /cases/{number}/assign", d.signedIn(d.onCase("assign a case", d.assignCase)))
	mux.HandleFunc("POST /cases/{number}/merge", d.signedIn(d.onCase("merge cases", d.mergeCases)))
	mux.HandleFunc("POST /cases/{number}/split", d.signedIn(d.onCase("split a case", d.splitCase)))
	mux.HandleFunc("POST /cases/{number}/undo", d.signedIn(d.onCase("take an act on a case back", d.undoCase)))
	mux.HandleFunc("GET /lead/{key}/holders", d.signedIn(d.holders))
	mux.HandleFunc("POST /lead/{key}/requests", d.signedIn(d.draft))
	mux.HandleFunc("GET /cases/{number}/holders", d.signedIn(d.holders))
	mux.HandleFunc("POST /cases/{number}/requests", d.signedIn(d.draft))
	mux.HandleFunc("GET /requests", d.signedIn(d.requests))
	mux.HandleFunc("GET /requests/{number}", d.signedIn(d.oneRequest))
	mux.HandleFunc("GET /requests/{number}/letter", d.signedIn(d.letter))
	mux.HandleFunc("POST /requests/{number}/sent", d.signedIn(d.onRequest("a request was sent", d.requestSent)))
	mux.HandleFunc("POST /requests/{number}/answered", d.signedIn(d.onRequest("a request was answered", d.requestAnswered)))
	mux.HandleFunc("POST /requests/{number}/refused", d.signedIn(d.onRequest("a request was refused", d.requestRefused)))
	mux.HandleFunc("POST /requests/undo", d.signedIn(d.undoRequest))
	mux.HandleFunc("POST /reveal", d.signedIn(d.reveal))
	mux.HandleFunc("GET /", d.signedIn(func(w http.ResponseWriter, r *http.Request, who unit.Actor) {
		d.refuse(w, r, &who, http.StatusNotFound)
	}))
	return mux
}

// NewServer makes a server with the limits that the desk wants: a slow or
// talkative peer holds nothing for long.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
}
