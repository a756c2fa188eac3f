package camt

import (
	"slices"
	"strings"

	"vigie/internal/report"
)

// end is one side of a transfer: who, the account, and the bank that keeps it.
type end struct {
	who     report.Party
	account []report.Identifier // of the account alone; whose Field says where
	bank    string              // BIC, else name, else its number in a clearing system
}

func (e *end) empty() bool {
	return len(e.who.Names)+len(e.who.Identifiers)+len(e.who.Places)+len(e.account) == 0 && e.who.Born == ""
}

// holds says whether one of the end's accounts is one of the others.
func (e *end) holds(accounts []report.Identifier) bool {
	return slices.ContainsFunc(e.account, func(a report.Identifier) bool {
		return slices.ContainsFunc(accounts, func(b report.Identifier) bool { return compact(a.Raw) == compact(b.Raw) })
	})
}

// compact is the form in which numbers are compared: capitals, without what
// parts them.
func compact(s string) string { return strings.ToUpper(parting.Replace(s)) }

var parting = strings.NewReplacer(" ", "", "-", "", ".", "", "/", "")

// party is the end as it goes into a report.
func (e *end) party() report.Party {
	p := report.Party{
		Role: report.RoleAssociate, Field: e.who.Field, Born: e.who.Born,
		Names: slices.Clone(e.who.Names), Places: slices.Clone(e.who.Places),
	}
	for _, id := range slices.Concat(e.account, e.who.Identifiers) {
		if id.Kind == report.KindBank {
			id.Service = e.bank
		}
		p.Identifiers = append(p.Identifiers, id)
	}
	return p
}

// account reads a cash account: IBAN or another number, and its alias.
func (b *builder) account(n *node, path string) []report.Identifier {
	var out []report.Identifier
	add := func(kind report.Kind, raw, typ, field string) {
		if raw != "" {
			out = append(out, report.Identifier{Kind: kind, Raw: raw, Type: typ, Field: field})
		}
	}
	id := n.at("Id")
	add(report.KindIBAN, id.get("IBAN"), "", path+"/Id/IBAN")
	if o := id.at("Othr"); o != nil {
		add(report.KindBank, o.get("Id"), scheme(o), path+"/Id/Othr/Id")
		o.at("Issr")
	}
	if p := n.at("Prxy"); p != nil {
		field, v, typ := path+"/Prxy/Id", p.get("Id"), firstOf(p.get("Tp", "Cd"), p.get("Tp", "Prtry"))
		switch typ {
		case "TELE":
			add(report.KindPhone, v, "", field)
		case "EMAL":
			add(report.KindEmail, v, "", field)
		default:
			b.keep(field, "accountAlias", v)
		}
	}
	b.keep(path+"/Ccy", "accountCurrency", n.get("Ccy"))
	b.keep(path+"/Nm", "accountName", n.get("Nm"))
	return out
}

// scheme says what sort of number an Othr is.
func scheme(n *node) string {
	s := n.at("SchmeNm")
	return firstOf(s.get("Cd"), s.get("Prtry"))
}

// bank reads an agent: its BIC, else its name, else its number in a clearing
// system. A bank's address says nothing of who holds an account there.
func (b *builder) bank(n *node, path string) (name string, isBIC bool) {
	f := n.at("FinInstnId")
	bic, nm := firstOf(f.get("BICFI"), f.get("BIC")), f.get("Nm")
	if bic != "" {
		b.keep(path+"/FinInstnId/Nm", "bankName", nm)
		return bic, true
	}
	return firstOf(nm, clearing(f.at("ClrSysMmbId")), f.get("LEI"), f.get("Othr", "Id")), false
}

func clearing(n *node) string {
	member := n.get("MmbId")
	if sys := firstOf(n.get("ClrSysId", "Cd"), n.get("ClrSysId", "Prtry")); member != "" && sys != "" {
		return sys + " " + member
	}
	return member
}

// who reads a party, which versions from 8 on wrap in Pty, or an institution in Agt.
func (b *builder) who(n *node, path string) report.Party {
	p := report.Party{Role: report.RoleAssociate, Field: path}
	if w := n.at("Pty"); w != nil {
		n, path = w, path+"/Pty"
	} else if w := n.at("Agt"); w != nil {
		if name, _ := b.bank(w, path+"/Agt"); name != "" {
			p.Names = append(p.Names, report.Name{Full: name, Field: path + "/Agt"})
		}
		return p
	}
	if v := n.get("Nm"); v != "" {
		p.Names = append(p.Names, report.Name{Full: v, Field: path + "/Nm"})
	}
	if a := n.at("PstlAdr"); a != nil {
		if pl := address(a, path+"/PstlAdr"); pl != (report.Place{Field: pl.Field}) {
			p.Places = append(p.Places, pl)
		}
	}
	if c := n.get("CtryOfRes"); c != "" {
		p.Places = append(p.Places, report.Place{Type: "residence", Country: c, Field: path + "/CtryOfRes"})
	}
	if id := n.at("Id"); id != nil {
		b.identity(&p, id, path+"/Id")
	}
	if c := n.at("CtctDtls"); c != nil {
		b.contact(&p, c, path+"/CtctDtls")
	}
	return p
}

// documents are the schemes of a person's Othr that number an identity document.
var documents = map[string]bool{"CCPT": true, "NIDN": true, "DRLC": true, "ARNU": true, "SOSE": true, "TXID": true}

func (b *builder) identity(p *report.Party, n *node, path string) {
	if o := n.at("OrgId"); o != nil {
		for _, k := range []string{"BICOrBEI", "AnyBIC", "LEI"} {
			b.keep(path+"/OrgId/"+k, "organisation"+k, o.get(k))
		}
		for _, x := range o.all("Othr") {
			b.keep(path+"/OrgId/Othr/Id", "organisationId", x.get("Id"))
			scheme(x)
			x.at("Issr")
		}
	}
	pr := n.at("PrvtId")
	if pr == nil {
		return
	}
	if birth := pr.at("DtAndPlcOfBirth"); birth != nil {
		v := birth.get("BirthDt")
		if m, _ := parseMoment(v); m.day && m.at.Year() >= firstBirthYear && m.at.Year() <= lastYear {
			p.Born = v[:10]
		} else if v != "" {
			b.drop(path+"/PrvtId/DtAndPlcOfBirth/BirthDt", "bad-value")
		}
	}
	for _, x := range pr.all("Othr") {
		field := path + "/PrvtId/Othr/Id"
		v, typ := x.get("Id"), scheme(x)
		x.at("Issr")
		switch {
		case v == "":
		case documents[typ]:
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindDocument, Raw: v, Type: typ, Field: field})
		default:
			b.keep(field, "personId", v)
		}
	}
}

func (b *builder) contact(p *report.Party, n *node, path string) {
	for _, k := range []struct {
		name string
		kind report.Kind
		typ  string
	}{{"PhneNb", report.KindPhone, ""}, {"MobNb", report.KindPhone, "Mobile"}, {"EmailAdr", report.KindEmail, ""}} {
		if v := n.get(k.name); v != "" {
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: k.kind, Raw: v, Type: k.typ, Field: path + "/" + k.name})
		}
	}
	for _, x := range n.all("Othr") {
		b.keep(path+"/Othr/Id", "contact", strings.TrimSpace(x.get("ChanlTp")+" "+x.get("Id")))
	}
	if v := n.get("Nm"); v != "" && !slices.ContainsFunc(p.Names, func(have report.Name) bool { return have.Full == v }) {
		p.Names = append(p.Names, report.Name{Full: v, Field: path + "/Nm"})
	}
}

// address puts the parts that name a street or a building into Street, in the
// schema's order; free lines follow.
func address(n *node, path string) report.Place {
	pl := report.Place{
		Postcode: n.get("PstCd"), City: n.get("TwnNm"), Region: n.get("CtrySubDvsn"), Country: n.get("Ctry"), Field: path,
	}
	var street []string
	for _, part := range []string{"Dept", "SubDept", "BldgNb", "StrtNm", "BldgNm", "Flr", "PstBx", "Room", "TwnLctnNm", "DstrctNm"} {
		if v := n.get(part); v != "" {
			street = append(street, v)
		}
	}
	for _, l := range n.all("AdrLine") {
		if v := l.value(); v != "" {
			street = append(street, v)
		}
	}
	pl.Street = strings.Join(street, ", ")
	return pl
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
