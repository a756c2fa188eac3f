// Package match compares persons of one or two lists by the method of Fellegi
// and Sunter (1969): what agrees and what differs between two records each adds
// bits of evidence, and the sum says how much likelier they are one person than
// two. It promises
//
//   - no trait of anyone is a field: names, birth date, address, e-mail,
//     telephone and document, and nothing else (Field);
//   - every sum can be shown: the steps of Explain add up to the total of a pair,
//     in whole thousandths of a bit, on any machine;
//   - the same records give the same result in any order and with any number of
//     goroutines;
//   - it proposes. Nothing here joins or orders anybody: a person judges.
//
// Weights are a file that people adopt (Load). Estimate proposes others and never
// changes those that run. The method, its measures and its limits are in
// docs/matching.md.
package match
