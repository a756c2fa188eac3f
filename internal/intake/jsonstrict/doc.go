// Package jsonstrict reads streams of JSON records as evidence: strictly, in
// bounded memory, and so that every value is accounted for.
//
// A stream is one object, several objects (NDJSON), an array of objects, or an
// object that wraps such an array under a known key. Each object is a record
// with its own bytes, offset and hash. Duplicate keys, text that is not UTF-8,
// lone surrogates, NUL and anything past the limits make that record a
// problem, and its neighbours go on.
//
// Strings over one mebibyte are never held: they are unescaped, decoded and
// hashed in passing, so that a record may carry payloads of any size.
//
// A [Doc] remembers which of its values were read, dropped or withheld; what
// nobody looked at is listed as dropped with reason "unknown" (see [Format]).
package jsonstrict
