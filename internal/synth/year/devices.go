package year

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"vigie/internal/synth"
)

// Seized devices are written after all else, one by one: a device holds rows of
// many commissioners, whose stories are told again for it.

var (
	contactHead = []string{
		"Contact id", "Contact account", "Application", "Screen name", "Contact name", "Phone", "Wallet", "Last contact",
		"Facilitator name", "Facilitator account", "Facilitator phone", "Device", "Sessions", "Payments", "Last payment", "Live", "Instruction", "Repeated sessions", "Handling",
	}
	receivedHead = []string{
		"Payment id", "Contact account", "Application", "Contact phone", "Payment date", "Amount", "Currency", "Payment reference", "Provider",
		"Facilitator name", "Facilitator account", "Facilitator phone", "Device", "Handling",
	}
	sessionHead = []string{
		"Session id", "Contact account", "Application", "Session start", "Session end",
		"Facilitator name", "Facilitator account", "Device", "Live", "Handling",
	}
)

// deviceName is the folder of device n.
func deviceName(n int) string { return fmt.Sprintf("devices/device-%03d/", n) }

// zones is where devices keep their clocks.
var zones = map[string]*time.Location{
	"PH": time.FixedZone("", 8*3600), "CO": time.FixedZone("", -5*3600), "MG": time.FixedZone("", 3*3600),
}

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
			file: stem + contactFile(x.f.device), source: "sheet:seized-contacts", id: r.y.contactID(s.c, &x.f), who: s.c.id, kind: "sheet-seized-contacts",
			abuse: x.live(), handling: x.f.handling, records: 1, names: x.f.known(),
		})
		for _, v := range s.sessions {
			if v.f == f && v.told {
				r.report(reported{
					file: stem + "sessions.csv", source: "sheet:seized-sessions", id: r.y.sessionID(s.c, &x.f, v), who: s.c.id, kind: "sheet-seized-sessions",
					abuse: true, handling: x.f.handling, records: 1, names: x.f.known(),
				})
			}
		}
		for i := range ts {
			t := &ts[i]
			if t.by != byDevice || t.p.f != f {
				continue
			}
			t.source, t.file, t.handling = "sheet:seized-payments", stem+"payments.csv", x.f.handling
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

// seized writes one device's three sheets.
func (r *run) seized(n, f int, contacts []int) error {
	var docs [2]*doc
	var sheets [2]*csv.Writer
	for i, x := range []struct {
		name string
		head []string
	}{{"payments.csv", receivedHead}, {"sessions.csv", sessionHead}} {
		d, err := r.open(deviceName(n) + x.name)
		if err != nil {
			return err
		}
		docs[i], sheets[i] = d, csv.NewWriter(d.w)
		if err := sheets[i].Write(x.head); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, k := range contacts {
		s := r.y.story(k)
		ts := r.y.tellings(s)
		rows = append(rows, r.y.contactRow(s, r.y.contactOf(s, f, ts)))
		if err := r.deviceRows(s, f, ts, docs, sheets); err != nil {
			return err
		}
	}
	for i := range docs {
		if sheets[i].Flush(); sheets[i].Error() != nil {
			return sheets[i].Error()
		}
		if err := r.end(docs[i]); err != nil {
			return err
		}
	}
	d, err := r.open(deviceName(n) + contactFile(n))
	if err != nil {
		return err
	}
	d.records = len(rows)
	if n%3 == 0 {
		b, err := synth.Workbook(contactHead, rows)
		if err != nil {
			return err
		}
		d.raw(string(b))
		return r.end(d)
	}
	if err := writeRows(d.w, contactHead, rows); err != nil {
		return err
	}
	return r.end(d)
}

func writeRows(w io.Writer, head []string, rows [][]string) error {
	c := csv.NewWriter(w)
	if err := c.Write(head); err != nil {
		return err
	}
	return c.WriteAll(rows)
}

func (y *Year) contactRow(s *story, x *contact) []string {
	c, z := s.c, zones[x.f.country.code]
	phone, wallet, paid := "", "", ""
	if c.tells.three || c.k%2 == 0 {
		phone = c.phone
	}
	if c.tells.crypto {
		wallet = c.wallet
	}
	if !x.lastPaid.IsZero() {
		paid = x.lastPaid.In(z).Format(iso)
	}
	return []string{
		y.contactID(c, &x.f), c.accounts[0].id, c.accounts[0].at.name, c.accounts[0].screen, c.first.own, phone, wallet, x.last.In(z).Format(iso),
		x.f.first + " " + x.f.last, x.f.chat, x.f.phone, synth.IMEI(700_000_000_000 + uint64(x.f.f)), strconv.Itoa(x.sessions), strconv.Itoa(x.payments), paid,
		word(x.live(), "yes"), word(x.instructed, "yes"), word(x.sessions >= 3, "yes"), handlingWord(x.f.handling),
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

func (r *run) deviceRows(s *story, f int, ts []telling, docs [2]*doc, sheets [2]*csv.Writer) error {
	c, x := s.c, r.y.facilitator(f)
	z, who := zones[x.country.code], []string{x.first + " " + x.last, x.chat}
	imei := synth.IMEI(700_000_000_000 + uint64(f))
	for i := range ts {
		t := &ts[i]
		if t.by != byDevice || t.p.f != f {
			continue
		}
		row := []string{
			rowID("R", x.device, r.y.o.Seed^uint64(t.p.n)<<2), c.accounts[0].id, c.accounts[0].at.name, word(c.tells.three, c.phone),
			t.at.In(z).Format(iso), t.amount.text("."), t.amount.cur, t.reference, channelName(t.p), who[0], who[1], x.phone, imei, handlingWord(x.handling),
		}
		if err := sheets[0].Write(row); err != nil {
			return err
		}
		docs[0].records++
	}
	for _, v := range s.sessions {
		if v.f != f || !v.told {
			continue
		}
		row := []string{
			r.y.sessionID(c, &x, v), c.accounts[0].id, c.accounts[0].at.name, v.start.In(z).Format(iso), v.end.In(z).Format(iso),
			who[0], who[1], imei, "yes", handlingWord(x.handling),
		}
		if err := sheets[1].Write(row); err != nil {
			return err
		}
		docs[1].records++
	}
	return nil
}
