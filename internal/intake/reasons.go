package intake

// Reasons for quarantine. Every code has a sentence in both languages, which
// [Sentence] gives; readers add none of their own.
const (
	NotRecognised   Reason = "not-recognised"   // no reader knows this file
	Unreadable      Reason = "unreadable"       // the system would not open or read it
	Empty           Reason = "empty"            //
	TooLarge        Reason = "too-large"        // over Limits.Record
	TooDeep         Reason = "too-deep"         // over Limits.Depth
	TooMany         Reason = "too-many"         // over Limits.Fields, Records or Files
	ArchiveBomb     Reason = "archive-bomb"     // over Limits.Ratio or Archive
	NestedArchive   Reason = "nested-archive"   //
	UnsafeName      Reason = "unsafe-name"      // a member's name leaves the archive
	EncryptedFile   Reason = "encrypted"        // a member is encrypted
	SymbolicLink    Reason = "symbolic-link"    //
	NotRegular      Reason = "not-regular"      // a device, a pipe, a socket
	BadEncoding     Reason = "bad-encoding"     // not the encoding it should be in
	Malformed       Reason = "malformed"        // not well-formed XML, JSON, CSV, XLSX or ZIP
	Truncated       Reason = "truncated"        // ends before its end
	ForbiddenXML    Reason = "forbidden-xml"    // DOCTYPE, entity, processing instruction
	DuplicateName   Reason = "duplicate-name"   // an attribute, key or column stands twice
	UnboundPrefix   Reason = "unbound-prefix"   //
	TrailingContent Reason = "trailing-content" // something follows the end of the document
	WrongShape      Reason = "wrong-shape"      // well-formed, but not what the format says
	MissingField    Reason = "missing-field"    // a field without which there is no report
	BadValue        Reason = "bad-value"        // a date, number or code that cannot be
	Formula         Reason = "formula"          // a cell holds a formula
	KeyCollision    Reason = "key-collision"    // another report has this key
	UnknownMethod   Reason = "unknown-method"   // a member is packed in a way that we do not unpack
	Changed         Reason = "changed"          // the file changed while it was being read
	Fault           Reason = "fault"            // the reader itself failed: a defect of ours
)
