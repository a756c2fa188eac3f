package goaml

import (
	"fmt"
	"net/netip"
	"strings"
)

// writer writes goAML with a value of its own in every element, so that none can
// stand in for another.
type writer struct {
	b strings.Builder
	n int
}

func (w *writer) in(name string, inside func()) {
	fmt.Fprintf(&w.b, "<%s>", name)
	inside()
	fmt.Fprintf(&w.b, "</%s>\n", name)
}

func (w *writer) say(name, value string) { fmt.Fprintf(&w.b, "<%s>%s</%[1]s>\n", name, value) }

// leaves writes elements with values that fit their names.
func (w *writer) leaves(names string) {
	for name := range strings.FieldsSeq(names) {
		w.n++
		v := fmt.Sprintf("%s %d", name, w.n)
		switch {
		case name == "birthdate":
			v = fmt.Sprintf("19%02d-03-%02dT00:00:00", 40+w.n%50, 1+w.n%28)
		case strings.Contains(name, "date") || name == "opened" || name == "closed" || strings.HasPrefix(name, "valid_"):
			v = fmt.Sprintf("2024-%02d-%02dT%02d:%02d:00Z", 1+w.n%12, 1+w.n%28, w.n/60%24, w.n%60)
		case strings.HasSuffix(name, "amount") || name == "amount_local":
			v = fmt.Sprintf("%d.50", w.n)
		case name == "ipv4":
			v = netip.AddrFrom4([4]byte{192, 0, 2, byte(w.n)}).String()
		case name == "ipv6":
			v = fmt.Sprintf("2001:db8::%x", w.n)
		case name == "cgn_port":
			v = fmt.Sprint(10000 + w.n)
		case name == "using_proxy":
			v = "true"
		case name == "tph_country_prefix":
			v = "33"
		case name == "foreign_currency_code":
			v = "PHP"
		case name == "email":
			v = fmt.Sprintf("p%d@example.com", w.n)
		}
		w.say(name, v)
	}
}

func (w *writer) phone() {
	w.in("phone", func() {
		w.leaves("tph_contact_type tph_communication_type tph_country_prefix tph_number tph_extension comments")
	})
}

func (w *writer) address(name string) {
	w.in(name, func() {
		w.leaves("address_type address house_number apartment_number additional_address_line1 additional_address_line2 town city zip country_code state")
		w.in("geo_location", func() {
			w.leaves("latitude longitude plus_code is_approx_location error_distance_margin margin_uom")
		})
		w.leaves("comments")
	})
}

func (w *writer) devices() {
	w.in("network_devices", func() {
		w.device()
	})
}

func (w *writer) device() {
	w.in("network_device", func() {
		w.leaves("device_number operating_system service_provider")
		w.in("ip_address", func() {
			w.leaves("ipv4 ipv6 cgn_port nat first_seen_date last_seen_date using_proxy city country comments")
		})
	})
}

func (w *writer) period(name string) {
	w.in(name, func() { w.leaves("valid_from is_approx_from_date valid_to is_approx_to_date") })
}

func (w *writer) rest() {
	w.in("sanctions", func() { w.in("sanction_list", func() { w.leaves("provider sanction_list_name comments") }) })
	w.in("additional_information", func() {
		w.in("additional_info", func() { w.leaves("info_type info_subject info_text info_numeric info_date info_boolean") })
	})
	w.leaves("comments")
}

// person writes every element of a person of schema 5.0.2.
func (w *writer) person(name string, related bool) {
	w.in(name, func() {
		w.leaves("gender title first_name middle_name prefix last_name birthdate birth_place country_of_birth mothers_name alias full_name_frn")
		w.in("previous_names", func() { w.in("previous_name", func() { w.leaves("first_name last_name comments") }) })
		w.leaves("ssn passport_number passport_country id_number nationality1 nationality2 nationality3 residence residence_since")
		w.in("phones", w.phone)
		w.in("addresses", func() { w.address("address") })
		w.devices()
		w.leaves("email")
		w.in("emails", func() { w.leaves("email") })
		w.in("social_media", func() { w.in("social_account", func() { w.leaves("platform user_name comments") }) })
		w.leaves("occupation employer_name")
		w.address("employer_address_id")
		w.in("employer_phone_id", func() { w.leaves("tph_number") })
		w.in("employment_history", func() { w.in("employment", func() { w.leaves("employer_name") }) })
		for _, in := range []string{"identifications", ""} {
			id := func() {
				w.in("identification", func() { w.leaves("type number issue_date expiry_date issued_by issue_country comments") })
			}
			if in == "" {
				id()
			} else {
				w.in(in, id)
			}
		}
		w.leaves("deceased date_deceased tax_number tax_reg_number source_of_wealth")
		w.in("peps", func() { w.in("pep", func() { w.leaves("pep_country function_name") }) })
		w.leaves("is_protected")
		if related {
			w.in("related_persons", func() {
				w.in("person_related_person", func() {
					w.leaves("person_person_relation")
					w.person("person", false)
					w.period("relation_date_range")
					w.leaves("comments")
				})
			})
		}
		w.in("re_relationship", func() {
			w.leaves("client_number")
			w.period("relationship_date_range")
			w.leaves("comments")
		})
		w.rest()
	})
}

func (w *writer) entity(name string, related bool) {
	w.in(name, func() {
		w.leaves("name commercial_name incorporation_legal_form incorporation_number business entity_status entity_status_date")
		w.in("phones", w.phone)
		w.in("addresses", func() { w.address("address") })
		w.devices()
		w.leaves("email")
		w.in("emails", func() { w.leaves("email") })
		w.leaves("url")
		w.in("urls", func() { w.leaves("url") })
		w.leaves("incorporation_state incorporation_country_code")
		w.in("director_id", func() { w.leaves("first_name last_name birthdate role") })
		if related {
			w.in("related_persons", func() {
				w.in("entity_related_person", func() {
					w.person("person", false)
					w.leaves("role share_percentage voting_percentage comments")
				})
			})
			w.in("related_entities", func() {
				w.in("entity_related_entity", func() {
					w.leaves("entity_entity_relation")
					w.entity("entity", false)
					w.leaves("share_percentage comments")
				})
			})
		}
		w.leaves("incorporation_date business_closed date_business_closed tax_number tax_reg_number")
		w.in("entity_identifications", func() { w.in("entity_identifier", func() { w.leaves("type number issued_by issue_country") }) })
		w.rest()
	})
}

func (w *writer) account(name string, related bool) {
	w.in(name, func() {
		w.leaves("institution_name institution_code swift institution_country non_bank_institution collection_account branch account_category account currency_code")
		w.in("account_funds", func() {
			w.in("account_fund", func() { w.leaves("currency_code currency_balance currency_balance_date") })
		})
		w.leaves("account_name iban client_number personal_account_type account_type")
		if related {
			w.entity("t_entity", false)
			w.in("related_entities", func() {
				w.in("account_related_entity", func() {
					w.leaves("account_entity_relation")
					w.entity("entity", false)
				})
			})
			for range 2 {
				w.in("signatory", func() {
					w.leaves("is_primary")
					w.person("t_person", false)
					w.leaves("role")
				})
			}
			w.in("related_persons", func() {
				w.in("account_related_person", func() {
					w.leaves("is_primary")
					w.person("t_person", true)
					w.leaves("role")
					w.period("relation_date_range")
					w.leaves("comments")
				})
			})
			w.in("related_accounts", func() {
				w.in("account_related_account", func() {
					w.leaves("account_account_relation")
					w.account("account", false)
				})
			})
		}
		w.leaves("opened closed balance date_balance status_code status_date beneficiary beneficiary_comment")
		w.devices()
		w.rest()
	})
}

func (w *writer) side(name, prefix string, subject func(name string)) {
	w.in(name, func() {
		w.leaves(prefix + "_funds_code " + prefix + "_funds_comment")
		w.extra(prefix + "_transaction_additional_info")
		w.in(prefix+"_foreign_currency", func() { w.leaves("foreign_currency_code foreign_amount foreign_exchange_rate") })
		if prefix == "from" {
			w.leaves("conductor_is_suspected")
			w.person("t_conductor", false)
		}
		w.leaves(prefix + "_is_suspected")
		subject(prefix)
		w.leaves(prefix + "_country")
	})
}

func (w *writer) extra(name string) {
	w.in(name, func() {
		w.device()
		w.leaves("block_number virtual_address")
	})
}

func (w *writer) goods() {
	w.in("goods_services", func() {
		w.in("item", func() {
			w.leaves("item_type item_make description estimated_value status_code status_comments disposed_value currency_code")
			w.address("address")
			w.leaves("identification_number comments")
		})
	})
}

// maximal is a report with every element of schema 5.0.2: two sides and several
// parties, and an activity.
func maximal(kind string) []byte {
	w := &writer{}
	w.b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	w.in("report", func() {
		w.leaves("schema_version rentity_id rentity_branch submission_code report_code entity_reference fiu_ref_number prev_rejected_ref_number submission_date")
		w.say("currency_code_local", "EUR")
		w.person("reporting_person", false)
		w.leaves("reporting_user_code")
		w.address("location")
		w.leaves("reason action")
		transaction := func(inside func()) {
			w.in("transaction", func() {
				w.leaves("transactionnumber transaction_is_suspicious internal_ref_number agent_name transaction_location")
				w.address("transaction_address")
				w.leaves("transaction_description date_transaction teller authorized late_deposit date_posting value_date transaction_type_code transmode_code transmode_comment amount_local transaction_status")
				inside()
				w.goods()
				w.in("means_of_transport", func() { w.in("routing", func() { w.leaves("carrier_name place comments") }) })
				w.leaves("comments")
			})
		}
		switch kind {
		case "accounts":
			transaction(func() {
				w.side("t_from_my_client", "from", func(p string) { w.account(p+"_account", true) })
				w.side("t_to", "to", func(p string) { w.account(p+"_account", true) })
			})
		case "persons":
			transaction(func() {
				w.side("t_from", "from", func(p string) { w.person(p+"_person", true) })
				w.side("t_to_my_client", "to", func(p string) { w.person(p+"_person", true) })
			})
		case "entities":
			transaction(func() {
				w.side("t_from", "from", func(p string) { w.entity(p+"_entity", true) })
				w.side("t_to", "to", func(p string) { w.entity(p+"_entity", true) })
			})
		case "several":
			for range 2 {
				transaction(func() {
					w.in("involved_parties", func() {
						for i, role := range []string{"sender", "sender", "beneficiary", "broker"} {
							w.in("party", func() {
								w.say("role", role)
								switch i {
								case 0:
									w.person("person_my_client", true)
								case 1:
									w.account("account_my_client", true)
								case 2:
									w.entity("entity", true)
								default:
									w.person("person", true)
								}
								w.leaves("funds_code funds_comment")
								w.extra("transaction_additional_info")
								if i == 0 {
									w.in("foreign_currency", func() { w.leaves("foreign_currency_code foreign_amount foreign_exchange_rate") })
								}
								w.leaves("country significance reason comments")
							})
						}
					})
				})
			}
		default:
			w.in("activity", func() {
				w.in("report_parties", func() {
					for i := range 3 {
						w.in("report_party", func() {
							switch i {
							case 0:
								w.person("person", true)
							case 1:
								w.account("account", true)
							default:
								w.entity("entity", true)
							}
							w.leaves("country significance reason comments")
						})
					}
				})
				w.goods()
			})
		}
		w.in("report_indicators", func() {
			w.say("indicator", "ABC1")
			w.say("indicator", "ABC2")
		})
		w.in("additional_information", func() { w.in("additional_info", func() { w.leaves("info_type info_subject info_text") }) })
	})
	return []byte(w.b.String())
}
