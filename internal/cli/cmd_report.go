package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/goccy/go-yaml"

	"vigie/internal/intake"
	"vigie/internal/report"
)

type reportCmd struct {
	New reportNewCmd `cmd:""`
}

// entry is a report as a person enters it, by flags or in a YAML file.
type entry struct {
	Source     string   `yaml:"source" placeholder:"NAME"`
	ID         string   `yaml:"id" name:"id"`
	Category   string   `yaml:"category" placeholder:"CATEGORY"`
	Platform   string   `yaml:"platform" placeholder:"SERVICE"`
	IncidentAt moment   `yaml:"incident_at" placeholder:"RFC3339"`
	Account    []string `yaml:"account" placeholder:"SERVICE:ID" sep:"none"`
	Email      []string `yaml:"email" placeholder:"ADDRESS" sep:"none"`
	Phone      []string `yaml:"phone" placeholder:"NUMBER" sep:"none"`
	Fact       []string `yaml:"fact" placeholder:"KIND" sep:"none"`
	Text       []string `yaml:"text" placeholder:"TEXT" sep:"none"`
}

// moment is a point in time as a person writes it. One that cannot be read is
// refused, on the command line and in a file: YAML's own reader drops it in silence.
type moment struct{ time.Time }

var errMoment = errors.New("expected a day and a time with its zone, such as 2026-03-12T08:00:00+01:00")

func (m *moment) UnmarshalText(b []byte) (err error) {
	if m.Time, err = time.Parse(time.RFC3339, string(b)); err != nil {
		return errMoment // err would repeat what was written
	}
	return nil
}

func (m *moment) UnmarshalYAML(read func(any) error) error {
	var s string
	if err := read(&s); err != nil {
		return errMoment
	}
	return m.UnmarshalText([]byte(s))
}

type reportNewCmd struct {
	entry
	under
	File string `placeholder:"FILE"`
	JSON bool   `name:"json"`
}

func (c *reportNewCmd) Run(ctx context.Context, e *env) error {
	in := c.entry
	if c.File != "" {
		if !c.empty() {
			return &usage{e.t("soit --file, soit les champs un à un", "either --file or the fields one by one"), e.command}
		}
		b, err := os.ReadFile(c.File)
		if err != nil {
			return err
		}
		err = yaml.UnmarshalWithOptions(b, &in, yaml.Strict())
		if errors.Is(err, errMoment) {
			return fmt.Errorf("%s: incident_at: %w", c.File, errMoment)
		}
		if err != nil {
			// The sentence alone: the excerpt that goes with it would show values.
			return fmt.Errorf("%s: %s", c.File, strings.TrimSpace(firstLine(yaml.FormatError(err, false, false))))
		}
	}
	r, err := in.report(e)
	if err != nil {
		return err
	}
	rec, err := manual(r)
	if err != nil {
		return err
	}
	return e.with(ctx, func(d *desk) error {
		take := c.intake(e)
		take.Records = func(_ context.Context, emit func(intake.Record) error) error { return emit(rec) }
		counts, err := d.TakeIn(ctx, d.who, take)
		if err != nil {
			return err
		}
		key := report.KeyOf(r.Source, r.SourceID)
		if c.JSON {
			return e.json(map[string]any{"report": key, "counts": counts})
		}
		switch {
		case counts.New == 1:
			e.print(e.t("Signalement %s enregistré.", "Report %s entered."), key)
		case counts.Versions == 1:
			e.print(e.t("Nouvelle version du signalement %s enregistrée.", "New version of report %s entered."), key)
		case counts.Quarantined == 1:
			e.counts(counts)
			return &needsPerson{e.t("ce signalement est en quarantaine", "this report is in quarantine")}
		default:
			e.print(e.t("Signalement %s déjà enregistré, à l'identique.", "Report %s was entered already, the same."), key)
		}
		e.hint("vigie explain %s", key)
		return nil
	})
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

func (x entry) empty() bool {
	return x.Source == "" && x.ID == "" && x.Category == "" && x.Platform == "" && x.IncidentAt.IsZero() &&
		len(x.Account)+len(x.Email)+len(x.Phone)+len(x.Fact)+len(x.Text) == 0
}

var categories = []report.Category{
	report.CategoryMaterial, report.CategoryTrafficking, report.CategoryTravel, report.CategoryAbuse, report.CategoryEnticement,
	report.CategoryUnsolicited, report.CategoryMisleading, report.CategoryLive, report.CategoryPayment,
}

// report makes the report that the entry states.
func (x entry) report(e *env) (*report.Report, error) {
	if x.Source == "" || x.ID == "" {
		return nil, &usage{e.t("un signalement a une source et son numéro : --source et --id", "a report has a source and its number there: --source and --id"), e.command}
	}
	r := &report.Report{
		Source: "manual:" + x.Source, SourceID: x.ID, Format: "manual",
		Incident: report.Incident{Category: report.Category(x.Category), Platform: x.Platform, At: x.IncidentAt.UTC()},
	}
	if x.Category != "" && !slices.Contains(categories, r.Incident.Category) {
		return nil, &usage{e.t("--category : pas une de celles que montre l'aide", "--category: none of those that the help shows"), e.command}
	}
	p := report.Party{Role: report.RoleReported, Field: "account"}
	for _, a := range x.Account {
		service, id, ok := strings.Cut(a, ":")
		if !ok || service == "" || id == "" {
			return nil, &usage{e.t("--account : il faut SERVICE:IDENTIFIANT", "--account: expected SERVICE:ID"), e.command}
		}
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindAccount, Service: service, Raw: id, Field: "account"})
	}
	for _, v := range x.Email {
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindEmail, Raw: v, Field: "email"})
	}
	for _, v := range x.Phone {
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindPhone, Raw: v, Field: "phone"})
	}
	if len(p.Identifiers) > 0 {
		r.Parties = append(r.Parties, p)
	}
	for _, f := range x.Fact {
		fact, err := stated(e, f)
		if err != nil {
			return nil, err
		}
		r.Facts = append(r.Facts, fact)
	}
	for _, t := range x.Text {
		r.Texts = append(r.Texts, report.Text{Kind: "additionalInfo", Value: t, Field: "text"})
	}
	return r, nil
}

// stated reads a fact: KIND, KIND=COUNT or KIND=YYYY-MM-DD.
func stated(e *env, s string) (report.Fact, error) {
	kind, value, _ := strings.Cut(s, "=")
	for _, k := range report.Stated {
		if string(k.Kind) != kind {
			continue
		}
		f := report.Fact{Kind: k.Kind, Field: "fact"}
		var err error
		switch {
		case k.Type == report.Count:
			f.Count, err = strconv.ParseInt(value, 10, 64)
			if err == nil && f.Count < 1 {
				err = strconv.ErrRange
			}
		case k.Type == report.Date:
			f.Date, err = time.Parse(time.DateOnly, value)
		case value != "":
			err = strconv.ErrSyntax
		}
		if err != nil {
			return f, &usage{fmt.Sprintf(e.t("--fact %s : valeur de type %s attendue", "--fact %s: expected a value of type %s"), k.Kind, k.Type), e.command}
		}
		return f, nil
	}
	return report.Fact{}, &usage{e.t("--fact : fait inconnu ; la liste est dans docs/facts.md", "--fact: unknown fact; docs/facts.md lists them"), e.command}
}

// manual makes the record of a report entered by hand: its bytes are its
// canonical JSON, so the same entry is the same record.
func manual(r *report.Report) (intake.Record, error) {
	b, err := json.Marshal(r, json.Deterministic(true))
	if err != nil {
		return intake.Record{}, err
	}
	return intake.Record{Place: intake.Place{File: "manual"}, SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: r, Redacted: b}, nil
}
