package synth

// Item is one file of the world, as it would be received.
type Item struct {
	Name    string     // path under the folder of reports, with slashes
	Data    []byte     // the file's bytes
	Reports []Reported // the reports in it, versions and duplicates included
	Expect  Expect     // what taking it in must count, once, together with all other files
	Note    string     // why it is out of the ordinary, or empty
}

// Reported names a report and the truth about it.
type Reported struct {
	Source, SourceID string
	Hand             int
	Position         int // 0 … Options.Reports-1
}

// Expect counts records by what becomes of them.
type Expect struct {
	New, Versions, Attached, Duplicates, Quarantined int
}

func (e *Expect) add(f Expect) {
	e.New += f.New
	e.Versions += f.Versions
	e.Attached += f.Attached
	e.Duplicates += f.Duplicates
	e.Quarantined += f.Quarantined
}

// Read is how many records there are in all.
func (e Expect) Read() int {
	return e.New + e.Versions + e.Attached + e.Duplicates + e.Quarantined
}

// Pair is two reports and the trap between them.
type Pair struct {
	A, B Reported
	Trap string
	// Exact says whether the two share a value in its normal form.
	Exact bool
}
