package report

// Category is our word for what a report is about.
type Category string

// Categories. The wire values of each source are mapped to these by its reader.
const (
	CategoryUnknown     Category = ""
	CategoryMaterial    Category = "material" // child sexual abuse material: possession, manufacture, distribution
	CategoryTrafficking Category = "trafficking"
	CategoryTravel      Category = "travel" // travelling to abuse a child
	CategoryAbuse       Category = "abuse"  // hands-on abuse of a child
	CategoryEnticement  Category = "enticement"
	CategoryUnsolicited Category = "unsolicited"
	CategoryMisleading  Category = "misleading"
	CategoryLive        Category = "live"    // livestreamed abuse, commissioned or watched
	CategoryPayment     Category = "payment" // a financial report
)

// Channel is the kind of place where an incident happened.
type Channel string

// Channels, after the choices of NCMEC's internetDetails.
const (
	ChannelWeb       Channel = "web"
	ChannelEmail     Channel = "email"
	ChannelNewsgroup Channel = "newsgroup"
	ChannelChat      Channel = "chat"
	ChannelGaming    Channel = "gaming"
	ChannelPhone     Channel = "phone"
	ChannelOffline   Channel = "offline"
	ChannelPeer      Channel = "peer-to-peer"
	ChannelDevice    Channel = "seized-device"
	ChannelFinance   Channel = "finance"
)

// Role says who bears an identifier. Only the reported person's join reports.
type Role uint8

// Roles. The numbers are stored: append, never renumber.
const (
	RoleReported    Role = 1 // the person or account reported: the presumed commissioner
	RoleRecipient   Role = 2 // to whom money or material went
	RoleVictim      Role = 3
	RoleIncident    Role = 4 // the place or thing, nobody's
	RoleReporter    Role = 5
	RoleFacilitator Role = 6
	RoleDevice      Role = 7 // a seized device, or the owner of it
	RoleOfficer     Role = 8
	RoleAssociate   Role = 9 // named beside the reported person (associatedAccount, witness)
)

// String gives the role's name in English, as in --json.
func (r Role) String() string {
	names := [...]string{"", "reported", "recipient", "victim", "incident", "reporter", "facilitator", "device", "officer", "associate"}
	if int(r) < len(names) {
		return names[r]
	}
	return "unknown"
}

// Counterparty says whether identifiers in this role form the network and never join.
func (r Role) Counterparty() bool {
	return r == RoleRecipient || r == RoleVictim || r == RoleFacilitator || r == RoleDevice
}

// Kind is what sort of value an identifier is.
type Kind uint8

// Kinds. The numbers are stored: append, never renumber.
const (
	KindAccount    Kind = 1 // account id at Service
	KindEmail      Kind = 2
	KindPhone      Kind = 3
	KindScreenName Kind = 4 // at Service; masked
	KindDevice     Kind = 5 // IMEI, advertising id, MAC…; Type says which
	KindIP         Kind = 6
	KindIBAN       Kind = 7
	KindBank       Kind = 8  // a payment account that is no IBAN; Service is the institution
	KindWallet     Kind = 9  // crypto address; Service is the chain where given
	KindDocument   Kind = 10 // identity document number; Service is the issuing country where given
	KindURL        Kind = 11 // masked
	KindDomain     Kind = 12
	KindReference  Kind = 13 // payment reference; Service is the channel
	KindHash       Kind = 14 // media hash value; Type says which

	// Clues: what identifiers of a report say together. They propose, and never join.
	KindHandle Kind = 15 // a rare screen name, whatever the service; masked
	KindIPPort Kind = 16 // an IPv4 address with its port, at a time
	KindPerson Kind = 17 // name and full date of birth; masked
	KindMedia  Kind = 18 // a set of files, by part of their hash values
	KindReport Kind = 19 // the number of a report: its own, or one that it names
	KindGroup  Kind = 20 // a group that the source puts reports in; Service is the source's
)

// LastKind is the highest number of a kind.
const LastKind = KindGroup

// String gives the kind's name in English, as in --json.
func (k Kind) String() string {
	names := [...]string{
		"", "account", "email", "phone", "screen-name", "device", "ip", "iban", "bank-account", "wallet", "document", "url", "domain", "payment-reference", "hash",
		"handle", "ip-port", "name-and-birth", "media-set", "report-number", "group",
	}
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// KindNamed finds a kind by its name in English, as in --json.
func KindNamed(name string) (Kind, bool) {
	for k := KindAccount; k <= LastKind; k++ {
		if k.String() == name {
			return k, true
		}
	}
	return 0, false
}

// Masked says whether values of this kind may carry abuse text and stay masked
// until a person asks for the item.
func (k Kind) Masked() bool {
	return k == KindScreenName || k == KindURL || k == KindHandle || k == KindPerson || k == KindGroup
}

// Clue says whether values of this kind are drawn from several identifiers of a
// report, and stand in no field of it.
func (k Kind) Clue() bool { return k >= KindHandle }

// Strength says what sharing an identifier may do.
type Strength uint8

// Strengths. The numbers are stored: append, never renumber.
const (
	Unusable Strength = 0 // no normal form, or a value known to be empty of meaning
	Shown    Strength = 1 // only shown
	Proposes Strength = 2 // proposes a link to a person
	Joins    Strength = 3 // joins two reports, when the reported person bears it in both
)

// LinkKind is how one report points to another.
type LinkKind string

// Link kinds. All propose at most.
const (
	LinkNCMEC LinkKind = "ncmec-report" // XARF's ncmec_report_id
	LinkPrior LinkKind = "prior-report" // priorCTReports
	LinkGroup LinkKind = "group"        // groupIdentifier
)

// FactKind names a fact; docs/facts.md defines each. The list is closed.
type FactKind string

// FactType is the type of a fact's value.
type FactType string

// Fact types.
const (
	Bool  FactType = "bool"
	Count FactType = "count"
	Date  FactType = "date"
)

// Facts that a source can state. What is counted over a lead (reports, sources,
// act-by date, …) is derived by package triage and is not in this list.
const (
	ImminentDanger        FactKind = "imminent_danger"        // the source says that a child is in danger now
	LiveAbuse             FactKind = "live_abuse"             // live abuse indicated
	Instruction           FactKind = "instruction"            // an instruction or commission is recorded
	ChildReachable        FactKind = "child_reachable"        // a child the facilitator can reach now
	RepeatedSessions      FactKind = "repeated_sessions"      //
	SameChildren          FactKind = "same_children"          // the same children in several acts
	AccessToChild         FactKind = "access_to_child"        // the reported person has access to a child
	TravelPlan            FactKind = "travel_plan"            // a plan to travel to where the child is
	Statement             FactKind = "statement"              // a statement by a victim or a witness
	FacilitatorIdentified FactKind = "facilitator_identified" //
	PlaceIdentified       FactKind = "place_identified"       // where the child is, or the facilitator
	RecipientNamed        FactKind = "recipient_named"        // of a payment
	Payments              FactKind = "payments"               // count of payments stated
	LastPayment           FactKind = "last_payment"           // date
	Sessions              FactKind = "sessions"               // count of sessions with a stated time
	NewMaterial           FactKind = "new_material"           // hash in no known list, says the source
	VictimUnidentified    FactKind = "victim_unidentified"    //
	Series                FactKind = "series"                 // part of a known series
	Solicitation          FactKind = "solicitation"           // asking for material
	Sextortion            FactKind = "sextortion"             //
	SadisticExploitation  FactKind = "sadistic_exploitation"  // sadistic online exploitation, in NCMEC's word
	Production            FactKind = "production"             // making material, or hands-on abuse, is reported
	Enticement            FactKind = "enticement"             //
	Trafficking           FactKind = "trafficking"            //
	PriorReports          FactKind = "prior_reports"          // count that the source itself states
	Viral                 FactKind = "viral"                  //
	Meme                  FactKind = "meme"                   //
	Informational         FactKind = "informational"          //
	Generated             FactKind = "generated"              // made by a generative model
	MinorToMinor          FactKind = "minor_to_minor"         //
	Spam                  FactKind = "spam"                   //
)

// Stated lists every fact that a source can state, with its type, in the order
// of docs/facts.md.
var Stated = []struct {
	Kind FactKind
	Type FactType
}{
	{ImminentDanger, Bool},
	{LiveAbuse, Bool},
	{Instruction, Bool},
	{ChildReachable, Bool},
	{RepeatedSessions, Bool},
	{SameChildren, Bool},
	{AccessToChild, Bool},
	{TravelPlan, Bool},
	{Statement, Bool},
	{FacilitatorIdentified, Bool},
	{PlaceIdentified, Bool},
	{RecipientNamed, Bool},
	{Payments, Count},
	{LastPayment, Date},
	{Sessions, Count},
	{NewMaterial, Bool},
	{VictimUnidentified, Bool},
	{Series, Bool},
	{Solicitation, Bool},
	{Sextortion, Bool},
	{SadisticExploitation, Bool},
	{Production, Bool},
	{Enticement, Bool},
	{Trafficking, Bool},
	{PriorReports, Count},
	{Viral, Bool},
	{Meme, Bool},
	{Informational, Bool},
	{Generated, Bool},
	{MinorToMinor, Bool},
	{Spam, Bool},
}
