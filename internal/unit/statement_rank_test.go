package unit

import (
	"context"
	"reflect"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// TestAStatementMovesNoLead: forty transfers, one of them about to lapse, leave a
// lead's place and its reasons as they were, however they come; who holds them is
// still asked; what is stored is what a replay works out.
func TestAStatementMovesNoLead(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		takeIn(t, u, who, []intake.Record{
			remit(1, sender1, payee, -9, report.LiveAbuse, report.Instruction), remit(2, sender2, payee, -9, report.LiveAbuse),
		}, 0)
		rows := func() []QueueRow {
			t.Helper()
			sound(t, u, who)
			q, err := u.Queue(ctx, who, QueueFilter{})
			if err != nil || len(q.Rows) != 2 {
				t.Fatalf("%d leads, %v", len(q.Rows), err)
			}
			return q.Rows
		}
		holders := func() (n int64) {
			t.Helper()
			h, err := u.Holders(ctx, who, Asking{Lead: report.KeyOf("ncmec", "2")}, "en")
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range h.Holders {
				n += int64(x.Records)
			}
			return n
		}
		was, asked := rows(), holders()
		ts := []intake.Record{transfer(335, sender2, shop)}
		for i := range 40 {
			ts = append(ts, transfer(i+1, sender2, shop))
		}
		c := takeIn(t, u, who, ts, 7)
		if c.New != 41 {
			t.Fatalf("%+v", c)
		}
		is := rows()
		if is[0].Reports+is[1].Reports != 43 {
			t.Errorf("%d and %d reports", is[0].Reports, is[1].Reports)
		}
		for i := range is {
			is[i].Reports = was[i].Reports
		}
		if !reflect.DeepEqual(was, is) {
			t.Errorf("the statement moved a lead:\n%+v\n%+v", was, is)
		}
		if n := holders(); n <= asked {
			t.Errorf("%d records to ask for, before the statement %d", n, asked)
		}
	})
}
