package web

import (
	"errors"
	"net/http"

	"vigie/internal/unit"
)

// cookie is the session cookie's name. With TLS its prefix lets no other host set it.
func (d *desk) cookie() string {
	if d.secure {
		return "__Host-vigie"
	}
	return "vigie"
}

func (d *desk) setCookie(w http.ResponseWriter, secret string, age int) {
	http.SetCookie(w, &http.Cookie{Name: d.cookie(), Value: secret, Path: "/", MaxAge: age, HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteStrictMode})
}

// secret gives the session's secret that a request bears, or "".
func (d *desk) secret(r *http.Request) string {
	c, err := r.Cookie(d.cookie())
	if err != nil || len(c.Value) > maxSecret {
		return ""
	}
	return c.Value
}

// signedIn finds the person behind a request. Without one, the answer says how
// to get a link, and nothing about what was asked for.
func (d *desk) signedIn(next func(http.ResponseWriter, *http.Request, unit.Actor)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := unit.Actor{}, unit.ErrSignedOut
		if s := d.secret(r); s != "" {
			who, err = d.unit.Session(r.Context(), s)
		}
		switch {
		case errors.Is(err, unit.ErrSignedOut):
			d.askToSignIn(w, r, http.StatusUnauthorized, "signin.none")
		case err != nil:
			d.fail(w, r, nil, err)
		default:
			next(w, r, who)
		}
	}
}

// askToSignIn says how to get a link. An htmx request is sent to the whole
// page, so that no fragment of it lands inside another.
func (d *desk) askToSignIn(w http.ResponseWriter, r *http.Request, status int, why string) {
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", "/")
	}
	p := d.page(r, nil, "signin.title")
	p.Data = signInData{Why: p.say(why)}
	d.show(w, r, "signin", "layout", status, p)
}

// signInData is the sign-in page: a secret to send, or why there is none.
type signInData struct{ Secret, Why string }

// signInPage shows a button and uses nothing up: programs that fetch a link to
// preview it do not press buttons.
func (d *desk) signInPage(w http.ResponseWriter, r *http.Request) {
	s := r.URL.Query().Get("t")
	if s == "" || len(s) > maxSecret {
		d.askToSignIn(w, r, http.StatusUnauthorized, "signin.none")
		return
	}
	p := d.page(r, nil, "signin.title")
	p.Data = signInData{Secret: s}
	d.show(w, r, "signin", "layout", http.StatusOK, p)
}

func (d *desk) signIn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		d.fail(w, r, nil, errors.Join(errParameter, err))
		return
	}
	link := r.PostForm.Get("t")
	if len(link) > maxSecret {
		link = ""
	}
	secret, err := d.unit.SignIn(r.Context(), link)
	switch {
	case errors.Is(err, unit.ErrSignedOut):
		d.askToSignIn(w, r, http.StatusUnauthorized, "signin.used")
	case err != nil:
		d.fail(w, r, nil, err)
	default:
		d.setCookie(w, secret, 0) // until the browser closes; the unit ends it sooner
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

func (d *desk) signOut(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	if err := d.unit.SignOut(r.Context(), who.For("desk: sign out"), d.secret(r)); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.setCookie(w, "", -1)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	d.askToSignIn(w, r, http.StatusOK, "signin.out")
}

func (d *desk) setLang(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	if err := r.ParseForm(); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	lang := r.PostForm.Get("lang")
	if _, ok := d.locales[lang]; !ok {
		d.refuse(w, r, &who, http.StatusBadRequest)
		return
	}
	if err := d.unit.SetLang(r.Context(), who.For("desk: language"), lang); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	http.Redirect(w, r, local(r.PostForm.Get("back")), http.StatusSeeOther)
}
