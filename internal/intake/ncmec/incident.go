package ncmec

import "vigie/internal/report"

// details reads one internetDetails: a choice of one incident. What it names
// belongs to the incident, never to the person reported.
func (b *builder) details(path string) error {
	b.attributes(path, nil)
	return b.children(path, func(name []byte) error {
		ch := channel(string(name))
		if ch == "" {
			return b.unknown(path)
		}
		field := join(path, string(name))
		switch {
		case b.r.Incident.Channel == "":
			b.r.Incident.Channel = ch
		case b.r.Incident.Channel != ch:
			b.keep(field, "channel", string(ch))
		}
		return b.incident(field)
	})
}

// incident reads any of the eight kinds of incident: no element name has two
// meanings among them.
func (b *builder) incident(path string) error {
	in := &b.r.Incident
	b.attributes(path, func(name string, value []byte) bool {
		if name != "thirdPartyHostedContent" {
			return false
		}
		b.keep(path+"/@thirdPartyHostedContent", name, string(value))
		return true
	})
	return b.children(path, func(name []byte) error {
		switch string(name) {
		case "url":
			return b.identifier(path+"/url", report.KindURL, &in.Identifiers)
		case "emailAddress":
			return b.contact(path+"/emailAddress", report.KindEmail, &in.Identifiers)
		case "phoneNumber":
			return b.contact(path+"/phoneNumber", report.KindPhone, &in.Identifiers)
		case "ipCaptureEvent":
			return b.capture(path+"/ipCaptureEvent", &in.Identifiers)
		case "incidentAddress":
			return b.address(path+"/incidentAddress", &in.Places)
		// Programs, not people's words.
		case "chatClient":
			return b.attribute(path+"/chatClient", "chatClient")
		case "gameName":
			return b.attribute(path+"/gameName", "gameName")
		case "console":
			return b.attribute(path+"/console", "console")
		case "client":
			return b.attribute(path+"/client", "client")
		case "latitude":
			return b.attribute(path+"/latitude", "latitude")
		case "longitude":
			return b.attribute(path+"/longitude", "longitude")
		// Names that people choose can carry anything: masked.
		case "name":
			return b.text(path+"/name", "newsgroupName")
		case "chatRoomName":
			return b.text(path+"/chatRoomName", "roomName")
		case "fileNames":
			return b.text(path+"/fileNames", "fileNames")
		case "locationName":
			return b.text(path+"/locationName", "locationName")
		case "additionalInfo":
			return b.text(path+"/additionalInfo", "additionalInfo")
		}
		return b.unknown(path)
	})
}
