package synth

import "fmt"

// fileDetails writes the record of one file of a report.
func (g *Generator) fileDetails(s *sight, f file) []byte {
	d := newDraw(g.o.Seed, ofFile, uint64(s.slot)<<8|uint64(f.n))
	w := xmlWriter{b: make([]byte, 0, 1024)}
	w.raw(xmlHead)
	w.open("fileDetails")
	w.number("reportId", s.number)
	w.el("fileId", f.id)
	if d.chance(0.8) {
		w.el("originalFileName", fmt.Sprintf("fichier-%d.bin", d.n(100000)))
	}
	w.el("uploadedToEspTimestamp", stamp(f.uploaded, &d))
	if d.chance(0.3) {
		w.el("locationOfFile", fmt.Sprintf("https://%s/f/%s", s.service().domain, f.id))
	}
	w.el("fileViewedByEsp", f.viewed.String())
	if d.chance(0.3) {
		w.flag("exifViewedByEsp", false)
	}
	w.flag("publiclyAvailable", f.public)
	w.el("fileRelevance", [...]string{"Reported", "Reported", "Reported", "Supplemental Reported"}[d.n(4)])
	switch {
	case f.meme && !f.live && !f.generated:
		w.flag("potentialMeme", true)
	case f.viral || f.live || f.generated:
		w.open("fileAnnotations")
		for _, a := range []struct {
			name string
			on   bool
		}{{"potentialMeme", f.meme}, {"viral", f.viral}, {"liveStreaming", f.live}, {"generativeAi", f.generated}} {
			presence(&w, &d, a.name, a.on)
		}
		w.close("fileAnnotations")
	}
	w.el("industryClassification", f.grade)
	w.elWith("originalFileHash", f.md5, "hashType", "MD5")
	if d.chance(0.7) {
		w.elWith("originalFileHash", f.sha1, "hashType", [...]string{"SHA1", "SHA-1", "sha1"}[d.n(3)])
	}
	if f.fromAccount {
		writeCapture(&w, &d, capture{ip: s.h.home, event: "Upload", at: f.uploaded})
	}
	if d.chance(0.1) {
		w.raw(`<details type="EXIF"><nameValuePair><name>Model</name><value>Appareil d'exemple</value></nameValuePair></details>` + "\n")
	}
	w.close("fileDetails")
	return w.b
}
