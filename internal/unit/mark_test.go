package unit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/report"
)

// keyedWith makes an installation with a secret that the test knows.
func keyedWith(t *testing.T, db string, first byte) (*Unit, Actor) {
	t.Helper()
	u, who := newUnit(t, db)
	u.secret = [32]byte{first}
	return u, who
}

// twoSenders are two leads that pay one account, which a child's account is as well.
func twoSenders() []intake.Record {
	child := remit(3, sender3, shop, -3, report.LiveAbuse)
	child.Report.Parties[1].Role = report.RoleVictim
	return []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse), remit(2, sender2, payee, -8, report.LiveAbuse), child}
}

// numbersOf are the numbers of everything in the views, in their order.
func numbersOf(t *testing.T, u *Unit, who Actor) (ids []string, views string) {
	t.Helper()
	l := try[RecipientList](t)(u.Recipients(t.Context(), who, RecipientFilter{Senders: 1}))
	for _, r := range l.Recipients {
		ids = append(ids, r.ID)
	}
	views = asJSON(t, l)
	for n := 1; n <= 3; n++ {
		v := try[NetworkView](t)(u.Network(t.Context(), who, report.KeyOf("ncmec", fmt.Sprint(n)), NetworkFilter{}))
		for _, c := range v.Counterparties {
			ids = append(ids, c.ID)
		}
		views += asJSON(t, v)
	}
	return ids, views
}

// keyIn is the report that a number names.
func keyIn(id string) report.Key { k, _, _, _ := partsOf(id); return k }

func markOf(id string) string { return id[strings.LastIndexByte(id, '-')+1:] }

// TestNumbersTellNoGuess: what a number bears of a value hangs on the unit's secret and
// on the place, and is part of no hash that is kept elsewhere. With the secret it is the
// same on both databases; with another, the marks differ, and neither an order nor
// anything else does.
func TestNumbersTellNoGuess(t *testing.T) {
	var ids, views []string
	engines(t, func(t *testing.T, db string) {
		u, who := keyedWith(t, db, 7)
		takeIn(t, u, who, twoSenders(), 0)
		these, shown := numbersOf(t, u, who)
		if ids == nil {
			ids, views = these, append(views, shown)
		} else if !slices.Equal(ids, these) {
			t.Errorf("%v, and on the other database %v", these, ids)
		}
		if len(these) < 5 {
			t.Fatalf("%d numbers", len(these))
		}
		for _, value := range []string{payee, shop, childMail} {
			for _, kind := range []report.Kind{report.KindIBAN, report.KindEmail} {
				for _, text := range []string{value, kind.String() + separator + value, kind.String() + value} {
					plain := sha256.Sum256([]byte(text))
					index := fmt.Sprintf("%016x", u.hash(kind, "", value))
					for _, id := range these {
						if m := markOf(id); strings.HasPrefix(hex.EncodeToString(plain[:]), m) || strings.Contains(index, m) {
							t.Errorf("%s bears the hash of %s", id, text)
						}
					}
				}
			}
		}
		marks := map[string]bool{}
		for _, id := range these {
			marks[markOf(id)] = true
		}
		// One account is a recipient and a counterparty, in two reports: nothing says so.
		if len(marks) != len(these) {
			t.Errorf("two numbers have one mark: %v", these)
		}
	})
	u, who := keyedWith(t, "", 8)
	takeIn(t, u, who, twoSenders(), 0)
	others, shown := numbersOf(t, u, who)
	for i, id := range others {
		if markOf(id) == markOf(ids[i]) {
			t.Errorf("%s is worked out without the secret", id)
		}
	}
	bare := regexp.MustCompile(`(\.[0-9]+)-[0-9a-f]{6}"`)
	if a, b := bare.ReplaceAllString(views[0], "$1"), bare.ReplaceAllString(shown, "$1"); a != b {
		t.Errorf("more than marks hangs on the secret:\n%s\n%s", a, b)
	}
}

// TestOldNumbersLeadNowhere: a number with the mark of before is refused, in words that
// say why, whatever stands there; the mark is not recorded again, and the entries that
// have one are shown without it.
func TestOldNumbersLeadNowhere(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	takeIn(t, u, who, twoSenders(), 0)
	k := report.KeyOf("ncmec", "1")
	old := func(text string) string {
		s := sha256.Sum256([]byte(text))
		return k.String() + ".0-" + hex.EncodeToString(s[:2])
	}
	recipient, counterparty := old(payee), old("iban"+separator+payee)
	for what, ask := range map[string]func() error{
		"recipient":    func() error { _, err := u.Recipient(ctx, who, recipient, "fr"); return err },
		"account":      func() error { return u.SetAccount(ctx, who, recipient, AgentAccount, "essai") },
		"counterparty": func() error { _, err := u.Network(ctx, who, k, NetworkFilter{Of: counterparty}); return err },
	} {
		if err := ask(); !errors.Is(err, ErrOldNumber) || !errors.Is(err, ErrNoSuch) {
			t.Errorf("%s: %v", what, err)
		}
		e := lastEntry(t, u)
		if d := string(e.Detail); e.Kind != ledger.Refuse || !strings.Contains(d, k.String()+`.0"`) || strings.Contains(d, markOf(recipient)) || strings.Contains(d, markOf(counterparty)) {
			t.Errorf("%s: the entry says %s", what, d)
		}
	}
	e := ledger.Entry{Kind: ledger.Read, Detail: []byte(`{"after":"","from":"","of":"` + counterparty + `","what":"network"}`)}
	if d := detailShown(e); d != `{"after":"","from":"","of":"`+k.String()+`.0","what":"network"}` {
		t.Error(d)
	}
	now := `{"id":"` + k.String() + `.0-0a1b2c","what":"recipient"}`
	if d := detailShown(ledger.Entry{Kind: ledger.Read, Detail: []byte(now)}); d != now {
		t.Error(d)
	}
}

// TestNumbersAreReadStrictly: a number with another mark, or with another spelling of
// its own, names nothing.
func TestNumbersAreReadStrictly(t *testing.T) {
	u, who := newUnit(t, "")
	takeIn(t, u, who, twoSenders(), 0)
	ids, _ := numbersOf(t, u, who)
	id := ids[0]
	place := strings.TrimSuffix(id, "-"+markOf(id))
	if _, err := u.Recipient(t.Context(), who, id, "fr"); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{place, place + "-", place + "-" + markOf(id)[1:], place + "-" + markOf(ids[1]), id + "0", place + "--" + markOf(id), "." + place, payee} {
		if _, err := u.Recipient(t.Context(), who, bad, "fr"); !errors.Is(err, ErrNoSuch) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestRefusalsSayWhatWasAsked: who may not, and who says no purpose, leaves an entry that
// says what was asked for as the entry of a reading does: of what, and of which reports.
// What was typed in the place of a number is there by its keyed hash alone.
func TestRefusalsSayWhatWasAsked(t *testing.T) {
	u, who := keyedWith(t, "", 7)
	takeIn(t, u, who, twoSenders(), 0)
	k := report.KeyOf("ncmec", "1")
	ids, _ := numbersOf(t, u, who)
	id := ids[0]
	hub := hubHash(u.hash(report.KindIBAN, "", sender2))
	head := func(a Actor) Actor { return a }
	prosecutor, auditor := person(t, u, who, "paul", access.Prosecutor), person(t, u, who, "anne", access.Auditor)
	as := func(a Actor) func(Actor) Actor { return func(Actor) Actor { return a } }
	silent := func(Actor) Actor { return who.For(" ") }
	second := func(_ any, err error) error { return err }
	// What the ledger has of a text typed in the wrong place: openssl says it as well, see docs/ledger.md.
	const typed = "keyed:0e9da5762d984dfbb0375c80e9bb42e0"
	const iban = sender1
	bearer, named := report.KeyOf("ncmec", "2"), keyIn(ids[0])
	for what, c := range map[string]struct {
		who   func(Actor) Actor
		ask   func(context.Context, Actor) error
		asked string
		of    report.Key
	}{
		"hub, may not": {as(auditor), func(ctx context.Context, a Actor) error {
			return second(u.DeclareHub(ctx, a, report.KindIBAN, "", sender2, "x"))
		}, `"hash":"` + hub + `"`, bearer},
		"hub, no purpose": {silent, func(ctx context.Context, a Actor) error {
			return second(u.DeclareHub(ctx, a, report.KindIBAN, "", sender2, "x"))
		}, `"kind":"iban"`, bearer},
		"hub taken back, may not": {as(auditor), func(ctx context.Context, a Actor) error {
			return second(u.UndeclareHub(ctx, a, report.KindIBAN, "", sender2, "x"))
		}, `"undo":true`, bearer},
		"hub that nobody bears": {head, func(ctx context.Context, a Actor) error {
			return second(u.DeclareHub(ctx, a, report.KindIBAN, "", shop, "x"))
		}, `"hash":"` + hubHash(u.hash(report.KindIBAN, "", shop)) + `"`, 0},
		"hub without a normal form": {as(auditor), func(ctx context.Context, a Actor) error {
			return second(u.DeclareHub(ctx, a, report.KindPhone, "", iban, "x"))
		}, typed, 0},
		"hub by its entry, may not": {as(auditor), func(ctx context.Context, a Actor) error { return second(u.TakeHubBack(ctx, a, 12, "x")) }, `"entry":12`, 0},
		"account, may not":          {as(auditor), func(ctx context.Context, a Actor) error { return u.SetAccount(ctx, a, id, AgentAccount, "x") }, `"id":"` + id + `"`, named},
		"account by its value":      {as(auditor), func(ctx context.Context, a Actor) error { return u.SetAccount(ctx, a, iban, AgentAccount, "x") }, typed, 0},
		"recipient, no purpose":     {silent, func(ctx context.Context, a Actor) error { return second(u.Recipient(ctx, a, id, "fr")) }, `"id":"` + id + `"`, named},
		"recipient by its value":    {head, func(ctx context.Context, a Actor) error { return second(u.Recipient(ctx, a, iban, "fr")) }, typed, 0},
		"recipients, may not": {as(prosecutor), func(ctx context.Context, a Actor) error {
			return second(u.Recipients(ctx, a, RecipientFilter{Senders: 3}))
		}, `"senders":3`, 0},
		"recipients from a value": {head, func(ctx context.Context, a Actor) error {
			return second(u.Recipients(ctx, a, RecipientFilter{From: iban}))
		}, typed, 0},
		"queue after a value": {head, func(ctx context.Context, a Actor) error { return second(u.Queue(ctx, a, QueueFilter{After: iban})) }, typed, 0},
		"network, no purpose": {silent, func(ctx context.Context, a Actor) error {
			return second(u.Network(ctx, a, k, NetworkFilter{Of: ids[2]}))
		}, `"of":"` + ids[2] + `"`, k},
		"network of a value":      {head, func(ctx context.Context, a Actor) error { return second(u.Network(ctx, a, k, NetworkFilter{Of: iban})) }, typed, k},
		"known media, no purpose": {silent, func(ctx context.Context, a Actor) error { return second(u.MediaOf(ctx, a, k, 0)) }, `"what":"known media"`, k},
		"payments, no purpose":    {silent, func(ctx context.Context, a Actor) error { return second(u.Payments(ctx, a, k, "")) }, `"what":"payments"`, k},
		"proof of a value": {head, func(ctx context.Context, a Actor) error {
			return second(u.Proof(ctx, a, ProofOf{Lead: k, Offence: iban}, "fr"))
		}, typed, k},
		"reveal, may not": {as(auditor), func(ctx context.Context, a Actor) error { return second(u.Reveal(ctx, a, k, "name-0-0")) }, `"item":"name-0-0"`, k},
		"reveal a value":  {head, func(ctx context.Context, a Actor) error { return second(u.Reveal(ctx, a, k, iban)) }, typed, k},
		"compare, may not": {as(auditor), func(ctx context.Context, a Actor) error {
			return second(u.Match(ctx, a, Comparison{Procedure: "PV 9", List: PersonList{Name: "l", SHA256: [32]byte{1}}}))
		}, `"listSha256":"01000000`, 0},
		"compare, no purpose": {silent, func(ctx context.Context, a Actor) error {
			return second(u.Match(ctx, a, Comparison{Procedure: "PV 9", List: PersonList{Name: "l"}}))
		}, `"procedure":"PV 9"`, 0},
		"comparison, may not": {as(prosecutor), func(ctx context.Context, a Actor) error { return second(u.MatchOf(ctx, a, 4)) }, `"run":4`, 0},
		"set aside, may not":  {as(prosecutor), func(ctx context.Context, a Actor) error { return second(u.QuarantinedRecord(ctx, a, 6)) }, `"id":6`, 0},
	} {
		a := c.who(who)
		before := u.leaves(t)["refuse"]
		err := c.ask(t.Context(), a)
		e := lastEntry(t, u)
		var d struct {
			Right    string `json:"right"`
			Answered string `json:"answered"`
			Asked    Asked  `json:"asked"`
		}
		if err == nil || json.Unmarshal(e.Detail, &d) != nil || e.Kind != ledger.Refuse || e.Who != a.ID || d.Right == "" || len(d.Asked) == 0 || u.leaves(t)["refuse"] != before+1 {
			t.Errorf("%s: %v; the last entry is %s by %s: %s", what, err, e.Kind, e.Who, e.Detail)
			continue
		}
		all := string(e.Detail) + e.Purpose
		if !strings.Contains(all, c.asked) || c.of != 0 && !slices.Contains(e.Subjects, c.of.String()) {
			t.Errorf("%s: the entry says %s of %v", what, e.Detail, e.Subjects)
		}
		if strings.Contains(all, iban) || strings.Contains(all, sender2) || strings.Contains(all, shop) {
			t.Errorf("%s: the entry has the value in clear: %s", what, all)
		}
		if strings.HasSuffix(what, "no purpose") && d.Answered == "" {
			t.Errorf("%s: the entry does not say why: %s", what, e.Detail)
		}
	}
	sound(t, u, who)
}
