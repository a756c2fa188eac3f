package synth

import (
	"fmt"
	"strings"
	"time"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// NCMEC gives the report at position i as CyberTipline XML, whatever format the
// mix gives it: for benches that want one format. It validates against the
// published schema unless Options.Newer is set.
func (g *Generator) NCMEC(i int) []byte { return g.ncmec(g.look(i), 0) }

// Number gives NCMEC's number of the report at position i.
func (g *Generator) Number(i int) int { return firstNumber + i }

// ncmec writes a report; version 1 and up differ from 0 in their content.
func (g *Generator) ncmec(s *sight, version int) []byte {
	w := xmlWriter{b: make([]byte, 0, 4096)}
	w.raw(xmlHead)
	if s.d.chance(0.5) {
		w.raw(`<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://report.cybertip.org/ispws/xsd">` + "\n")
	} else {
		w.raw("<report>\n")
	}
	if s.viral && s.d.chance(0.5) {
		w.raw(`<batchedReport reason="VIRAL_POTENTIAL_MEME"/>` + "\n")
	}
	g.summary(&w, s)
	g.details(&w, s)
	w.open("reporter")
	w.open("reportingPerson")
	w.el("firstName", "Service")
	w.el("lastName", s.service().name)
	w.elWith("email", "signalements@"+s.service().domain, "type", "Business")
	w.close("reportingPerson")
	if s.d.chance(0.3) {
		w.el("companyTemplate", "Modèle de démonstration")
		w.el("legalURL", "https://"+s.service().domain+"/legal")
	}
	w.close("reporter")
	g.reported(&w, s, version)
	if s.paid || s.live && s.d.chance(0.6) {
		g.recipient(&w, s)
	}
	if s.victim {
		w.open("victim")
		w.raw("<victimPerson/>\n")
		w.el("espIdentifier", fmt.Sprintf("vic%09d", s.slot))
		w.el("espService", s.service().name)
		w.close("victim")
	}
	switch {
	case version > 0:
		w.el("additionalInfo", fmt.Sprintf("Complément de démonstration %d", version))
	case len(s.inText) > 0:
		w.el("additionalInfo", s.text()+" "+strings.Join(s.inText, " ; "))
	case s.d.chance(0.3):
		w.el("additionalInfo", s.text())
	}
	w.close("report")
	return w.b
}

// service is where the reported account is.
func (s *sight) service() *service { return s.account.at }

func (g *Generator) summary(w *xmlWriter, s *sight) {
	w.open("incidentSummary")
	w.el("incidentType", incidentTypes[s.kind])
	if s.d.chance(0.4) {
		w.el("platform", s.service().name)
	}
	if s.imminent {
		w.el("escalateToHighPriority", fmt.Sprintf("Signalement urgent de démonstration %d", s.d.n(100)))
	}
	newer := g.o.Newer && s.info
	if s.sextortion || s.solicited || newer {
		w.open("reportAnnotations")
		presence(w, &s.d, "sextortion", s.sextortion)
		presence(w, &s.d, "csamSolicitation", s.solicited)
		presence(w, &s.d, "informational", newer)
		w.close("reportAnnotations")
	}
	w.el("incidentDateTime", stamp(s.at, &s.d))
	if s.d.chance(0.1) {
		w.el("incidentDateTimeDescription", "Heure de la mise en ligne")
	}
	w.close("incidentSummary")
}

// presence writes a tag that means true by being there, in both its forms.
func presence(w *xmlWriter, d *draw, name string, on bool) {
	switch {
	case !on:
	case d.chance(0.5):
		w.raw("<" + name + "/>\n")
	default:
		w.flag(name, true)
	}
}

func (g *Generator) details(w *xmlWriter, s *sight) {
	d, h := &s.d, &s.h
	content := func() {
		if s.content {
			w.el("content", fmt.Sprintf("contenu de démonstration %d", d.n(1000)))
		}
	}
	w.open("internetDetails")
	switch u := d.float(); {
	case u < 0.35:
		w.open("chatImIncident")
		w.el("chatClient", s.service().name)
		if d.chance(0.3) {
			w.el("chatRoomName", fmt.Sprintf("salon %d", d.n(100)))
		}
		content()
		w.close("chatImIncident")
	case u < 0.75:
		w.open("webPageIncident")
		w.el("url", fmt.Sprintf("https://%s/item/%d?a=1&b=2", s.service().domain, mix(uint64(s.slot))>>20))
		w.close("webPageIncident")
	case u < 0.85:
		w.open("emailIncident")
		// The incident's address is nobody's: a list that many write to.
		w.elWith("emailAddress", fmt.Sprintf("liste%d@example.net", d.n(20)))
		content()
		w.close("emailIncident")
	case u < 0.92:
		w.open("onlineGamingIncident")
		w.el("gameName", "Jeu de démonstration")
		w.el("console", "Démo")
		content()
		w.close("onlineGamingIncident")
	case u < 0.96:
		w.open("peer2peerIncident")
		w.el("client", "DemoShare")
		writeCapture(w, &s.d, capture{ip: h.home, event: "Upload", at: s.at, port: 6881, proxy: unverified})
		w.el("fileNames", fmt.Sprintf("fichier-%d.bin", d.n(1000)))
		w.close("peer2peerIncident")
	default:
		w.open("cellPhoneIncident")
		w.elWith("phoneNumber", facilitatorPhone(h.facilitator), "type", "Mobile")
		w.close("cellPhoneIncident")
	}
	w.close("internetDetails")
}

func (g *Generator) reported(w *xmlWriter, s *sight, version int) {
	d, h := &s.d, &s.h
	w.open("personOrUserReported")
	if s.first != "" || len(s.phones)+len(s.emails) > 0 {
		w.open("personOrUserReportedPerson")
		w.el("firstName", s.first)
		w.el("lastName", s.last)
		for _, p := range s.phones {
			w.elWith("phone", p.value, "type", "Mobile", "verified", p.standing.String(), "verificationDate", g.checked(s, p.standing))
		}
		for _, e := range s.emails {
			w.elWith("email", e.value, "type", "Home", "verified", e.standing.String(), "verificationDate", g.checked(s, e.standing))
		}
		if s.place && s.first != "" {
			w.raw(`<address type="Billing">` + "\n")
			w.el("address", fmt.Sprintf("%d rue de la Démonstration", 1+d.n(99)))
			w.el("city", h.city)
			w.el("country", h.country)
			w.close("address")
		}
		w.el("dateOfBirth", s.born)
		w.close("personOrUserReportedPerson")
	}
	w.el("espIdentifier", s.account.id)
	w.el("espService", s.service().name)
	if s.screen {
		w.el("screenName", s.account.screen)
	}
	if d.chance(0.15) {
		w.el("displayName", h.first.own)
	}
	if d.chance(0.15) {
		w.el("profileUrl", "https://"+s.service().domain+"/u/"+s.account.id)
	}
	if d.chance(0.05) {
		w.el("profileBio", s.text())
	}
	for _, c := range s.captures {
		writeCapture(w, &s.d, c)
	}
	if version > 0 {
		writeCapture(w, &s.d, capture{ip: h.home, event: "Login", at: s.at.Add(time.Duration(version) * time.Hour)})
	}
	for _, v := range s.devices {
		w.open("deviceId")
		w.el("idType", v.kind)
		w.el("idValue", v.value)
		w.el("eventName", "Login")
		w.el("dateTime", stamp(s.at, d))
		w.close("deviceId")
	}
	for _, p := range s.prior {
		w.number("priorCTReports", p)
	}
	if s.suspended {
		w.elWith("accountPermanentlyDisabled", "true", "disabledDate", stamp(s.at.Add(time.Hour), d), "userNotified", "false")
	}
	if s.place {
		w.raw(`<estimatedLocation verified="false">` + "\n")
		w.el("city", h.city)
		w.el("countryCode", h.country)
		w.close("estimatedLocation")
	}
	w.close("personOrUserReported")
}

// checked dates a verification, for half of the verified values.
func (g *Generator) checked(s *sight, v stated) string {
	if v != verified || s.d.chance(0.5) {
		return ""
	}
	return stamp(s.at.Add(-time.Duration(s.d.n(300*24))*time.Hour), &s.d)
}

// recipient names the facilitator, whom many hands share.
func (g *Generator) recipient(w *xmlWriter, s *sight) {
	f := g.facilitator(s.h.facilitator)
	w.open("intendedRecipient")
	w.open("intendedRecipientPerson")
	w.el("firstName", f.name)
	w.elWith("phone", f.phone, "type", "Mobile", "verified", "true")
	w.elWith("email", f.email, "verified", "false")
	w.close("intendedRecipientPerson")
	w.el("espIdentifier", f.account)
	w.el("espService", "DemoPay")
	if s.paid {
		w.el("additionalInfo", fmt.Sprintf("Virements de démonstration : %d", s.payments))
	}
	w.close("intendedRecipient")
}

func writeCapture(w *xmlWriter, d *draw, c capture) {
	w.open("ipCaptureEvent")
	w.el("ipAddress", c.ip)
	w.el("eventName", c.event)
	w.el("dateTime", stamp(c.at, d))
	w.el("possibleProxy", c.proxy.String())
	if c.port > 0 {
		w.number("port", c.port)
	}
	w.close("ipCaptureEvent")
}
