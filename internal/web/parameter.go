package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

// errParameter says that a parameter is not what the desk's own pages send.
var errParameter = errors.New("a parameter is not one that the desk sends")

const (
	maxDays    = 3660 // of a due filter: ten years
	maxBecause = 2000 // characters of a reason
	maxItem    = 64   // bytes of the name of a masked item
	maxSecret  = 128  // bytes of a sign-in secret
)

// filter is what the queue's address says.
type filter struct {
	Class triage.Class
	Due   int // days; -1: any
	New   bool
	After unit.Place
}

func parseFilter(q url.Values) (filter, error) {
	f := filter{Due: -1}
	var err error
	if s := q.Get("class"); s != "" {
		if f.Class, err = triage.ParseClass(s); err != nil {
			return f, fmt.Errorf("class: %w", errParameter)
		}
	}
	if s := q.Get("due"); s != "" {
		if f.Due, err = strconv.Atoi(s); err != nil || f.Due < 0 || f.Due > maxDays {
			return f, fmt.Errorf("due: %w", errParameter)
		}
	}
	switch q.Get("new") {
	case "":
	case "1":
		f.New = true
	default:
		return f, fmt.Errorf("new: %w", errParameter)
	}
	f.After = unit.Place(q.Get("after"))
	return f, nil
}

// address is the queue's address with this filter: what parseFilter reads.
func (f filter) address() string {
	q := url.Values{}
	if f.Class != 0 {
		q.Set("class", f.Class.String())
	}
	if f.Due >= 0 {
		q.Set("due", strconv.Itoa(f.Due))
	}
	if f.New {
		q.Set("new", "1")
	}
	if f.After != "" {
		q.Set("after", string(f.After))
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// leadKey reads the lead's number in a path; what is none names no lead.
func leadKey(s string) (report.Key, error) {
	if len(s) > 32 {
		return 0, unit.ErrNoSuch
	}
	k, err := report.ParseKey(s)
	if err != nil {
		return 0, unit.ErrNoSuch
	}
	return k, nil
}

// because reads the reason that a person gives.
func because(r *http.Request) (string, error) {
	if err := r.ParseForm(); err != nil {
		return "", err
	}
	s := strings.TrimSpace(r.PostForm.Get("because"))
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxBecause || strings.ContainsFunc(s, control) {
		return "", fmt.Errorf("because: %w", errParameter)
	}
	return strings.ReplaceAll(s, "\r", ""), nil
}

// local gives an address of this desk to come back to; the queue for any other.
func local(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || strings.ContainsAny(s, "\\\r\n") {
		return "/"
	}
	page := slices.Contains([]string{"/", "/cases", "/requests", "/proposals", "/recipients", "/hubs"}, u.Path) ||
		slices.ContainsFunc([]string{"/lead/", "/network/", "/cases/", "/requests/", "/recipients/"}, func(under string) bool { return strings.HasPrefix(u.Path, under) })
	if !page || strings.Contains(u.Path, "..") {
		return "/"
	}
	return u.RequestURI()
}
