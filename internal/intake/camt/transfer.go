package camt

import (
	"slices"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// Paths of the two elements that state a transfer, as fields have them.
const (
	entryPath  = "Ntry"
	detailPath = "Ntry/NtryDtls/TxDtls"
)

// transfer is one transfer being read: its entry, and its detail where it has one.
type transfer struct {
	*builder
	st    *statement
	entry *node
	tx    *node // nil without detail
	alone bool  // the entry states no other transfer

	batch                            string // how many transfers, where they are not listed
	in                               bool   // money came into the account
	reversal                         bool
	booked                           bool
	booking, value, at               moment // at: what Payment.At is
	sent, local                      money  // local as booked
	servicer, entryRef, bears, known string // references: the bank's own, the entry's, the transfer's for all banks, what it is known by
}

// read maps a transfer; form is its bytes. It returns the redacted form and what
// identifies the transfer.
func (t *transfer) read(form []byte) (sealed []byte, parts []string, f flaw) {
	groups := t.entry.all("NtryDtls")
	for _, g := range groups {
		if t.tx == nil {
			t.tx = g.at("TxDtls")
		}
	}
	if f := t.state(); f.reason != "" {
		return nil, nil, f
	}
	if f := t.amounts(); f.reason != "" {
		return nil, nil, f
	}
	if f := t.dates(); f.reason != "" {
		return nil, nil, f
	}
	for _, g := range groups {
		t.batches(g)
	}
	t.references()
	t.codes()
	sender, recipient := t.ends()
	t.texts()
	if t.booked && t.batch == "" {
		t.pay(sender, recipient)
	} else { // no transfer that took place: what the account's line says, beside it
		t.keep(entryPath+"/Amt", "entryAmount", t.local.value+" "+t.local.currency)
	}
	parts = t.parts(sender, recipient)
	sealed = t.withhold(form, t.entry, entryPath)
	t.leftovers(t.entry, entryPath)
	return sealed, parts, flaw{}
}

// state reads status and direction.
func (t *transfer) state() flaw {
	status := t.entry.at("Sts")
	word := firstOf(status.value(), status.get("Cd"), status.get("Prtry"))
	if word == "" {
		return flaw{intake.MissingField, entryPath + "/Sts", "no status: whether the entry was booked is not said"}
	}
	if t.booked = word == "BOOK"; !t.booked {
		t.keep(entryPath+"/Sts", "status", word)
	}
	way := t.entry.get("CdtDbtInd")
	path := entryPath + "/CdtDbtInd"
	if own := t.tx.get("CdtDbtInd"); own != "" {
		way, path = own, detailPath+"/CdtDbtInd"
	}
	switch way {
	case "CRDT":
		t.in = true
	case "DBIT":
	case "":
		return flaw{intake.MissingField, path, "neither credit nor debit: whose money moved is not said"}
	default:
		return flaw{intake.BadValue, path, "neither CRDT nor DBIT"}
	}
	switch t.entry.get("RvslInd") {
	case "true", "1":
		t.reversal = true
	case "false", "0", "":
	default:
		return flaw{intake.BadValue, entryPath + "/RvslInd", "neither true nor false"}
	}
	if back := t.tx.at("RtrInf"); back != nil {
		t.reversal = true
		t.keep(detailPath+"/RtrInf/Rsn/Cd", "returnReason", back.get("Rsn", "Cd"))
		for _, n := range append(back.all("AddtlInf"), back.at("Rsn", "Prtry")) {
			t.words(detailPath+"/RtrInf", n)
		}
	}
	if t.reversal { // the parties are those of the payment that is taken back
		t.in = !t.in
	}
	return flaw{}
}

// amounts finds what was booked for this transfer, and what was sent: what the
// payer instructed, else what the bank calls the transfer's amount. The sum of an
// entry is not the amount of one of its transfers.
func (t *transfer) amounts() flaw {
	const form = "no amount of at most 18 digits, five of them decimals, with a currency of three letters"
	sum := t.entry.at("Amt")
	if sum == nil {
		return flaw{intake.MissingField, entryPath + "/Amt", "no amount"}
	}
	whole, ok := readMoney(sum)
	if !ok {
		return flaw{intake.BadValue, entryPath + "/Amt", form}
	}
	var own, instructed money
	if n := t.tx.at("Amt"); n != nil {
		if own, ok = readMoney(n); !ok {
			return flaw{intake.BadValue, detailPath + "/Amt", form}
		}
	}
	if own == (money{}) && !t.alone {
		own = t.money(t.tx.at("AmtDtls", "TxAmt", "Amt"), detailPath+"/AmtDtls/TxAmt/Amt")
	}
	instructed = t.money(t.tx.at("AmtDtls", "InstdAmt", "Amt"), detailPath+"/AmtDtls/InstdAmt/Amt")
	if t.alone {
		if n := t.money(t.entry.at("AmtDtls", "InstdAmt", "Amt"), entryPath+"/AmtDtls/InstdAmt/Amt"); instructed == (money{}) {
			instructed = n
		}
		t.local = whole
	} else {
		t.drop(entryPath+"/Amt", "of several transfers")
		t.local = own
	}
	if instructed.zero() && !t.local.zero() { // a bank's word for none
		instructed = money{}
	}
	for _, m := range []money{instructed, own, t.local} {
		if t.sent == (money{}) {
			t.sent = m
		}
	}
	if own != (money{}) && own != t.sent && own != t.local {
		t.drop(detailPath+"/Amt", "amount")
	}
	return flaw{}
}

// money reads an amount that a transfer can do without.
func (t *transfer) money(n *node, path string) money {
	if n == nil {
		return money{}
	}
	m, ok := readMoney(n)
	if !ok {
		t.drop(path, "bad-value")
	}
	return m
}

// dates reads the dates that Payment.At may be.
func (t *transfer) dates() flaw {
	var ok bool
	if t.booking, ok = t.moment(t.entry.at("BookgDt"), entryPath+"/BookgDt"); !ok {
		return flaw{intake.BadValue, entryPath + "/BookgDt", "no date between 1990 and 2100"}
	}
	t.value = t.secondary(t.entry.at("ValDt"), entryPath+"/ValDt")
	dates := t.tx.at("RltdDts")
	for _, m := range []moment{
		t.secondary(dates.at("AccptncDtTm"), detailPath+"/RltdDts/AccptncDtTm"),
		t.secondary(dates.at("TxDtTm"), detailPath+"/RltdDts/TxDtTm"),
		t.booking, t.value,
	} {
		if m.stated && !t.at.stated {
			t.at = m
		}
	}
	if t.at.stated {
		t.r.Incident.At = t.at.at
		switch {
		case t.at.day:
			t.keep(t.at.field, "dateOnly", "true")
		case !t.at.zoned:
			t.keep(t.at.field, "assumedUTC", "true")
		}
	}
	if t.booking.stated {
		t.keep(t.booking.field, "bookingDate", t.booking.String())
	}
	if t.value.stated {
		t.keep(t.value.field, "valueDate", t.value.String())
	}
	return flaw{}
}

// batches tells an entry that is the sum of transfers it does not list.
func (t *transfer) batches(details *node) {
	b := details.at("Btch")
	if b == nil {
		return
	}
	path := entryPath + "/NtryDtls/Btch"
	n := strings.TrimLeft(b.get("NbOfTxs"), "0")
	t.keep(path+"/NbOfTxs", "batchTransfers", n)
	for _, k := range []string{"MsgId", "PmtInfId"} {
		t.keep(path+"/"+k, "batch"+k, given(b.get(k)))
	}
	b.at("CdtDbtInd")
	if t.tx == nil && (n != "1" || t.batch != "") {
		t.batch = firstOf(n, "?")
	}
}

// references keeps each, and picks the one that other sources can have too: what
// the payer's bank passes on before what one bank gives for itself.
func (t *transfer) references() {
	refs := t.tx.at("Refs")
	for _, k := range []string{"MsgId", "PmtInfId", "InstrId", "MndtId", "ChqNb", "ClrSysRef", "AcctOwnrTxId", "AcctSvcrTxId", "MktInfrstrctrTxId", "PrcgId"} {
		t.reference(detailPath+"/Refs/"+k, refs.at(k))
	}
	var picked string
	pick := func(field string, n *node) {
		v := given(n.value())
		t.known = firstOf(t.known, v)
		switch {
		case v == "":
		case !report.CodeLike(v): // the payer's words, not a number
			t.words(field, n)
		case picked == "":
			picked, t.bears = v, field
		default:
			t.reference(field, n)
		}
	}
	for _, k := range []string{"EndToEndId", "UETR", "TxId"} {
		pick(detailPath+"/Refs/"+k, refs.at(k))
	}
	shared := picked // what a bank gives for itself says nothing of another's record
	own, whole := refs.at("AcctSvcrRef"), t.entry.at("AcctSvcrRef")
	pick(detailPath+"/Refs/AcctSvcrRef", own)
	pick(entryPath+"/AcctSvcrRef", whole)
	t.entryRef = firstOf(given(whole.value()), given(t.entry.get("NtryRef")))
	t.servicer = given(own.value())
	switch {
	case t.alone:
		t.servicer = firstOf(t.servicer, t.entryRef)
	case t.servicer == t.entryRef: // a reference of the entry, copied to each of its transfers
		t.servicer = ""
	}
	t.reference(entryPath+"/NtryRef", t.entry.at("NtryRef"))
	if picked != "" {
		t.r.Incident.Identifiers = append(t.r.Incident.Identifiers, report.Identifier{
			Kind: report.KindReference, Service: t.st.channel, Raw: picked, At: t.r.Incident.At, Field: t.bears,
		})
	}
	t.bears = shared
}

func (t *transfer) reference(field string, n *node) {
	v := given(n.value())
	if v == "" {
		return
	}
	if !report.CodeLike(v) {
		t.words(field, n)
		return
	}
	t.keep(field, "reference:"+field[strings.LastIndexByte(field, '/')+1:], v)
}

// codes keeps what the bank says the transfer is, by the codes of the standard.
func (t *transfer) codes() {
	for _, at := range []struct {
		n    *node
		path string
	}{{t.entry, entryPath}, {t.tx, detailPath}} {
		c := at.n.at("BkTxCd")
		d := c.at("Domn")
		t.keep(at.path+"/BkTxCd/Domn", "bankTransactionCode", strings.Trim(strings.Join([]string{d.get("Cd"), d.get("Fmly", "Cd"), d.get("Fmly", "SubFmlyCd")}, "-"), "-"))
		p := c.at("Prtry")
		t.keep(at.path+"/BkTxCd/Prtry/Cd", "bankTransactionCodeOwn", p.get("Cd"))
		p.at("Issr")
	}
	purpose := t.tx.at("Purp")
	t.keep(detailPath+"/Purp/Cd", "purpose", purpose.get("Cd"))
	t.words(detailPath+"/Purp/Prtry", purpose.at("Prtry"))
}

// texts keeps a payment's own words, masked.
func (t *transfer) texts() {
	info := t.tx.at("RmtInf")
	for _, n := range info.all("Ustrd") {
		t.words(detailPath+"/RmtInf/Ustrd", n)
	}
	for _, s := range info.all("Strd") {
		if ref := s.at("CdtrRefInf"); ref != nil {
			t.reference(detailPath+"/RmtInf/Strd/CdtrRefInf/Ref", ref.at("Ref"))
		}
		for _, n := range s.all("AddtlRmtInf") {
			t.words(detailPath+"/RmtInf/Strd/AddtlRmtInf", n)
		}
	}
	t.words(detailPath+"/AddtlTxInf", t.tx.at("AddtlTxInf"))
	t.words(entryPath+"/AddtlNtryInf", t.entry.at("AddtlNtryInf"))
}

// pay makes the payment.
func (t *transfer) pay(sender, recipient int) {
	p := report.Payment{
		Reference: t.bears, At: t.at.at, DateOnly: t.at.day, Amount: t.sent.value, Currency: t.sent.currency,
		Reversal: t.reversal, Sender: sender, Recipient: recipient, Channel: t.st.channel, Field: entryPath,
	}
	if t.tx != nil {
		p.Field = detailPath
	}
	if t.local != t.sent {
		p.Local, p.LocalIn = t.local.value, t.local.currency
	}
	t.r.Payments = []report.Payment{p}
}

// parts are what identifies the transfer. With a reference of its own, nothing
// that a later statement may add is among them.
func (t *transfer) parts(sender, recipient int) []string {
	in := "out"
	if t.in {
		in = "in"
	}
	if t.reversal {
		in = "back " + in
	}
	var account []string
	for _, id := range t.st.holder.account {
		account = append(account, compact(id.Raw))
	}
	if len(account) > 1 {
		account = account[:1] // an alias is no part of the account
	}
	booking := ""
	if t.booking.stated {
		booking = t.booking.at.Format("2006-01-02")
	}
	parts := append(account, in, t.local.value, t.local.currency, booking, t.known)
	if t.servicer != "" {
		return append(parts, "reference", t.servicer)
	}
	parts = append(parts, "all", t.entryRef, t.value.String())
	other := sender
	if !t.in {
		other = recipient
	}
	if other >= 0 {
		p := &t.r.Parties[other]
		for _, n := range p.Names {
			parts = append(parts, n.Full)
		}
		for _, id := range p.Identifiers {
			parts = append(parts, compact(id.Raw))
		}
	}
	for _, x := range t.r.Texts {
		parts = append(parts, x.Value)
	}
	return parts
}

// ends fills the parties: the holder, the other end, and whoever is named
// beside them. It returns the indexes of sender and recipient, -1 for none.
func (t *transfer) ends() (sender, recipient int) {
	rel, agents := t.tx.at("RltdPties"), t.tx.at("RltdAgts")
	debtor := t.end(rel, agents, "Dbtr")
	creditor := t.end(rel, agents, "Cdtr")
	own, other := &debtor, &creditor
	if t.in {
		own, other = other, own
	}
	holder := t.st.holder
	// Some banks name the two of a reversal the other way round: the account tells.
	if other.holds(holder.account) && !own.holds(holder.account) || other.empty() && !own.empty() && len(own.account) > 0 && !own.holds(holder.account) {
		own, other = other, own
	}
	h := holder.party()
	spare := -1
	if !own.empty() {
		if len(own.account) == 0 || own.holds(holder.account) {
			merge(&h, own.party())
		} else {
			spare = 0 // another account than the statement's: named beside it, never one with it
		}
	}
	t.r.Parties = []report.Party{h}
	at := -1
	if !other.empty() {
		at = len(t.r.Parties)
		t.r.Parties = append(t.r.Parties, other.party())
	}
	if spare == 0 {
		t.r.Parties = append(t.r.Parties, own.party())
	}
	t.keep(detailPath+"/RltdAgts", "counterpartyBank", other.bank)
	if own.bank != t.st.channel {
		t.keep(detailPath+"/RltdAgts", "holderBank", own.bank)
	}
	for _, k := range []string{"InitgPty", "UltmtDbtr", "UltmtCdtr", "TradgPty"} {
		if n := rel.at(k); n != nil {
			e := end{who: t.who(n, detailPath+"/RltdPties/"+k)}
			if !e.empty() {
				t.r.Parties = append(t.r.Parties, e.party())
			}
		}
	}
	if t.in {
		return at, 0
	}
	return 0, at
}

// end reads one side of a detail.
func (t *transfer) end(rel, agents *node, side string) end {
	var e end
	path := detailPath + "/RltdPties/" + side
	e.who.Field = path
	if n := rel.at(side); n != nil {
		e.who = t.who(n, path)
	}
	if n := rel.at(side + "Acct"); n != nil {
		e.account = t.account(n, path+"Acct")
	}
	if n := agents.at(side + "Agt"); n != nil {
		e.bank, _ = t.bank(n, detailPath+"/RltdAgts/"+side+"Agt")
	}
	return e
}

// merge adds what a detail says of the holder and the account does not.
func merge(h *report.Party, more report.Party) {
	for _, n := range more.Names {
		if !slices.ContainsFunc(h.Names, func(have report.Name) bool { return strings.EqualFold(have.Full, n.Full) }) {
			h.Names = append(h.Names, n)
		}
	}
	for _, id := range more.Identifiers {
		if !slices.ContainsFunc(h.Identifiers, func(have report.Identifier) bool {
			return have.Kind == id.Kind && compact(have.Raw) == compact(id.Raw)
		}) {
			h.Identifiers = append(h.Identifiers, id)
		}
	}
	h.Places = append(h.Places, more.Places...)
	h.Born = firstOf(h.Born, more.Born)
}
