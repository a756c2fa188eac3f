package sheet

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"vigie/internal/report"
)

// plan is a profile made ready to be applied. It is never changed after compile.
type plan struct {
	Profile
	source    string
	zone      *time.Location
	decimal   byte
	delims    string             // the delimiters to try
	match     []string           // folded
	byHeading map[string]*column // folded heading or alias
	above     map[string]*column
	constants []constant
	role      report.Role
	hasID     bool
	hasEnds   bool // of a transfer: they are sender.* and recipient.*
	ofAccount bool // of a transfer: its ends are account.* and counterparty.*
}

// column is a Column made ready.
type column struct {
	Column
	target *Target // nil: ignored
	words  map[string]bool
	values map[string]string
	dates  []layout
	split  string
}

type constant struct {
	bound
	cell cell
}

var (
	profileName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	sourceName  = regexp.MustCompile(`^[a-z0-9.:_-]{1,60}(/[a-z0-9.:_-]{1,40})?$`)
)

// delimiters by their name in a profile.
var delimiters = map[string]string{"": ",;\t|", "auto": ",;\t|", ",": ",", ";": ";", "tab": "\t", "pipe": "|"}

// compile checks a profile.
func compile(p Profile) (*plan, error) {
	pl := &plan{Profile: p, decimal: '.', byHeading: map[string]*column{}, above: map[string]*column{}}
	if !profileName.MatchString(p.Name) {
		return nil, fmt.Errorf("name %q: use lower-case letters, digits and dashes", p.Name)
	}
	if p.Version < 1 {
		return nil, errors.New("version: missing, or under 1")
	}
	if strings.TrimSpace(p.Description.FR) == "" || strings.TrimSpace(p.Description.EN) == "" {
		return nil, errors.New("description: needs fr and en")
	}
	if !slices.Contains([]string{"report", "contact", "payment", rowTransfer}, p.Row) {
		return nil, fmt.Errorf("row %q: a row is a report, a contact, a payment or a transfer", p.Row)
	}
	if !slices.Contains([]string{"", "auto", "utf-8", "utf-16", "windows-1252"}, p.Encoding) {
		return nil, fmt.Errorf("encoding %q: use auto, utf-8, utf-16 or windows-1252", p.Encoding)
	}
	var ok bool
	if pl.delims, ok = delimiters[p.Delimiter]; !ok {
		return nil, fmt.Errorf(`delimiter %q: use auto, ",", ";", tab or pipe`, p.Delimiter)
	}
	switch p.Decimal {
	case "", ".":
	case ",":
		pl.decimal = ','
	default:
		return nil, fmt.Errorf(`decimal %q: use "." or ","`, p.Decimal)
	}
	if pl.role, ok = report.RoleReported, true; p.Role != "" {
		if pl.role, ok = roleOf(p.Role); !ok {
			return nil, fmt.Errorf("role %q is not known", p.Role)
		}
	}
	pl.source = "sheet:" + p.Name
	if p.Source != "" {
		pl.source = strings.ReplaceAll(p.Source, "{name}", p.Name)
	}
	if !sourceName.MatchString(pl.source) {
		return nil, fmt.Errorf("source %q: use lower-case letters, digits and . : _ -, and one slash before the part", pl.source)
	}
	return pl, pl.compileColumns()
}

func (pl *plan) compileColumns() error {
	formats := pl.Dates
	if len(formats) == 0 {
		formats = defaultDates
	}
	dates, err := parseLayouts(formats)
	if err != nil {
		return err
	}
	usesDates := false
	add := func(where string, c Column, into map[string]*column) error {
		col, err := compileColumn(c, dates)
		if err != nil {
			return fmt.Errorf("%s (%s): %w", where, c.Heading, err)
		}
		if err := pl.fits(c.To); err != nil {
			return fmt.Errorf("%s (%s): %w", where, c.Heading, err)
		}
		usesDates = usesDates || col.target != nil && col.target.date
		for _, h := range append([]string{c.Heading}, c.Aliases...) {
			f := fold(h)
			if f == "" {
				return fmt.Errorf("%s: heading or alias %q has no letter or digit", where, h)
			}
			if have := into[f]; have != nil && have != col {
				return fmt.Errorf("%s: heading or alias %q stands twice in the profile", where, h)
			}
			into[f] = col
		}
		return nil
	}
	for i, c := range pl.Columns {
		if err := add(fmt.Sprintf("column %d", i+1), c, pl.byHeading); err != nil {
			return err
		}
		pl.hasID = pl.hasID || c.To == "id"
	}
	for i, c := range pl.Above {
		if c.Required {
			return fmt.Errorf("line above %d: required is for columns", i+1)
		}
		if err := add(fmt.Sprintf("line above %d", i+1), c, pl.above); err != nil {
			return err
		}
	}
	for i, k := range pl.Constants {
		col, err := compileColumn(Column{Heading: k.To, To: k.To}, dates)
		if err != nil || col.target == nil {
			return fmt.Errorf("constant %d (%s): %w", i+1, k.To, errors.Join(err, errNoIgnore(col)))
		}
		if err := pl.fits(k.To); err != nil {
			return fmt.Errorf("constant %d (%s): %w", i+1, k.To, err)
		}
		if k.To == "id" || k.To == "text.content" || k.To == zoneTarget || k.Value == "" {
			return fmt.Errorf("constant %d (%s): cannot be a constant", i+1, k.To)
		}
		name := "profile:" + pl.Name
		pl.constants = append(pl.constants, constant{bound{column: col, heading: name, name: k.To}, cell{text: k.Value}})
		usesDates = usesDates || col.target.date
	}
	if len(pl.Columns) == 0 {
		return errors.New("columns: none")
	}
	if pl.Row == rowTransfer && !pl.ofAccount && !pl.hasEnds {
		return errors.New("row transfer: no column, line or constant says who sent or received")
	}
	if len(pl.Match) == 0 {
		return errors.New("match: needs at least one heading by which the file is recognised")
	}
	for _, m := range pl.Match {
		if pl.byHeading[fold(m)] == nil {
			return fmt.Errorf("match: %q is no heading of the profile's columns", m)
		}
		pl.match = append(pl.match, fold(m))
	}
	if pl.Zone == "" && usesDates {
		return errors.New("zone: missing; dates without an offset need one, such as Europe/Paris")
	}
	if pl.zone, err = time.LoadLocation(pl.Zone); err != nil || pl.Zone == "Local" {
		return fmt.Errorf("zone %q is not known; use a name such as Europe/Paris or UTC", pl.Zone)
	}
	// A bad constant is found when the profile is loaded, not at the first row.
	if _, f := newBuilder(pl); f.reason != "" {
		return fmt.Errorf("constant %s", f.detail)
	}
	return nil
}

// fits says whether a target may stand in a profile of this row. A transfer
// accuses nobody and states no fact; its ends are a sender and a recipient, or a
// statement's account and a counterparty.
func (pl *plan) fits(to string) error {
	kind, rest, _ := strings.Cut(to, ".")
	if pl.Row != rowTransfer {
		switch {
		case kind == "sender" || kind == "account" || kind == "counterparty":
			return fmt.Errorf("%s is for rows that are a transfer", to)
		case to == "payment.direction" || to == "payment.debit" || to == "payment.credit":
			return fmt.Errorf("%s is for rows that are a transfer, with account.*", to)
		}
		return nil
	}
	ofAccount := kind == "account" || kind == "counterparty" || kind == "payment" && (rest == "direction" || rest == "debit" || rest == "credit")
	switch {
	case kind == "person" || kind == "reported" || kind == "victim" || kind == "facilitator" || kind == "device":
		return fmt.Errorf("%s: a transfer reports nobody; use sender and recipient, or account and counterparty", to)
	case kind == "fact" || kind == "session":
		return fmt.Errorf("%s: a transfer states no fact of a person", to)
	case ofAccount && pl.hasEnds || (kind == "sender" || kind == "recipient") && pl.ofAccount:
		return errors.New("sender and recipient, or account, counterparty and a direction: not both")
	}
	pl.ofAccount = pl.ofAccount || ofAccount
	pl.hasEnds = pl.hasEnds || kind == "sender" || kind == "recipient"
	return nil
}

func errNoIgnore(c *column) error {
	if c != nil && c.target == nil {
		return errors.New("a constant is never ignored")
	}
	return nil
}

func compileColumn(c Column, dates []layout) (*column, error) {
	col := &column{Column: c, words: map[string]bool{}, dates: dates, split: c.Split}
	if c.To == ignore {
		if c.Reason == "" {
			return nil, errors.New("ignore needs a reason, such as trait")
		}
		return col, nil
	}
	if c.Reason != "" {
		return nil, errors.New("reason is for columns that are ignored")
	}
	if col.target = targets[c.To]; col.target == nil {
		return nil, fmt.Errorf("target %q is not known", c.To)
	}
	field := c.To[strings.LastIndexByte(c.To, '.')+1:]
	if c.Verified != nil && field != "email" && field != "phone" {
		return nil, errors.New("verified is for e-mail and phone")
	}
	if len(c.Dates) > 0 {
		if !col.target.date {
			return nil, errors.New("dates: the target takes no date")
		}
		var err error
		if col.dates, err = parseLayouts(c.Dates); err != nil {
			return nil, err
		}
	}
	if c.Split != "" && (col.target.Single || len(c.Split) > 3 || c.To == "text.content") {
		return nil, errors.New("split is for targets that a row may state several times, and for one character")
	}
	for _, w := range usualYes {
		col.words[w] = true
	}
	for _, w := range usualNo {
		col.words[w] = false
	}
	for _, w := range c.Words {
		col.words[fold(w)] = true
	}
	for _, w := range c.Not {
		col.words[fold(w)] = false
	}
	if len(c.Values) > 0 {
		col.values = map[string]string{}
		for k, v := range c.Values {
			f := fold(k)
			if f == "" {
				f = strings.TrimSpace(k) // "€"
			}
			if have, ok := col.values[f]; ok && have != v {
				return nil, fmt.Errorf("values: %q stands twice", k)
			}
			col.values[f] = v
		}
		return col, checkValues(col)
	}
	if c.To == "person.role" {
		return nil, errors.New("person.role needs values, from words to roles")
	}
	return col, nil
}

// The words that say yes and no without a profile's help, folded.
var (
	usualYes = []string{"oui", "yes", "true", "vrai", "o", "y", "1", "x"}
	usualNo  = []string{"non", "no", "false", "faux", "n", "0"}
)

// checkValues holds the values of closed lists to those lists.
func checkValues(c *column) error {
	for _, v := range c.values {
		ok := true
		switch c.To {
		case "incident.type", "incident.category":
			ok = slices.Contains(categories, report.Category(v))
		case "incident.channel":
			ok = slices.Contains(channels, report.Channel(v))
		case "person.role":
			_, ok = roleOf(v)
		case "handling":
			ok = slices.Contains(handlings, v)
		case "payment.direction":
			ok = v == "in" || v == "out"
		}
		if !ok {
			return fmt.Errorf("values: %q is not in the closed list of %s", v, c.To)
		}
	}
	return nil
}

var categories = []report.Category{
	report.CategoryMaterial, report.CategoryTrafficking, report.CategoryTravel, report.CategoryAbuse,
	report.CategoryEnticement, report.CategoryUnsolicited, report.CategoryMisleading, report.CategoryLive, report.CategoryPayment,
}

var channels = []report.Channel{
	report.ChannelWeb, report.ChannelEmail, report.ChannelNewsgroup, report.ChannelChat, report.ChannelGaming,
	report.ChannelPhone, report.ChannelOffline, report.ChannelPeer, report.ChannelDevice, report.ChannelFinance,
}
