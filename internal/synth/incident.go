package synth

// incidentTypes are the wire values of NCMEC's incidentType, by short word.
var incidentTypes = map[string]string{
	"material":    "Child Pornography (possession, manufacture, and distribution)", // the wire value, quoted
	"trafficking": "Child Sex Trafficking",
	"travel":      "Child Sex Tourism",
	"abuse":       "Child Sexual Molestation",
	"domain":      "Misleading Domain Name",
	"words":       "Misleading Words or Digital Images on the Internet",
	"enticement":  "Online Enticement of Children for Sexual Acts",
	"unsolicited": "Unsolicited Obscene Material Sent to a Child",
}

// incidentKind gives the short word for what is reported: material for most.
func incidentKind(s *sight, enticed bool, d *draw) string {
	switch u := d.float(); {
	case s.travel:
		return "travel"
	case enticed || s.sextortion:
		return "enticement"
	case s.paid && u < 0.3:
		return "trafficking"
	case u < 0.005:
		return "abuse"
	case u < 0.012:
		return "unsolicited"
	case u < 0.015:
		return "words"
	case u < 0.017:
		return "domain"
	}
	return "material"
}
