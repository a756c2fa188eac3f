package sheet

import (
	"slices"
	"strings"

	"vigie/internal/report"
)

// Target is a place in a report to which a column may be mapped. The list is
// closed: [Targets].
type Target struct {
	Name string
	Doc  string // what it takes
	// Single says that one row can state it once: two columns of a file mapped
	// to it are refused.
	Single bool
	date   bool // takes the profile's dates
	number bool // digits that a spreadsheet may have shortened are refused
	set    setter
}

// A setter puts one cell that is not empty into the report being built. s is
// its text, trimmed, after the column's values.
type setter func(b *builder, c *bound, x cell, s string) fault

// zoneTarget is read before every other.
const zoneTarget = "zone"

// ignore is the target of columns that a profile names only to leave them out.
const ignore = "ignore"

// slot is the index of a role's party in a builder. person takes its role from
// the row or the profile.
type slot int

const person slot = 0

var roles = []struct {
	name string
	role report.Role
	// end: of a row that is a transfer, where nobody is reported and the two ends
	// are associates, as the recipient then is.
	end bool
}{
	{"person", 0, false},
	{"reported", report.RoleReported, false},
	{"recipient", report.RoleRecipient, false},
	{"facilitator", report.RoleFacilitator, false},
	{"victim", report.RoleVictim, false},
	{"device", report.RoleDevice, false},
	{"associate", report.RoleAssociate, false},
	{"reporter", report.RoleReporter, false},
	{"sender", report.RoleAssociate, true},
	{"account", report.RoleAssociate, true},
	{"counterparty", report.RoleAssociate, true},
}

// Slots of the ends of a transfer.
var (
	senderSlot, recipientSlot     = slotOf("sender"), slotOf("recipient")
	accountSlot, counterpartySlot = slotOf("account"), slotOf("counterparty")
	facilitatorSlot               = slotOf("facilitator")
)

// roleOf finds a role by its name in a profile.
func roleOf(name string) (report.Role, bool) {
	for _, r := range roles[1:] {
		if r.name == name && !r.end {
			return r.role, true
		}
	}
	return 0, false
}

// Targets lists every target, sorted by name: the one place that says what a
// profile may map a column to. Besides these there is "ignore", with a reason.
func Targets() []Target {
	out := make([]Target, 0, len(targets))
	for _, t := range targets {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Target) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// targets is Targets by name; made once and never changed.
var targets = func() map[string]*Target {
	m := map[string]*Target{}
	add := func(ts ...Target) {
		for _, t := range ts {
			m[t.Name] = &t
		}
	}
	add(reportTargets()...)
	for i, r := range roles {
		add(partyTargets(r.name, slot(i))...)
	}
	add(Target{Name: "person.role", Doc: "the role of person.*, through values", Single: true, set: setRole})
	add(Target{Name: "device.id", Doc: "the seized device: IMEI, serial number, advertising id", number: true, set: ident(slotOf("device"), report.KindDevice)})
	for _, f := range report.Stated {
		add(factTarget(f.Kind, f.Type))
	}
	for _, k := range textKinds {
		add(Target{Name: "text." + k, Doc: "free text, masked until a person asks for it", set: setText(k)})
	}
	return m
}()

// textKinds are the kinds of free text a sheet may carry. Contents of messages
// are no text: text.content measures and keeps nothing.
var textKinds = []string{"additionalInfo", "bio", "escalation", "note", "paymentMessage", "roomName", "statement"}

func slotOf(name string) slot {
	for i, r := range roles {
		if r.name == name {
			return slot(i)
		}
	}
	return person
}

func reportTargets() []Target {
	return []Target{
		{Name: "id", Doc: "the source's own number of the report", Single: true, number: true, set: setID},
		{Name: "dated", Doc: "date of this version of the report", Single: true, date: true, set: setDated},
		{Name: zoneTarget, Doc: "time zone of the row's dates that carry no offset: Europe/Paris, UTC, +08:00", Single: true, set: setZone},
		{Name: "handling", Doc: "the source's own code: evidence, intelligence or originator, or words through values; of two, the stricter", Single: true, set: setHandling},
		{Name: "incident.at", Doc: "when it happened", Single: true, date: true, set: setIncidentAt},
		{Name: "incident.type", Doc: "the source's wording; values maps it to a category", Single: true, set: setIncidentType},
		{Name: "incident.category", Doc: "our category: material, trafficking, travel, abuse, enticement, unsolicited, misleading, live, payment", Single: true, set: setCategory},
		{Name: "incident.platform", Doc: "the service where it happened", Single: true, set: setPlatform},
		{Name: "incident.channel", Doc: "web, email, newsgroup, chat, gaming, phone, offline, peer-to-peer, seized-device, finance", Single: true, set: setChannel},
		{Name: "incident.url", Doc: "the page, nobody's own", set: incidentIdent(report.KindURL)},
		{Name: "incident.domain", Doc: "the domain, nobody's own", set: incidentIdent(report.KindDomain)},
		{Name: "payment.reference", Doc: "the transfer's number", Single: true, number: true, set: setReference},
		{Name: "payment.at", Doc: "when it was sent", Single: true, date: true, set: setPaymentAt},
		{Name: "payment.amount", Doc: "a number with the profile's decimal separator; under zero, money left account.*, and without account.* it takes a payment back", Single: true, set: setAmount},
		{Name: "payment.debit", Doc: "the amount, in a column of its own, where money left account.*", Single: true, set: setDebit},
		{Name: "payment.credit", Doc: "the amount, in a column of its own, where money came into account.*", Single: true, set: setCredit},
		{Name: "payment.direction", Doc: "out or in, seen from account.*, or words through values", Single: true, set: setDirection},
		{Name: "payment.reversal", Doc: "yes or no: it takes an earlier payment back", Single: true, set: setReversal},
		{Name: "payment.local", Doc: "the amount in the currency of whoever reports it", Single: true, set: setLocal},
		{Name: "payment.localIn", Doc: "that currency", Single: true, set: setLocalIn},
		{Name: "payment.asset", Doc: "instead of a currency: what was moved, BTC, USDT, up to ten letters and digits", Single: true, set: setAsset},
		{Name: "payment.chain", Doc: "the chain of the row's wallets, and the channel", Single: true, set: setChain},
		{Name: "payment.currency", Doc: "three letters, ISO 4217, or through values", Single: true, set: setCurrency},
		{Name: "payment.channel", Doc: "remittance house, bank, wallet", Single: true, set: setPaymentChannel},
		{Name: "session.start", Doc: "start of a live transmission", Single: true, date: true, set: setSessionStart},
		{Name: "session.end", Doc: "its end", Single: true, date: true, set: setSessionEnd},
		{Name: "hash.md5", Doc: "hash value of a file, 32 hexadecimal digits", set: setHash("MD5", 32)},
		{Name: "hash.sha1", Doc: "hash value of a file, 40 hexadecimal digits", set: setHash("SHA1", 40)},
		{Name: "hash.sha256", Doc: "hash value of a file, 64 hexadecimal digits", set: setHash("SHA256", 64)},
		{Name: "media.id", Doc: "the source's number of the file", Single: true, number: true, set: setMediaID},
		{Name: "media.name", Doc: "file name, masked", Single: true, set: setMediaName},
		{Name: "link.ncmec", Doc: "number of a CyberTipline report about the same", number: true, set: setLink(report.LinkNCMEC)},
		{Name: "link.prior", Doc: "number of an earlier report", number: true, set: setLink(report.LinkPrior)},
		{Name: "link.group", Doc: "name of a group of reports", set: setLink(report.LinkGroup)},
		{Name: "flag", Doc: "an annotation, kept by name", set: setFlag},
		{Name: "attribute", Doc: "further metadata, kept under the column's heading; no rule reads it", set: setAttribute},
		{Name: "text.content", Doc: "content of messages: measured, never kept", set: setContent},
	}
}

func partyTargets(name string, s slot) []Target {
	p := name + "."
	return []Target{
		{Name: p + "account", Doc: "account id at a service", number: true, set: ident(s, report.KindAccount)},
		{Name: p + "screenName", Doc: "screen name at a service, masked", set: ident(s, report.KindScreenName)},
		{Name: p + "service", Doc: "the service of the account and screen name in this row", Single: true, set: setService(s)},
		{Name: p + "email", Doc: "", set: ident(s, report.KindEmail)},
		{Name: p + "phone", Doc: "", number: true, set: ident(s, report.KindPhone)},
		{Name: p + "device", Doc: "IMEI, advertising id; type says which", number: true, set: ident(s, report.KindDevice)},
		{Name: p + "ip", Doc: "", set: ident(s, report.KindIP)},
		{Name: p + "ip.at", Doc: "when the address was seen", Single: true, date: true, set: setIPAt(s)},
		{Name: p + "ip.port", Doc: "1 to 65535", Single: true, set: setIPPort(s)},
		{Name: p + "ip.event", Doc: "Login, Upload, …", Single: true, set: setIPEvent(s)},
		{Name: p + "iban", Doc: "", set: ident(s, report.KindIBAN)},
		{Name: p + "bank", Doc: "payment account that is no IBAN", number: true, set: ident(s, report.KindBank)},
		{Name: p + "bankName", Doc: "the institution of bank", Single: true, set: setBankName(s)},
		{Name: p + "wallet", Doc: "crypto address", set: ident(s, report.KindWallet)},
		{Name: p + "document", Doc: "number of an identity document", number: true, set: ident(s, report.KindDocument)},
		{Name: p + "url", Doc: "profile page, masked", set: ident(s, report.KindURL)},
		{Name: p + "name.first", Doc: "", Single: true, set: setName(s, nameFirst)},
		{Name: p + "name.middle", Doc: "", Single: true, set: setName(s, nameMiddle)},
		{Name: p + "name.last", Doc: "", Single: true, set: setName(s, nameLast)},
		{Name: p + "name.preferred", Doc: "", Single: true, set: setName(s, namePreferred)},
		{Name: p + "name.full", Doc: "where the parts are not told apart", set: setFullName(s)},
		{Name: p + "born", Doc: "a date, or a year, or year and month as yyyy-MM", Single: true, date: true, set: setBorn(s)},
		{Name: p + "place.street", Doc: "", Single: true, set: setPlace(s, placeStreet)},
		{Name: p + "place.city", Doc: "", Single: true, set: setPlace(s, placeCity)},
		{Name: p + "place.region", Doc: "", Single: true, set: setPlace(s, placeRegion)},
		{Name: p + "place.postcode", Doc: "", Single: true, set: setPlace(s, placePostcode)},
		{Name: p + "place.country", Doc: "", Single: true, set: setPlace(s, placeCountry)},
		{Name: p + "suspended", Doc: "yes or no: the service closed the account", Single: true, set: setSuspended(s)},
	}
}

func factTarget(k report.FactKind, t report.FactType) Target {
	name := "fact." + string(k)
	switch t {
	case report.Count:
		return Target{Name: name, Doc: "a whole number that the source states", Single: true, set: setCountFact(k)}
	case report.Date:
		return Target{Name: name, Doc: "a date that the source states", Single: true, date: true, set: setDateFact(k)}
	default:
		return Target{Name: name, Doc: "yes or no; words says which words say yes", Single: true, set: setBoolFact(k)}
	}
}
