package synth

// What the generators under this package borrow, so that there is one place
// where values that belong to nobody are made. Each has a range of its own: see
// the callers.

// IBAN gives the n-th account that no bank keeps, German or French, n below
// 10¹⁰. This package takes n below 4·10⁹ for itself.
func IBAN(n uint64, french bool) string { return iban(n, french) }

// IMEI gives the number of the n-th handset that nobody sells, n below 10¹².
// This package takes those up to 8·10⁸ and from 8·10¹¹ for itself.
func IMEI(n uint64) string { return imei(n).value }

// Wallet gives an address of Bitcoin's test network.
func Wallet(a, b uint64) string { return wallet(a, b) }

// UUID gives a random (version 4) UUID of these bits.
func UUID(a, b uint64) string { return uuid(a, b) }

// AppendXML appends text with what XML reserves escaped.
func AppendXML(b []byte, s string) []byte { return appendXML(b, s) }

// Workbook writes rows as XLSX, every cell a text, the same bytes each time.
func Workbook(head []string, rows [][]string) ([]byte, error) { return workbook(head, rows) }
