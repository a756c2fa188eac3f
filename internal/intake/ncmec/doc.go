// Package ncmec reads NCMEC's CyberTipline XML, as online services send it:
// `report` documents, `fileDetails` documents that complete them, and any
// wrapper that holds several of either.
//
// What it promises beyond package intake: nothing of the published schema is
// lost silently. Every element and attribute is kept in the report, or named
// in Report.Dropped with a reason:
//
//	trait      age and approximateAge: a trait of a person, which Vigie does not keep
//	bad-value  a date, number or truth value that cannot be; the report stays
//	repeated   a second value where the schema has one
//	unknown    an element or attribute that the published schema does not have
//	withheld   a content element inside a file's details
//	more       further names beyond the limit on this list
//
// Elements called content, wherever they stand, are measured and cut: they are
// in no Report, and the redacted form holds a marker in their place.
//
// Fields are element paths without the root, as in XPath: the parts that repeat
// carry their number ("victim[2]/associatedAccount[1]/email"); those of a file
// begin with "fileDetails".
package ncmec
