package unit

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"time"

	"vigie/internal/access"
	"vigie/internal/intake/hashlist"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// MediaVersionView is a version of a list as shown.
type MediaVersionView struct {
	Version   int64                   `json:"version"`
	Name      string                  `json:"name"`
	Publisher string                  `json:"publisher,omitzero"`
	Format    string                  `json:"format"`
	Dated     triage.Day              `json:"dated"`
	Imported  time.Time               `json:"imported"`
	Who       string                  `json:"who"`
	SHA       string                  `json:"sha256"` // of the file; of several, of their bytes one after the other
	Rows      int64                   `json:"rows"`
	Values    int64                   `json:"values"`
	Left      int64                   `json:"left"`
	Reasons   map[hashlist.Left]int64 `json:"leftBecause,omitempty"` // on import alone
	Current   bool                    `json:"current"`               // in force today
}

func mediaVersionView(v store.MediaVersion, left map[hashlist.Left]int64) MediaVersionView {
	return MediaVersionView{
		Version: v.ID, Name: v.Name, Publisher: v.Publisher, Format: v.Format, Dated: triage.Day(v.Dated), Imported: time.UnixMilli(v.At).UTC(), Who: v.Who,
		SHA: mediaDetailOf("", v).SHA, Rows: v.Rows, Values: v.Values, Left: v.Left, Reasons: left, Current: true,
	}
}

// MediaLists lists the versions held, by list and date, the newest of a list first.
func (u *Unit) MediaLists(ctx context.Context, who Actor) ([]MediaVersionView, error) {
	out := []MediaVersionView{}
	err := u.do(ctx, who.asking(Asked{"what": "lists of known media"}), access.SeeLead, func(ctx context.Context, w *work) error {
		vs, err := w.MediaVersions(ctx)
		if err != nil {
			return err
		}
		current := inForce(vs, triage.Day(1<<30))
		for _, v := range vs {
			if v.State == store.MediaInForce {
				x := mediaVersionView(v, nil)
				x.Current = current[v.List].ID == v.ID
				out = append(out, x)
			}
		}
		slices.SortFunc(out, func(a, b MediaVersionView) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(b.Dated, a.Dated))
		})
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "lists of known media", "listed": len(out)})
		return err
	})
	return out, err
}

// inForce gives the version of each list that spoke on a day.
func inForce(vs []store.MediaVersion, on triage.Day) map[int64]store.MediaVersion {
	out := map[int64]store.MediaVersion{}
	for _, v := range vs { // in order of ID, which is that of dates within a list
		if v.State == store.MediaInForce && v.Dated <= int64(on) {
			out[v.List] = v
		}
	}
	return out
}

// KnownMedia says what the lists held say of the hash values of reports. That a
// value is in none of them says nothing of whether the file is new.
type KnownMedia struct {
	AsOf       triage.Day   `json:"asOf"`
	Reports    int          `json:"reports"`             // looked at
	More       int64        `json:"more,omitzero"`       // reports of the lead that were not
	Values     int          `json:"values"`              // distinct, that can be compared
	Uncompared int          `json:"uncompared,omitzero"` // distinct, of another algorithm or form
	Listed     int          `json:"listed"`              // in at least one list
	Victim     int          `json:"victimIdentified"`    // a list says that a victim is identified
	NoVictim   int          `json:"victimNotIdentified"` // a list says not, and none says otherwise
	InSeries   int          `json:"inSeries"`            // a list puts it in a series
	Series     int          `json:"series"`              // distinct series, list by list
	Lists      []ListSaid   `json:"lists"`               // every list held on the day, with what it says
	Items      []KnownValue `json:"items,omitempty"`     // the values listed, value by value
	Unlisted   int          `json:"unlisted"`            // in none of the lists held on the day
	Perceptual int          `json:"perceptual,omitzero"` // of the values, compared for equality alone
}

// ListSaid is what one list says, summed up.
type ListSaid struct {
	Version     int64           `json:"version"`
	Name        string          `json:"name"`
	Publisher   string          `json:"publisher,omitzero"`
	Dated       triage.Day      `json:"dated"`
	Imported    time.Time       `json:"imported"`
	Found       int             `json:"found"`
	Victim      Tally           `json:"victimIdentified"`
	Offender    Tally           `json:"offenderIdentified"`
	Distributed Tally           `json:"distributed"`
	InSeries    int             `json:"inSeries"`
	Series      int             `json:"series"` // distinct
	Categories  []CategoryCount `json:"categories,omitempty"`
}

// Tally counts what is stated; the rest of the values found is not stated.
type Tally struct {
	Yes  int `json:"yes"`
	No   int `json:"no"`
	Both int `json:"both,omitzero"` // the list states both
}

func (t *Tally) add(s hashlist.Said) {
	switch s {
	case hashlist.Yes:
		t.Yes++
	case hashlist.No:
		t.No++
	case hashlist.BothWays:
		t.Both++
	}
}

// CategoryCount counts values of a category, in the publisher's own number or letter.
type CategoryCount struct {
	Category string `json:"category"`
	Values   int    `json:"values"`
}

// KnownValue is a hash value that lists hold.
type KnownValue struct {
	Algorithm string         `json:"algorithm"`
	Value     string         `json:"value"` // hexadecimal
	Reports   []report.Key   `json:"reports"`
	Said      []KnownVerdict `json:"said"`
}

// KnownVerdict is what one list says of a value. Series are numbered by list, in
// the order of the values: their names are kept nowhere.
type KnownVerdict struct {
	List        string        `json:"list"`
	Dated       triage.Day    `json:"dated"`
	Victim      hashlist.Said `json:"victimIdentified"`
	Offender    hashlist.Said `json:"offenderIdentified"`
	Distributed hashlist.Said `json:"distributed"`
	InSeries    bool          `json:"inSeries"`
	Series      int           `json:"series,omitzero"` // 0: none, or several
	Categories  []string      `json:"categories,omitempty"`
}

// mostMediaReports is how many reports of a lead are looked at.
const mostMediaReports = 2000

// MediaOf says what the lists said on a day of the hash values in a lead. asOf 0 is
// today.
func (u *Unit) MediaOf(ctx context.Context, who Actor, k report.Key, asOf triage.Day) (KnownMedia, error) {
	if asOf == 0 {
		asOf = u.Today()
	}
	var out KnownMedia
	err := u.do(ctx, who.on(k).asking(Asked{"what": "known media", "asOf": asOf}), access.SeeLead, func(ctx context.Context, w *work) error {
		l, err := w.leadOf(ctx, k)
		if err != nil {
			return err
		}
		rows, err := w.LeadReports(ctx, l.Comp, l.ID, -1, mostMediaReports)
		if err != nil {
			return err
		}
		xs, err := w.wholes(ctx, rows)
		if err != nil {
			return err
		}
		known, err := w.knownMedia(ctx, xs, asOf)
		if err != nil {
			return err
		}
		out = *known
		out.More = l.Reports - int64(len(rows))
		of := make([]report.Key, len(rows))
		for i, r := range rows {
			of[i] = r.Key
		}
		versions := make([]int64, len(out.Lists))
		for i, l := range out.Lists {
			versions[i] = l.Version
		}
		_, err = w.record(ledger.Read, of, map[string]any{"what": "known media", "asOf": asOf, "versions": versions})
		return err
	})
	return out, err
}

// mediaSought is a hash value of reports.
type mediaSought struct {
	algo    hashlist.Type
	value   string // bytes
	reports []report.Key
}

// knownMedia looks the hash values of reports up.
func (w *work) knownMedia(ctx context.Context, xs []*wholeReport, asOf triage.Day) (*KnownMedia, error) {
	out := &KnownMedia{AsOf: asOf, Reports: len(xs), Lists: []ListSaid{}}
	sought, uncompared := soughtMedia(xs)
	out.Values, out.Uncompared = len(sought), uncompared
	vs, err := w.MediaVersions(ctx)
	if err != nil {
		return nil, err
	}
	lists := inForce(vs, asOf)
	hashes := make([]int64, len(sought))
	for i, s := range sought {
		hashes[i] = w.u.mediaKey(s.algo, []byte(s.value))
		if s.algo.Perceptual() {
			out.Perceptual++
		}
	}
	var rows []store.MediaHash
	if len(lists) > 0 {
		if rows, err = w.MediaOf(ctx, hashes); err != nil {
			return nil, err
		}
	}
	said := map[mediaID][]store.MediaHash{}
	for _, r := range rows {
		if v, ok := lists[r.List]; ok && r.Since <= v.ID && (r.Until == 0 || v.ID < r.Until) {
			id := mediaID{hashlist.Type(r.Algo), string(r.Bytes)}
			said[id] = append(said[id], r)
		}
	}
	out.sum(lists, sought, said)
	return out, nil
}

type mediaID struct {
	algo  hashlist.Type
	value string
}

// soughtMedia lists the distinct hash values of reports in order of algorithm and
// value, and counts those that no list can hold.
func soughtMedia(xs []*wholeReport) (out []mediaSought, uncompared int) {
	by := map[mediaID][]report.Key{}
	other := map[report.Hash]bool{}
	for _, x := range xs {
		for _, m := range x.report.Media {
			for _, h := range m.Hashes {
				t, ok := hashlist.TypeOf(h.Type)
				b, usable := hashlist.Parse(t, h.Value)
				if !ok || !usable {
					other[h] = true
					continue
				}
				id := mediaID{t, string(b)}
				if !slices.Contains(by[id], x.row.Key) {
					by[id] = append(by[id], x.row.Key)
				}
			}
		}
	}
	for id, ks := range by {
		out = append(out, mediaSought{id.algo, id.value, ks})
	}
	slices.SortFunc(out, func(a, b mediaSought) int { return cmp.Or(cmp.Compare(a.algo, b.algo), cmp.Compare(a.value, b.value)) })
	return out, len(other)
}

// sum adds up what the lists say, value by value.
func (k *KnownMedia) sum(lists map[int64]store.MediaVersion, sought []mediaSought, said map[mediaID][]store.MediaHash) {
	by := map[int64]*ListSaid{}
	categories := map[int64]map[string]int{}
	series := map[int64]map[int64]int{} // list → keyed name → its number here
	for id, v := range lists {
		by[id] = &ListSaid{Version: v.ID, Name: v.Name, Publisher: v.Publisher, Dated: triage.Day(v.Dated), Imported: time.UnixMilli(v.At).UTC()}
		categories[id], series[id] = map[string]int{}, map[int64]int{}
	}
	for _, s := range sought {
		rows := said[mediaID{s.algo, s.value}]
		if len(rows) == 0 {
			k.Unlisted++
			continue
		}
		// In the order of the lists' names, as everything shown.
		slices.SortFunc(rows, func(a, b store.MediaHash) int { return cmp.Compare(by[a.List].Name, by[b.List].Name) })
		item := KnownValue{Algorithm: s.algo.String(), Value: hex.EncodeToString([]byte(s.value)), Reports: s.reports}
		var yes, no, in bool
		for _, r := range rows {
			v, l := hashlist.Verdict(r.Verdict), by[r.List]
			l.Found++
			l.Victim.add(v.Victim())
			l.Offender.add(v.Offender())
			l.Distributed.add(v.Distributed())
			yes, no, in = yes || v.Victim()&hashlist.Yes != 0, no || v.Victim()&hashlist.No != 0, in || v.Series()
			said := KnownVerdict{List: l.Name, Dated: l.Dated, Victim: v.Victim(), Offender: v.Offender(), Distributed: v.Distributed(), InSeries: v.Series(), Categories: v.Categories()}
			if v.Series() {
				l.InSeries++
				if r.Series != 0 {
					n := series[r.List]
					if n[r.Series] == 0 {
						n[r.Series] = len(n) + 1
					}
					said.Series = n[r.Series]
				}
			}
			for _, c := range said.Categories {
				categories[r.List][c]++
			}
			item.Said = append(item.Said, said)
		}
		k.Listed++
		if yes {
			k.Victim++
		} else if no {
			k.NoVictim++
		}
		if in {
			k.InSeries++
		}
		k.Items = append(k.Items, item)
	}
	for id, l := range by {
		l.Series = len(series[id])
		k.Series += l.Series
		for c, n := range categories[id] {
			l.Categories = append(l.Categories, CategoryCount{c, n})
		}
		slices.SortFunc(l.Categories, func(a, b CategoryCount) int {
			return cmp.Or(cmp.Compare(len(a.Category), len(b.Category)), cmp.Compare(a.Category, b.Category))
		})
		k.Lists = append(k.Lists, *l)
	}
	slices.SortFunc(k.Lists, func(a, b ListSaid) int { return cmp.Compare(a.Name, b.Name) })
}
