package store

import (
	"context"
	"strconv"
	"strings"

	"vigie/internal/report"
)

// Reach is who reaches a counterparty: over all reports that give an identifier
// to a recipient, victim, facilitator or seized device.
type Reach struct {
	Reports  int64
	Leads    int64 // 0 when More
	Accounts int64 // distinct reported accounts, else reports; 0 when More
	More     bool  // there are more reports than were to be counted, and Reports says how many those were
}

// asCounterparty keeps the bearers of an identifier, $1 its hash and $2 the
// digest of its value, who bear it in a role of the network.
var asCounterparty = func() string {
	var roles []string
	for r := report.RoleReported; r <= report.RoleAssociate; r++ {
		if r.Counterparty() {
			roles = append(roles, strconv.Itoa(int(r)))
		}
	}
	return "i.hash=$1 AND i.digest=$2 AND i.role IN (" + strings.Join(roles, ",") + ")"
}()

// CounterpartyReach counts who reaches a counterparty, as far as most reports.
// What is beyond is not counted: which of them a database meets first is its own
// affair, so that a part of them would be no figure.
func (t *Tx) CounterpartyReach(ctx context.Context, hash int64, value string, most int) (Reach, error) {
	var r Reach
	err := t.one(ctx, []any{&r.Reports}, "SELECT count(*) FROM (SELECT DISTINCT i.report FROM ident i WHERE "+asCounterparty+" LIMIT $3) AS counted", hash, Digest(hash, value), most+1)
	if err != nil {
		return r, err
	}
	if r.Reports > int64(most) {
		return Reach{Reports: int64(most), More: true}, nil
	}
	err = t.one(ctx, []any{&r.Leads, &r.Accounts}, "SELECT count(DISTINCT r.lead), count(DISTINCT i.account) FROM ident i JOIN report r ON r.key=i.report WHERE "+asCounterparty, hash, Digest(hash, value))
	return r, err
}

// CounterpartyLeads reads up to limit of the leads that reach a counterparty, in
// the order of the queue, behind a lead; from the first when after is nil.
func (t *Tx) CounterpartyLeads(ctx context.Context, hash int64, value string, after *Lead, limit int) ([]Lead, error) {
	args := []any{hash, Digest(hash, value)}
	where := "first IN (SELECT l.first FROM ident i JOIN report r ON r.key=i.report JOIN report l ON l.key=r.lead WHERE " + asCounterparty + ")"
	if after != nil {
		where += " AND " + behind(after, func(v any) string {
			args = append(args, v)
			return "$" + strconv.Itoa(len(args))
		})
	}
	args = append(args, limit)
	// "class+0" keeps SQLite from walking the whole queue for these few leads.
	return t.leads(ctx, where+" ORDER BY class+0, score DESC, act_by, id LIMIT $"+strconv.Itoa(len(args)), args...)
}
