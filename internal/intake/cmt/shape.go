package cmt

import (
	"iter"
	"strings"

	"vigie/internal/intake/jsonstrict"
)

// text reads a scalar; "N/A", which the export writes for nothing, is nothing.
func text(v jsonstrict.Value) string {
	s := strings.TrimSpace(v.Text())
	if strings.EqualFold(s, "N/A") || strings.EqualFold(s, "null") {
		return ""
	}
	return s
}

// valued reads what is written as a scalar in some exports and as
// {"value": …} in others.
func valued(v jsonstrict.Value) (string, jsonstrict.Value) {
	if v.IsObject() {
		v = v.Get("value")
	}
	return text(v), v
}

// wrapped is the value of a list under its outer key, or directly under its inner one.
func wrapped(v jsonstrict.Value, outer, inner string) jsonstrict.Value {
	if o := v.Get(outer); !o.IsNull() {
		return o
	}
	return v.Get(inner)
}

// list goes through the elements of a list however it is wrapped: an array, an
// object that holds it under the same key again ("emails": {"emails": [...]}),
// or a single element where there is one.
func list(v jsonstrict.Value, key string) iter.Seq[jsonstrict.Value] {
	for range 4 {
		inner := v.Get(key)
		if inner.IsNull() {
			break
		}
		v = inner
	}
	if v.IsArray() {
		return v.Items()
	}
	return func(yield func(jsonstrict.Value) bool) {
		if !v.IsNull() && !onlyKey(v, key) {
			yield(v)
		}
	}
}

// onlyKey tells an empty wrapper ({"emails": null}) from a single element.
func onlyKey(v jsonstrict.Value, key string) bool {
	for k := range v.Members() {
		if k != key {
			return false
		}
	}
	return v.IsObject()
}

// word reports whether a text is like an entry of a list of choices: a few
// short words, no punctuation.
func word(s string) bool {
	if s == "" || len(s) > 40 || strings.Count(s, " ") > 3 {
		return false
	}
	for _, c := range []byte(s) {
		if !alnum(c) && c != ' ' && c != '-' && c != '_' && c != '/' && c != '\'' {
			return false
		}
	}
	return true
}

func alnum(c byte) bool { return digit(c) || letter(c) }

func digit(c byte) bool { return '0' <= c && c <= '9' }

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
