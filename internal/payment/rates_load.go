package payment

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Bounds of a table of rates: ten years of thirty currencies.
const (
	maxRatesFile = 8 << 20
	maxRates     = 120_000
	maxSource    = 200
	maxFaults    = 20
	maxDays      = 366
)

var ratesHead = []string{"date", "from", "to", "rate", "days", "source"}

type ratesFile struct {
	Version integer `yaml:"version"`
	Days    integer `yaml:"days"`
	Source  string  `yaml:"source"`
	Rates   []struct {
		Date string `yaml:"date"`
		From string `yaml:"from"`
		To   string `yaml:"to"`
		Rate string `yaml:"rate"`
	} `yaml:"rates"`
}

// LoadRates reads a table of rates. As CSV, with commas or semicolons, it has the
// columns date, from, to, rate, days, source. As YAML, it states version, days,
// source, and rates with date, from, to and rate. days is for how many days after
// its date a rate may be used. It names every fault with its row, the first twenty.
func LoadRates(data []byte) (*Rates, error) {
	if len(data) > maxRatesFile {
		return nil, fmt.Errorf("rates: the file has %d bytes; %d is the most", len(data), maxRatesFile)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	t := &ratesTable{r: &Rates{by: map[pair][]Rate{}}, seen: map[Missing]bool{}}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	head := strings.TrimSpace(string(line))
	var err error
	switch head {
	case strings.Join(ratesHead, ","):
		err = t.csv(data, ',')
	case strings.Join(ratesHead, ";"):
		err = t.csv(data, ';')
	default:
		err = t.yaml(data)
	}
	if err != nil {
		return nil, fmt.Errorf("rates: %w", err)
	}
	if len(t.faults) > 0 {
		return nil, errors.Join(t.faults...)
	}
	if t.rows == 0 {
		return nil, errors.New("rates: the table holds no rate")
	}
	for _, rates := range t.r.by {
		slices.SortFunc(rates, func(a, b Rate) int { return a.Day.Compare(b.Day) })
	}
	return t.r, nil
}

type ratesTable struct {
	r      *Rates
	seen   map[Missing]bool
	rows   int
	faults []error
}

func (t *ratesTable) csv(data []byte, comma rune) error {
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.FieldsPerRecord, in.ReuseRecord = comma, len(ratesHead), true
	if _, err := in.Read(); err != nil {
		return errors.New("the first line is no row of headings")
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line := 0
			if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
				line = parse.Line
			}
			return fmt.Errorf("line %d: expected %d columns: %s", line, len(ratesHead), strings.Join(ratesHead, ", "))
		}
		line, _ := in.FieldPos(0)
		days, err := strconv.Atoi(cells[4])
		if err != nil {
			days = -1
		}
		if !t.add(fmt.Sprintf("line %d", line), cells[0], cells[1], cells[2], cells[3], days, strings.Clone(cells[5])) {
			return nil
		}
	}
}

func (t *ratesTable) yaml(data []byte) error {
	var f ratesFile
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return fmt.Errorf("neither CSV headed %s nor YAML: %s", strings.Join(ratesHead, ","), strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if f.Version.n != 1 {
		return fmt.Errorf("version is %d; this program reads version 1", f.Version.n)
	}
	days := -1
	if f.Days.given {
		days = f.Days.n
	}
	for i, r := range f.Rates {
		if !t.add(fmt.Sprintf("rate %d", i+1), r.Date, r.From, r.To, r.Rate, days, f.Source) {
			return nil
		}
	}
	return nil
}

// add takes a row in. It says false when it is time to stop.
func (t *ratesTable) add(where, date, from, to, rate string, days int, source string) bool {
	if t.rows++; t.rows > maxRates {
		t.faults = append(t.faults, fmt.Errorf("rates: more than %d rates", maxRates))
		return false
	}
	day, err := time.Parse(time.DateOnly, date)
	r := Rate{Day: day, From: strings.Clone(from), To: strings.Clone(to), Days: days, Source: source}
	fault := ""
	switch {
	case err != nil:
		fault = "date: expected a day such as 2026-03-02"
	case !currencyForm.MatchString(from) || !currencyForm.MatchString(to) || from == to:
		fault = "from, to: expected two codes such as EUR and PHP"
	case days < 0 || days > maxDays:
		fault = fmt.Sprintf("days: expected a whole number from 0 to %d: how many days after its date the rate may be used", maxDays)
	case strings.TrimSpace(source) == "" || len(source) > maxSource:
		fault = fmt.Sprintf("source: say who published the rate, in %d bytes at most", maxSource)
	case t.seen[Missing{from, to, day}]:
		fault = "this day and pair stand twice"
	}
	if r.Rate, err = ParseAmount(rate); fault == "" && (err != nil || r.Rate.IsZero()) {
		fault = fmt.Sprintf("rate: expected a decimal above zero with a dot, %d digits and %d decimals at most", maxDigits, maxScale)
	}
	if fault != "" {
		t.faults = append(t.faults, fmt.Errorf("rates: %s: %s", where, fault))
		return len(t.faults) < maxFaults
	}
	t.seen[Missing{r.From, r.To, day}] = true
	t.r.by[pair{r.From, r.To}] = append(t.r.by[pair{r.From, r.To}], r)
	return true
}
