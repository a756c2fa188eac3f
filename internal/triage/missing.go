package triage

import "vigie/internal/report"

// Gap is one thing that a report lacks, and the request that would fill it.
type Gap struct {
	What    string `json:"what"`
	Request string `json:"request"`
}

type gap struct{ what, request said }

var (
	askService  = said{"réquisition au service qui a signalé", "a request to the service that reported"}
	askAccess   = said{"réquisition au service pour l'adresse, le port et l'heure de chaque connexion", "a request to the service for the address, port and time of each connection"}
	askPayment  = said{"réquisition à l'établissement de paiement", "a request to the payment institution"}
	askReporter = said{"question à la source du signalement", "a question to the source of the report"}
)

var (
	gapIdentity   = gap{said{"aucun identifiant de la personne signalée", "no identifier of the person reported"}, askReporter}
	gapAccount    = gap{said{"aucun numéro de compte attribué par le service", "no account id given by the service"}, askService}
	gapIP         = gap{said{"aucune adresse IP", "no IP address"}, askAccess}
	gapPort       = gap{said{"adresse IPv4 sans port : elle peut être partagée entre de nombreux abonnés", "an IPv4 address without a port: many subscribers may share it"}, askAccess}
	gapIPTime     = gap{said{"adresse IP sans date", "an IP address without a date"}, askAccess}
	gapIPHour     = gap{said{"adresse IP datée sans heure ni fuseau horaire", "an IP address dated without a time of day or a time zone"}, askAccess}
	gapContact    = gap{said{"ni téléphone ni adresse électronique", "neither a phone number nor an e-mail address"}, askService}
	gapIncident   = gap{said{"aucune date des faits", "no date of the incident"}, askReporter}
	gapCategory   = gap{said{"aucune catégorie reconnue", "no recognised category"}, askReporter}
	gapHash       = gap{said{"fichier sans empreinte", "a file without a hash value"}, askReporter}
	gapViewed     = gap{said{"fichier dont la source ne dit pas si elle l'a vu", "a file that the source does not say whether it viewed"}, askReporter}
	gapPayDate    = gap{said{"paiement sans date", "a payment without a date"}, askPayment}
	gapPayRef     = gap{said{"paiement sans référence", "a payment without a reference"}, askPayment}
	gapPayTo      = gap{said{"paiement sans bénéficiaire", "a payment without a recipient"}, askPayment}
	gapPayFrom    = gap{said{"paiement sans payeur", "a payment without a sender"}, askPayment}
	gapPayAmount  = gap{said{"paiement sans montant ou sans devise", "a payment without an amount or a currency"}, askPayment}
	gapSession    = gap{said{"séance sans heure de début", "a session without a start"}, askService}
	gapSessionEnd = gap{said{"séance sans heure de fin", "a session without an end"}, askService}
)

// Missing lists what a report lacks, once each, in a fixed order. It is for the
// person who completes a report: no rule and no rank ever reads it.
func Missing(r *report.Report, lang string) []Gap {
	var found []gap
	seen := map[said]bool{}
	lacks := func(missing bool, g gap) {
		if missing && !seen[g.what] {
			seen[g.what] = true
			found = append(found, g)
		}
	}
	kinds := map[report.Kind]bool{}
	any := false
	for i := range r.Parties {
		if r.Parties[i].Role == report.RoleReported {
			for _, id := range r.Parties[i].Identifiers {
				kinds[id.Kind], any = true, true
			}
		}
	}
	lacks(!any, gapIdentity)
	lacks(any && !kinds[report.KindAccount], gapAccount)
	lacks(any && !kinds[report.KindPhone] && !kinds[report.KindEmail], gapContact)
	missingConnections(r, lacks)
	lacks(r.Incident.At.IsZero(), gapIncident)
	lacks(r.Incident.Category == report.CategoryUnknown, gapCategory)
	for i := range r.Media {
		_, ok := strongest(r.Media[i].Hashes)
		lacks(!ok, gapHash)
		lacks(r.Media[i].Viewed == nil, gapViewed)
	}
	for i := range r.Payments {
		p := &r.Payments[i]
		lacks(p.At.IsZero(), gapPayDate)
		lacks(p.Reference == "", gapPayRef)
		lacks(p.Recipient < 0, gapPayTo)
		lacks(p.Sender < 0, gapPayFrom)
		lacks(p.Amount == "" || p.Currency == "", gapPayAmount)
	}
	for i := range r.Sessions {
		lacks(r.Sessions[i].Start.IsZero(), gapSession)
		lacks(r.Sessions[i].End.IsZero(), gapSessionEnd)
	}
	out := make([]Gap, len(found))
	for i, g := range found {
		out[i] = Gap{g.what.in(lang), g.request.in(lang)}
	}
	return out
}

// missingConnections looks at the addresses of those whose connection matters:
// the person reported, and the upload of a file.
func missingConnections(r *report.Report, lacks func(bool, gap)) {
	none := true
	r.EachIdentifier(func(role report.Role, _ int, id *report.Identifier) {
		if id.Kind != report.KindIP || role != report.RoleReported && role != report.RoleIncident {
			return
		}
		none = false
		lacks(id.Port == 0 && !isIPv6(id), gapPort)
		lacks(id.At.IsZero(), gapIPTime)
		h, m, s := id.At.Clock()
		lacks(!id.At.IsZero() && h+m+s == 0 && id.At.Nanosecond() == 0, gapIPHour)
	})
	lacks(none, gapIP)
}

func isIPv6(id *report.Identifier) bool {
	for _, c := range id.Raw {
		if c == ':' {
			return true
		}
	}
	return false
}
