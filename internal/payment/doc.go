// Package payment is the arithmetic of money and the payment facts of a lead:
// how many payments, how much in each currency, to whom, when, how the gaps
// between them and the amounts move, and which stand near a session.
//
// What it promises: every figure is exact and names the reports and fields that
// it rests on; no binary fraction touches money, and currencies are never mixed.
// Only payments count whose recipient or report speaks of abuse; the rest of a
// bank statement is counted as a number and states nothing. A payment told by
// two sources counts once, and where that is only probable the count is a range.
// No destination, country or trait is an input. The same reports give the same
// figures in any order, on any machine: the package reads no clock and does no I/O.
package payment
