package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

// listed imports two lists that hold some of the hash values of a lead, and gives
// the lead: of those read, the one that describes most files.
func (w *world) listed(t *testing.T) report.Key {
	t.Helper()
	ctx := context.Background()
	q, err := w.unit.Queue(ctx, w.who.For("test"), unit.QueueFilter{Limit: 60})
	if err != nil {
		t.Fatal(err)
	}
	var best unit.LeadView
	for _, row := range q.Rows {
		v, err := w.unit.Lead(ctx, w.who.For("test"), row.Lead, "fr")
		if err != nil {
			t.Fatal(err)
		}
		if v.Known != nil && (best.Known == nil || v.Known.Values > best.Known.Values) {
			best = v
		}
	}
	if best.Known == nil || best.Known.Values < 4 {
		t.Fatal("no lead with hash values")
	}
	media := []map[string]any{}
	n := 0
	for _, r := range best.Reports {
		for _, m := range r.Media {
			if n++; n%2 == 0 {
				continue
			}
			row := map[string]any{"Category": n % 3, "VictimIdentified": n%4 == 1}
			for _, h := range m.Hashes {
				row[h.Type] = h.Value
			}
			if n%3 == 1 {
				row["Series"] = "motdeserie"
			}
			media = append(media, row)
		}
	}
	for i, name := range []string{"Liste d’essai", "Autre liste d’essai"} {
		doc, err := json.Marshal(map[string]any{"@odata.context": "https://example.org/$metadata#Media", "value": media[:max(1, len(media)/(i+1))]})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.unit.ImportMedia(ctx, w.who.For("test"), unit.MediaList{
			Name: name, Dated: w.unit.Today() - 30*triage.Day(i+1),
			Files: []unit.MediaFile{{Name: "liste.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(doc)), nil }}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return best.Lead
}

// TestKnownMediaAtTheDesk: a lead's page says what the lists say of its hash values,
// that to be in none proves nothing, and no series' name.
func TestKnownMediaAtTheDesk(t *testing.T) {
	w := newWorld(t, 200)
	lead := w.listed(t)
	for lang, want := range map[string][]string{
		"fr": {"Médias connus", "dans au moins une liste", "victime identifiée", "dans une série", "Cela ne prouve pas", "Autre liste d’essai", "version du"},
		"en": {"Known media", "in at least one list", "victim identified", "in a series", "This is no proof", "Autre liste d’essai", "version of"},
	} {
		who := w.enrol(t, "lit-"+lang, "analyst", lang)
		res, err := w.browser(t, who).Get(w.server.URL + "/lead/" + lead.String())
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range want {
			if !strings.Contains(string(b), s) {
				t.Errorf("%s: the page does not say %q", lang, s)
			}
		}
		if strings.Contains(string(b), "motdeserie") {
			t.Errorf("%s: the page names a series", lang)
		}
	}
}
