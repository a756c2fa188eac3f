package goaml

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"vigie/internal/intake"
)

// FuzzRead: whatever the bytes, every record keeps the promises of the package,
// two readings say the same, and so does the document inside a batch.
func FuzzRead(f *testing.F) {
	for _, kind := range []string{"accounts", "several", "activity"} {
		f.Add(maximal(kind)[:4000])
	}
	for _, inside := range []string{
		"<involved_parties><party><role>sender</role><person><last_name>A</last_name></person><country>FR</country></party><party><role>x</role><entity><name>E</name></entity><is_suspected>true</is_suspected></party></involved_parties>",
		"<t_from><from_foreign_currency><foreign_currency_code>PHP</foreign_currency_code><foreign_amount>-7.5</foreign_amount></from_foreign_currency><from_person><phones><phone><tph_country_prefix>33</tph_country_prefix><tph_number>199000000</tph_number></phone></phones></from_person></t_from>",
	} {
		f.Add(doc("IRD", "<transaction><amount_local>5</amount_local>"+inside+"</transaction>"))
	}
	a, b, to := account("from", "111222333"), account("from", "999888777"), account("to", "444555666")
	f.Add([]byte(minimal("")))
	f.Add(doc("STR", payment("T1", "1", a, to)+payment("T1", "-2.5", b, to)))
	f.Add(doc("CTR", payment("T1", "1", a, to)+payment("T2", "1e3", a, to)))
	f.Add(doc("SAR", "<activity><report_parties><report_party>"+related(2)+"</report_party></report_parties></activity><report_indicators><indicator>A1</indicator></report_indicators>"))
	f.Add([]byte("<r>" + minimal("") + minimal("") + "</r>"))
	rd := shipped(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		limits := intake.Limits{Record: 16 << 10, Depth: 24, Fields: 16, Records: 20}
		recs := readAll(t, rd, doc, limits)
		if len(recs) == 0 {
			t.Fatal("a file came to nothing")
		}
		ids := map[string]bool{}
		for _, r := range recs {
			if r.Problem != nil && r.Problem.Reason == intake.TooMany {
				continue
			}
			promises(t, doc, r)
			if r.Report != nil && parted(r.Report) {
				ids[r.Report.Source+" "+r.Report.SourceID] = true
			}
		}
		if len(recs) > 1 && len(recs) <= limits.Records && bytes.Count(doc, []byte("report>")) == 2 {
			whole := 0
			for _, r := range recs {
				if r.Report != nil {
					whole++
				}
			}
			if len(ids) != whole {
				t.Fatalf("%d records of one document have %d ids", whole, len(ids))
			}
		}
		one, _ := json.Marshal(recs)
		two, _ := json.Marshal(readAll(t, rd, doc, limits))
		if !bytes.Equal(one, two) {
			t.Fatal("two readings differ")
		}
		s := string(doc)
		if len(recs) == 1 && recs[0].Problem == nil && strings.HasPrefix(s, "<report>") && strings.HasSuffix(s, "</report>") && len(s) < 8<<10 {
			in := readAll(t, rd, []byte("<w>"+s+"</w>"), limits)
			if len(in) != 1 || in[0].Report == nil || in[0].SHA256 != recs[0].SHA256 {
				t.Fatalf("differs inside a batch: %+v", in[0].Problem)
			}
		}
	})
}
