package identity

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/match/name"
	"vigie/internal/report"
)

// Clues are the values that a report's identifiers make together: a screen name
// wherever it is borne, an address with its port, a name with a date of birth, a
// set of files, report numbers and groups. All are the reported person's, all
// propose, none joins. Nothing found in free text makes one. The report must be
// normalised. Their order follows the report's.
func (t *Table) Clues(r *report.Report) []report.Identifier {
	var out []report.Identifier
	add := func(kind report.Kind, service, value, field string, at time.Time) {
		if value == "" || len(value) > 512 || t.kinds[kind].unstated < report.Proposes {
			return
		}
		out = append(out, report.Identifier{Kind: kind, Service: service, Value: value, Strength: report.Proposes, At: at, Field: field})
	}
	for i := range r.Parties {
		p := &r.Parties[i]
		if p.Role != report.RoleReported {
			continue
		}
		for j := range p.Identifiers {
			id := &p.Identifiers[j]
			switch {
			case id.FromText:
			case id.Kind == report.KindScreenName && runes(id.Value) >= t.evidence.handle:
				add(report.KindHandle, "", id.Value, id.Field, time.Time{})
			case id.Kind == report.KindIP && id.Strength >= report.Proposes:
				add(report.KindIPPort, "", subscriber(id), id.Field, id.At)
			}
		}
		for _, n := range p.Names {
			add(report.KindPerson, "", personKey(n, p.Born), p.Field, time.Time{})
		}
	}
	t.mediaClues(r, add)
	if r.Source == cyberTip {
		add(report.KindReport, "", cyberTip+":"+r.SourceID, "report", time.Time{})
	}
	for _, l := range r.Links {
		switch l.Kind {
		case report.LinkNCMEC, report.LinkPrior:
			if v := compact(l.Value); allDigits(v) {
				add(report.KindReport, "", cyberTip+":"+v, l.Field, time.Time{})
			}
		case report.LinkGroup:
			if v := fold(l.Value); !t.empty(v) {
				add(report.KindGroup, r.Source, v, l.Field, time.Time{})
			}
		}
	}
	return out
}

// cyberTip is the source whose report numbers others name.
const cyberTip = "ncmec"

// subscriber is an IPv4 address with its port: what one subscriber uses at one
// time, also behind a gateway that many share. An IPv6 address needs no port.
func subscriber(id *report.Identifier) string {
	if !IPv4(id.Value) || id.Port <= 0 || id.Port > 65535 {
		return ""
	}
	return id.Value + ":" + strconv.Itoa(id.Port)
}

// IPv4 says whether the normal form of an address is one of IPv4, which alone
// says little of who used it.
func IPv4(value string) bool {
	a, err := netip.ParseAddr(value)
	return err == nil && a.Is4()
}

// personKey is a name in its comparable form, whatever the order of its parts,
// with a full date of birth; "" without two parts or without the date.
func personKey(n report.Name, born string) string {
	if _, err := time.Parse(time.DateOnly, born); err != nil {
		return ""
	}
	text := n.Full
	if text == "" {
		text = n.First + " " + n.Last
	}
	words := strings.Fields(name.Fold(text))
	if len(words) < 2 {
		return ""
	}
	slices.Sort(words)
	return strings.Join(words, " ") + " " + born
}

// Holder is the name of a payment account's holder in its comparable form,
// whatever the order of its parts; "" where the party has none. It tells the
// holder of an account from the many who pay through somebody else's.
func Holder(p *report.Party) string {
	if len(p.Names) == 0 {
		return ""
	}
	n := p.Names[0]
	text := n.Full
	if text == "" {
		text = strings.Join([]string{n.First, n.Middle, n.Last}, " ")
	}
	words := strings.Fields(name.Fold(text))
	slices.Sort(words)
	return strings.Join(words, " ")
}

// Two sets of files are found by the smallest of their hash values under
// several orders, two orders a band: sets that have four files of five in common
// share a band with 98 % probability, sets that have one of three with 38 %.
const (
	mediaBands = 4
	bandOrders = 2
)

func (t *Table) mediaClues(r *report.Report, add func(report.Kind, string, string, string, time.Time)) {
	for _, typ := range []string{"MD5", "SHA1", "SHA256"} {
		set := MediaSet(r, typ)
		if len(set) < t.evidence.least {
			continue
		}
		for band := range mediaBands {
			v := fmt.Sprintf("%s:%d", strings.ToLower(typ), band)
			for o := range bandOrders {
				v += fmt.Sprintf(":%016x", smallest(set, uint64(band*bandOrders+o)))
			}
			add(report.KindMedia, "", v, "files", time.Time{})
		}
	}
}

// MediaSet lists the distinct hash values of one type that a report's files bear, sorted.
func MediaSet(r *report.Report, typ string) []string {
	var out []string
	for _, m := range r.Media {
		for _, h := range m.Hashes {
			if h.Type != typ {
				continue
			}
			if f := hashValue(typ, h.Value); f.value != "" {
				out = append(out, f.value)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Alike says whether two reports describe nearly the same set of files.
func (t *Table) Alike(a, b *report.Report) bool {
	for _, typ := range []string{"MD5", "SHA1", "SHA256"} {
		x, y := MediaSet(a, typ), MediaSet(b, typ)
		if min(len(x), len(y)) < t.evidence.least {
			continue
		}
		both := 0
		for _, v := range x {
			if _, ok := slices.BinarySearch(y, v); ok {
				both++
			}
		}
		if 100*both >= t.evidence.alike*(len(x)+len(y)-both) {
			return true
		}
	}
	return false
}

// smallest gives the smallest of the values in the order that a seed makes.
func smallest(set []string, seed uint64) uint64 {
	least := ^uint64(0)
	for _, v := range set {
		b, err := hex.DecodeString(v[:min(16, len(v))])
		if err != nil || len(b) < 8 {
			continue
		}
		// The finaliser of SplitMix64 over the value's first bytes, already uniform.
		x := binary.BigEndian.Uint64(b) + (seed+1)*0x9e3779b97f4a7c15
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		least = min(least, x^x>>31)
	}
	return least
}
