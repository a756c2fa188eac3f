package identity

// condition is something about a value that weakens it: linking.yaml sets, by
// the names below, the most that an identifier may do under each.
type condition uint8

const (
	fromText            condition = iota // found in free text
	accountNoService                     // an account id without its service
	accountCompany                       // the service given is a company with several services
	screenNameNoService                  //
	screenNameShort                      // under three characters
	emailRole                            // admin@, abuse@: a desk, not a person
	phoneNational                        // no country known: not one number but one per country
	phoneAssumed                         // read in the country that linking.yaml assumes
	deviceOpaque                         // an id of no known form
	deviceBadCheck                       // an IMEI whose check digit is wrong
	deviceLocal                          // a MAC that is made up by software, or names a group
	deviceNetwork                        // SSID, BSSID: the network, not the device
	ipUnroutable                         // private, loopback, shared by a carrier's customers…
	ipNoPort                             // an IPv4 address without its port may be many households
	ipProxy                              // the source says: possible proxy
	ipRange                              // a range, not an address
	ibanUnlisted                         // the check digits are right, the country is in no list
	bankNoInstitution                    //
	bankShort                            // under five characters
	walletNoChain                        // no address form we can check, and no chain
	walletShort                          // nor long enough to be unique
	walletBadCase                        // Ethereum, in mixed case that is not EIP-55's
	documentNoCountry                    //
	documentShort                        // under six characters
	referenceNoService                   //
	referenceShort                       // under six characters, or without a digit
	conditionCount      = iota
)

type conditions uint32

func (c condition) bit() conditions { return 1 << c }

func (cs conditions) has(c condition) bool { return cs&c.bit() != 0 }

// conditionNames are their names in linking.yaml.
var conditionNames = [conditionCount]string{
	fromText:            "from-text",
	accountNoService:    "account-no-service",
	accountCompany:      "account-company",
	screenNameNoService: "screen-name-no-service",
	screenNameShort:     "screen-name-short",
	emailRole:           "email-role",
	phoneNational:       "phone-national",
	phoneAssumed:        "phone-assumed-country",
	deviceOpaque:        "device-opaque",
	deviceBadCheck:      "device-bad-check",
	deviceLocal:         "device-local",
	deviceNetwork:       "device-network",
	ipUnroutable:        "ip-unroutable",
	ipNoPort:            "ip-no-port",
	ipProxy:             "ip-proxy",
	ipRange:             "ip-range",
	ibanUnlisted:        "iban-unlisted-country",
	bankNoInstitution:   "bank-no-institution",
	bankShort:           "bank-short",
	walletNoChain:       "wallet-no-chain",
	walletShort:         "wallet-short",
	walletBadCase:       "wallet-bad-case",
	documentNoCountry:   "document-no-country",
	documentShort:       "document-short",
	referenceNoService:  "reference-no-service",
	referenceShort:      "reference-short",
}

// when returns the condition's bit if it holds.
func when(holds bool, c condition) conditions {
	if holds {
		return c.bit()
	}
	return 0
}
