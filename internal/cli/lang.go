package cli

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// language finds the language to speak: --lang, VIGIE_LANG, then the system's.
// French is first: a system that states none gets French, and any other
// language gets English.
func language(args []string) string {
	for i, a := range args {
		if a == "--" {
			break
		}
		v, ok := strings.CutPrefix(a, "--lang=")
		if a == "--lang" && i+1 < len(args) {
			v, ok = args[i+1], true
		}
		if ok && (v == "fr" || v == "en") {
			return v
		}
	}
	if v := os.Getenv("VIGIE_LANG"); v == "fr" || v == "en" {
		return v
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch v := os.Getenv(name); {
		case v == "":
		case v == "C", v == "POSIX", strings.HasPrefix(v, "C."), strings.HasPrefix(v, "fr"):
			return "fr"
		default:
			return "en"
		}
	}
	return "fr"
}

// t chooses the words of the person's language.
func (e *env) t(fr, en string) string {
	if e.lang == "en" {
		return en
	}
	return fr
}

// n writes a count for people: 12 345 in French, 12,345 in English.
func (e *env) n(v int64) string {
	s := strconv.FormatInt(v, 10)
	if v < 0 {
		return "-" + e.digits(s[1:])
	}
	return e.digits(s)
}

// digits parts a whole number's digits by threes.
func (e *env) digits(s string) string {
	gap := e.t("\u202f", ",") // narrow, so that a line does not break inside
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + gap + s[i:]
	}
	return s
}

// some writes a count with its noun. French counts zero as one thing.
func (e *env) some(v int64, frOne, frMany, enOne, enMany string) string {
	fr, en := frMany, enMany
	if v < 2 && v > -2 {
		fr = frOne
	}
	if v == 1 {
		en = enOne
	}
	return e.n(v) + " " + e.t(fr, en)
}

func (e *env) reports(v int64) string {
	return e.some(v, "signalement", "signalements", "report", "reports")
}

// when writes a moment for people, in UTC, to the minute.
func (e *env) when(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") + " UTC" }

// lasting writes a duration for people.
func (e *env) lasting(d time.Duration) string {
	switch {
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	case d < 10*time.Second:
		return e.decimal(d.Seconds(), 1) + " s"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min " + strconv.Itoa(int(d.Seconds())%60) + " s"
	}
	return strconv.Itoa(int(d.Hours())) + " h " + strconv.Itoa(int(d.Minutes())%60) + " min"
}

func (e *env) decimal(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if e.lang != "en" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// size writes bytes for people.
func (e *env) size(b int64) string {
	units := strings.Fields(e.t("o Ko Mo Go To", "B KB MB GB TB"))
	v, i := float64(b), 0
	for v >= 1000 && i < len(units)-1 {
		v, i = v/1000, i+1
	}
	if i == 0 {
		return strconv.FormatInt(b, 10) + " " + units[0]
	}
	return e.decimal(v, 1) + " " + units[i]
}

// atLeast goes before a number where the count stopped.
func (e *env) atLeast(stopped bool) string {
	if stopped {
		return e.t("au moins ", "at least ")
	}
	return ""
}
