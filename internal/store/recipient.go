package store

import (
	"context"
	"database/sql"
	"slices"

	"vigie/internal/report"
)

// Payer is a reported account that reports of abuse state to have paid a
// recipient's account.
type Payer struct {
	Hash    int64 // of the recipient's account
	Value   string
	Account int64 // of the sender
	Reports int64
	Latest  int64      // day of the newest payment; 0: none has a date
	First   report.Key // smallest report that says so
	Nth     int64      // place of the recipient's account in that report
}

// Pair is half of each hash, so that one recipient's rows stand together and one
// number finds a row. Rows are compared in full.
func (p Payer) Pair() int64 { return p.Hash>>32<<32 | p.Account>>31&0xffffffff }

// Recipient is an account that reports of abuse name as a recipient of payments.
type Recipient struct {
	Hash    int64
	Value   string // with its service where it has one
	Kind    report.Kind
	Senders int64 // distinct reported accounts, else reports: see [PaidRecipient] for the hands behind them
	Reports int64
	Latest  int64      // day of the newest payment; 0: none has a date
	First   report.Key // smallest report that names it
	Nth     int64      // its place in that report
}

// PaidRecipient is a recipient and the leads of its senders, each account in the lead
// of its first report: two accounts of one lead are the same hands.
type PaidRecipient struct {
	Recipient
	Leads int64
}

// Payers finds the rows of pairs of recipient and sender, in no order. Others
// that share a pair's number may come with them.
func (t *Tx) Payers(ctx context.Context, pairs []int64) ([]Payer, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	return t.payers(ctx, "WHERE pair IN "+t.set(1), t.keys(pairs))
}

// PayersOf finds all senders of a recipient's account, in order of account.
func (t *Tx) PayersOf(ctx context.Context, hash int64, value string) ([]Payer, error) {
	low := hash >> 32 << 32
	return t.payers(ctx, "WHERE pair>=$1 AND pair<=$2 AND hash=$3 AND value=$4 ORDER BY account", low, low|0xffffffff, hash, value)
}

// EachPayer walks all rows, in no order.
func (t *Tx) EachPayer(ctx context.Context, f func(Payer) error) error {
	ps, err := t.payers(ctx, "")
	for _, p := range ps {
		if err := f(p); err != nil {
			return err
		}
	}
	return err
}

func (t *Tx) payers(ctx context.Context, q string, args ...any) ([]Payer, error) {
	var out []Payer
	err := t.each(ctx, func(r *sql.Rows) error {
		var p Payer
		err := r.Scan(&p.Hash, &p.Value, &p.Account, &p.Reports, &p.Latest, &p.First, &p.Nth)
		out = append(out, p)
		return err
	}, "SELECT hash, value, account, reports, latest, first, nth FROM payer "+q, args...)
	return out, err
}

// UpdatePayers writes what rows that are there say now.
func (t *Tx) UpdatePayers(ctx context.Context, ps []Payer) error {
	for _, p := range ps {
		_, err := t.Exec(ctx, "UPDATE payer SET reports=$5, latest=$6, first=$7, nth=$8 WHERE pair=$1 AND hash=$2 AND value=$3 AND account=$4",
			p.Pair(), p.Hash, p.Value, p.Account, p.Reports, p.Latest, p.First, p.Nth)
		if err != nil {
			return err
		}
	}
	return nil
}

// ReplacePayers removes rows and adds others.
func (t *Tx) ReplacePayers(ctx context.Context, gone, come []Payer) error {
	for _, p := range gone {
		if _, err := t.Exec(ctx, "DELETE FROM payer WHERE pair=$1 AND hash=$2 AND value=$3 AND account=$4", p.Pair(), p.Hash, p.Value, p.Account); err != nil {
			return err
		}
	}
	rows := make([][]any, len(come))
	for i, p := range come {
		rows[i] = []any{p.Pair(), p.Hash, p.Value, p.Account, p.Reports, p.Latest, int64(p.First), p.Nth}
	}
	return t.e.Insert(ctx, t, "payer", []string{"pair", "hash", "value", "account", "reports", "latest", "first", "nth"}, rows)
}

func (t *Tx) recipients(ctx context.Context, q string, args ...any) ([]Recipient, error) {
	var out []Recipient
	err := t.each(ctx, func(r *sql.Rows) error {
		var x Recipient
		err := r.Scan(&x.Hash, &x.Value, &x.Kind, &x.Senders, &x.Reports, &x.Latest, &x.First, &x.Nth)
		out = append(out, x)
		return err
	}, "SELECT hash, value, kind, senders, reports, latest, first, nth FROM recipient "+q, args...)
	return out, err
}

// RecipientsOf finds the rows of hashes, in no order.
func (t *Tx) RecipientsOf(ctx context.Context, hashes []int64) ([]Recipient, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	return t.recipients(ctx, "WHERE hash IN "+t.set(1), t.keys(hashes))
}

// PaidByLeads finds, in no order, those that accounts of so many leads or more paid. No more
// leads than accounts pay one, so that the index by accounts leaves few to count.
func (t *Tx) PaidByLeads(ctx context.Context, leads int64) ([]PaidRecipient, error) {
	all, err := t.paid(ctx, "x.senders>=$1", leads)
	return slices.DeleteFunc(all, func(x PaidRecipient) bool { return x.Leads < leads }), err
}

// PaidOf finds the rows of hashes with the leads of their senders, in no order.
func (t *Tx) PaidOf(ctx context.Context, hashes []int64) ([]PaidRecipient, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	return t.paid(ctx, "x.hash IN "+t.set(1), t.keys(hashes))
}

// paid counts leads in sub-selects, which both engines do row by row along a key: a
// join may be planned as a walk over all reports.
func (t *Tx) paid(ctx context.Context, which string, args ...any) ([]PaidRecipient, error) {
	var out []PaidRecipient
	err := t.each(ctx, func(r *sql.Rows) error {
		var x PaidRecipient
		err := r.Scan(&x.Hash, &x.Value, &x.Kind, &x.Senders, &x.Reports, &x.Latest, &x.First, &x.Nth, &x.Leads)
		out = append(out, x)
		return err
	}, `SELECT x.hash, x.value, x.kind, x.senders, x.reports, x.latest, x.first, x.nth,
		(SELECT count(DISTINCT (SELECT r.lead FROM report r WHERE r.key=p.first)) FROM payer p
			WHERE p.pair>=((x.hash>>32)<<32) AND p.pair<=(((x.hash>>32)<<32)|4294967295) AND p.hash=x.hash AND p.value=x.value)
		FROM recipient x WHERE `+which, args...)
	return out, err
}

// Cut lists the components that judgements have cut into several leads, in order.
func (t *Tx) Cut(ctx context.Context) ([]report.Key, error) {
	return Column[report.Key](ctx, t, "SELECT DISTINCT comp FROM lead WHERE comp<>id ORDER BY comp")
}

// PayersWithin finds the accounts with several reports of which the first stands in one
// of the components, in no order: those that paid recipients of some hashes, where hashes
// is not nil.
func (t *Tx) PayersWithin(ctx context.Context, comps []report.Key, hashes []int64) ([]Payer, error) {
	if len(comps) == 0 {
		return nil, nil
	}
	const within = "(SELECT r.comp FROM report r WHERE r.key=payer.first) IN "
	if hashes == nil {
		return t.payers(ctx, "WHERE reports>1 AND "+within+t.set(1), t.keys(ints(comps)))
	}
	return t.payers(ctx, "WHERE reports>1 AND hash IN "+t.set(2)+" AND "+within+t.set(1), t.keys(ints(comps)), t.keys(hashes))
}

// EachRecipient walks all rows, in no order.
func (t *Tx) EachRecipient(ctx context.Context, f func(Recipient) error) error {
	xs, err := t.recipients(ctx, "")
	for _, x := range xs {
		if err := f(x); err != nil {
			return err
		}
	}
	return err
}

// ReplaceRecipients removes rows and adds others.
func (t *Tx) ReplaceRecipients(ctx context.Context, gone, come []Recipient) error {
	for _, x := range gone {
		if _, err := t.Exec(ctx, "DELETE FROM recipient WHERE hash=$1 AND value=$2", x.Hash, x.Value); err != nil {
			return err
		}
	}
	rows := make([][]any, len(come))
	for i, x := range come {
		rows[i] = []any{x.Hash, x.Value, int64(x.Kind), x.Senders, x.Reports, x.Latest, int64(x.First), x.Nth}
	}
	return t.e.Insert(ctx, t, "recipient", []string{"hash", "value", "kind", "senders", "reports", "latest", "first", "nth"}, rows)
}

// NamedBy finds the reports of an account that name another account, in whatever
// role, in order of key.
func (t *Tx) NamedBy(ctx context.Context, hash int64, value string, account int64) ([]report.Key, error) {
	return Column[report.Key](ctx, t, "SELECT DISTINCT report FROM ident WHERE hash=$1 AND role>0 AND digest=$2 AND account=$3 ORDER BY report", hash, Digest(hash, value), account)
}

// AccountKind is what a person says that a recipient's account is.
type AccountKind struct {
	Hash    int64
	Value   string // with its service where it has one
	Kind    report.Kind
	IsA     string
	Because string
	Who     string
	At      int64 // Unix milliseconds
	Entry   int64
}

// AccountKinds lists all that people said, in order of entry: they are few.
func (t *Tx) AccountKinds(ctx context.Context) ([]AccountKind, error) {
	var out []AccountKind
	err := t.each(ctx, func(r *sql.Rows) error {
		var a AccountKind
		err := r.Scan(&a.Hash, &a.Value, &a.Kind, &a.IsA, &a.Because, &a.Who, &a.At, &a.Entry)
		out = append(out, a)
		return err
	}, "SELECT hash, value, kind, is_a, because, who, at, entry FROM account_kind ORDER BY entry")
	return out, err
}

// PutAccountKind makes what a person says stand.
func (t *Tx) PutAccountKind(ctx context.Context, a AccountKind) error {
	_, err := t.Exec(ctx, `INSERT INTO account_kind (hash, value, kind, is_a, because, who, at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (hash, value) DO UPDATE SET is_a=excluded.is_a, because=excluded.because, who=excluded.who, at=excluded.at, entry=excluded.entry`,
		a.Hash, a.Value, int64(a.Kind), a.IsA, a.Because, a.Who, a.At, a.Entry)
	return err
}

// DeleteAccountKind takes it back: the account is "other" again.
func (t *Tx) DeleteAccountKind(ctx context.Context, hash int64, value string) error {
	n, err := t.Exec(ctx, "DELETE FROM account_kind WHERE hash=$1 AND value=$2", hash, value)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}
