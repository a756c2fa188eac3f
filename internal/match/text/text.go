// Package text measures how alike two short strings are, byte by byte, without
// allocating: comparing persons asks this of tens of millions of pairs.
//
// It promises that the order of the two strings does not matter, that equal
// strings are as alike as can be, and that time is bounded whatever comes in. It
// knows nothing of letters: both strings are expected in a comparable form of
// ASCII, such as package name makes, where a byte is a letter.
package text
