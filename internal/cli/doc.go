// Package cli is the command line: one file a command. It reads what a person
// asks for, calls the door (package unit) in that person's name, and shows what
// comes back.
//
// What it promises: results on standard output and nothing else there; progress,
// hints and errors on standard error; an error in one sentence with what to do
// next; the same words in French and in English; --json wherever a program may
// want to read the result.
//
// testdata holds one script a feature. They are tests, and the manual.
package cli
