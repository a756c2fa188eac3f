package synth

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"
)

// xarf writes a report of a host or hotline, and gives its report_id; a v3
// report has none. csam names a page and an address, csem an account too.
func (g *Generator) xarf(s *sight) (b []byte, id string) {
	switch u := s.d.float(); {
	case u < 0.1:
		return g.xarf3(s), ""
	case u < 0.45:
		return g.xarf4(s, "csam")
	}
	return g.xarf4(s, "csem")
}

// hotline is who sends a XARF report: the service itself or a hotline.
func (s *sight) hotline() (org, domain string) {
	return s.service().name, s.service().domain
}

// ip4 gives the report's IPv4 address: XARF's csem takes no other.
func (s *sight) ip4() string {
	for _, c := range s.captures {
		if c.port > 0 && c.ip != s.h.home {
			return c.ip
		}
	}
	return shared4(&s.d)
}

func (g *Generator) xarf4(s *sight, kind string) ([]byte, string) {
	d := &s.d
	id := uuid(mix(g.o.Seed^uint64(s.slot)), mix(uint64(s.slot)+g.o.Seed<<1))
	org, domain := s.hotline()
	ip := s.ip4()
	w := jsonWriter{b: make([]byte, 0, 1536)}
	w.obj("")
	w.str("xarf_version", pick(d, []string{"4.0.0", "4.1.0", "4.2.0"}))
	w.str("report_id", id)
	w.str("timestamp", s.at.Format(time.RFC3339))
	for _, who := range []string{"reporter", "sender"} {
		w.obj(who)
		w.str("org", org)
		w.str("contact", "abus@"+domain)
		w.str("domain", domain)
		w.end()
	}
	w.str("source_identifier", ip)
	w.num("source_port", 1024+d.n(60000))
	w.str("category", "content")
	w.str("type", kind)
	w.str("url", fmt.Sprintf("https://%s/item/%d", domain, mix(uint64(s.slot))>>20))
	w.str("domain", domain)
	if kind == "csam" {
		g.csam(&w, s)
	} else {
		g.csem(&w, s, ip)
	}
	if s.content {
		payload := fmt.Sprintf("contenu de démonstration %d", d.n(1000))
		sum := sha256.Sum256([]byte(payload))
		if d.chance(0.1) {
			sum[0] ^= 0xff // a declared hash that does not agree
		}
		w.arr("evidence")
		w.obj("")
		w.str("content_type", "text/plain")
		w.str("description", "Pièce de démonstration")
		w.str("payload", base64.StdEncoding.EncodeToString([]byte(payload)))
		w.str("hash", "sha256:"+hex.EncodeToString(sum[:]))
		w.end()
		w.endArr()
	}
	w.strs("tags", kind+":detected")
	w.end()
	return w.b, id
}

func (g *Generator) csam(w *jsonWriter, s *sight) {
	d := &s.d
	w.str("classification", pick(d, []string{"baseline", "A1", "A2", "B1", "B2"}))
	w.str("detection_method", pick(d, []string{"hash_match", "manual_review", "user_report"}))
	w.str("media_type", pick(d, []string{"image", "video", "mixed"}))
	if len(s.files) > 0 {
		w.obj("hash_values")
		w.str("md5", s.files[0].md5)
		w.str("sha1", s.files[0].sha1)
		w.end()
	}
	if n := g.sibling(s); n > 0 {
		w.str("ncmec_report_id", fmt.Sprint(n))
	}
	w.flag("content_removed", d.chance(0.8))
	w.flag("account_suspended", s.suspended)
}

func (g *Generator) csem(w *jsonWriter, s *sight, ip string) {
	d := &s.d
	kind := "distribution"
	switch {
	case s.sextortion:
		kind = "sextortion"
	case s.solicited:
		kind = "solicitation"
	case s.kind == "enticement":
		kind = "grooming"
	case s.kind == "trafficking":
		kind = "trafficking"
	case d.chance(0.3):
		kind = "possession"
	}
	w.str("exploitation_type", kind)
	w.str("victim_age_range", "unknown")
	w.str("platform", s.service().holds)
	w.str("detection_method", pick(d, []string{"user_report", "manual_review", "law_enforcement_referral"}))
	w.obj("perpetrator_indicators")
	w.str("account_id", s.account.id)
	w.strs("ip_addresses", ip)
	if d.chance(0.3) {
		w.str("pattern_of_behavior", s.text())
	}
	w.end()
	w.strs("reporting_obligations", "NCMEC", "local_law_enforcement")
	if n := g.sibling(s); n > 0 {
		w.str("ncmec_report_id", fmt.Sprint(n))
	}
}

// sibling gives NCMEC's number of another report of the hand, for half of those that have one.
func (g *Generator) sibling(s *sight) int {
	if s.d.chance(0.5) {
		return 0
	}
	_, n := g.crowd.slots(s.h.k)
	for j := range n {
		if f := g.formatOf(&s.h, j); j != s.j && (f == NCMEC || f == CMT) {
			return firstNumber + g.position(s.h.k, j)
		}
	}
	return 0
}

// xarf3 writes the older version, which still circulates.
func (g *Generator) xarf3(s *sight) []byte {
	org, domain := s.hotline()
	w := jsonWriter{b: make([]byte, 0, 768)}
	w.obj("")
	w.str("Version", "3")
	w.obj("ReporterInfo")
	w.str("ReporterOrg", org)
	w.str("ReporterOrgDomain", domain)
	w.str("ReporterOrgEmail", "abus@"+domain)
	w.str("ReporterContactEmail", "abus@"+domain)
	w.str("ReporterContactName", "Exemple")
	w.end()
	w.flag("Disclosure", true)
	w.obj("Report")
	w.str("ReportClass", "Content")
	w.str("ReportType", "ChildAbuse")
	w.str("Date", s.at.Format(time.RFC3339))
	w.str("SourceIp", s.ip4())
	w.num("SourcePort", 443)
	w.str("SourceUrl", fmt.Sprintf("https://%s/item/%d", domain, mix(uint64(s.slot))>>20))
	w.end()
	w.end()
	return w.b
}
