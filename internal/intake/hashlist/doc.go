// Package hashlist reads lists of known media as their publishers send them: VICS
// JSON (Project VIC, CAID), INTERPOL's ICSE CSV and NCMEC's hash-sharing XML.
//
// It promises that of a list nothing passes but hash values and verdicts, and the
// series' names to whoever asked for the rows, who must keep no name. What a file
// holds beside (tags, comments, file names, thumbnails) is stepped over; no error
// bears a value of it. A list is read whole or not at all: not to be in it says
// something too, so a file that is cut short or ill-formed gives an error, never
// fewer rows. A row that gives no hash value, or a verdict in words that are not
// known, is counted in [Account.Left].
package hashlist
