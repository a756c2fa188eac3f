package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/synth"
	"vigie/internal/unit"
)

// world is a unit with synthetic reports, and the desk that serves it.
type world struct {
	unit   *unit.Unit
	who    unit.Actor
	server *httptest.Server
	log    *bytes.Buffer
}

func newWorld(t *testing.T, reports int) *world {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	day := synth.DefaultNow.Add(-50 * 24 * time.Hour)
	o := unit.Options{Dir: filepath.Join(dir, "data"), Now: func() time.Time { return synth.DefaultNow }}
	err := unit.Init(ctx, unit.First{
		Options:     o,
		Settings:    unit.Settings{Unit: "Unité d’essai", Origin: "vigie.example.org", Procedure: "PV-1", Basis: "CPP art. 230-20", Handling: "evidence"},
		EvidenceKey: filepath.Join(dir, "evidence.key"),
		Person:      unit.NewPerson{ID: "ana", Name: "Ana Exemple", Role: access.Head, Lang: "fr"},
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{log: &bytes.Buffer{}}
	if w.unit, err = unit.Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.unit.Close(); err != nil {
			t.Error(err)
		}
	})
	if w.who, err = w.unit.Actor(ctx, "ana"); err != nil {
		t.Fatal(err)
	}
	if _, err := synth.Write(ctx, synth.Options{Reports: reports, Seed: 7}, dir, nil); err != nil {
		t.Fatal(err)
	}
	walker, err := w.unit.Walker("", "")
	if err != nil {
		t.Fatal(err)
	}
	counts, err := w.unit.TakeIn(ctx, w.who.For("test"), unit.Intake{
		Received: day,
		Records: func(ctx context.Context, emit func(intake.Record) error) error {
			return walker.Walk(ctx, []string{filepath.Join(dir, "reports")}, emit)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if counts.New < int64(reports)*9/10 {
		t.Fatalf("taken in: %+v", counts)
	}
	h, err := New(w.unit, Options{Log: slog.New(slog.NewTextHandler(w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(h)
	t.Cleanup(w.server.Close)
	return w
}

// enrol adds a person and gives an actor for them.
func (w *world) enrol(t *testing.T, id string, role access.Role, lang string) unit.Actor {
	t.Helper()
	ctx := context.Background()
	if err := w.unit.Enrol(ctx, w.who.For("test"), unit.NewPerson{ID: id, Name: id, Role: role, Lang: lang}); err != nil {
		t.Fatal(err)
	}
	a, err := w.unit.Actor(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// link makes a sign-in address.
func (w *world) link(t *testing.T, who unit.Actor) string {
	t.Helper()
	s, err := w.unit.SignInLink(context.Background(), who.For("test"))
	if err != nil {
		t.Fatal(err)
	}
	return w.server.URL + "/signin?t=" + url.QueryEscape(s)
}

// browser signs a person in with a client that keeps its cookies.
func (w *world) browser(t *testing.T, who unit.Actor) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	u, err := url.Parse(w.link(t, who))
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.PostForm(w.server.URL+"/signin", url.Values{"t": {u.Query().Get("t")}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %s", res.Status)
	}
	return c
}
