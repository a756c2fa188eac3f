package unit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/testenv"
)

// engines runs a test on each database.
func engines(t *testing.T, f func(t *testing.T, db string)) {
	t.Run("sqlite", func(t *testing.T) { f(t, "") })
	t.Run("postgres", func(t *testing.T) { f(t, testenv.Postgres(t)) })
}

// TestOrderIndependent: the same reports in three orders, one by one or in
// batches, on both databases: the same leads and queue, byte for byte.
func TestOrderIndependent(t *testing.T) {
	u, who := newUnit(t, "")
	recs := records(t, u, 250, 7)
	takeIn(t, u, who, recs, 0)
	want := digest(t, u)
	sound(t, u, who)
	engines(t, func(t *testing.T, db string) {
		for i, batch := range []int{1, 40, 1000} {
			if db != "" && i > 0 {
				db = testenv.Postgres(t)
			}
			order := slices.Clone(recs)
			rand.New(rand.NewPCG(uint64(i), 1)).Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
			u, who := newUnit(t, db)
			takeIn(t, u, who, order, batch)
			if got := digest(t, u); got != want {
				t.Errorf("order %d in batches of %d: leads and queue differ", i, batch)
			}
			sound(t, u, who)
		}
	})
}

// story is a random history: reports that share identifiers from small pools,
// so that hubs form on the way, new versions that lose identifiers, and judgements.
type story struct {
	*rand.Rand
	keys []report.Key
	hubs map[int]bool // declared, by their number in pool
	asks []request.Number
}

// declare declares an identifier of the pools a hub, or takes that back. Either
// way, the opposite at once restores what was.
func (s *story) declare(t *testing.T, u *Unit, who Actor, seed uint64) {
	ctx := context.Background()
	n := s.IntN(28)
	kind, service, value := report.KindBank, "Banque Exemple", fmt.Sprintf("EX00012%02d", n%4)
	switch n / 4 {
	case 1:
		kind, service, value = report.KindAccount, "ExampleChat", fmt.Sprint("user", n%4)
	case 2:
		kind, service, value = report.KindEmail, "", fmt.Sprintf("m%d@example.com", n%4)
	case 3:
		kind, service, value = report.KindScreenName, "ExampleChat", fmt.Sprintf("name-%d", n%4)
	case 4:
		kind, service, value = report.KindHandle, "", fmt.Sprintf("name-%d", n%4)
	case 5:
		kind, service, value = report.KindIPPort, "", fmt.Sprintf("192.0.2.%d:1024", n%4)
	case 6:
		kind, service, value = report.KindReport, "", fmt.Sprintf("ncmec:%d", n%4)
	}
	acts := []func(context.Context, Actor, report.Kind, string, string, string) (int, error){u.DeclareHub, u.UndeclareHub}
	if s.hubs[n] {
		slices.Reverse(acts)
	}
	before := digest(t, u)
	if _, err := acts[0](ctx, who, kind, service, value, "essai"); err != nil {
		if s.hubs[n] || digest(t, u) != before {
			t.Fatalf("seed %d: %v", seed, err)
		}
		return // nobody bears it yet
	}
	if s.IntN(2) == 0 {
		s.hubs[n] = !s.hubs[n]
		return
	}
	if _, err := acts[1](ctx, who, kind, service, value, "essai"); err != nil {
		if !s.hubs[n] {
			t.Fatalf("seed %d: %v", seed, err)
		}
		s.hubs[n] = false // newer versions have lost it: nobody bears it any more
		return
	}
	if digest(t, u) != before {
		t.Fatalf("seed %d: a hub declared and taken back, or the other way round, did not restore what was", seed)
	}
}

// doubt refutes what a report states, or takes that back.
func (s *story) doubt(t *testing.T, u *Unit, who Actor) {
	if len(s.keys) == 0 {
		return
	}
	k, standing := s.keys[s.IntN(len(s.keys))], []string{"refute", "verify", "undo"}[s.IntN(3)]
	if err := u.Stand(context.Background(), who, k, report.LiveAbuse, standing, "essai"); err != nil && !Answered(err) {
		t.Fatal(err)
	}
}

// say says what a recipient's account is.
func (s *story) say(t *testing.T, u *Unit, who Actor) {
	l, err := u.Recipients(context.Background(), who, RecipientFilter{Senders: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Recipients) == 0 {
		return
	}
	id, isA := l.Recipients[s.IntN(len(l.Recipients))].ID, AccountKinds[s.IntN(len(AccountKinds))]
	if err := u.SetAccount(context.Background(), who, id, isA, "essai"); err != nil && !Answered(err) {
		t.Fatal(err)
	}
}

func (s *story) report(n, version int) intake.Record {
	yes, no := true, false
	p := report.Party{Role: report.RoleReported, Field: "personOrUserReported"}
	add := func(k report.Kind, service, raw string, v *bool) {
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: k, Service: service, Raw: raw, Verified: v, Field: "id"})
	}
	if s.IntN(4) > 0 {
		add(report.KindAccount, "ExampleChat", fmt.Sprint("user", s.IntN(30)), nil)
	}
	if s.IntN(3) == 0 {
		v := &yes
		if s.IntN(4) == 0 {
			v = &no
		}
		add(report.KindEmail, "", fmt.Sprintf("m%d@example.com", s.IntN(12)), v)
	}
	if s.IntN(2) == 0 {
		add(report.KindBank, "Banque Exemple", fmt.Sprintf("EX00012%02d", s.IntN(4)), &yes)
	}
	if s.IntN(3) == 0 {
		add(report.KindScreenName, "ExampleChat", fmt.Sprintf("name-%d", s.IntN(14)), nil)
	}
	if s.IntN(3) == 0 {
		add(report.KindPhone, "", fmt.Sprintf("+336399800%02d", s.IntN(20)), &yes)
	}
	if s.IntN(4) == 0 {
		add(report.KindDocument, "FR", fmt.Sprintf("12AB345%02d", s.IntN(6)), nil)
	}
	for range s.IntN(3) { // records that lapse, some soon
		p.Identifiers = append(p.Identifiers, report.Identifier{
			Kind: report.KindIP, Raw: fmt.Sprintf("192.0.2.%d", s.IntN(6)), Port: 1024 + s.IntN(2), Field: "ip", At: received.AddDate(-1, 0, s.IntN(90)).Add(time.Duration(s.IntN(3)) * time.Hour),
		})
	}
	r := &report.Report{
		Source: "ncmec", SourceID: fmt.Sprint(n), Format: "test", Parties: []report.Party{p},
		Dated: received.Add(time.Duration(version) * time.Hour),
	}
	for range s.IntN(3) { // a report that was taken in, that will be, that never is, or this one
		r.Links = append(r.Links, report.Link{Kind: report.LinkPrior, Value: fmt.Sprint(s.IntN(8 + 22*s.IntN(2))), Field: "prior"})
	}
	if s.IntN(10) == 0 {
		r.Facts = append(r.Facts, report.Fact{Kind: report.ImminentDanger, Field: "f"})
	}
	if s.IntN(3) > 0 {
		r.Facts = append(r.Facts, report.Fact{Kind: report.LiveAbuse, Field: "f"})
	}
	for range s.IntN(3) {
		to := named(report.RoleRecipient, report.KindBank, "Banque Exemple", fmt.Sprintf("EX%s12%02d", []string{"999", "000"}[s.IntN(2)], s.IntN(4)))
		r.Payments = append(r.Payments, report.Payment{Sender: 0, Recipient: len(r.Parties), At: received.AddDate(0, 0, -s.IntN(90)), Reversal: s.IntN(8) == 0})
		r.Parties = append(r.Parties, to)
	}
	b := fmt.Appendf(nil, "%d %d %+v", n, version, r)
	return intake.Record{Place: intake.Place{File: fmt.Sprint(n)}, SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: r, Redacted: b}
}

// TestRandomHistories: however reports, versions, judgements, hubs, requests and
// their taking back are interleaved, what stands equals what follows from nothing; no lead
// holds two reports judged different; taking a judgement back restores what was.
func TestRandomHistories(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		seeds := 16
		if testing.Short() || db != "" {
			seeds = 3
		}
		for seed := range seeds {
			if db != "" && seed > 0 {
				db = testenv.Postgres(t)
			}
			history(t, db, uint64(seed))
		}
	})
}

func history(t *testing.T, db string, seed uint64) {
	ctx := context.Background()
	s := &story{Rand: rand.New(rand.NewPCG(seed, 2))}
	u, who := newUnit(t, db)
	standing := map[[2]report.Key]bool{}
	s.hubs = map[int]bool{}
	for range 60 {
		switch s.IntN(11) {
		case 9, 10:
			s.request(t, u, who, seed)
		case 6:
			s.declare(t, u, who, seed)
		case 7:
			s.doubt(t, u, who)
		case 8:
			s.say(t, u, who)
		case 0, 1, 2:
			var recs []intake.Record
			for range 1 + s.IntN(6) {
				n, v := len(s.keys), 0
				if n > 0 && s.IntN(4) == 0 {
					n, v = s.IntN(n), 1+s.IntN(5)
				} else {
					s.keys = append(s.keys, report.KeyOf("ncmec", fmt.Sprint(n)))
				}
				recs = append(recs, s.report(n, v))
			}
			takeIn(t, u, who, recs, 1+s.IntN(4))
		case 3, 4:
			if len(s.keys) < 2 {
				continue
			}
			a, b := s.keys[s.IntN(len(s.keys))], s.keys[s.IntN(len(s.keys))]
			if a == b {
				continue
			}
			v := []link.Verdict{link.Same, link.Different, link.Undecided}[s.IntN(3)]
			before := digest(t, u)
			pair := [2]report.Key{min(a, b), max(a, b)}
			err := u.Judge(ctx, who, a, b, v, "essai")
			var c *Contradiction
			switch {
			case errors.As(err, &c):
				if digest(t, u) != before {
					t.Fatalf("seed %d: a refused judgement changed something", seed)
				}
			case err != nil:
				t.Fatal(err)
			case !standing[pair] && s.IntN(2) == 0:
				if err := u.Unjudge(ctx, who, a, b, "essai"); err != nil {
					t.Fatal(err)
				}
				if digest(t, u) != before {
					t.Fatalf("seed %d: taking a judgement back did not restore what was", seed)
				}
			default:
				standing[pair] = true
			}
		case 5:
			for pair := range standing {
				if err := u.Unjudge(ctx, who, pair[0], pair[1], "essai"); err != nil {
					t.Fatal(err)
				}
				delete(standing, pair)
				break
			}
		}
	}
	sound(t, u, who)
	apart(t, u, seed)
	s.unsay(t, u, who, seed)
}

// unsay takes back, by its row, all that was said of accounts: newer versions may have
// lost the payments to them.
func (s *story) unsay(t *testing.T, u *Unit, who Actor, seed uint64) {
	for _, h := range try[HubList](t)(u.Hubs(t.Context(), who)).Hubs {
		if h.IsA == "" {
			continue
		}
		if _, err := u.TakeHubBack(t.Context(), who, h.Entry, "essai"); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	for _, h := range try[HubList](t)(u.Hubs(t.Context(), who)).Hubs {
		if h.IsA != "" {
			t.Errorf("seed %d: what was said of an account still stands", seed)
		}
	}
	sound(t, u, who)
}

// apart fails when two reports judged different are in one lead.
func apart(t *testing.T, u *Unit, seed uint64) {
	t.Helper()
	ctx := context.Background()
	who, err := u.Actor(ctx, "cheffe")
	if err != nil {
		t.Fatal(err)
	}
	err = u.write(ctx, who, func(ctx context.Context, w *work) error {
		js, err := w.Judgements(ctx)
		if err != nil {
			return err
		}
		for _, j := range js {
			ps, err := w.Places(ctx, []report.Key{j.A, j.B})
			if err != nil {
				return err
			}
			if j.Verdict == string(link.Different) && ps[0].Lead == ps[1].Lead {
				t.Errorf("seed %d: %s and %s are judged different and in one lead", seed, j.A, j.B)
			}
			if j.Verdict == string(link.Same) && ps[0].Lead != ps[1].Lead {
				t.Errorf("seed %d: %s and %s are judged the same and in two leads", seed, j.A, j.B)
			}
		}
		_, err = w.record("read", nil, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
