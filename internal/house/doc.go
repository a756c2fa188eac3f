// Package house holds the tests of what every package keeps: the walls between
// rooms, purity, size, words, dependencies. It has no code of its own.
package house
