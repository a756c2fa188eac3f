// Package intake turns bytes into records. It finds the files, tells their
// format, bounds what they may cost, and hands each to a Reader. It stores
// nothing and knows no store.
//
// What it promises: every record that it meets comes out exactly once, as a
// report, an attachment or a problem; a bad record never stops its neighbours;
// memory stays within Limits however hostile the input.
//
// # From a path to a record
//
// A [Walker] takes paths: files, folders, ZIP archives, "-" for standard input.
//
//	paths ─► tree ─► sorter ─► jobs ─► readers ─► line ─► emit
//	         names   open,     one a   records    back    one goroutine,
//	         only    sort      file               in order  in order
//
// The tree lists folders in byte order and opens no file. The sorter opens each
// file relative to its folder and makes sure that what it opened is what was
// listed; it tells archives from files. A job is one file or one member; with
// several workers, the line puts their records back in order and bounds what
// waits in memory. The same files give the same records in the same order,
// whatever the number of workers.
//
// # What is refused
//
// Each refusal is a [Record] with a [Problem]; [Sentence] says its [Reason] in
// French or English, with what to do. The file's neighbours are read.
//
//   - A symbolic link is never followed. A pipe, socket or device is never opened.
//   - A file that changes while it is read is read no further than it was long,
//     and then reported as [Changed].
//   - An archive is judged by its directory before anything is unpacked: number
//     of members, ratio, sum, members that lie over one another, names that
//     leave the archive, encryption. An archive in an archive is not opened. A
//     workbook (.xlsx) is an archive too: the readers are asked first.
//   - No record comes out of a member before its checksum is known to be right.
//   - A reader that panics gives a [Fault] with the line of code, and no more.
//   - A file that no reader knows, or that has no record in it, is reported.
//
// Only what operating systems leave behind is passed over: .DS_Store,
// Thumbs.db, desktop.ini, __MACOSX and AppleDouble files, counted in
// [Progress].Litter.
//
// # Names
//
// A name in [Place] or [Input] is safe to print: what is not visible text is
// written as Go escapes. Such names tell files apart, but an escaped one is not
// the path to open.
//
// # Watching a folder
//
// A [Watcher] gives the files of a folder once they are complete. It remembers
// nothing over a restart and touches nothing: taking in is idempotent, and what
// becomes of the files is the caller's decision.
package intake
