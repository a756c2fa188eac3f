package acts

import (
	"strconv"
	"strings"
)

// Why is the reason for which an act does not fit. Each log has its own beside these.
type Why string

// Reasons.
const (
	Malformed Why = "malformed" // a mistake of the program: nothing that a person asked for
	NoAct     Why = "no act"    // there is no act of that number: Act
	Undone    Why = "undone"    // Act was taken back before, by By
	Depends   Why = "depends"   // By, which came later, rests on Act
	Taken     Why = "taken"     // Number was given before
	Unknown   Why = "unknown"   // Number was never given
	Withdrawn Why = "withdrawn" // what gave Number was taken back by By
)

// Refusal is the error for an act that does not fit what stands.
type Refusal[K Kind] struct {
	Why           Why
	Number, Other Number[K]
	What          Named // of the log's own
	Act, By       int64
}

// Named is something that a sentence names; lang is "fr" or "en".
type Named interface {
	Named(lang string) string
}

// Error is the sentence in English.
func (r *Refusal[K]) Error() string { return r.Sentence("en") }

// Sentence says what stands in the way and what to do; lang is "fr" or "en". The
// sentences name what a refusal holds in braces: {n} and {other}, {what}, {act} and
// {by}.
func (r *Refusal[K]) Sentence(lang string) string {
	own := wordsOf[K]().Refusals
	w, ok := own[r.Why]
	if !ok {
		w, ok = sentences[r.Why]
	}
	if !ok {
		w = own[Malformed]
	}
	form, what := w[0], ""
	if lang == "fr" {
		form = w[1]
	}
	if r.What != nil {
		what = r.What.Named(lang)
	}
	return strings.NewReplacer(
		"{n}", r.Number.String(), "{other}", r.Other.String(), "{what}", what,
		"{act}", strconv.FormatInt(r.Act, 10), "{by}", strconv.FormatInt(r.By, 10),
	).Replace(form)
}

// sentences are those in which no log names its own things. Of the other reasons
// each log has its own.
var sentences = map[Why][2]string{
	Taken:   {"the number {n} was given before", "le numéro {n} a déjà été donné"},
	Undone:  {"act {act} was taken back before, by act {by}", "l'acte {act} a déjà été annulé, par l'acte {by}"},
	Depends: {"act {act} cannot be taken back: act {by} came later and rests on it; take that one back first", "l'acte {act} ne peut pas être annulé : l'acte {by} est venu après et repose sur lui ; annulez d'abord celui-là"},
}
