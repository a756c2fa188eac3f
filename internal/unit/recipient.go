package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// What a person may say that a recipient's account is. Until then it is other.
const (
	OtherAccount       = "other"
	FacilitatorAccount = "facilitator" // of whoever arranges the abuse
	AgentAccount       = "agent"       // pays out for strangers: a hub, which ties nobody
)

// AccountKinds lists what an account may be said to be.
var AccountKinds = []string{OtherAccount, FacilitatorAccount, AgentAccount}

// RecipientFilter says which recipients to list.
type RecipientFilter struct {
	Senders int   // at least so many; 0: 2
	From    Place // the list's Next, or how many identifiers to pass over
	Limit   int   // 0: 50, at most 500; a few more, where one recipient has several
}

// RecipientView is an account that reports of abuse name as a recipient of
// payments. It is an account, never a person: no name is in it.
type RecipientView struct {
	ID      string     `json:"id"`             // the first report that names it, and its place there
	Place   int        `json:"place,omitzero"` // in the list, where each identifier has one
	Kind    string     `json:"kind"`
	Service string     `json:"service,omitzero"`
	Value   string     `json:"value,omitzero"` // empty: masked, it may say who a child is
	Also    []Alias    `json:"also,omitempty"` // other identifiers of the same party, that the same reports name
	IsA     string     `json:"isA"`
	Because string     `json:"because,omitzero"`
	Who     string     `json:"who,omitzero"`
	Senders int64      `json:"senders"` // leads that are stated to have paid it: the accounts of one are the same hands
	Reports int64      `json:"reports"` // that state a fact of abuse and a payment to it
	Latest  triage.Day `json:"latest,omitzero"`
	Hub     bool       `json:"hub,omitzero"` // an agent's: its senders may have nothing to do with each other
}

// Alias is another identifier of one party.
type Alias struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Service string `json:"service,omitzero"`
	Value   string `json:"value,omitzero"` // empty: masked
}

// RecipientList is a page of recipients: most senders first, then the newest payment.
type RecipientList struct {
	InAll      int64           `json:"inAll"`
	Senders    int             `json:"senders"` // at least so many each
	Recipients []RecipientView `json:"recipients"`
	Next       Place           `json:"next,omitzero"` // continue From here; empty: that was all
}

// Recipients lists the accounts that most senders are stated to have paid, by
// reports that state a fact of abuse: where one rescue would end many commissions.
func (u *Unit) Recipients(ctx context.Context, who Actor, f RecipientFilter) (RecipientList, error) {
	out := RecipientList{Senders: cmp.Or(max(f.Senders, 0), 2), Recipients: []RecipientView{}}
	limit := min(cmp.Or(max(f.Limit, 0), 50), mostRecipients)
	asked := Asked{"what": "recipients", "senders": out.Senders, "from": u.typedPlace(f.From)}
	err := u.do(ctx, who.asking(asked), access.SeeQueue, func(ctx context.Context, w *work) error {
		rows, err := w.paidBy(ctx, int64(out.Senders))
		if err != nil {
			return err
		}
		out.InAll = int64(len(rows))
		from, err := f.From.in(len(rows), 4, func(i int) []int64 { return paidOrder(rows[i]) })
		if err != nil {
			return err
		}
		end := pageOf(rows, from, limit)
		if end < len(rows) {
			out.Next = placed(paidOrder(rows[end-1]))
		}
		rows = rows[from:end]
		views, err := w.recipientViews(ctx, rows)
		if err != nil {
			return err
		}
		for i := range views {
			views[i].Place = from + i + 1
		}
		if out.Recipients, err = w.together(ctx, rows, views); err != nil {
			return err
		}
		var of []report.Key
		for _, r := range rows {
			of = append(of, r.First)
		}
		_, err = w.record(ledger.Read, of, asked.and("listed", len(rows)))
		return err
	})
	return out, err
}

// pageOf is where a page that begins there ends: where the figures change, so that
// what stands together is on one page, unless more than a whole page is alike.
func pageOf(rows []store.PaidRecipient, from, limit int) int {
	end := min(from+limit, len(rows))
	most := min(end+mostRecipients, len(rows))
	for end > from && end < most && alike(&rows[end-1], &rows[end]) {
		end++
	}
	return end
}

func alike(a, b *store.PaidRecipient) bool {
	return a.Leads == b.Leads && a.Latest == b.Latest && a.First == b.First
}

const mostRecipients = 500 // a page

func (w *work) recipientViews(ctx context.Context, rows []store.PaidRecipient) ([]RecipientView, error) {
	kinds, err := w.accountKinds(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]ofKind, len(rows))
	for i, r := range rows {
		ids[i] = ofKind{r.Kind, valueKey{r.Hash, r.Value}}
	}
	children, err := w.children(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]RecipientView, len(rows))
	for i, r := range rows {
		scope, value := unscoped(r.Value)
		k := kinds[valueKey{r.Hash, r.Value}]
		out[i] = RecipientView{
			ID: w.u.recipientID(r.Recipient), Kind: r.Kind.String(), Service: label(scope), Value: plain(value),
			IsA: cmp.Or(k.IsA, OtherAccount), Because: plainText(k.Because), Who: k.Who,
			Senders: r.Leads, Reports: r.Reports, Latest: triage.Day(r.Latest), Hub: k.IsA == AgentAccount,
		}
		if children[valueKey{r.Hash, r.Value}] || r.Kind.Masks(value) {
			out[i].Value = ""
		}
	}
	return out, nil
}

// together puts under one heading what the first report gives to one party and
// the same reports name: an IBAN, and the number of that account at its bank.
func (w *work) together(ctx context.Context, rows []store.PaidRecipient, views []RecipientView) ([]RecipientView, error) {
	firsts := make([]report.Key, len(rows))
	for i, r := range rows {
		firsts[i] = r.First
	}
	slices.Sort(firsts)
	stored, err := w.Reports(ctx, slices.Compact(firsts))
	if err != nil {
		return nil, err
	}
	xs, err := w.wholes(ctx, stored)
	if err != nil {
		return nil, err
	}
	pays := make(map[report.Key][]paid, len(xs))
	for _, x := range xs {
		pays[x.row.Key] = x.gist.pays
	}
	type party struct {
		first                           report.Key
		party                           int
		leads, senders, reports, latest int64
	}
	at := map[party]int{}
	out := make([]RecipientView, 0, len(views))
	for i, r := range rows {
		p := party{r.First, int(-1 - r.Nth), r.Leads, r.Senders, r.Reports, r.Latest}
		if named := pays[r.First]; r.Nth < int64(len(named)) {
			p.party = named[r.Nth].party
		}
		if n, met := at[p]; met && out[n].IsA == views[i].IsA {
			out[n].Also = append(out[n].Also, Alias{views[i].ID, views[i].Kind, views[i].Service, views[i].Value})
			continue
		}
		at[p] = len(out)
		out = append(out, views[i])
	}
	return out, nil
}

// recipientID numbers an account by the first report that names it.
func (u *Unit) recipientID(r store.Recipient) string {
	return u.numberOf(asRecipient, r.First, int(r.Nth), r.Kind, r.Value)
}

func (w *work) accountKinds(ctx context.Context) (map[valueKey]store.AccountKind, error) {
	ks, err := w.AccountKinds(ctx)
	out := make(map[valueKey]store.AccountKind, len(ks))
	for _, k := range ks {
		out[valueKey{k.Hash, k.Value}] = k
	}
	return out, err
}

// RecipientLeads is one recipient's account, and the leads that reach it.
type RecipientLeads struct {
	RecipientView
	Leads []QueueRow `json:"leads"` // in the order of the queue, at most 200
	More  bool       `json:"more,omitzero"`
}

// Recipient shows one account and the leads that pay or name it.
func (u *Unit) Recipient(ctx context.Context, who Actor, id, lang string) (RecipientLeads, error) {
	out := RecipientLeads{Leads: []QueueRow{}}
	asked := Asked{"what": "recipient", "id": u.typedNumber(id)}
	err := u.do(ctx, who.onNumber(id).asking(asked), access.SeeLead, func(ctx context.Context, w *work) error {
		day, err := w.advance(ctx)
		if err != nil {
			return err
		}
		r, err := w.recipient(ctx, id)
		if err != nil {
			return err
		}
		if r.Senders == 0 {
			return tell(errUnnamed, r.First)
		}
		paid, err := w.paidOf(ctx, []int64{r.Hash})
		if err != nil {
			return err
		}
		vs, err := w.recipientViews(ctx, slices.DeleteFunc(paid, func(p store.PaidRecipient) bool { return p.Value != r.Value }))
		if err != nil {
			return err
		}
		out.RecipientView = vs[0]
		ls, err := w.CounterpartyLeads(ctx, r.Hash, r.Value, nil, networkMost+1)
		if err != nil {
			return err
		}
		if len(ls) > networkMost {
			ls, out.More = ls[:networkMost], true
		}
		of := []report.Key{r.First}
		for _, l := range ls {
			row, err := w.row(ctx, l, day, cmp.Or(lang, who.Lang))
			if err != nil {
				return err
			}
			out.Leads, of = append(out.Leads, row), append(of, l.ID)
		}
		_, err = w.record(ledger.Read, of, asked)
		return err
	})
	return out, err
}

var errUnnamed = errors.New("no report that states a fact of abuse names this account as a recipient")

// errNoRecipient is the error for an ID that no recipient has.
var errNoRecipient = &NoSuch{Impossible{
	en: "no recipient has that number: a report's number, a dot and a place, as vigie recipients shows them",
	fr: "aucun bénéficiaire n'a ce numéro : un numéro de signalement, un point et un rang, comme les montre vigie recipients",
}}

// recipient finds an account by its ID.
func (w *work) recipient(ctx context.Context, id string) (store.Recipient, error) {
	k, nth, marked, ok := partsOf(id)
	if !ok {
		return store.Recipient{}, errNoRecipient
	}
	if len(marked) == plainMarkDigits {
		return store.Recipient{}, tell(ErrOldNumber, k)
	}
	x, err := w.whole(ctx, k)
	if errors.Is(err, ErrNoSuch) || err == nil && (nth >= len(x.gist.pays) || !marks(w.u.recipientID(x.gist.pays[nth].at(k, nth)), marked)) {
		return store.Recipient{}, tell(errNoRecipient, k)
	}
	if err != nil {
		return store.Recipient{}, err
	}
	p := x.gist.pays[nth]
	rows, err := w.RecipientsOf(ctx, []int64{p.hash})
	if err != nil {
		return store.Recipient{}, err
	}
	i := slices.IndexFunc(rows, func(r store.Recipient) bool { return r.Value == p.value })
	if i < 0 {
		// Nobody states abuse with it any more; what a person said of it can be taken back all the same.
		return p.at(k, nth), nil
	}
	return rows[i], nil
}

// accountDetail is the detail of account entries. The account itself stays out of
// it: its keyed hash tells which row it means.
type accountDetail struct {
	Kind    string `json:"kind"`
	Hash    string `json:"hash"`
	IsA     string `json:"isA"`
	Because string `json:"because"`
}

// SetAccount records what a person says that a recipient's account is, and of what is
// shown as one with it. An agent's ties nobody from then on; "other" takes back what was said.
func (u *Unit) SetAccount(ctx context.Context, who Actor, id, isA, because string) error {
	if !slices.Contains(AccountKinds, isA) {
		return fmt.Errorf("%q is no kind of account: expected %s", isA, strings.Join(AccountKinds, ", "))
	}
	if err := reason(because, "saying what an account is"); err != nil {
		return err
	}
	who = who.onNumber(id).asking(Asked{"what": "account", "id": u.typedNumber(id), "isA": isA})
	return u.do(ctx, who, access.Judge, func(ctx context.Context, w *work) error {
		if err := w.loadHubs(ctx); err != nil {
			return err
		}
		r, err := w.recipient(ctx, id)
		if err != nil {
			return err
		}
		if r.Senders == 0 && isA != OtherAccount {
			return tell(errUnnamed, r.First)
		}
		kinds, err := w.accountKinds(ctx)
		if err != nil {
			return err
		}
		was := cmp.Or(kinds[valueKey{r.Hash, r.Value}].IsA, OtherAccount)
		if was == isA {
			return tell(fmt.Errorf("this account is said to be %q already", isA), r.First)
		}
		return w.setAsOne(ctx, who, r, kinds, isA, because)
	})
}

// takeAccountBack takes back what was said of an account, and of what is shown as one
// with it. It needs no report that names the account.
func (w *work) takeAccountBack(ctx context.Context, who Actor, k store.AccountKind, because string) error {
	rows, err := w.RecipientsOf(ctx, []int64{k.Hash})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(r store.Recipient) bool { return r.Value == k.Value })
	if i < 0 {
		return w.setAccount(ctx, who, store.Recipient{Hash: k.Hash, Value: k.Value, Kind: k.Kind}, OtherAccount, because)
	}
	kinds, err := w.accountKinds(ctx)
	if err != nil {
		return err
	}
	return w.setAsOne(ctx, who, rows[i], kinds, OtherAccount, because)
}

// setAsOne is setAccount for a recipient's account and what is shown as one with it.
func (w *work) setAsOne(ctx context.Context, who Actor, r store.Recipient, kinds map[valueKey]store.AccountKind, isA, because string) error {
	is := func(r store.Recipient) string { return cmp.Or(kinds[valueKey{r.Hash, r.Value}].IsA, OtherAccount) }
	all, err := w.asOne(ctx, r)
	if err != nil {
		return err
	}
	for _, o := range all {
		if is(o) != is(r) {
			continue // somebody said something else of it: it is not shown as one with this
		}
		if err := w.setAccount(ctx, who, o, isA, because); err != nil {
			return err
		}
	}
	return nil
}

// asOne lists, with a recipient's account, those that are shown as one with it: the
// other identifiers of its party, which the same reports name.
func (w *work) asOne(ctx context.Context, r store.Recipient) ([]store.Recipient, error) {
	out := []store.Recipient{r}
	x, err := w.whole(ctx, r.First)
	if err != nil || r.Nth >= int64(len(x.gist.pays)) {
		return out, err
	}
	party := map[valueKey]bool{}
	var hashes []int64
	for _, p := range x.gist.pays {
		if p.party == x.gist.pays[r.Nth].party {
			party[p.valueKey], hashes = true, append(hashes, p.hash)
		}
	}
	rows, err := w.RecipientsOf(ctx, hashes)
	for _, o := range rows {
		same := o.First == r.First && o.Senders == r.Senders && o.Reports == r.Reports && o.Latest == r.Latest
		if k := (valueKey{o.Hash, o.Value}); same && party[k] && k != (valueKey{r.Hash, r.Value}) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out[1:], func(a, b store.Recipient) int { return cmp.Compare(a.Nth, b.Nth) })
	return out, err
}

// setAccount records it of one identifier.
func (w *work) setAccount(ctx context.Context, who Actor, r store.Recipient, isA, because string) error {
	of := []report.Key{r.First}
	if r.First == 0 { // no report names it as a recipient any more
		bearers, err := w.BearerKeys(ctx, r.Hash, r.Value)
		if err != nil {
			return err
		}
		of = bearers[:min(len(bearers), mostSubjects)]
	}
	entry, err := w.record(ledger.Account, of, accountDetail{r.Kind.String(), hubHash(r.Hash), isA, because})
	if err != nil {
		return err
	}
	if isA == OtherAccount {
		err = w.DeleteAccountKind(ctx, r.Hash, r.Value)
	} else {
		err = w.PutAccountKind(ctx, store.AccountKind{
			Hash: r.Hash, Value: r.Value, Kind: r.Kind, IsA: isA, Because: because, Who: who.ID, At: w.at.UnixMilli(), Entry: entry,
		})
	}
	if err != nil {
		return err
	}
	k := valueKey{r.Hash, r.Value}
	was := w.hubs[k]
	w.hubs = nil
	if err := w.loadHubs(ctx); err != nil || w.hubs[k] == was {
		return err
	}
	return w.tieAnew(ctx, k, r.Kind)
}

// tieAnew brings up to date what hangs on an identifier that is a hub now, or no longer.
func (w *work) tieAnew(ctx context.Context, k valueKey, kind report.Kind) error {
	joined, err := w.JoiningBearers(ctx, k.hash, k.value)
	if err != nil {
		return err
	}
	if err := w.reshare(ctx, []valueKey{k}, func(valueKey) sharing { return sharing{kind: kind, lost: true} }); err != nil {
		return err
	}
	places, err := w.Places(ctx, joined)
	if err != nil || len(places) == 0 {
		return err
	}
	comps := make([]report.Key, len(places))
	for i, p := range places {
		comps[i] = p.Comp
	}
	return w.solve(ctx, comps)
}

// accountStanding is what stands of an account, by the ledger.
type accountStanding struct {
	standing
	isA string
	at  int64
}

// accountAudit compares what people said of accounts with the ledger.
type accountAudit map[string]accountStanding

func (a accountAudit) entry(index int64, e ledger.Entry) error {
	d, err := detail[accountDetail](e)
	if err != nil {
		return err
	}
	if delete(a, d.Hash); d.IsA != OtherAccount {
		a[d.Hash] = accountStanding{standing{index, d.Because, e.Who}, d.IsA, e.At.UnixMilli()}
	}
	return nil
}

func (a accountAudit) finish(ctx context.Context, t *store.Tx, hash func(store.Hub) int64, fault func(int64, string)) error {
	ks, err := t.AccountKinds(ctx)
	if err != nil {
		return err
	}
	for _, k := range ks {
		s, ok := a[hubHash(k.Hash)]
		delete(a, hubHash(k.Hash))
		if !ok {
			fault(k.Entry, "an account is said to be something that no entry said")
		} else if hash(store.Hub{Value: k.Value, Kind: k.Kind}) != k.Hash || k.Entry != s.entry || k.IsA != s.isA || k.Because != s.because || k.Who != s.who || k.At != s.at {
			fault(s.entry, "what it said of an account was changed")
		}
	}
	for _, s := range a {
		fault(s.entry, "what it said of an account is gone")
	}
	return nil
}
