package unit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/intake/hashlist"
	"vigie/internal/ledger"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// MediaList is a version of a list of known media, as it is imported.
type MediaList struct {
	Name      string // which list: versions of one name supersede each other
	Publisher string // who made it; empty: the one of the version before
	Dated     triage.Day
	Format    hashlist.Format // empty: the file's beginning says it
	Files     []MediaFile     // the pages of one version, in their order
	Progress  func(stage MediaStage, done, total int64)
}

// MediaFile is one file of a list.
type MediaFile struct {
	Name string // without its folder
	Size int64
	Open func() (io.ReadCloser, error)
}

// MediaStage says what an import is doing.
type MediaStage int

// Stages: bytes are read, values are written, rows of a removed version cleared.
const (
	MediaReads MediaStage = iota
	MediaWrites
	MediaClears
)

// MediaFault is the error for what is asked of a list and cannot be.
type MediaFault struct{ en, fr string }

// Error is the sentence in English.
func (e *MediaFault) Error() string { return e.en }

// Sentence says it in a language.
func (e *MediaFault) Sentence(lang string) string {
	if lang == "fr" {
		return e.fr
	}
	return e.en
}

func mediaFault(en, fr string, args ...any) error {
	return &MediaFault{fmt.Sprintf(en, args...), fmt.Sprintf(fr, args...)}
}

// mediaDetail is the detail of an entry on a list.
type mediaDetail struct {
	Act       string                  `json:"act"` // begin, import, abandon or remove
	Version   int64                   `json:"version"`
	List      int64                   `json:"list,omitzero"`
	Name      string                  `json:"name,omitzero"`
	Publisher string                  `json:"publisher,omitzero"`
	Format    string                  `json:"format,omitzero"`
	Dated     triage.Day              `json:"dated,omitzero"`
	SHA       string                  `json:"sha256,omitzero"`
	Rows      int64                   `json:"rows,omitzero"`
	Values    int64                   `json:"values,omitzero"`
	Left      map[hashlist.Left]int64 `json:"left,omitempty"` // what was not taken, and why
	Digest    string                  `json:"digest,omitzero"`
	Because   string                  `json:"because,omitzero"`
}

const (
	mediaBegin   = "begin"
	mediaImport  = "import"
	mediaAbandon = "abandon"
	mediaRemove  = "remove"
)

// mediaIdle is how long an import may write nothing before another takes it for
// dead: a batch takes milliseconds.
const mediaIdle = 2 * time.Minute

// mediaBatch and mediaLeast bound the values that one transaction writes; tests make
// them small.
var mediaBatch, mediaLeast = 10_000, 500

// ImportMedia imports a version of a list. It is read whole before anything is
// written; written in small transactions, unseen, so that nobody waits; and put in
// force by the last. An import that ends before leaves nothing that any reading
// sees, and the next clears what it wrote.
func (u *Unit) ImportMedia(ctx context.Context, who Actor, in MediaList) (MediaVersionView, error) {
	if err := u.checkMedia(&in); err != nil {
		return MediaVersionView{}, err
	}
	if !who.Role.May(access.ListMedia) {
		return MediaVersionView{}, u.do(ctx, who, access.ListMedia, func(context.Context, *work) error { return nil })
	}
	if err := u.Ready(); err != nil {
		return MediaVersionView{}, err
	}
	if in.Progress == nil {
		in.Progress = func(MediaStage, int64, int64) {}
	}
	if err := u.clearMedia(ctx, who, in.Progress); err != nil {
		return MediaVersionView{}, err
	}
	if err := u.store.Read(ctx, func(t *store.Tx) error { _, _, err := (&work{Tx: t, u: u}).mediaPlace(ctx, &in); return err }); err != nil {
		return MediaVersionView{}, err // before a long reading
	}
	im := &mediaImporting{u: u, who: who, in: in, pace: pace{most: mediaBatch, n: mediaBatch}}
	if err := im.readAll(ctx); err != nil {
		return MediaVersionView{}, err
	}
	if err := im.begin(ctx); err != nil {
		return MediaVersionView{}, err
	}
	err := im.writeAll(ctx)
	if err == nil {
		err = im.publish(ctx)
	}
	if err != nil {
		// What was written is unseen. Say that it is given up, if that can be said.
		return MediaVersionView{}, errors.Join(err, im.abandon(context.WithoutCancel(ctx)))
	}
	return mediaVersionView(im.v, im.account.Left), nil
}

// checkMedia checks what a person says of a list.
func (u *Unit) checkMedia(in *MediaList) error {
	in.Name, in.Publisher = strings.Join(strings.Fields(in.Name), " "), strings.Join(strings.Fields(in.Publisher), " ")
	switch {
	case in.Name == "":
		return mediaFault("a list needs its name: add --list", "une liste veut son nom : ajoutez --list")
	case len(in.Name) > 200 || len(in.Publisher) > 200 || plain(in.Name) != in.Name || plain(in.Publisher) != in.Publisher:
		return mediaFault("the name of a list, and of its publisher, is a short line of text", "le nom d'une liste, et de qui la publie, est une courte ligne de texte")
	case in.Dated == 0:
		return mediaFault("a version needs its date: add --dated", "une version veut sa date : ajoutez --dated")
	case in.Dated > u.Today():
		return mediaFault("the date %s is still to come", "la date %s n'est pas encore là", in.Dated)
	case len(in.Files) == 0:
		return mediaFault("there is no file to import", "il n'y a pas de fichier à importer")
	}
	return nil
}

// mediaPlace finds the version that a new one supersedes, or says why there can be
// no new one: versions of a list come in the order of their dates.
func (w *work) mediaPlace(ctx context.Context, in *MediaList) (before store.MediaVersion, next int64, err error) {
	vs, err := w.MediaVersions(ctx)
	if err != nil {
		return before, 0, err
	}
	for _, v := range vs {
		next = max(next, v.ID)
		if v.Name != in.Name {
			continue
		}
		switch v.State {
		case store.MediaWriting, store.MediaClearing:
			return before, 0, mediaFault("this list is being imported or removed elsewhere; wait for it, or try again two minutes after it stopped",
				"cette liste est en cours d'import ou de retrait ailleurs ; attendez, ou réessayez deux minutes après l'arrêt")
		case store.MediaInForce:
			before = v
		}
	}
	if before.ID != 0 && int64(in.Dated) <= before.Dated {
		return before, 0, mediaFault("of this list a version dated %s is held: a new one is dated later (to replace it, remove it first)",
			"une version de cette liste datée du %s est déjà là : une nouvelle porte une date ultérieure (pour la remplacer, retirez-la d'abord)", triage.Day(before.Dated))
	}
	return before, next + 1, nil
}

// mediaImporting is an import under way.
type mediaImporting struct {
	u       *Unit
	who     Actor
	in      MediaList
	gather  mediaGather
	account hashlist.Account
	sha     [32]byte
	digest  setHash
	before  store.MediaVersion
	v       store.MediaVersion
	pace    pace
}

// counting hashes and counts what is read.
type counting struct {
	r     io.Reader
	sum   hash.Hash
	n     *int64
	shown int64
	show  func()
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.sum.Write(b[:n])
	if *c.n += int64(n); *c.n-c.shown > 1<<20 {
		c.shown = *c.n
		c.show()
	}
	return n, err
}

// readAll reads the files into memory: values and verdicts alone.
func (im *mediaImporting) readAll(ctx context.Context) error {
	im.gather = mediaGather{secret: im.u.secret, key: im.u.mediaKey}
	im.account.Left = map[hashlist.Left]int64{}
	sum := sha256.New()
	var done, total int64
	for _, f := range im.in.Files {
		total += f.Size
	}
	for i, f := range im.in.Files {
		if err := im.readFile(ctx, f, &counting{sum: sum, n: &done, show: func() { im.in.Progress(MediaReads, done, total) }}); err != nil {
			return &mediaUnread{f.Name, err}
		}
		if last := i == len(im.in.Files)-1; im.account.More == last {
			if last {
				return mediaFault("the last file says that another page follows: name all pages of the list, in their order", "le dernier fichier annonce une page suivante : nommez toutes les pages de la liste, dans l'ordre")
			}
			return mediaFault("a file before the last does not say that another page follows: a version is one list, in pages", "un fichier avant le dernier n'annonce pas de page suivante : une version est une seule liste, en pages")
		}
	}
	sum.Sum(im.sha[:0])
	if im.gather.finish(); len(im.gather.values) == 0 {
		return mediaFault("the list gives no hash value that can be used; nothing was taken", "la liste ne donne aucune empreinte utilisable ; rien n'a été pris")
	}
	im.digest = im.gather.digest()
	return nil
}

func (im *mediaImporting) readFile(ctx context.Context, f MediaFile, c *counting) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	c.r = r
	format := im.in.Format
	if format == "" {
		format = im.account.Format // pages are alike
	}
	a, err := hashlist.Read(ctx, c, format, hashlist.Limits{}, im.gather.add)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, c); err != nil { // what the reader left of it belongs to the hash
		return err
	}
	im.account.Format, im.account.More = a.Format, a.More
	im.account.Rows += a.Rows
	for k, n := range a.Left {
		im.account.Left[k] += n
	}
	return nil
}

// mediaUnread names the file that could not be read.
type mediaUnread struct {
	file string
	err  error
}

func (e *mediaUnread) Error() string { return e.file + ": " + e.err.Error() }
func (e *mediaUnread) Unwrap() error { return e.err }

// Sentence says it in a language, where the fault has its sentence.
func (e *mediaUnread) Sentence(lang string) string {
	if s, ok := e.err.(Spoken); ok {
		return plain(e.file) + " : " + s.Sentence(lang)
	}
	return e.Error()
}

// begin announces the version, so that no row is written without an entry.
func (im *mediaImporting) begin(ctx context.Context) error {
	return im.u.do(ctx, im.who, access.ListMedia, func(ctx context.Context, w *work) error {
		before, id, err := w.mediaPlace(ctx, &im.in)
		if err != nil {
			return err
		}
		im.before = before
		im.v = store.MediaVersion{
			ID: id, List: before.List, Name: im.in.Name, Publisher: im.in.Publisher, Format: string(im.account.Format), Dated: int64(im.in.Dated),
			At: w.at.UnixMilli(), Who: im.who.ID, SHA: im.sha[:], Rows: im.account.Rows, Values: int64(len(im.gather.values)),
			State: store.MediaWriting, Touched: time.Now().UnixMilli(),
		}
		if im.v.List == 0 {
			im.v.List = id
		}
		if im.v.Publisher == "" {
			im.v.Publisher = before.Publisher
		}
		for _, n := range im.account.Left {
			im.v.Left += n
		}
		if im.v.Begun, err = w.record(ledger.Media, nil, im.detail(mediaBegin)); err != nil {
			return err
		}
		return w.InsertMediaVersion(ctx, im.v)
	})
}

func (im *mediaImporting) detail(act string) mediaDetail {
	d := mediaDetailOf(act, im.v)
	d.Left = im.account.Left
	d.Digest = fmt.Sprintf("%x", im.digest)
	return d
}

func mediaDetailOf(act string, v store.MediaVersion) mediaDetail {
	return mediaDetail{
		Act: act, Version: v.ID, List: v.List, Name: v.Name, Publisher: v.Publisher, Format: v.Format, Dated: triage.Day(v.Dated),
		SHA: fmt.Sprintf("%x", v.SHA), Rows: v.Rows, Values: v.Values,
	}
}

// writeAll writes what differs from the version before, stretch by stretch of hashes.
func (im *mediaImporting) writeAll(ctx context.Context) error {
	vs := im.gather.values
	first, total := int64(math.MinInt64), int64(len(vs))
	for done := 0; ; {
		end := min(done+max(im.pace.n, mediaLeast), len(vs))
		for end < len(vs) && vs[end].hash == vs[end-1].hash {
			end++
		}
		last := int64(math.MaxInt64)
		if end < len(vs) {
			last = vs[end-1].hash
		}
		start, signedIn := time.Now(), false
		err := im.u.store.Write(ctx, func(t *store.Tx) error {
			err := im.touch(ctx, t)
			if err != nil {
				return err
			}
			if signedIn, err = t.SignedIn(ctx, time.Now().Add(-5*time.Minute).Unix()); err != nil {
				return err
			}
			return im.write(ctx, t, vs[done:end], first, last)
		})
		if err != nil {
			return err
		}
		kill("media")
		done = end
		im.in.Progress(MediaWrites, int64(done), total)
		if last == math.MaxInt64 {
			return nil
		}
		first = last + 1
		if err := im.pace.after(ctx, im.pace.n, time.Since(start), signedIn); err != nil {
			return err
		}
	}
}

// touch says that the import is alive, and finds out whether it still may be.
func (im *mediaImporting) touch(ctx context.Context, t *store.Tx) error {
	err := t.TouchMedia(ctx, im.v.ID, time.Now().UnixMilli())
	if errors.Is(err, store.ErrNotFound) {
		return mediaFault("another import took this one for dead and gave it up; try again", "un autre import a cru celui-ci arrêté et l'a abandonné ; réessayez")
	}
	return err
}

// write compares one stretch with what the version before says, and writes what
// is new and where something ends.
func (im *mediaImporting) write(ctx context.Context, t *store.Tx, vs []mediaValue, first, last int64) error {
	var open []store.MediaHash
	var err error
	if im.before.ID != 0 {
		if open, err = t.OpenMedia(ctx, im.v.List, first, last); err != nil {
			return err
		}
	}
	var fresh, kept []store.MediaHash
	var ended []int64
	for _, v := range vs {
		h := store.MediaHash{Hash: v.hash, Algo: int64(v.algo), Bytes: im.gather.bytes(v), List: im.v.List, Since: im.v.ID, Verdict: int64(v.verdict), Series: v.series}
		for len(open) > 0 && compareMedia(open[0], h) < 0 {
			ended, open = append(ended, open[0].Hash), open[1:]
		}
		if len(open) > 0 && compareMedia(open[0], h) == 0 {
			if open[0].Verdict == h.Verdict && open[0].Series == h.Series {
				kept, open = append(kept, open[0]), open[1:]
				continue
			}
			ended, open = append(ended, open[0].Hash), open[1:]
		}
		fresh = append(fresh, h)
	}
	for _, o := range open {
		ended = append(ended, o.Hash)
	}
	slices.Sort(ended)
	kept = slices.DeleteFunc(kept, func(h store.MediaHash) bool { _, both := slices.BinarySearch(ended, h.Hash); return !both })
	if err := t.CloseMedia(ctx, im.v.List, im.v.ID, slices.Compact(ended), kept); err != nil {
		return err
	}
	return t.InsertMedia(ctx, fresh)
}

// publish puts the version in force.
func (im *mediaImporting) publish(ctx context.Context) error {
	return im.u.do(ctx, im.who, access.ListMedia, func(ctx context.Context, w *work) error {
		err := im.touch(ctx, w.Tx)
		if err != nil {
			return err
		}
		im.v.State = store.MediaInForce
		if im.v.Entry, err = w.record(ledger.Media, nil, im.detail(mediaImport)); err != nil {
			return err
		}
		return w.SetMediaVersion(ctx, im.v)
	})
}

// abandon gives a version up that was never in force.
func (im *mediaImporting) abandon(ctx context.Context) error {
	return im.u.do(ctx, im.who, access.ListMedia, func(ctx context.Context, w *work) error {
		vs, err := w.MediaVersions(ctx)
		for _, v := range vs {
			if v.ID == im.v.ID && v.State == store.MediaWriting {
				return w.endMedia(ctx, v, mediaAbandon, "")
			}
		}
		if err == nil { // whoever took it for dead has recorded so
			_, err = w.record(ledger.Media, nil, mediaDetail{Act: mediaAbandon, Version: im.v.ID})
		}
		return err
	})
}
