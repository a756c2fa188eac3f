package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

// Who reaches a counterparty is counted over reports, leads and accounts, in any
// role of the network and in no other; its leads come in the order of the queue.
func network(t *testing.T, s *store.Store) {
	queue := inOrder()
	named := func(role report.Role, account, by int64) store.Ident {
		d := borne(7, "r", account, by, report.Joins)
		d.Role = role
		return d
	}
	var is []store.Ident
	var rs []store.Report
	for i, l := range queue {
		rs = append(rs, aReport(int64(l.ID)), store.Report{Key: report.Key(1000 + i), First: int64(3000 + i), Source: "s", SourceID: string(rune('a' + i)), Comp: l.ID, Lead: l.ID})
		is = append(is, named(report.RoleRecipient, int64(500+i/2), int64(1000+i)))
	}
	n := int64(len(queue))
	rs = append(rs, store.Report{Key: 2000, First: 2000, Source: "s", SourceID: "again", Comp: queue[0].ID, Lead: queue[0].ID})
	is = append(is, // one report in two roles, a second report of one lead, and what is no counterparty
		named(report.RoleFacilitator, 500, 1000), named(report.RoleVictim, 900, 2000), named(report.RoleReported, 901, 2001),
		named(report.RoleAssociate, 902, 2002), named(report.RoleIncident, 903, 2003))
	other := named(report.RoleDevice, 1, 1000)
	other.Value = "R"
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertLeads(ctx, queue), w.InsertReports(ctx, rs), w.InsertIdents(ctx, append(is, other)))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		exact := store.Reach{Reports: n + 1, Leads: n, Accounts: (n+1)/2 + 1}
		same(t, "reach", exact)(r.CounterpartyReach(ctx, 7, "r", 1000))
		same(t, "reach, just as many", exact)(r.CounterpartyReach(ctx, 7, "r", int(n)+1))
		same(t, "reach, one too many", store.Reach{Reports: n, More: true})(r.CounterpartyReach(ctx, 7, "r", int(n)))
		same(t, "reach of another value with the same hash", store.Reach{Reports: 1, Leads: 1, Accounts: 1})(r.CounterpartyReach(ctx, 7, "R", 9))
		same(t, "reach of nobody", store.Reach{})(r.CounterpartyReach(ctx, 8, "r", 9))
		same(t, "leads", queue)(r.CounterpartyLeads(ctx, 7, "r", nil, 99))
		same(t, "leads of another", queue[:1])(r.CounterpartyLeads(ctx, 7, "R", nil, 99))
		for i := range queue {
			same(t, "leads behind one", queue[i+1:min(i+3, len(queue))])(r.CounterpartyLeads(ctx, 7, "r", &queue[i], 2))
		}
		return nil
	})
}
