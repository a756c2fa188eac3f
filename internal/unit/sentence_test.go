package unit

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/store"
)

// excused are the string fields of a report in which a sentence may be shown: readers
// write them, and no source does. Everything else that a source says is in question.
var excused = map[string]string{
	"Field":             "the reader's: the path of an element, or a heading that the profile names",
	"Report.Format":     "the reader's own name",
	"Incident.Category": "of a closed list: readers map the source's wording to it",
	"Incident.Channel":  "of a closed list, likewise",
	"Link.Kind":         "of a closed list, likewise",
	"Fact.Kind":         "of a closed list, likewise",
	"Text.Kind":         "the reader's word for the kind of text",
}

// everyField is a report in which no field is empty: identifiers of every kind, in the
// roles that are shown differently. n tells one from another.
func everyField(n int) *report.Report {
	yes := true
	at := asOf.AddDate(0, -1, -1)
	name := report.Name{First: "Prenom", Middle: "M", Last: fmt.Sprint("Nom", n), Preferred: "P", Full: fmt.Sprint("Prenom Nom", n), Field: "name"}
	place := report.Place{Street: "Rue", City: "Ville", Region: "R", Postcode: "00000", Country: "FR", Type: "Home", Verified: &yes, At: at, Field: "place"}
	ids := func(who string) (out []report.Identifier) {
		for k := report.KindAccount; k <= report.KindHash; k++ {
			if who != "payer" && who != "payee" && !slices.Contains([]report.Kind{report.KindAccount, report.KindDevice, report.KindIP, report.KindBank}, k) {
				continue
			}
			raw := fmt.Sprintf("%s-%d-%d-000000", who, k, n)
			switch k {
			case report.KindEmail:
				raw = fmt.Sprintf("%s%d@example.com", who, n)
			case report.KindPhone:
				raw = fmt.Sprintf("+3319900%04d", n)
			case report.KindIP:
				raw = fmt.Sprintf("2001:db8::%x", n+1)
			case report.KindIBAN:
				raw = payee
			case report.KindURL:
				raw = fmt.Sprintf("https://example.com/%s/%d", who, n)
			case report.KindDomain:
				raw = fmt.Sprintf("%s%d.example", who, n)
			case report.KindHash:
				raw = fmt.Sprintf("%032x", n+1)
			}
			out = append(out, report.Identifier{
				Kind: k, Service: "ExampleChat", Raw: raw, Value: "v", Type: "Home", Event: "Login", At: at, Port: 443, Field: "identifier",
			})
		}
		return out
	}
	party := func(role report.Role, who string) report.Party {
		return report.Party{
			Role: role, Field: who, Names: []report.Name{name}, Born: "1970-01-02", Identifiers: ids(who), Places: []report.Place{place}, Suspended: &yes, Compromised: &yes,
		}
	}
	flags := []report.Flag{{Name: "liveStreaming", Field: "flag"}}
	return &report.Report{
		Source: "ncmec", SourceID: fmt.Sprint(1000 + n), Format: "test", Handling: "evidence", Dated: at,
		Incident: report.Incident{Type: "type", Category: report.CategoryLive, Platform: "ExampleChat", At: at, Channel: report.ChannelChat, Identifiers: ids("scene"), Places: []report.Place{place}},
		Parties: []report.Party{
			party(report.RoleReported, "payer"), party(report.RoleRecipient, "payee"), party(report.RoleVictim, "victim"), party(report.RoleAssociate, "beside"),
			party(report.RoleFacilitator, "arranger"),
		},
		Media: []report.Media{{
			ID: "1", Name: "a.jpg", OriginalName: "b.jpg", Location: "https://example.com/a", Hashes: []report.Hash{{Type: "MD5", Value: fmt.Sprintf("%032x", n+7)}},
			Relevance: "Reported", Classification: "A1", Flags: flags, Identifiers: ids("upload"), Field: "media",
		}},
		Payments: []report.Payment{
			{Reference: "FT4797082331", At: at, Amount: "20", Currency: "EUR", Local: "1200", LocalIn: "PHP", Sender: 0, Recipient: 1, Channel: "ExampleRemit", Field: "payment"},
			{Reference: "FT4797082332", At: at.AddDate(0, 0, 2), Amount: "21", Currency: "EUR", Local: "1210", LocalIn: "PHP", Sender: 0, Recipient: 1, Channel: "ExampleRemit", Field: "payment"},
			{Reference: "FT4797082332", At: at.AddDate(0, 0, 2), Amount: "21", Currency: "EUR", Local: "1210", LocalIn: "PHP", Reversal: true, Sender: 0, Recipient: 1, Channel: "ExampleRemit", Field: "payment"},
			{Reference: "FT4797082333", At: at.AddDate(0, 0, 4), Amount: "5", Currency: "EUR", Local: "300", LocalIn: "PHP", Sender: 1, Recipient: 0, Channel: "ExampleRemit", Field: "payment"},
		},
		Sessions:   []report.Session{{Start: at, End: at.Add(time.Hour), Field: "session"}},
		Links:      []report.Link{{Kind: report.LinkNCMEC, Value: fmt.Sprint(500000 + n), Field: "link"}, {Kind: report.LinkGroup, Value: fmt.Sprint("group", n), Field: "link"}},
		Facts:      []report.Fact{{Kind: report.LiveAbuse, Field: "fact"}, {Kind: report.ImminentDanger, Field: "fact"}, {Kind: report.Instruction, Field: "fact"}},
		Flags:      flags,
		Texts:      []report.Text{{Kind: "bio", Value: "text", Field: "text"}},
		Withheld:   []report.Withheld{{Field: "content", Length: 3, SHA256: "00", Declared: "00"}},
		Dropped:    []report.Dropped{{Field: "column", Reason: "unknown"}},
		Attributes: []report.Attribute{{Name: "attribute", Value: "x", Field: "attribute"}},
	}
}

// eachString calls f with every string field of a value: its name, as "Type.Field",
// and its path. It fails where nothing is there to put a string into.
func eachString(t *testing.T, v reflect.Value, name, path string, f func(name, path string, v reflect.Value)) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		f(name, path, v)
	case reflect.Pointer:
		if v.IsNil() && v.Type().Elem().Kind() != reflect.Bool {
			t.Fatalf("%s is nil: everyField leaves it out", path)
		}
	case reflect.Slice, reflect.Array:
		if v.Len() == 0 {
			t.Fatalf("%s is empty: everyField leaves it out", path)
		}
		for i := range v.Len() {
			eachString(t, v.Index(i), name, fmt.Sprintf("%s[%d]", path, i), f)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i).Name
			eachString(t, v.Field(i), v.Type().Name()+"."+field, path+"."+field, f)
		}
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint8:
	default:
		t.Fatalf("%s is a %s: this test does not look into it", path, v.Kind())
	}
}

func excuse(name string) bool {
	return excused[name] != "" || excused[name[strings.LastIndexByte(name, '.')+1:]] != ""
}

// looked are the use cases that show something, each called by look; unlooked are
// those that show nothing of a report's strings, and why.
var (
	looked   = strings.Fields("Queue Lead Why Ties Network Proposals Hubs Recipients Recipient Payments Proof Requests Request Holders Letter PreviewRequests Cases Case Ledger WholeLedger Quarantine Duty MediaOf")
	unlooked = map[string]string{
		"OpenCase AddToCase RemoveFromCase NoteOnCase AssignCase MergeCases SplitCase UndoCase":                                       "acts on a case give its number",
		"Acknowledge Preserve Stand DeclareHub UndeclareHub TakeHubBack Judge Unjudge Answer AnswerMatch RecordEstimation SetAccount": "acts give no more than a count",
		"DraftRequests SendRequest AnswerRequest RefuseRequest UndoRequest Resolve TakeIn Replay Verify":                              "acts give numbers, days and counts",
		"Enrol Unenrol People Actor SignInLink SignIn Session SignOut SetLang":                                                        "of people of the unit",
		"Match MatchOf Matches":              "of rows of a list, for who may compare it, and may reveal",
		"ImportMedia MediaLists RemoveMedia": "of lists",
		"Reveal":                             "shows what a person asks for, and needs the right to",
		"Ready OwnFiles Linking Offences Profiles Close Engine Size Rules Clocks Today Verifier Checkpoint Digest Walker QuarantinedRecord": "of the installation, or of what no report came of",
	}
)

// TestNoSentenceIsShown puts a sentence into every string field of a report, those of
// typed values above all, and looks for it in all that a person sees who may not
// reveal, and in the ledger.
func TestNoSentenceIsShown(t *testing.T) {
	known := map[string]bool{}
	for _, names := range append(slices.Collect(func(yield func(string) bool) {
		for names := range unlooked {
			if !yield(names) {
				return
			}
		}
	}), strings.Join(looked, " ")) {
		for name := range strings.FieldsSeq(names) {
			known[name] = true
		}
	}
	methods := reflect.TypeFor[*Unit]()
	for i := range methods.NumMethod() {
		if name := methods.Method(i).Name; !known[name] {
			t.Errorf("Unit.%s is neither looked at nor excused here", name)
		}
	}

	s := &sentences{t: t, marks: map[string]string{}}
	var names []string
	eachString(t, reflect.ValueOf(everyField(0)).Elem(), "", "Report", func(name, _ string, _ reflect.Value) {
		if !slices.Contains(names, name) && !excuse(name) {
			names = append(names, name)
		}
	})
	if len(names) < 40 {
		t.Fatalf("only %d fields are put to the test: %v", len(names), names)
	}
	u, who := newUnit(t, "")
	for _, name := range names {
		s.pair(name, nil, func(_, mark string) string { return mark })
		s.pair(name, nil, func(was, mark string) string { return was + " " + mark })
	}
	no := false // what is not verified proposes, and joins nobody
	s.pair("Identifier.Raw", &no, func(_, mark string) string { return mark })
	s.many()
	takeIn(t, u, who, s.recs, 0)
	s.look(u, who)
}

// sentences is the state of the test.
type sentences struct {
	t     *testing.T
	n     int               // reports made
	marks map[string]string // squeezed mark → where it was put
	recs  []intake.Record
	keys  []report.Key
}

// mark makes a sentence that is like no other, in letters alone.
func (s *sentences) mark(where string) string {
	n := len(s.marks)
	m := fmt.Sprintf("Quartz ember willow %c%c%c%c", 'a'+n/17576%26, 'a'+n/676%26, 'a'+n/26%26, 'a'+n%26)
	s.marks[squeezed(m)] = where
	return m
}

// squeezed leaves of a text what no normal form takes away.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// pair makes two reports that have nothing in common but a sentence in every field of
// a name.
func (s *sentences) pair(name string, verified *bool, put func(was, mark string) string) {
	marks := map[string]string{}
	for range 2 {
		r := everyField(s.n)
		eachString(s.t, reflect.ValueOf(r).Elem(), "", "Report", func(at, path string, v reflect.Value) {
			if at != name {
				return
			}
			if marks[path] == "" {
				marks[path] = s.mark(path + ": " + put("…", "sentence"))
			}
			v.SetString(put(v.String(), marks[path]))
		})
		r.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) { id.Verified = verified })
		s.add(r)
	}
}

// many makes reports that share sentences in the place of identifiers: so many that
// those are hubs.
func (s *sentences) many() {
	marks := map[report.Kind]string{}
	for range 12 {
		r := everyField(s.n)
		r.Parties = r.Parties[:1]
		r.Payments = nil
		for i := range r.Parties[0].Identifiers {
			id := &r.Parties[0].Identifiers[i]
			if id.Kind == report.KindAccount {
				continue
			}
			if marks[id.Kind] == "" {
				marks[id.Kind] = s.mark("a hub of kind " + id.Kind.String())
			}
			id.Raw = marks[id.Kind]
		}
		s.add(r)
	}
}

func (s *sentences) add(r *report.Report) {
	b := fmt.Append(nil, "sentence ", s.n)
	s.n++
	s.recs = append(s.recs, intake.Record{Place: intake.Place{File: fmt.Sprint(s.n)}, SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: r, Redacted: b})
	if k := report.KeyOf(r.Source, r.SourceID); !slices.Contains(s.keys, k) {
		s.keys = append(s.keys, k)
	}
}

// hidden fails for every sentence that something shows.
func (s *sentences) hidden(what string, v any) {
	s.t.Helper()
	text, isText := v.(string)
	if !isText {
		b, err := json.Marshal(v)
		if err != nil {
			s.t.Fatal(err)
		}
		text = string(b)
	}
	text = squeezed(text)
	for rest := text; ; {
		i := strings.Index(rest, "quartzemberwillow")
		if i < 0 {
			return
		}
		rest = rest[i:]
		end := min(len(rest), len("quartzemberwillowxxxx"))
		where := s.marks[rest[:end]]
		rest = rest[end:]
		if key := what + " shows " + where; s.marks[key] == "" {
			s.marks[key] = "said"
			s.t.Error(key)
		}
	}
}

func (s *sentences) look(u *Unit, head Actor) {
	t, ctx := s.t, context.Background()
	if err := u.Enrol(ctx, head, NewPerson{ID: "audit", Name: "A", Role: access.Auditor, Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	who, err := u.Actor(ctx, "audit")
	if err != nil || who.Role.May(access.Reveal) {
		t.Fatal(who, err)
	}
	who = who.For("test")
	show := func(what string) func(any, error) {
		return func(v any, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
			s.hidden(what, v)
		}
	}
	queue, err := u.Queue(ctx, who, QueueFilter{Limit: 1000})
	show("Queue")(queue, err)
	leads, first := map[report.Key]bool{}, map[report.Key]bool{}
	for _, r := range queue.Rows {
		leads[r.Lead] = true
	}
	for i, k := range s.keys {
		v, err := u.Lead(ctx, who, k, "en")
		show("Lead")(v, err)
		leads[v.Lead] = true
		first[v.Lead] = first[v.Lead] || i%2 == 0
		if i%2 == 0 && i+1 < len(s.keys) {
			w, err := u.Why(ctx, who, k, s.keys[i+1])
			show("Why")(w, err)
		}
	}
	if len(leads) < 40 {
		t.Fatalf("only %d leads", len(leads))
	}
	letters := 0
	for k := range leads {
		ties, err := u.Ties(ctx, who, k)
		show("Ties")(ties, err)
		network, err := u.Network(ctx, who, k, NetworkFilter{})
		show("Network")(network, err)
		pays, err := u.Payments(ctx, who, k, "")
		show("Payments")(pays, err)
		table, err := u.Proof(ctx, who, ProofOf{Lead: k}, "en")
		show("Proof")(table, err)
		es, err := u.WholeLedger(ctx, who, k)
		show("Ledger")(es, err)
		known, err := u.MediaOf(ctx, who, k, 0)
		show("MediaOf")(known, err)
		hs, err := u.Holders(ctx, who, Asking{Lead: k}, "en")
		show("Holders")(hs, err)
		if !first[k] {
			continue // its letters say what those of the other of the pair do
		}
		var none *RequestFault
		var no *access.Refused
		preview, _, err := u.PreviewRequests(ctx, who, Asking{Lead: k}, "en")
		if err != nil && !errors.As(err, &none) && !errors.As(err, &no) {
			t.Error(err)
		}
		show("PreviewRequests")(preview, nil)
		ns, _, err := u.DraftRequests(ctx, head, Asking{Lead: k})
		if err != nil && !errors.As(err, &none) {
			t.Error(err)
		}
		for _, n := range ns {
			q, err := u.Request(ctx, who, n, "en")
			show("Request")(q, err)
			text, err := u.Letter(ctx, who, n, "en")
			if err != nil && !errors.As(err, &no) {
				t.Error(err)
			}
			show("Letter")(text, nil)
			letters++
		}
	}
	if letters < 50 {
		t.Errorf("only %d letters", letters)
	}
	s.lists(u, who, head, show)
	err = u.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Rows(ctx, 0, math.MaxInt32, func(r ledger.Row) error {
			e, err := r.Open()
			if err == nil {
				s.hidden("the ledger, of "+string(e.Kind), string(e.Detail))
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, u, head)
}

// lists looks at what is of no one lead.
func (s *sentences) lists(u *Unit, who, head Actor, show func(string) func(any, error)) {
	t, ctx := s.t, context.Background()
	requests, err := u.Requests(ctx, who, RequestFilter{Status: request.Drafted}, "en")
	show("Requests")(requests, err)
	proposed := 0
	for after := ""; ; {
		page, err := u.Proposals(ctx, who, after, 500)
		show("Proposals")(page, err)
		proposed += len(page.Proposals)
		if after = page.Next; after == "" || err != nil {
			break
		}
	}
	paid, err := u.Recipients(ctx, who, RecipientFilter{Senders: 1, Limit: 500})
	show("Recipients")(paid, err)
	for i, r := range paid.Recipients {
		of, err := u.Recipient(ctx, who, r.ID, "en")
		show("Recipient")(of, err)
		if i%7 == 0 {
			if err := u.SetAccount(ctx, head, r.ID, AgentAccount, "test"); err != nil {
				t.Error(err)
			}
		}
	}
	hubs, err := u.Hubs(ctx, who)
	show("Hubs")(hubs, err)
	if proposed < 3 || len(paid.Recipients) < 10 || len(hubs.Hubs) < 3 {
		t.Errorf("%d proposals, %d recipients, %d hubs: too few to say anything", proposed, len(paid.Recipients), len(hubs.Hubs))
	}
	n, err := u.OpenCase(ctx, head, s.keys[0], "test")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.AddToCase(ctx, head, n, s.keys[1:], "test"); err != nil {
		t.Error(err)
	}
	one, err := u.Case(ctx, who, n, "en")
	show("Case")(one, err)
	all, err := u.Cases(ctx, who)
	show("Cases")(all, err)
	faults, err := u.Quarantine(ctx, who, 0, 100, true)
	show("Quarantine")(faults, err)
	duty, err := u.Duty(ctx, who)
	show("Duty")(duty, err)
	if err := u.Judge(ctx, head, s.keys[0], s.keys[1], link.Different, "test"); err != nil {
		t.Error(err)
	}
	why, err := u.Why(ctx, who, s.keys[0], s.keys[1])
	show("Why")(why, err)
}

// TestSourceInTheLedger: where a source or its number could be words, the entry of its
// intake has their hash, and so is read one of before, which has them; the number is
// there for who asks.
func TestSourceInTheLedger(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	const words = "alpha beta gamma delta"
	takeIn(t, u, who, []intake.Record{aRecord("xarf:"+words, words)}, 0)
	k := report.KeyOf("xarf:"+words, words)
	es, err := u.Ledger(ctx, who, k)
	if err != nil || len(es) != 1 || strings.Contains(es[0].Detail, words) || !strings.Contains(es[0].Detail, `"sourceId":"sha256:`+sum([]byte(words))) {
		t.Fatalf("%+v %v", es, err)
	}
	was, now := intakeDetail{Run: 1, Source: "xarf:" + words, SourceID: "7"}, intakeDetail{Run: 1, Source: sayable("xarf:" + words), SourceID: "7"}
	b, err := json.Marshal(was)
	if err != nil {
		t.Fatal(err)
	}
	d, err := detail[intakeDetail](ledger.Entry{Detail: []byte(detailShown(ledger.Entry{Kind: ledger.Intake, Detail: b}))})
	if err != nil || d != now {
		t.Errorf("%+v %v", d, err)
	}
	for item, want := range map[string]string{"source": "xarf:" + words, "source-id": words} {
		if text, err := u.Reveal(ctx, who, k, item); err != nil || text != want {
			t.Error(item, text, err)
		}
	}
	sound(t, u, who)
}
