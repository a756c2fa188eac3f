package year

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Headings as the documents have them.
const (
	senderPhone, senderDocument, sentAmount, sentCurrency  = "Sender phone", "Sender document", "Amount", "Currency"
	sentNumber, sentBack                                   = "MTCN", "Refunded"
	fromNumber, walletAmount, walletCurrency, walletNumber = "Sender number", "Amount", "Currency", "Transaction id"
	fromAddress, chainAmount, chainAsset, chainHash        = "From address", "Amount", "Asset", "Transaction hash"
	receivedAmount, receivedCurrency, receivedReference    = "Amount", "Currency", "Reference"
)

var phonesOf = regexp.MustCompile(`(\+44\d{10})`)

// said is a transfer as a document states it, read with nothing of ours.
type said struct {
	file, sender, amount, cur, ref string
	to                             []string
	back, accuses                  bool
}

// rows reads a sheet into maps by heading.
func rows(t *testing.T, name string, b []byte) []map[string]string {
	t.Helper()
	var all [][]string
	var err error
	if strings.HasSuffix(name, ".xlsx") {
		f, e := excelize.OpenReader(bytes.NewReader(b))
		if e != nil {
			t.Fatal(e)
		}
		all, err = f.GetRows("Sheet1")
	} else {
		r := csv.NewReader(bytes.NewReader(b))
		if bytes.Count(b[:min(len(b), 200)], []byte{';'}) > 3 {
			r.Comma = ';'
		}
		r.FieldsPerRecord = -1
		all, err = r.ReadAll()
	}
	for len(all) > 0 && len(all[0]) == 2 && all[0][0] != "file" { // lines above the heading
		all = all[1:]
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, v := range row {
			m[all[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

type side struct {
	Foreign struct {
		Code   string `xml:"foreign_currency_code"`
		Amount string `xml:"foreign_amount"`
	} `xml:"from_foreign_currency"`
	IBAN   string   `xml:"from_account>iban"`
	Phone  string   `xml:"from_person>phones>phone>tph_number"`
	Users  []string `xml:"from_person>social_media>social_account>user_name"`
	Signs  []string `xml:"from_account>signatory>t_person>phones>phone>tph_number"`
	ToIBAN string   `xml:"to_account>iban"`
	ToBank string   `xml:"to_account>account"`
	ToCall string   `xml:"to_person>phones>phone>tph_number"`
}

type goamlFile struct {
	Code         string `xml:"report_code"`
	Local        string `xml:"currency_code_local"`
	Transactions []struct {
		Number string `xml:"transactionnumber"`
		Amount string `xml:"amount_local"`
		A      *side  `xml:"t_from"`
		B      *side  `xml:"t_from_my_client"`
		To     side   `xml:"t_to"`
	} `xml:"transaction"`
	Parties []struct {
		Phone string `xml:"person>phones>phone>tph_number"`
	} `xml:"activity>report_parties>report_party"`
	Indicators []string `xml:"report_indicators>indicator"`
}

func readGoaml(t *testing.T, name string, b []byte) (out []said, g goamlFile) {
	t.Helper()
	if err := xml.Unmarshal(b, &g); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, x := range g.Transactions {
		from := x.A
		if from == nil {
			from = x.B
		}
		s := said{file: name, amount: x.Amount, cur: g.Local, ref: x.Number, sender: from.IBAN + from.Phone, accuses: g.Code != "AIFT"}
		if from.Foreign.Code != "" {
			s.amount, s.cur = from.Foreign.Amount, from.Foreign.Code
		}
		switch to := x.To; {
		case to.ToIBAN != "":
			s.to = []string{to.ToIBAN}
		default:
			s.to = []string{to.ToBank + to.ToCall}
		}
		out = append(out, s)
	}
	return out, g
}

type money2 struct {
	V   string `xml:",chardata"`
	Ccy string `xml:"Ccy,attr"`
}

type camtFile struct {
	Statements []struct {
		IBAN    string `xml:"Acct>Id>IBAN"`
		Entries []struct {
			Amount  money2 `xml:"Amt"`
			Side    string `xml:"CdtDbtInd"`
			Back    string `xml:"RvslInd"`
			Own     string `xml:"AcctSvcrRef"`
			Ref     string `xml:"NtryDtls>TxDtls>Refs>EndToEndId"`
			Ordered money2 `xml:"NtryDtls>TxDtls>AmtDtls>InstdAmt>Amt"`
			Debtor  string `xml:"NtryDtls>TxDtls>RltdPties>DbtrAcct>Id>IBAN"`
			Payee   string `xml:"NtryDtls>TxDtls>RltdPties>CdtrAcct>Id>IBAN"`
			Number  string `xml:"NtryDtls>TxDtls>RltdPties>CdtrAcct>Id>Othr>Id"`
		} `xml:"Ntry"`
		Balances []struct {
			Amount money2 `xml:"Amt"`
			Side   string `xml:"CdtDbtInd"`
		} `xml:"Bal"`
	} `xml:"BkToCstmrStmt>Stmt"`
}

func rat(t *testing.T, s string) *big.Rat {
	t.Helper()
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("amount %q", s)
	}
	return v
}

func readCamt(t *testing.T, name string, b []byte) []said {
	t.Helper()
	var c camtFile
	if err := xml.Unmarshal(b, &c); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []said
	for _, s := range c.Statements {
		sum := rat(t, s.Balances[0].Amount.V)
		for _, e := range s.Entries {
			v := rat(t, e.Amount.V)
			if e.Side == "DBIT" {
				v.Neg(v)
			}
			sum.Add(sum, v)
			x := said{file: name, sender: e.Debtor, amount: e.Amount.V, cur: e.Amount.Ccy, ref: e.Ref, back: e.Back == "true", to: []string{e.Payee + e.Number}}
			if e.Ordered.V != "" {
				x.amount, x.cur = e.Ordered.V, e.Ordered.Ccy
			}
			if x.ref == "NOTPROVIDED" {
				x.ref = ""
			}
			if e.Debtor != s.IBAN && e.Payee != s.IBAN {
				t.Fatalf("%s: an entry of %s between two others", name, s.IBAN)
			}
			out = append(out, x)
		}
		end := rat(t, s.Balances[1].Amount.V)
		if s.Balances[1].Side == "DBIT" {
			end.Neg(end)
		}
		if end.Cmp(sum) != 0 {
			t.Fatalf("%s: account %s closes at %v, its entries at %v", name, s.IBAN, end, sum)
		}
	}
	return out
}

// everything reads a year's payment documents, and who is reported by any.
func (fs files) everything(t *testing.T) (all []said, reported map[string]bool) {
	t.Helper()
	reported = map[string]bool{}
	for path, b := range fs {
		name, under := strings.CutPrefix(path, "reports/")
		if !under {
			continue
		}
		switch strings.SplitN(name, "/", 2)[0] {
		case "fiu":
			ss, g := readGoaml(t, name, b)
			for _, s := range ss {
				if s.accuses {
					reported[s.sender] = true
				}
			}
			for _, p := range g.Parties {
				reported[p.Phone] = true
			}
			all = append(all, ss...)
		case "bank":
			all = append(all, readCamt(t, name, b)...)
		case "tables":
			for _, r := range rows(t, name, b) {
				reported[r["IBAN de l'expéditeur"]], reported[r["Téléphone de l'expéditeur"]] = true, true
				all = append(all, said{
					file: name, sender: r["IBAN de l'expéditeur"], amount: strings.Replace(r["Montant"], ",", ".", 1), cur: r["Devise"], ref: r["Référence"],
					to: []string{r["Compte bénéficiaire"] + r["Téléphone du bénéficiaire"]}, accuses: true,
				})
			}
		case "remittance":
			for _, r := range rows(t, name, b) {
				sender := r[senderPhone]
				if sender == "" {
					sender = r[senderDocument]
				}
				all = append(all, said{
					file: name, sender: sender, amount: r[sentAmount], cur: r[sentCurrency], ref: r[sentNumber], back: r[sentBack] != "",
				})
			}
		case "wallets":
			for _, r := range rows(t, name, b) {
				all = append(all, said{file: name, sender: r[fromNumber], amount: r[walletAmount], cur: r[walletCurrency], ref: r[walletNumber]})
			}
		case "crypto":
			for _, r := range rows(t, name, b) {
				all = append(all, said{file: name, sender: r[fromAddress], amount: r[chainAmount], cur: r[chainAsset], ref: r[chainHash]})
			}
		case "devices":
			for _, r := range rows(t, name, b) {
				switch {
				case strings.Contains(name, "contacts"):
					for _, h := range []string{"Contact account", "Phone", "Wallet"} {
						reported[r[h]] = true
					}
				case strings.Contains(name, "payments"):
					reported[r["Contact account"]], reported[r["Payer IBAN"]] = true, true
					all = append(all, said{file: name, sender: r["Contact account"], amount: r[receivedAmount], cur: r[receivedCurrency], ref: r[receivedReference], accuses: true})
				}
			}
		case "tips":
			for _, m := range phonesOf.FindAllSubmatch(b, -1) {
				reported[string(m[1])] = true
			}
		}
	}
	delete(reported, "")
	return all, reported
}

// table reads a file of the truth.
func (fs files) table(t *testing.T, name string) []map[string]string {
	t.Helper()
	return rows(t, name, fs["truth/"+name])
}

// The truth is of what the documents state: each telling and each unrelated
// transfer is in the file that it names, and no file has another.
func TestTruthIsWhatTheFilesState(t *testing.T) {
	fs, _ := made(t, small(5))
	all, _ := fs.everything(t)
	type key struct {
		file, amount, cur string
		back              bool
	}
	left := map[key]int{}
	for _, s := range all {
		left[key{s.file, s.amount, s.cur, s.back}]++
	}
	n := 0
	for _, name := range []string{"tellings.csv", "unrelated.csv"} {
		for _, r := range fs.table(t, name) {
			k := key{r["file"], r["amount"], r["currency"], r["taken_back"] == "yes"}
			if left[k]--; left[k] < 0 {
				t.Fatalf("%s: no file states %+v", name, k)
			}
			n++
		}
	}
	if n != len(all) {
		t.Fatalf("the files state %d transfers, the truth %d", len(all), n)
	}
}

// What a commissioner is said to have paid adds up to what the files say of the
// values that are theirs alone.
func TestCommissionersSumsAreThoseOfTheFiles(t *testing.T) {
	o := small(6)
	fs, _ := made(t, o)
	all, _ := fs.everything(t)
	truth := fs.truth(t)
	whose := map[string]int{}
	for i, c := range truth.Commissioners {
		for _, v := range append([]string{c.IBAN, c.Phone, c.Wallet}, c.Accounts...) {
			_, id, at := strings.Cut(v, ":")
			if !at {
				id = v
			}
			whose[id] = i
		}
	}
	stated, backs := map[int]int{}, map[int]int{}
	totals := map[int]map[string]*big.Rat{}
	for _, s := range all {
		i, is := whose[s.sender]
		switch {
		case !is:
			continue
		case s.back:
			backs[i]++
			continue
		case !strings.HasPrefix(s.file, "bank/") || !everydayName(s.to):
			stated[i]++
		default:
			continue
		}
		if totals[i] == nil {
			totals[i] = map[string]*big.Rat{}
		}
		if totals[i][s.cur] == nil {
			totals[i][s.cur] = new(big.Rat)
		}
		totals[i][s.cur].Add(totals[i][s.cur], rat(t, s.amount))
	}
	distinct := 0
	told := map[string]map[string]*big.Rat{}
	for _, r := range fs.table(t, "tellings.csv") {
		if r["taken_back"] == "yes" {
			continue
		}
		if told[r["commissioner"]] == nil {
			told[r["commissioner"]] = map[string]*big.Rat{}
		}
		m := told[r["commissioner"]]
		if m[r["currency"]] == nil {
			m[r["currency"]] = new(big.Rat)
		}
		m[r["currency"]].Add(m[r["currency"]], rat(t, r["amount"]))
	}
	for i, c := range truth.Commissioners {
		if c.Told.Stated+c.TakenBack != stated[i] || c.TakenBack != backs[i] {
			t.Fatalf("%s: truth %d stated and %d taken back; files %d and %d", c.ID, c.Told.Stated, c.TakenBack, stated[i], backs[i])
		}
		for cur, v := range totals[i] {
			if told[c.ID][cur] == nil || told[c.ID][cur].Cmp(v) != 0 {
				t.Fatalf("%s: %v %s in the files, %v in the truth", c.ID, v, cur, told[c.ID][cur])
			}
		}
		distinct += c.Told.Distinct + c.TakenBack
		for _, x := range []Scope{c.Abuse, c.Named, c.Provable} {
			if x.Distinct > c.Told.Distinct || x.Stated > c.Told.Stated {
				t.Fatalf("%s: %+v is more than was told, %+v", c.ID, x, c.Told)
			}
		}
		if c.Abuse.Distinct > c.Named.Distinct || c.Provable.Distinct > c.Named.Distinct {
			t.Fatalf("%s: scopes out of order", c.ID)
		}
		if a := c.Acts; a.PaymentAndSession+a.PaymentAlone != c.Named.Distinct || a.PaymentAndSession > a.Told || a.Told > a.There {
			t.Fatalf("%s: acts %+v of %d payments", c.ID, a, c.Named.Distinct)
		}
	}
	if distinct != o.Payments {
		t.Fatalf("%d distinct payments over all, want %d", distinct, o.Payments)
	}
}

// everydayName says whether a transfer went to one of the invented shops.
func everydayName(to []string) bool {
	for n := range everyday {
		if slices.Contains(to, shopAccount(n)) {
			return true
		}
	}
	return false
}

// Sealed is what touches no reported value, and nothing else; every statement of
// the story touches one.
func TestSealedTouchesNobodyReported(t *testing.T) {
	for _, seed := range []uint64{9, 10, 11} {
		sealed(t, small(seed))
	}
	few := Sized(33)
	few.Commissioners, few.Payments = 120, 150
	sealed(t, few)
}

func sealed(t *testing.T, o Options) {
	t.Helper()
	fs, sum := made(t, o)
	all, reported := fs.everything(t)
	sealed := 0
	for _, s := range all {
		if s.accuses {
			continue
		}
		if touches := reported[s.sender] || slices.ContainsFunc(s.to, func(v string) bool { return reported[v] }); !touches {
			sealed++
		}
	}
	if sealed != sum.Sealed || sealed == 0 || sum.Sealed >= sum.Unrelated {
		t.Fatalf("%d statements touch nobody reported; the truth says %d of %d unrelated", sealed, sum.Sealed, sum.Unrelated)
	}
	n := 0
	for _, r := range fs.table(t, "unrelated.csv") {
		if r["sealed"] == "yes" {
			n++
		}
		if holder, _, ok := strings.Cut(r["row"], " "); ok && reported[holder] == (r["sealed"] == "yes") {
			t.Fatalf("%s of %s: sealed %s, and its holder reported %v", r["row"], r["file"], r["sealed"], reported[holder])
		}
	}
	if n != sealed {
		t.Fatalf("%d rows are marked sealed, %d touch nobody", n, sealed)
	}
	for _, r := range fs.table(t, "tellings.csv") {
		statement := r["by"] == "bank" || r["by"] == "remittance" || r["by"] == "wallets" || r["by"] == "crypto" || strings.Contains(r["file"], "/AIFT-")
		if statement != (r["touches"] != "") {
			t.Fatalf("%s by %s touches %q", r["row"], r["by"], r["touches"])
		}
	}
}

// Facilitators' money and honest people's pass through the same agents.
func TestAgentsCarryBoth(t *testing.T) {
	fs, _ := made(t, Sized(60))
	both := 0
	for _, a := range fs.truth(t).Agents {
		if a.Paid > 0 && a.Honest > 0 {
			both++
		}
	}
	if both == 0 {
		t.Fatal("no agent carries both")
	}
}

// Three kinds of source name one account of one person.
func TestThreeSourcesNameOneAccount(t *testing.T) {
	fs, _ := made(t, small(4))
	n := 0
	for _, c := range fs.truth(t).Commissioners {
		if !c.ThreeSources {
			continue
		}
		n++
		_, id, _ := strings.Cut(c.Accounts[0], ":")
		var tip, fiu, device bool
		for name, b := range fs {
			if !bytes.Contains(b, []byte(id)) {
				continue
			}
			tip = tip || strings.HasPrefix(name, "reports/tips/")
			fiu = fiu || strings.HasPrefix(name, "reports/fiu/")
			device = device || strings.HasPrefix(name, "reports/devices/")
		}
		if !tip || !fiu || !device {
			t.Errorf("%s: tip %v, unit %v, device %v", c.ID, tip, fiu, device)
		}
	}
	if n == 0 {
		t.Fatal("nobody is told by three sources")
	}
}
