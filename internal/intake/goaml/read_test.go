package goaml

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// TestEveryElementAccountedFor: documents with every element of the schema, each
// with a value of its own.
func TestEveryElementAccountedFor(t *testing.T) {
	for kind, records := range map[string]int{"accounts": 1, "persons": 1, "entities": 1, "several": 2, "activity": 3} {
		t.Run(kind, func(t *testing.T) {
			doc := maximal(kind)
			recs := readAll(t, shipped(t), doc, intake.Limits{})
			if len(recs) != records {
				t.Fatalf("%d records, want %d: %+v", len(recs), records, recs[0].Problem)
			}
			n := accountFor(t, doc, recs)
			for _, r := range recs {
				for _, d := range r.Report.Dropped {
					if d.Reason != "trait" && d.Reason != "goods" {
						t.Errorf("%s is dropped as %s, and the schema has it", d.Field, d.Reason)
					}
				}
			}
			t.Logf("%d texts accounted for, %d parties", n.leaves, n.parties)
		})
	}
}

// doc wraps what a report holds.
func doc(code, inside string) []byte {
	return []byte("<report><rentity_id>7</rentity_id><report_code>" + code + "</report_code><entity_reference>R-1</entity_reference>" +
		"<submission_date>2025-05-02T10:00:00Z</submission_date><currency_code_local>EUR</currency_code_local>" + inside + "</report>")
}

func payment(number, amount, from, to string) string {
	return "<transaction><transactionnumber>" + number + "</transactionnumber><date_transaction>2025-05-01T09:00:00Z</date_transaction><amount_local>" +
		amount + "</amount_local><t_from_my_client>" + from + "</t_from_my_client><t_to>" + to + "</t_to></transaction>"
}

func account(prefix, number string) string {
	return "<" + prefix + "_account><swift>EXMPFRPP</swift><account>" + number + "</account></" + prefix + "_account>"
}

func person(prefix, first, last, born string) string {
	s := "<" + prefix + "_person><first_name>" + first + "</first_name><last_name>" + last + "</last_name>"
	if born != "" {
		s += "<birthdate>" + born + "</birthdate>"
	}
	return s + "</" + prefix + "_person>"
}

func read(t *testing.T, doc []byte) []*report.Report {
	t.Helper()
	var out []*report.Report
	recs := readAll(t, shipped(t), doc, intake.Limits{})
	for _, r := range recs {
		if r.Problem != nil {
			t.Fatalf("%+v", r.Problem)
		}
		out = append(out, r.Report)
	}
	accountFor(t, doc, recs)
	return out
}

func TestOneSenderIsOneRecord(t *testing.T) {
	rs := read(t, doc("STR", payment("T2026-0001", "25.00", account("from", "111222333"), person("to", "Ana", "Santos", "1980-01-02"))+
		payment("T2026-0002", "30", account("from", "111 222-333"), person("to", "Ana", "Santos", "1980-01-02"))+
		payment("T2026-0003", "-30", account("from", "111222333"), person("to", "Bea", "Cruz", ""))))
	if len(rs) != 1 {
		t.Fatalf("%d records, want 1", len(rs))
	}
	r := rs[0]
	if r.Source != "goaml:7" || r.SourceID != "STR:R-1" || !r.Declaration || r.Statement || r.Incident.Category != report.CategoryPayment || len(r.Links) != 0 {
		t.Errorf("%+v", r)
	}
	if len(r.Payments) != 3 || len(r.Parties) != 3 {
		t.Fatalf("%d payments between %d parties, want 3 and 3", len(r.Payments), len(r.Parties))
	}
	p := r.Payments
	if p[0].Sender != p[2].Sender || p[0].Recipient != p[1].Recipient || p[0].Recipient == p[2].Recipient {
		t.Errorf("who paid whom: %+v", p)
	}
	if p[2].Amount != "30" || !p[2].Reversal || p[0].Reversal || p[1].Amount != "30" || p[0].Amount != "25.00" || p[0].Currency != "EUR" || p[0].Local != "" {
		t.Errorf("amounts: %+v", p)
	}
	if p[0].Channel != "EXMPFRPP" || p[0].Reference != "T2026-0001" {
		t.Errorf("%+v", p[0])
	}
}

func TestSeveralSendersAreSeveralRecords(t *testing.T) {
	a, b := account("from", "111222333"), account("from", "999888777")
	to := person("to", "Ana", "Santos", "1980-01-02")
	for name, c := range map[string]struct {
		senders []string
		records int
	}{
		"two accounts":                     {[]string{a, b}, 2},
		"one account twice":                {[]string{a, a}, 1},
		"one account, then another":        {[]string{a, a, b}, 3},
		"an unknown sender":                {[]string{a, "<from_funds_code>CASH</from_funds_code>"}, 2},
		"only unknown senders":             {[]string{"<from_country>FR</from_country>", "<from_country>FR</from_country>"}, 2},
		"a name and no birth":              {[]string{person("from", "Jo", "Doe", ""), person("from", "Jo", "Doe", "")}, 2},
		"a name and birth":                 {[]string{person("from", "Jo", "Doe", "1970-01-01"), person("from", "JO", "Doe", "1970-01-01T00:00:00")}, 1},
		"another birth":                    {[]string{person("from", "Jo", "Doe", "1970-01-01"), person("from", "Jo", "Doe", "1970-01-02")}, 2},
		"one account, one name":            {[]string{a + person("from", "Jo", "Doe", "1970-01-01"), a + person("from", "Jo", "Doe", "1970-01-01")}, 1},
		"one account, two names":           {[]string{a + person("from", "Jo", "Doe", "1970-01-01"), a + person("from", "Al", "Roe", "1971-01-01")}, 2},
		"one account, two names, no birth": {[]string{a + person("from", "Jo", "Doe", ""), a + person("from", "Al", "Roe", "")}, 2},
		"a bare account, then two names":   {[]string{a, a + person("from", "Jo", "Doe", ""), a + person("from", "Al", "Roe", "")}, 3},
		"a placeholder for an account":     {[]string{account("from", "-"), account("from", "-")}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var s string
			for i, from := range c.senders {
				s += payment("T2026-000"+string(rune('1'+i)), "5", from, to)
			}
			rs := read(t, doc("STR", s))
			if len(rs) != c.records {
				t.Fatalf("%d records, want %d", len(rs), c.records)
			}
			if c.records == 1 {
				return
			}
			ids := map[string]bool{}
			for _, r := range rs {
				ids[r.SourceID] = true
				if len(r.Links) != 1 || r.Links[0] != (report.Link{Kind: report.LinkGroup, Value: "STR:R-1", Field: "entity_reference"}) {
					t.Errorf("links: %+v", r.Links)
				}
			}
			if len(ids) != c.records || !ids["STR:R-1/T2026-0001"] {
				t.Errorf("ids: %v", ids)
			}
		})
	}
}

// Words in the place of a transaction's number are masked: they are no reference,
// and no id shows them; the id stays one and the same.
func TestWordsForANumber(t *testing.T) {
	for _, words := range []string{"show-zzprenom-8ans", "avec Zzprenom 8 ans", "trip2cebu", "8yo"} {
		in := doc("STR", payment(words, "5", account("from", "111222333"), account("to", "444555666"))+
			payment("T2026-0002", "5", account("from", "999888777"), account("to", "444555666")))
		rs := read(t, in)
		r := rs[0]
		if again := read(t, in)[0]; again.SourceID != r.SourceID || r.SourceID == rs[1].SourceID || rs[1].SourceID != "STR:R-1/T2026-0002" {
			t.Errorf("%q: ids %q, %q, %q", words, r.SourceID, again.SourceID, rs[1].SourceID)
		}
		if len(r.Texts) != 1 || r.Texts[0].Kind != "paymentMessage" || r.Texts[0].Value != words {
			t.Errorf("%q: texts %+v", words, r.Texts)
		}
		r.Texts = nil
		if b, _ := json.Marshal(r); strings.Contains(string(b), words) {
			t.Errorf("%q: %s", words, b)
		}
	}
}

func TestRolesOfSeveralParties(t *testing.T) {
	party := func(role, last, more string) string {
		return "<party><role>" + role + "</role><person><first_name>X</first_name><last_name>" + last + "</last_name></person>" + more + "</party>"
	}
	tx := func(parties string) []byte {
		return doc("STR", "<transaction><transactionnumber>T1</transactionnumber><amount_local>5</amount_local><involved_parties>"+parties+"</involved_parties></transaction>")
	}
	for name, c := range map[string]struct{ parties, want string }{
		"two senders":              {party("sender", "A", "") + party("Sender", "B", "") + party("beneficiary", "C", ""), "A reported, B associate, C recipient"},
		"no side":                  {party("Q", "A", "") + party("R", "B", ""), "A associate, B associate"},
		"no side, one suspected":   {party("Q", "A", "") + party("R", "B", "<is_suspected>true</is_suspected>"), "A associate, B reported"},
		"no side, two suspected":   {party("Q", "A", "<is_suspected>1</is_suspected>") + party("R", "B", "<is_suspected>1</is_suspected>"), "A associate, B associate"},
		"alone":                    {party("Q", "A", ""), "A reported"},
		"alone, and it receives":   {party("payee", "A", ""), "A recipient"},
		"one beside who receives":  {party("Q", "A", "") + party("payee", "B", ""), "A associate, B recipient"},
		"suspected, and receives":  {party("sender", "A", "") + party("payee", "B", "<is_suspected>true</is_suspected>"), "A associate, B reported"},
		"a victim is never it":     {party("victim", "A", "<is_suspected>true</is_suspected>"), "A associate"},
		"a suspected intermediary": {party("sender", "A", "") + party("Q", "B", "<is_suspected>true</is_suspected>"), "A associate, B reported"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range read(t, tx(c.parties))[0].Parties {
				got = append(got, p.Names[0].Last+" "+p.Role.String())
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
		})
	}
}

func TestForeignCurrency(t *testing.T) {
	foreign := func(prefix, amount, code string) string {
		return "<" + prefix + "_foreign_currency><foreign_currency_code>" + code + "</foreign_currency_code><foreign_amount>" + amount + "</foreign_amount></" + prefix + "_foreign_currency>"
	}
	a, to := account("from", "111222333"), person("to", "A", "B", "")
	for name, c := range map[string]struct {
		from, to string
		want     report.Payment
	}{
		"none":              {a, to, report.Payment{Amount: "20", Currency: "EUR"}},
		"the sender's":      {a + foreign("from", "1300.00", "PHP"), to, report.Payment{Amount: "1300.00", Currency: "PHP", Local: "20", LocalIn: "EUR"}},
		"the recipient's":   {a, foreign("to", "1300.00", "PHP") + to, report.Payment{Amount: "1300.00", Currency: "PHP", Local: "20", LocalIn: "EUR"}},
		"both":              {a + foreign("from", "22", "USD"), foreign("to", "1300", "PHP") + to, report.Payment{Amount: "22", Currency: "USD", Local: "20", LocalIn: "EUR"}},
		"without currency":  {a + foreign("from", "22", "-"), to, report.Payment{Amount: "20", Currency: "EUR"}},
		"without an amount": {a + foreign("from", "", "PHP"), to, report.Payment{Amount: "20", Currency: "EUR"}},
		"negative":          {a + foreign("from", "-22", "USD"), to, report.Payment{Amount: "22", Currency: "USD", Local: "20", LocalIn: "EUR", Reversal: true}},
	} {
		t.Run(name, func(t *testing.T) {
			p := read(t, doc("STR", payment("T2026-0001", "20", c.from, c.to)))[0].Payments[0]
			if got := (report.Payment{Amount: p.Amount, Currency: p.Currency, Local: p.Local, LocalIn: p.LocalIn, Reversal: p.Reversal}); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// TestCodesOfReports: which are declarations of suspicion, and which accuse nobody.
func TestCodesOfReports(t *testing.T) {
	tx := payment("T2026-0001", "5", account("from", "111222333"), account("to", "444555666"))
	for code, want := range map[string][2]bool{
		"STR": {true, false}, "SAR": {true, false}, "PSTR": {true, false}, "STRM": {true, false}, "E-STR": {true, false},
		"CTR": {false, true}, "IFT": {false, true}, "AIFT": {false, true}, "IRD": {false, true}, "": {false, true},
	} {
		r := read(t, doc(code, tx))[0]
		if r.Declaration != want[0] || r.Statement != want[1] {
			t.Errorf("%s: declaration %v, statement %v", code, r.Declaration, r.Statement)
		}
	}
	// An indicator accuses where the code does not; not in a report of a threshold.
	const indicator = "<report_indicators><indicator>X1</indicator></report_indicators>"
	if r := read(t, doc("IRD", tx+indicator))[0]; r.Statement || r.Parties[r.Payments[0].Sender].Role != report.RoleReported {
		t.Error("an indicator accuses nobody")
	}
	if r := read(t, doc("CTR", tx+indicator))[0]; !r.Statement {
		t.Error("a report of a threshold accuses somebody")
	}
	if rs := read(t, doc("CTR", tx+tx)); len(rs) != 2 {
		t.Errorf("a statement of two transfers by one sender is %d records, want one a transfer", len(rs))
	} else if rs[0].SourceID == rs[1].SourceID {
		t.Error("two transfers of one number have one id")
	}
	// Somebody who pays himself is two ends all the same.
	self := payment("T2026-0001", "5", person("from", "Jo", "Doe", "1970-01-01"), person("to", "Jo", "Doe", "1970-01-01"))
	if p := read(t, doc("CTR", self))[0].Payments[0]; p.Sender == p.Recipient {
		t.Error("the ends of a transfer are one party")
	}
}

func TestActivity(t *testing.T) {
	party := func(role, last string) string {
		if role != "" {
			role = "<role>" + role + "</role>"
		}
		return "<report_party>" + role + "<person><last_name>" + last + "</last_name></person><reason>x</reason></report_party>"
	}
	one := read(t, doc("SAR", "<activity><report_parties>"+party("", "A")+"</report_parties></activity>"))
	if len(one) != 1 || one[0].SourceID != "SAR:R-1" || one[0].Parties[0].Role != report.RoleReported || len(one[0].Links) != 0 {
		t.Errorf("%+v", one[0])
	}
	rs := read(t, doc("SAR", "<activity><report_parties>"+party("", "A")+party("victim", "B")+"</report_parties></activity>"))
	if len(rs) != 2 || rs[0].Parties[0].Role != report.RoleReported || rs[1].Parties[0].Role != report.RoleAssociate {
		t.Errorf("%+v", rs)
	}
}

func TestSourceID(t *testing.T) {
	tx := payment("T2026-0001", "5", account("from", "111222333"), account("to", "444555666"))
	for ref, want := range map[string]string{"R-1": "STR:R-1", "2024/77": "STR:2024/77", "": "", "-": "", "N/A": "", "The Example Bank": "", "a\tb1": ""} {
		d := []byte(strings.Replace(string(doc("STR", tx)), "R-1", ref, 1))
		recs := readAll(t, Reader{}, d, intake.Limits{})
		got := recs[0].Report.SourceID
		if want == "" && len(got) != 64 || want != "" && got != want {
			t.Errorf("%q gives %q, want %q", ref, got, want)
		}
	}
}

// TestBatch: reports inside another element are documents of their own.
func TestBatch(t *testing.T) {
	tx := payment("T2026-0001", "5", account("from", "111222333"), account("to", "444555666"))
	d := slices.Concat([]byte("<reports>\n"), doc("STR", tx), []byte("\n"), doc("SAR", tx), []byte("</reports>"))
	rs := read(t, d)
	if len(rs) != 2 || rs[0].SourceID != "STR:R-1" || rs[1].SourceID != "SAR:R-1" {
		t.Errorf("%+v", rs)
	}
}

// TestHeadIsNotMultiplied: a long head does not go with each of many records.
func TestHeadIsNotMultiplied(t *testing.T) {
	var b strings.Builder
	b.WriteString("<reason>" + strings.Repeat("x", 1<<20) + "</reason>")
	for range 1000 {
		b.WriteString("<transaction><t_from/><t_to/></transaction>")
	}
	recs := readAll(t, shipped(t), doc("STR", b.String()), intake.Limits{})
	texts := 0
	for _, r := range recs {
		texts += len(r.Report.Texts)
		if r.Report.Source != "goaml:7" || !r.Report.Declaration || r.Report.Dated.IsZero() {
			t.Fatalf("%+v", r.Report)
		}
	}
	if len(recs) != 1000 || texts != 1 {
		t.Errorf("%d records with %d texts, want 1000 and 1", len(recs), texts)
	}
	if !slices.Contains(recs[1].Report.Dropped, report.Dropped{Field: "report", Reason: "first-record"}) {
		t.Error("the second record does not say where its head is")
	}
}

// The one person who signs for an account as its primary holder is who is reported;
// of several, and beside a company, nobody can say whose hands moved the money.
func TestSoleHolderIsTheReported(t *testing.T) {
	signs := func(primary, phone string) string {
		return "<signatory><is_primary>" + primary + "</is_primary><t_person><first_name>A</first_name><last_name>B</last_name><phones><phone><tph_number>" + phone + "</tph_number></phone></phones></t_person></signatory>"
	}
	for name, c := range map[string]struct {
		inside string
		holder bool
	}{
		"alone":            {signs("1", "+442079460001"), true},
		"alone, in words":  {signs("true", "+442079460001"), true},
		"not the primary":  {signs("0", "+442079460001"), false},
		"two":              {signs("1", "+442079460001") + signs("1", "+442079460002"), false},
		"beside a company": {"<t_entity><name>Exemple</name></t_entity>" + signs("1", "+442079460001"), false},
	} {
		from := `<from_account><institution_name>Banque Exemple</institution_name><account>EX0001</account>` + c.inside + `</from_account>`
		r := read(t, doc("STR", payment("1", "10", from, account("to", "EX0002"))))[0]
		phones := 0
		for _, p := range r.Parties {
			for _, id := range p.Identifiers {
				if p.Role == report.RoleReported && id.Kind == report.KindPhone {
					phones++
				}
			}
		}
		if (phones == 1) != c.holder {
			t.Errorf("%s: the person reported has %d telephones", name, phones)
		}
	}
}

// TestDayOfATransaction: a date without a time of day says so; midnight does not.
func TestDayOfATransaction(t *testing.T) {
	for date, alone := range map[string]bool{"2025-05-01": true, "2025-05-01T00:00:00": false, "2025-05-01T00:00:00Z": false} {
		d := strings.Replace(string(doc("STR", payment("T2026-0001", "25.00", account("from", "111222333"), person("to", "Ana", "Santos", "")))), "2025-05-01T09:00:00Z", date, 1)
		if p := read(t, []byte(d))[0].Payments[0]; p.DateOnly != alone || p.At.Format(time.DateOnly) != "2025-05-01" {
			t.Errorf("%s: %+v", date, p)
		}
	}
}
