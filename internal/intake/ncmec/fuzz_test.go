package ncmec

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"testing"

	"vigie/internal/intake"
)

// FuzzRead: whatever the bytes, every record is what it says of itself, reading
// is deterministic, and no content is left in what is kept.
func FuzzRead(f *testing.F) {
	f.Add(typical())
	for _, doc := range []string{
		"", "<", "<w>", "<w><report></w>", "<!DOCTYPE x>", "\xEF\xBB\xBF<w><!-- ",
		minimal("<internetDetails><emailIncident><content>x</content></emailIncident></internetDetails>"),
		"<w id='1'><reportId>2</reportId>" + minimal("") + fileDetails("2", "f") + minimal("<p:a/>") + "</w>",
		"<a:w xmlns:a='u'><a:b>" + minimal("<content a='b'><![CDATA[</content>]]></content>") + "</a:b></a:w>",
		"<w><report><![CDATA[</report>]]><x a=\"'>\"/></report></w>",
		"<fileDetails><reportId>1</reportId><details type='HASH'><nameValuePair><name>MD5</name><value>00</value></nameValuePair></details></fileDetails>",
	} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		limits := intake.Limits{Record: 8 << 10, Depth: 12, Fields: 16, Records: 20}
		recs := readAll(t, "drop/12/x.xml", doc, limits)
		if len(recs) == 0 {
			t.Fatal("a file came to nothing")
		}
		for _, r := range recs {
			from, to := r.Place.Offset, r.Place.Offset+r.Size
			if from < 0 || to > int64(len(doc)) || sha256.Sum256(doc[from:to]) != r.SHA256 {
				t.Fatalf("hash, offset and size do not agree: %+v", r)
			}
			if r.Problem != nil && (r.Problem.Reason == "" || r.Problem.Detail == "") {
				t.Fatalf("a problem without reason: %+v", r.Problem)
			}
			if r.Report != nil && (r.Report.SourceID == "" || r.Report.Source != source || r.Report.Incident.Type == "") {
				t.Fatalf("a report without id or type: %+v", r.Report)
			}
			if r.Attachment != nil && (r.Attachment.ReportID == "" || r.Attachment.ID == "") {
				t.Fatalf("an attachment without id: %+v", r.Attachment)
			}
			if lower := bytes.ToLower(r.Redacted); bytes.Contains(lower, []byte("<content>")) && !bytes.Contains(lower, []byte("<content>[withheld ")) &&
				!bytes.Contains(lower, []byte("<![cdata[")) && !bytes.Contains(lower, []byte("<!--")) {
				t.Fatalf("content is left in %q", r.Redacted)
			}
		}
		a, _ := json.Marshal(recs)
		b, _ := json.Marshal(readAll(t, "drop/12/x.xml", doc, limits))
		if !bytes.Equal(a, b) {
			t.Fatal("two readings differ")
		}
		// The same document inside a wrapper says the same, if it is one record.
		s := string(doc)
		if len(recs) == 1 && recs[0].Problem == nil && strings.HasPrefix(s, "<report") && strings.HasSuffix(s, "</report>") {
			in := readAll(t, "drop/12/x.xml", []byte("<w>"+s+"</w>"), limits)
			if len(in) != 1 || in[0].Report == nil || in[0].SHA256 != recs[0].SHA256 {
				t.Fatalf("differs inside a wrapper: %+v", in)
			}
		}
	})
}
