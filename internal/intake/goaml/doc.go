// Package goaml reads goAML XML, in which the financial intelligence units of
// some sixty countries receive reports and send them on: schema 2.0, 4.x and
// 5.x, with transactions of two sides or of several parties, and reports of
// activity. National profiles differ: no element is required but rentity_id and
// something that is reported, and none is refused for being unknown.
//
// What it promises beyond package intake:
//
// Two persons are never reported in one Report. Whom the source marks as suspected
// is who is reported; where it marks nobody and accuses all the same, the sender of
// the money. Where all transactions of a document have one subject, the document is
// one record; else each transaction is one, and each party of a report of activity,
// tied by the document's reference: a group, which asks a person and joins nothing.
//
// Nothing is lost silently. Every element and attribute is kept in the report,
// or named in Report.Dropped with a reason:
//
//	trait         sex, nationality, occupation, family, wealth, office, sanctions
//	bad-value     a date or a number that cannot be; the report stays
//	repeated      a second value where the schema has one
//	goods         what was bought and how it travelled: counted, its descriptions kept as masked text
//	empty         a party without any name, number or place
//	first-record  said in the document's first record only (see spread)
//	unknown       an element or attribute that this reader does not know
//	more          further names beyond the limit on this list
//
// An amount that is no plain decimal number is no amount: its record is refused.
//
// Fields are element paths without the root; elements that make a record or a
// party carry their number ("transaction[2]/t_to/to_account/signatory[1]"). In
// Dropped the numbers are left out, so that one name stands for all.
package goaml
