package year

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"vigie/internal/synth"
)

// Seized devices are written after all else, one by one: a device holds rows of
// many commissioners, whose stories are told again for it.

var (
	contactHead = []string{
		"Contact id", "Contact account", "Application", "Screen name", "Contact name", "Phone", "Wallet", "Last contact",
		"Sessions", "Payments", "Last payment", "Live", "Instruction", "Repeated sessions", "Same children", "Child reachable",
	}
	receivedHead = []string{
		"Payment id", "Contact account", "Application", "Phone", "Payment date", "Amount", "Currency", "Reference", "Channel", "Payer IBAN", "Recipient", "Recipient phone", "Time zone",
	}
	sessionHead = []string{"Session id", "Contact account", "Application", "Session start", "Session end", "Live", "Time zone"}
)

// above gives the lines above the heading of a device's sheets: whose it was,
// where the children are if that is known, under what code it was sent on.
func (f *facilitator) above() [][]string {
	rows := [][]string{
		{"Device", synth.IMEI(700_000_000_000 + uint64(f.f))},
		{"Facilitator", f.first + " " + f.last},
		{"Facilitator account", f.chat},
		{"Facilitator phone", f.phone},
		{"Facilitator country", f.country.code},
	}
	if f.device%2 == 1 {
		rows = append(rows, []string{"Facilitator city", f.city}, []string{"Children's city", f.city}, []string{"Children's country", f.country.code})
	}
	if w := handlingWord(f.handling); w != "" {
		rows = append(rows, []string{"Handling", w})
	}
	return rows
}

// deviceName is the folder of device n.
func deviceName(n int) string { return fmt.Sprintf("devices/device-%03d/", n) }

// zones is where devices keep their clocks, and how their sheets write it.
var zones = map[string]struct {
	*time.Location
	text string
}{
	"PH": {time.FixedZone("", 8*3600), "+08:00"}, "CO": {time.FixedZone("", -5*3600), "-05:00"}, "MG": {time.FixedZone("", 3*3600), "+03:00"},
}

const clock = "2006-01-02 15:04:05"

// contact is what a device knows of one commissioner.
type contact struct {
	f                  facilitator
	sessions, payments int
	last, lastPaid     time.Time
	instructed         bool
}

func (x *contact) live() bool { return x.sessions > 0 }

// contactOf gathers what the device of facilitator f tells of a story.
func (y *Year) contactOf(s *story, f int, ts []telling) *contact {
	x := &contact{f: y.facilitator(f), last: y.start}
	see := func(at time.Time) {
		if at.After(x.last) {
			x.last = at
		}
	}
	for _, v := range s.sessions {
		if v.f == f && v.told {
			x.sessions++
			see(v.start)
		}
	}
	for i := range ts {
		if t := &ts[i]; t.by == byDevice && t.p.f == f {
			x.payments++
			x.lastPaid = t.at
			see(t.at)
		}
	}
	x.instructed = x.live() && mix(y.o.Seed^uint64(s.c.k)<<6^uint64(f))%2 == 0
	return x
}

func rowID(kind string, device int, of uint64) string {
	return fmt.Sprintf("%s%03d-%08x", kind, device, uint32(mix(of)))
}

func (y *Year) contactID(c *commissioner, f *facilitator) string {
	return rowID("C", f.device, y.o.Seed^uint64(c.k)<<7)
}

// device notes who a device's rows are about, and where its payments stand. It
// goes with the commissioner's other documents; the rows themselves come later.
func (r *run) device(s *story, ts []telling) {
	for _, f := range s.c.ties {
		if r.y.deviceOf(f) == 0 {
			continue
		}
		x := r.y.contactOf(s, f, ts)
		stem := deviceName(x.f.device)
		r.report(reported{
			file: stem + contactFile(x.f.device), source: "seized-device/contacts", id: r.y.contactID(s.c, &x.f), who: s.c.id, kind: "sheet-seized-contacts",
			abuse: x.live(), handling: x.f.handling, records: 1, names: x.f.known(), states: x.sessions,
		})
		for _, v := range s.sessions {
			if v.f == f && v.told {
				r.report(reported{
					file: stem + "sessions.csv", source: "seized-device/sessions", id: r.y.sessionID(s.c, &x.f, v), who: s.c.id, kind: "sheet-seized-sessions",
					abuse: true, handling: x.f.handling, records: 1, names: x.f.known(),
				})
			}
		}
		for i := range ts {
			t := &ts[i]
			if t.by != byDevice || t.p.f != f {
				continue
			}
			t.source, t.file, t.handling = "seized-device/payments", stem+"payments.csv", x.f.handling
			t.row = rowID("R", x.f.device, r.y.o.Seed^uint64(t.p.n)<<2)
			t.document = t.row
			r.report(reported{
				file: t.file, source: t.source, id: t.row, who: s.c.id, kind: "sheet-seized-payments", handling: t.handling, records: 1,
			})
		}
	}
}

func (y *Year) sessionID(c *commissioner, f *facilitator, v *session) string {
	return rowID("S", f.device, y.o.Seed^uint64(c.k)<<24^uint64(v.n))
}

// contactFile is a workbook for every third device.
func contactFile(n int) string {
	if n%3 == 0 {
		return "contacts.xlsx"
	}
	return "contacts.csv"
}

// devices writes the sheets of every device.
func (r *run) devices() error {
	holders := map[int][]int{}
	for k := range r.y.o.Commissioners {
		for _, f := range r.y.commissioner(k).ties {
			if n := r.y.deviceOf(f); n > 0 {
				holders[n] = append(holders[n], k)
			}
		}
	}
	for n := 1; n <= r.y.o.Devices; n++ {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if err := r.seized(n, r.y.seized(n-1), holders[n]); err != nil {
			return err
		}
	}
	return nil
}

// deviceSheet is one of a device's tables. It is begun with its first row: a table of
// nothing says nothing, and a reader would take it for a fault.
type deviceSheet struct {
	name string
	head [][]string
	doc  *doc
	w    *csv.Writer
}

func (r *run) put(s *deviceSheet, row []string) (err error) {
	if s.doc == nil {
		if s.doc, err = r.open(s.name); err != nil {
			return err
		}
		s.w = csv.NewWriter(s.doc.w)
		if err := s.w.WriteAll(s.head); err != nil {
			return err
		}
	}
	s.doc.records++
	return s.w.Write(row)
}

// seized writes one device's sheets: three, where something stands in each.
func (r *run) seized(n, f int, contacts []int) error {
	owner := r.y.facilitator(f)
	paid := &deviceSheet{name: deviceName(n) + "payments.csv", head: append(owner.above(), receivedHead)}
	met := &deviceSheet{name: deviceName(n) + "sessions.csv", head: append(owner.above(), sessionHead)}
	rows := append(owner.above(), contactHead)
	held := len(rows)
	for _, k := range contacts {
		s := r.y.story(k)
		ts := r.y.tellings(s)
		rows = append(rows, r.y.contactRow(s, r.y.contactOf(s, f, ts)))
		if err := r.deviceRows(s, f, ts, paid, met); err != nil {
			return err
		}
	}
	for _, s := range []*deviceSheet{paid, met} {
		if s.doc == nil {
			continue
		}
		if s.w.Flush(); s.w.Error() != nil {
			return s.w.Error()
		}
		if err := r.end(s.doc); err != nil {
			return err
		}
	}
	if len(rows) == held {
		return nil
	}
	d, err := r.open(deviceName(n) + contactFile(n))
	if err != nil {
		return err
	}
	d.records = len(rows) - held
	if n%3 == 0 {
		b, err := synth.Workbook(rows[0], rows[1:])
		if err != nil {
			return err
		}
		d.raw(string(b))
		return r.end(d)
	}
	if err := csv.NewWriter(d.w).WriteAll(rows); err != nil {
		return err
	}
	return r.end(d)
}

func (y *Year) contactRow(s *story, x *contact) []string {
	c, z := s.c, zones[x.f.country.code]
	phone, wallet, paid := "", "", ""
	if c.contactPhone() {
		phone = c.phone
	}
	if c.tells.crypto {
		wallet = c.wallet
	}
	if !x.lastPaid.IsZero() {
		paid = x.lastPaid.In(z.Location).Format(iso)
	}
	return []string{
		y.contactID(c, &x.f), c.accounts[0].id, c.accounts[0].at.name, c.accounts[0].screen, c.first.own, phone, wallet, x.last.In(z.Location).Format(iso),
		strconv.Itoa(x.sessions), strconv.Itoa(x.payments), paid,
		word(x.live(), "yes"), word(x.instructed, "yes"), word(x.sessions >= 3, "yes"), word(x.sessions >= 5 && c.k%3 == 0, "yes"), word(x.live() && c.k%20 == 0, "yes"),
	}
}

func word(so bool, w string) string {
	if so {
		return w
	}
	return ""
}

// handlingWord is how a partner writes a handling code.
func handlingWord(h string) string {
	return map[string]string{"evidence": "evidence", "intelligence": "intelligence only", "originator": "ask the originator"}[h]
}

func (r *run) deviceRows(s *story, f int, ts []telling, paid, met *deviceSheet) error {
	c, x := s.c, r.y.facilitator(f)
	z := zones[x.country.code]
	for i := range ts {
		t := &ts[i]
		if t.by != byDevice || t.p.f != f {
			continue
		}
		named := len(t.to) == 1
		row := []string{
			rowID("R", x.device, r.y.o.Seed^uint64(t.p.n)<<2), c.accounts[0].id, c.accounts[0].at.name, word(c.tells.three, c.phone),
			t.at.In(z.Location).Format(clock), t.amount.text("."), t.amount.cur, t.reference, channelName(t.p), word(t.p.showsPayer(c), c.iban),
			word(named, x.first+" "+x.last), word(named, x.phone), z.text,
		}
		if err := r.put(paid, row); err != nil {
			return err
		}
	}
	for _, v := range s.sessions {
		if v.f != f || !v.told {
			continue
		}
		row := []string{
			r.y.sessionID(c, &x, v), c.accounts[0].id, c.accounts[0].at.name, v.start.In(z.Location).Format(clock), v.end.In(z.Location).Format(clock), "yes", z.text,
		}
		if err := r.put(met, row); err != nil {
			return err
		}
	}
	return nil
}
