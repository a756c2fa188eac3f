package hashlist

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"vigie/internal/intake"
)

// Format is a way in which lists are written.
type Format string

// Formats.
const (
	VICS        Format = "vics"
	ICSE        Format = "icse"
	HashSharing Format = "hash-sharing"
)

// Formats lists all, for help texts.
var Formats = []Format{VICS, ICSE, HashSharing}

// Row is one entry of a list. It is the reader's again when emit returns.
type Row struct {
	Hashes  []Hash
	Verdict Verdict
	Series  []string // names: they may carry abuse text or a child's name. Hash them, keep none
	// Entry tells the entries of a list apart where it takes some of them back or
	// writes them anew: what came before under the same number no longer holds. 0:
	// the row stands by itself.
	Entry   uint64
	Deleted bool // the entry is taken back
}

// Hash is one value of a row.
type Hash struct {
	Type  Type
	Value []byte
}

// Account says what a list held.
type Account struct {
	Format Format
	Rows   int64          // entries, those taken back included
	Left   map[Left]int64 // what was not taken, and how often
	More   bool           // the file says that another page follows
}

// Left is why something of a list was not taken.
type Left string

// Reasons.
const (
	NoValue   Left = "no-hash-value"   // a row that gives none that can be used
	BadHash   Left = "bad-hash-value"  // of another length than its algorithm's, or of an empty file
	OtherHash Left = "other-algorithm" // a value of an algorithm that is not compared
	BadWord   Left = "unknown-verdict" // a verdict in words that are not known: taken as not stated
)

// Limits bound what is read. Zero fields mean the default.
type Limits struct {
	Rows int64 // of one list
	Row  int64 // bytes of one row
}

// DefaultLimits are above the lists that are published, and below a machine's memory.
var DefaultLimits = Limits{Rows: 20_000_000, Row: 4 << 20}

func (l Limits) orDefault() Limits {
	if l.Rows <= 0 {
		l.Rows = DefaultLimits.Rows
	}
	if l.Row <= 0 {
		l.Row = DefaultLimits.Row
	}
	return l
}

// Fault says why a list was not read, and where.
type Fault struct {
	Reason intake.Reason
	Row    int64 // from 1, of the records or lines; 0 when it is of none in particular
	Offset int64 // bytes from the start; -1 when it is not known
	Detail string
}

func (f *Fault) Error() string { return "the list cannot be read: " + f.Sentence("en") }

// Sentence says it to people, and that nothing was taken.
func (f *Fault) Sentence(lang string) string {
	where, whole := "", "Nothing of the list was taken: what is not in a list counts too, so a list is taken whole or not at all."
	if lang == "fr" {
		whole = "Rien de la liste n'a été pris : ne pas y figurer compte aussi, donc une liste se prend entière ou pas du tout."
	}
	switch {
	case f.Row > 0 && lang == "fr":
		where = fmt.Sprintf(" (ligne ou élément %d)", f.Row)
	case f.Row > 0:
		where = fmt.Sprintf(" (row or element %d)", f.Row)
	case f.Offset >= 0 && lang == "fr":
		where = fmt.Sprintf(" (octet %d)", f.Offset)
	case f.Offset >= 0:
		where = fmt.Sprintf(" (byte %d)", f.Offset)
	}
	return faultWords(f.Reason, lang) + where + ". " + whole
}

func faultWords(r intake.Reason, lang string) string {
	words := map[intake.Reason][2]string{
		intake.NotRecognised:   {"le format n'est celui d'aucune liste connue : vics, icse ou hash-sharing", "the format is that of no known list: vics, icse or hash-sharing"},
		intake.Empty:           {"la liste ne donne aucune valeur d'empreinte utilisable", "the list gives no hash value that can be used"},
		intake.TooLarge:        {"un élément dépasse la taille permise", "an entry is larger than allowed"},
		intake.TooDeep:         {"un élément est trop imbriqué", "an entry is nested too deep"},
		intake.TooMany:         {"la liste compte plus d'éléments que permis", "the list holds more entries than allowed"},
		intake.BadEncoding:     {"le texte n'est pas en UTF-8", "the text is not UTF-8"},
		intake.BadValue:        {"un caractère nul y figure", "it holds a NUL character"},
		intake.Malformed:       {"le fichier est mal formé", "the file is ill-formed"},
		intake.Truncated:       {"le fichier est coupé avant sa fin", "the file ends before its end"},
		intake.ForbiddenXML:    {"le fichier contient une déclaration XML interdite", "the file holds XML that is not allowed"},
		intake.DuplicateName:   {"un nom ou une colonne y figure deux fois", "a name or a column stands twice"},
		intake.UnboundPrefix:   {"un préfixe XML n'est pas déclaré", "an XML prefix is not declared"},
		intake.TrailingContent: {"quelque chose suit la fin de la liste", "something follows the end of the list"},
		intake.WrongShape:      {"ce n'est pas la forme d'une telle liste", "it has not the shape of such a list"},
	}
	w, ok := words[r]
	switch {
	case !ok:
		return intake.Sentence(r, lang)
	case lang == "fr":
		return w[0]
	}
	return w[1]
}

func fault(r intake.Reason, row, offset int64, detail string) *Fault {
	return &Fault{Reason: r, Row: row, Offset: offset, Detail: detail}
}

// Detect says which format begins like this; empty for none.
func Detect(head []byte) Format {
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	switch t := bytes.TrimLeft(head, " \t\r\n"); {
	case len(t) == 0:
		return ""
	case t[0] == '{' || t[0] == '[':
		return VICS
	case t[0] == '<':
		return HashSharing
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if rest, ok := bytes.CutPrefix(head, []byte("sep=;")); ok {
		line, _, _ = bytes.Cut(bytes.TrimLeft(rest, "\r\n"), []byte("\n"))
	}
	for cell := range bytes.SplitSeq(line, []byte(";")) {
		if _, ok := TypeOf(string(bytes.Trim(cell, "\"\r "))); ok && bytes.IndexByte(line, ';') >= 0 {
			return ICSE
		}
	}
	return ""
}

// headSize is what [Detect] is given to see.
const headSize = 4 << 10

// Read reads one file of a list and hands its rows to emit, in their order. f may
// be empty: then the file's beginning decides. The error is a [*Fault], or emit's,
// or ctx's, or what reading r gave; the rows emitted before it are then worth
// nothing.
func Read(ctx context.Context, r io.Reader, f Format, lim Limits, emit func(*Row) error) (Account, error) {
	lim = lim.orDefault()
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Account{}, err
	}
	head = head[:n]
	if n == 0 {
		return Account{}, fault(intake.Empty, 0, 0, "nothing in the file")
	}
	if f == "" {
		f = Detect(head)
	}
	l := &list{ctx: ctx, lim: lim, emit: emit, Account: Account{Format: f, Left: map[Left]int64{}}}
	all := io.MultiReader(bytes.NewReader(head), r)
	switch f {
	case VICS:
		err = l.vics(all)
	case ICSE:
		err = l.icse(all)
	case HashSharing:
		err = l.sharing(all)
	default:
		err = fault(intake.NotRecognised, 0, -1, "")
	}
	return l.Account, err
}

// list is one file while it is read.
type list struct {
	Account
	ctx  context.Context
	lim  Limits
	emit func(*Row) error
	row  Row
}

// begin clears the row for the next entry.
func (l *list) begin() error {
	if l.Rows++; l.Rows > l.lim.Rows {
		return fault(intake.TooMany, l.Rows, -1, "")
	}
	if l.Rows%1024 == 0 {
		if err := l.ctx.Err(); err != nil {
			return err
		}
	}
	l.row = Row{Hashes: l.row.Hashes[:0], Series: l.row.Series[:0]}
	return nil
}

// hash adds a value to the row, or counts why not.
func (l *list) hash(t Type, s string) {
	if s == "" {
		return
	}
	b, ok := Parse(t, s)
	if !ok {
		l.Left[BadHash]++
		return
	}
	l.row.Hashes = append(l.row.Hashes, Hash{t, b})
}

// say adds a statement to the row, or counts that its words are not known.
func (l *list) say(v Verdict, ok bool) {
	if !ok {
		l.Left[BadWord]++
		return
	}
	l.row.Verdict |= v
}

func (l *list) series(name string) {
	if name != "" {
		l.row.Series = append(l.row.Series, name)
	}
}

// end hands the row on.
func (l *list) end() error {
	if len(l.row.Hashes) == 0 && !l.row.Deleted {
		l.Left[NoValue]++
		if l.row.Entry == 0 {
			return nil
		}
	}
	return l.emit(&l.row)
}
