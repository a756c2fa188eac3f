package synth

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// reference names a report as its reader will: by source and the source's own id.
func (g *Generator) reference(s *sight) Reported {
	r := Reported{Hand: s.h.k, Position: s.i}
	switch s.format {
	case NCMEC, CMT:
		r.Source, r.SourceID = "ncmec", strconv.Itoa(s.number)
	case XARF:
		_, domain := s.hotline()
		data, id := g.xarf(g.look(s.i))
		r.Source, r.SourceID = "xarf:"+domain, xarfID(data, id)
	default:
		r.Source, r.SourceID = sheetSources[s.format-List], s.rowID()
	}
	return r
}

// xarfID is report_id, else, for v3, the SHA-256 of the bytes.
func xarfID(data []byte, id string) string {
	if id != "" {
		return id
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// shows says whether the report's format carries the value of a trap.
func (s *sight) shows(t trap) bool {
	xml, export := s.format == NCMEC, s.format == CMT
	row := s.format == List || s.format == Contacts
	switch t {
	case familyPhone, recycledPhone:
		return len(s.phones) > 0 && (xml || export || row)
	case nearEmail, resellerEmail:
		return len(s.emails) > 0 && (xml || export || row)
	case sameID:
		return s.format != XARF
	case agentIBAN:
		return s.format == Payments
	case cafeDevice:
		return xml
	case commonNickname:
		return s.screen && (xml || export || row)
	case exitAddress:
		return xml || export
	case typoValue, otherCase, accents, otherScript:
		return xml || export
	}
	return false
}
