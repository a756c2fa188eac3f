package ncmec

import "vigie/internal/report"

// incidentType gives our category, and the fact that the wording itself states.
// Travel states no plan of a given person, and material no production: no fact.
func incidentType(wire string) (report.Category, report.FactKind) {
	switch wire {
	case "Child Pornography (possession, manufacture, and distribution)": // the wire value, quoted
		return report.CategoryMaterial, ""
	case "Child Sex Trafficking":
		return report.CategoryTrafficking, report.Trafficking
	case "Child Sex Tourism":
		return report.CategoryTravel, ""
	case "Child Sexual Molestation":
		return report.CategoryAbuse, report.Production
	case "Misleading Domain Name", "Misleading Words or Digital Images on the Internet":
		return report.CategoryMisleading, ""
	case "Online Enticement of Children for Sexual Acts":
		return report.CategoryEnticement, report.Enticement
	case "Unsolicited Obscene Material Sent to a Child":
		return report.CategoryUnsolicited, ""
	}
	return report.CategoryUnknown, ""
}

// annotation gives the fact that a presence tag states, on a report or a file.
// Tags without one are kept as flags alone.
func annotation(name string) report.FactKind {
	switch name {
	case "sextortion":
		return report.Sextortion
	case "csamSolicitation":
		return report.Solicitation
	case "minorToMinorInteraction":
		return report.MinorToMinor
	case "spam":
		return report.Spam
	case "sadisticOnlineExploitation":
		return report.SadisticExploitation
	case "informational":
		return report.Informational
	case "liveStreaming":
		return report.LiveAbuse
	case "viral":
		return report.Viral
	case "potentialMeme":
		return report.Meme
	case "generativeAi":
		return report.Generated
	}
	return ""
}

// channel gives our word for a choice of internetDetails.
func channel(element string) report.Channel {
	switch element {
	case "webPageIncident":
		return report.ChannelWeb
	case "emailIncident":
		return report.ChannelEmail
	case "newsgroupIncident":
		return report.ChannelNewsgroup
	case "chatImIncident":
		return report.ChannelChat
	case "onlineGamingIncident":
		return report.ChannelGaming
	case "cellPhoneIncident":
		return report.ChannelPhone
	case "nonInternetIncident":
		return report.ChannelOffline
	case "peer2peerIncident":
		return report.ChannelPeer
	}
	return ""
}
