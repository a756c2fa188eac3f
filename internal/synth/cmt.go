package synth

import (
	"fmt"
	"time"
)

const bom = "\ufeff"

// zulu is how the export writes its times.
const zulu = "2006-01-02T15:04:05Z"

// cmt writes a report as NCMEC's law-enforcement export does: wrappers doubled,
// nulls for what is not known, a byte order mark now and then, and companies
// that put identifiers into free text.
func (g *Generator) cmt(s *sight, version int) []byte {
	d := &s.d
	w := jsonWriter{b: make([]byte, 0, 3072)}
	if d.chance(0.2) {
		w.b = append(w.b, bom...)
	}
	w.obj("")
	if d.chance(0.8) {
		w.num("reportId", s.number)
	} else {
		w.str("reportId", fmt.Sprint(s.number))
	}
	w.str("dateReceived", s.at.Add(time.Duration(1+version)*26*time.Hour).Format(zulu))
	w.obj("reportedInformation")
	w.obj("reportingEsp")
	w.str("espName", s.service().name)
	w.end()
	w.obj("incidentSummary")
	w.str("incidentType", incidentTypes[s.kind])
	w.str("incidentDateTime", s.at.Format(zulu))
	w.lit("incidentDateTimeDescription", "null")
	if s.imminent {
		w.str("escalateToHighPriority", fmt.Sprintf("Signalement urgent de démonstration %d", d.n(100)))
	}
	w.end()
	g.cmtIncident(&w, s)

	w.obj("reportedPeople")
	w.arr("reportedPersons")
	g.cmtPerson(&w, s)
	w.endArr()
	w.end()
	if s.paid || s.live {
		f := g.facilitator(s.h.facilitator)
		w.obj("intendedRecipients")
		w.arr("intendedRecipients")
		w.obj("")
		w.str("firstName", f.name)
		w.str("espService", "DemoPay")
		w.str("espUserId", f.account)
		wrapped(&w, "phones", []seen{{f.phone, verified}})
		w.end()
		w.endArr()
		w.end()
	} else {
		w.lit("intendedRecipients", "null")
	}
	g.cmtFiles(&w, s)
	notes := []string(nil)
	if version > 0 {
		notes = append(notes, fmt.Sprintf("Complément de démonstration %d", version))
	}
	for _, t := range s.inText {
		notes = append(notes, "Identifiant cité : "+t)
	}
	values(&w, "additionalInformations", notes)
	w.end()
	w.end()
	return w.b
}

func (g *Generator) cmtIncident(w *jsonWriter, s *sight) {
	d := &s.d
	w.obj("incidentDetails")
	if d.chance(0.5) {
		w.arr("webpageIncident")
		w.obj("")
		w.obj("sourceInformation")
		w.arr("sourceCaptures")
		w.obj("")
		w.str("captureType", "URL")
		w.str("value", fmt.Sprintf("https://%s/item/%d", s.service().domain, mix(uint64(s.slot))>>20))
		w.end()
		w.endArr()
		w.end()
		w.lit("additionalInformations", "null")
		w.end()
		w.endArr()
		w.lit("emailIncident", "null")
	} else {
		w.arr("emailIncident")
		w.obj("")
		if s.content {
			values(w, "contents", []string{fmt.Sprintf("contenu de démonstration %d", d.n(1000))})
		} else {
			w.arr("contents")
			w.endArr()
		}
		w.end()
		w.endArr()
	}
	w.end()
}

func (g *Generator) cmtPerson(w *jsonWriter, s *sight) {
	d, h := &s.d, &s.h
	w.obj("")
	for _, n := range [][2]string{{"firstName", s.first}, {"lastName", s.last}, {"dateOfBirth", s.born}} {
		if n[1] != "" {
			w.str(n[0], n[1])
		} else if d.chance(0.5) {
			w.lit(n[0], "null")
		}
	}
	w.str("espService", s.service().name)
	w.str("espUserId", s.account.id)
	if s.screen {
		w.obj("screenName")
		w.str("value", s.account.screen)
		w.end()
	} else {
		w.lit("screenName", "null")
	}
	wrapped(w, "emails", s.emails)
	wrapped(w, "phones", s.phones)
	if s.place {
		w.obj("addresses")
		w.arr("addresses")
		w.obj("")
		w.str("street1", fmt.Sprintf("%d rue de la Démonstration", 1+d.n(99)))
		w.str("city", h.city)
		w.str("country", h.country)
		w.lit("state", "null")
		w.end()
		w.endArr()
		w.end()
	}
	if s.access {
		w.flag("accessToChildVictim", true)
	} else if d.chance(0.3) {
		w.lit("accessToChildVictim", "null")
	}
	w.obj("sourceInformation")
	w.arr("sourceCaptures")
	for _, c := range s.captures {
		w.obj("")
		w.str("captureType", "IP Address")
		w.str("value", c.ip)
		w.str("dateTime", c.at.Format(zulu))
		if c.port > 0 {
			w.num("port", c.port)
		} else {
			w.lit("port", "null")
		}
		w.str("eventName", c.event)
		w.end()
	}
	if d.chance(0.2) {
		w.obj("")
		w.str("captureType", "Profile URL")
		w.str("value", "https://"+s.service().domain+"/u/"+s.account.id)
		w.end()
	}
	w.endArr()
	w.end()
	var notes []string
	for _, v := range s.devices { // the export has no field for a device
		notes = append(notes, v.kind+" "+v.value)
	}
	if len(s.prior) > 0 {
		notes = append(notes, fmt.Sprintf("CyberTip %d", s.prior[0]))
	}
	if d.chance(0.2) {
		notes = append(notes, s.text())
	}
	values(w, "additionalInformations", notes)
	w.end()
}

func (g *Generator) cmtFiles(w *jsonWriter, s *sight) {
	w.obj("uploadedFiles")
	w.arr("uploadedFiles")
	for _, f := range s.files {
		w.obj("")
		w.str("filename", fmt.Sprintf("fichier-%d.bin", f.n))
		w.lit("originalFilename", "null")
		w.str("submittalId", f.id)
		w.str("verificationHash", f.md5)
		if f.viewed == silent {
			w.lit("viewedByEsp", "null")
		} else {
			w.lit("viewedByEsp", f.viewed.String())
		}
		if f.grade == "" {
			w.lit("industryClassification", "null")
		} else {
			w.str("industryClassification", f.grade)
		}
		var tags []string
		for _, t := range []struct {
			name string
			on   bool
		}{
			{"Viral", f.viral},
			{"Potential Meme", f.meme},
			{"Live Streaming", f.live},
			{"Generative AI", f.generated},
			{"Informational", s.info},
			{"Sextortion", s.sextortion},
			{"CSAM Solicitation", s.solicited},
		} {
			if t.on {
				tags = append(tags, t.name)
			}
		}
		if len(tags) == 0 {
			w.lit("ncmecTags", "null")
		} else {
			w.obj("ncmecTags")
			w.arr("groups")
			w.obj("")
			values(w, "tags", tags)
			w.end()
			w.endArr()
			w.end()
		}
		w.obj("espMetadata")
		w.arr("metadatas")
		w.endArr()
		w.end()
		w.end()
	}
	w.endArr()
	w.end()
}

// wrapped writes e-mails or phones in their doubled wrapper; none is null.
func wrapped(w *jsonWriter, k string, vs []seen) {
	if len(vs) == 0 {
		w.lit(k, "null")
		return
	}
	w.obj(k)
	w.arr(k)
	for _, v := range vs {
		w.obj("")
		w.str("value", v.value)
		if v.standing == silent {
			w.lit("verified", "null")
		} else {
			w.lit("verified", v.standing.String())
		}
		w.end()
	}
	w.endArr()
	w.end()
}

// values writes an array of {"value": …}; none is null.
func values(w *jsonWriter, k string, vs []string) {
	if len(vs) == 0 {
		w.lit(k, "null")
		return
	}
	w.arr(k)
	for _, v := range vs {
		w.obj("")
		w.str("value", v)
		w.end()
	}
	w.endArr()
}
