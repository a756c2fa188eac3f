package goaml

import (
	"slices"
	"strings"

	"vigie/internal/report"
)

// open takes the place of a party in the report. close fills it: those that are
// named beside it come after it.
func (b *builder) open(role report.Role, path string) (at int, p report.Party) {
	p = report.Party{Role: role, Field: path}
	b.r.Parties = append(b.r.Parties, p)
	return len(b.r.Parties) - 1, p
}

func (b *builder) close(at int, p report.Party) { b.r.Parties[at] = p }

// associate reads somebody named beside a party: who signs for an account, who
// directs an entity, who is related. Whether they are the same hands is not for
// a reader to say.
func (b *builder) associate(n *node, path string, read func(*node, string, *report.Party) bool) bool {
	at, p := b.open(report.RoleAssociate, path)
	read(n, path, &p)
	b.close(at, p)
	return true
}

// wrapped reads the associate inside an element that says how they are related.
func (b *builder) wrapped(n *node, path string) bool {
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "t_person", "person", "person_my_client":
			return b.associate(k, path, b.person)
		case "t_entity", "entity", "entity_my_client":
			return b.associate(k, path, b.entity)
		case "t_account", "account", "account_my_client":
			return b.associate(k, path, b.account)
		case "is_primary", "role", "share_percentage", "voting_percentage",
			"account_entity_relation", "account_account_relation", "entity_entity_relation":
			return b.keep(k, path)
		case "person_person_relation": // kinship, most often
			return b.without(path, "trait")
		case "relation_date_range":
			return b.period(k, path)
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	return true
}

// within reads an element that does nothing but hold others of one name.
func (b *builder) within(n *node, path, name string, read func(*node, string) bool) bool {
	b.each(n, path, func(k *node, path string) bool { return k.name == name && read(k, path) })
	return true
}

func (b *builder) period(n *node, path string) bool {
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "valid_from", "valid_to", "is_approx_from_date", "is_approx_to_date":
			return b.keep(k, path)
		}
		return false
	})
	return true
}

func identify(p *report.Party, kind report.Kind, service, raw, typ, path string) {
	if raw != "" {
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: kind, Service: service, Raw: raw, Type: typ, Field: path})
	}
}

// person reads a natural person into p.
func (b *builder) person(n *node, path string, p *report.Party) bool {
	name, at := report.Name{Field: path}, len(p.Names)
	p.Names = append(p.Names, name)
	passport, nested := n.says("passport_country"), false
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "t_person": // some profiles put the type inside the role
			if nested {
				return b.associate(k, path, b.person)
			}
			nested = true
			return b.person(k, path, p)
		case "first_name":
			return b.single(k, path, &name.First)
		case "middle_name":
			return b.single(k, path, &name.Middle)
		case "last_name":
			return b.single(k, path, &name.Last)
		case "alias":
			if v := b.leaf(k, path); v != "" {
				p.Names = append(p.Names, report.Name{Preferred: v, Field: path})
			}
			return true
		case "full_name_frn":
			return b.fullName(k, path, p)
		case "previous_names":
			return b.within(k, path, "previous_name", func(k *node, path string) bool { return b.previousName(k, path, p) })
		case "birthdate":
			return b.born(k, path, p)
		case "ssn", "id_number":
			identify(p, report.KindDocument, "", b.leaf(k, path), k.name, path)
			return true
		case "passport_number":
			identify(p, report.KindDocument, passport, b.leaf(k, path), "passport", path)
			return true
		case "identifications":
			return b.within(k, path, "identification", func(k *node, path string) bool { return b.document(k, path, p) })
		case "identification":
			return b.document(k, path, p)
		case "residence":
			if v := b.leaf(k, path); v != "" {
				p.Places = append(p.Places, report.Place{Country: v, Type: "residence", Field: path})
			}
			return true
		case "social_media":
			return b.within(k, path, "social_account", func(k *node, path string) bool { return b.social(k, path, p) })
		case "passport_country", "residence_since", "prefix", "role", "is_primary":
			return b.keep(k, path)
		case "related_persons":
			return b.within(k, path, "person_related_person", b.wrapped)
		case "gender", "title", "birth_place", "country_of_birth", "mothers_name",
			"nationality1", "nationality2", "nationality3", "occupation",
			"employer_name", "employer_address_id", "employer_phone_id", "employment_history",
			"deceased", "date_deceased", "source_of_wealth", "peps", "is_protected":
			return b.without(path, "trait")
		}
		return b.common(k, path, p)
	})
	if p.Names[at] = name; name.First+name.Middle+name.Last == "" {
		p.Names = slices.Delete(p.Names, at, at+1)
	}
	return true
}

// entity reads a legal person into p.
func (b *builder) entity(n *node, path string, p *report.Party) bool {
	country, nested := n.says("incorporation_country_code"), false
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "t_entity":
			if nested {
				return b.associate(k, path, b.entity)
			}
			nested = true
			return b.entity(k, path, p)
		case "name", "commercial_name":
			return b.fullName(k, path, p)
		case "incorporation_number":
			identify(p, report.KindDocument, country, b.leaf(k, path), k.name, path)
			return true
		case "entity_identifications":
			return b.within(k, path, "entity_identifier", func(k *node, path string) bool { return b.document(k, path, p) })
		case "director_id":
			return b.associate(k, path, b.person)
		case "related_persons":
			return b.within(k, path, "entity_related_person", b.wrapped)
		case "related_entities":
			return b.within(k, path, "entity_related_entity", b.wrapped)
		case "incorporation_legal_form", "incorporation_state", "incorporation_country_code", "incorporation_date",
			"entity_status", "entity_status_date", "business_closed", "date_business_closed":
			return b.keep(k, path)
		case "business": // of one person as often as not
			return b.without(path, "trait")
		}
		return b.common(k, path, p)
	})
	return true
}

// account reads a payment account into p. Its only signatory, who is its primary
// holder, is p too. Where several sign for it, or a company holds it, they are
// associates: of a joint account no reader can say whose hands moved the money.
func (b *builder) account(n *node, path string, p *report.Party) bool {
	institution, iban, nested, alone := institution(n), n.says("iban"), false, heldAlone(n)
	if len(n.kids) == 0 { // some systems give the number alone
		b.strays(n, path)
		identify(p, report.KindBank, "", n.text, "", path)
		return true
	}
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "t_account":
			if nested {
				return b.associate(k, path, b.account)
			}
			nested = true
			return b.account(k, path, p)
		case "iban":
			identify(p, report.KindIBAN, "", b.leaf(k, path), "", path)
			return true
		case "account":
			if v := b.leaf(k, path); v != iban {
				identify(p, report.KindBank, institution, v, "", path)
			}
			return true
		case "account_name":
			return b.fullName(k, path, p)
		case "t_entity":
			return b.associate(k, path, b.entity)
		case "signatory":
			if alone {
				return b.holder(k, path, p)
			}
			return b.wrapped(k, path)
		case "related_persons":
			return b.within(k, path, "account_related_person", b.wrapped)
		case "related_entities":
			return b.within(k, path, "account_related_entity", b.wrapped)
		case "related_accounts":
			return b.within(k, path, "account_related_account", b.wrapped)
		case "account_funds":
			return b.within(k, path, "account_fund", b.fund)
		case "institution_name", "institution_code", "swift", "institution_country", "branch",
			"non_bank_institution", "collection_account", "account_category", "currency_code",
			"client_number", "personal_account_type", "account_type", "opened", "closed",
			"balance", "date_balance", "status_code", "status_date":
			return b.keep(k, path)
		case "beneficiary":
			return b.text(k, path, "beneficiary")
		case "beneficiary_comment":
			return b.text(k, path, "comment")
		}
		return b.common(k, path, p)
	})
	return true
}

// heldAlone says whether one person signs for an account, as its primary holder,
// and nobody else is said to hold it.
func heldAlone(n *node) bool {
	signatories, primary := 0, false
	for _, k := range n.kids {
		switch k.name {
		case "signatory":
			signatories++
			said := strings.ToLower(k.says("is_primary"))
			primary = said == "1" || said == "true"
		case "t_entity", "related_persons", "related_entities":
			return false
		}
	}
	return signatories == 1 && primary
}

// holder reads the person who holds an account alone into the account's party.
func (b *builder) holder(n *node, path string, p *report.Party) bool {
	read := false
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "t_person":
			if read {
				return b.associate(k, path, b.person)
			}
			read = true
			return b.person(k, path, p)
		case "is_primary", "role":
			return b.keep(k, path)
		}
		return false
	})
	return true
}

// institution is where an account is held: its BIC, which is written one way
// everywhere, before its name and the code that one country gives it.
func institution(n *node) string {
	if s := n.says("swift"); bic(s) {
		return s
	}
	for _, name := range []string{"institution_name", "swift", "institution_code"} {
		if s := n.says(name); s != "" {
			return s
		}
	}
	return ""
}

func (b *builder) fund(n *node, path string) bool {
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "currency_code", "currency_balance", "currency_balance_date":
			return b.keep(k, path)
		}
		return false
	})
	return true
}

// common reads what persons, entities and accounts have alike.
func (b *builder) common(k *node, path string, p *report.Party) bool {
	switch k.name {
	case "phones":
		return b.within(k, path, "phone", func(k *node, path string) bool { return b.phone(k, path, p) })
	case "phone":
		return b.phone(k, path, p)
	case "addresses":
		return b.within(k, path, "address", func(k *node, path string) bool { return b.address(k, path, &p.Places) })
	case "email":
		identify(p, report.KindEmail, "", b.leaf(k, path), "", path)
		return true
	case "emails":
		return b.within(k, path, "email", func(k *node, path string) bool { return b.common(k, path, p) })
	case "url":
		identify(p, report.KindURL, "", b.leaf(k, path), "", path)
		return true
	case "urls":
		return b.within(k, path, "url", func(k *node, path string) bool { return b.common(k, path, p) })
	case "network_devices":
		return b.within(k, path, "network_device", func(k *node, path string) bool { return b.device(k, path, p) })
	case "network_device":
		return b.device(k, path, p)
	case "tax_number":
		identify(p, report.KindDocument, "", b.leaf(k, path), k.name, path)
		return true
	case "tax_reg_number":
		return b.keep(k, path)
	case "re_relationship":
		return b.relationship(k, path)
	case "additional_information":
		return b.additional(k, path)
	case "comments":
		return b.text(k, path, "comment")
	case "sanctions":
		return b.without(path, "trait")
	}
	return false
}

func (b *builder) relationship(n *node, path string) bool {
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "client_number":
			return b.keep(k, path)
		case "relationship_date_range":
			return b.period(k, path)
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	return true
}

// additional reads what a country adds to the schema in pairs of its own: what
// they hold cannot be known, so all of it is masked.
func (b *builder) additional(n *node, path string) bool {
	return b.within(n, path, "additional_info", func(k *node, path string) bool {
		b.each(k, path, func(k *node, path string) bool {
			switch k.name {
			case "info_type", "info_subject", "info_text", "info_numeric", "info_date", "info_boolean":
				return b.text(k, path, "additionalInfo")
			}
			return false
		})
		return true
	})
}

func (b *builder) fullName(n *node, path string, p *report.Party) bool {
	if v := b.leaf(n, path); v != "" {
		p.Names = append(p.Names, report.Name{Full: v, Field: path})
	}
	return true
}

func (b *builder) previousName(n *node, path string, p *report.Party) bool {
	name := report.Name{Field: path}
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "first_name":
			return b.single(k, path, &name.First)
		case "last_name":
			return b.single(k, path, &name.Last)
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	if name.First+name.Last != "" {
		p.Names = append(p.Names, name)
	}
	return true
}

func (b *builder) born(n *node, path string, p *report.Party) bool {
	v := b.leaf(n, path)
	if v == "" {
		return true
	}
	day, ok := birth(v)
	switch {
	case !ok:
		b.drop(path, "bad-value")
	case p.Born == "":
		p.Born = day
	case p.Born != day:
		b.drop(path, "repeated")
	}
	return true
}
