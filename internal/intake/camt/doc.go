// Package camt reads bank statements in ISO 20022 camt.053, versions 02 to 08,
// under any prefix and in any envelope.
//
// A statement accuses nobody: each transfer becomes one Report with Statement
// set, so that one can stay sealed without another. Its parties are associates
// (the account's holder, the other end, and whoever is named beside them); its
// Payment points to two of them.
//
// # What is a transfer
//
// A TxDtls of an entry; the entry itself where it has none. An entry that is
// not booked, and a batch whose transfers are not listed, are kept as a record
// of the account without a Payment: neither is a transfer that took place. The
// attributes status and batchTransfers say which.
//
// # Direction, reversals
//
// CdtDbtInd says whether money came in or went out. An entry that is marked as
// a reversal, or carries the reason of a return, takes an earlier payment back:
// Payment.Reversal is set, the amount is positive, and sender and recipient are
// those of the payment that it takes back, as ISO 20022 names debtor and creditor.
//
// # Amount and date
//
// Payment.Amount is what was instructed (AmtDtls/InstdAmt) where that is given,
// else what was booked; Local is what was booked, where the two differ. Amounts
// are text from the first byte to the last.
//
// Payment.At is when the payer's bank accepted the order (RltdDts/AccptncDtTm),
// else when the transfer was made (TxDtTm), else when it was booked (BookgDt),
// else its value date: what is proved is when a person paid, and a value date
// serves the reckoning of interest. A date without a time of day is midnight UTC
// and bears the attribute dateOnly, whose field says which date it was.
//
// # Identity
//
// SourceID is a hash over account, the bank's own reference of the transfer,
// direction, amount, booking date and the transfer's references: the same
// transfer in two statements that overlap is one report. Without a reference of
// its own, the other end and the payment's text are hashed as well. Of transfers
// that a statement says twice over, each further one is counted in its identity
// and in its hash: a bank books what it lists.
//
// Record.SHA256 and Size cover the bytes received that state the transfer: the
// statement's account, then the entry without its other transfers. The redacted
// form is those bytes in a statement of their own, which reads as the same
// report. Place.Offset is that of the TxDtls, or of the entry.
//
// # Nothing is lost silently
//
// What the report does not keep is named in Report.Dropped with a reason:
//
//	balance, charge, interest, tax, card, security, cash
//	           no transfer between two accounts
//	amount     a further amount of the same transfer
//	remittance invoices and the like that the payment settles
//	servicing  the bank's own processing
//	statement  of the statement, not of a transfer
//	trait      a trait of a person
//	bad-value  a secondary date, amount or code that cannot be
//	repeated   a second value where the schema has one
//	unknown    not in the schema
//	more       further names beyond the limit on this list
//
// What stands in an element of another schema could be anything: it is measured
// and withheld. A payment's own words (RmtInf, AddtlNtryInf, AddtlTxInf, a
// reference that reads like words) are texts of kind paymentMessage: masked.
//
// Memory: one entry up to Limits.Record, and some twenty bytes a transfer of the
// statement being read. An entry over the limit is a problem of its own.
package camt
