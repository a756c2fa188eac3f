package cli

import (
	"context"
	"path/filepath"
	"slices"

	"vigie/internal/link"
	"vigie/internal/measure"
	"vigie/internal/report"
	"vigie/internal/synth"
	"vigie/internal/unit"
)

type benchLeadsCmd struct {
	Reports int `default:"20000"`
	trial
}

// rightness is how well groups agree with the truth.
type rightness struct {
	Precision float64 `json:"precision"` // of pairs of reports
	Recall    float64 `json:"recall"`
	BPrec     float64 `json:"bcubedPrecision"`
	BRecall   float64 `json:"bcubedRecall"`
	Wrong     int64   `json:"wrong"`  // pairs in one lead that are of two hands
	Missed    int64   `json:"missed"` // pairs of one hand in two leads
}

// byKind is one row of the table of evidence.
type byKind struct {
	Kind string `json:"kind"`
	// Pairs of reports that a joining value of this kind ties directly.
	Ties      int64 `json:"ties"`
	TiesRight int64 `json:"tiesRight"`
	// Proposals whose strongest evidence is of this kind.
	Asked int `json:"asked"`
	Right int `json:"right"`
}

// leadsMeasured is what a run of bench leads found.
type leadsMeasured struct {
	Reports   int       `json:"reports"`
	Seed      uint64    `json:"seed"`
	Hands     int       `json:"hands"`
	Automatic rightness `json:"automatic"`
	Answered  rightness `json:"answered"` // after every proposal was answered rightly
	Asked     int       `json:"asked"`
	Accepted  int       `json:"accepted"`
	Kinds     []byKind  `json:"kinds"`
}

func (c *benchLeadsCmd) Run(ctx context.Context, e *env) error {
	if c.Reports < 1 {
		return &usage{e.t("il faut des nombres positifs", "the numbers must be positive"), e.command}
	}
	return c.on(ctx, e, func(d *desk) error {
		hand, err := c.world(ctx, e, d)
		if err != nil {
			return err
		}
		m := &leadsMeasured{Reports: len(hand), Seed: c.Seed, Kinds: kindRows()}
		if m.Automatic, err = judgeLeads(ctx, d, hand, m); err != nil {
			return err
		}
		if err := m.answer(ctx, e, d, hand); err != nil {
			return err
		}
		if m.Answered, err = judgeLeads(ctx, d, hand, nil); err != nil {
			return err
		}
		if c.JSON {
			return e.json(m)
		}
		e.leadsMeasured(m)
		return nil
	})
}

// world writes synthetic reports in every format, takes them in, and gives whose
// each is.
func (c *benchLeadsCmd) world(ctx context.Context, e *env, d *desk) (map[report.Key]int, error) {
	o := synth.Options{Reports: c.Reports, Seed: c.Seed, Now: e.Now}
	dir := filepath.Join(c.Dir, "world")
	if _, err := e.synth(ctx, o, dir); err != nil {
		return nil, err
	}
	w, err := d.Walker("", "")
	if err != nil {
		return nil, err
	}
	if _, err := e.takeIn(ctx, d, under{}, w, []string{filepath.Join(dir, "reports")}); err != nil {
		return nil, err
	}
	hand := map[report.Key]int{}
	for item, err := range synth.Generate(o) {
		if err != nil {
			return nil, err
		}
		for _, r := range item.Reports {
			hand[report.KeyOf(r.Source, r.SourceID)] = r.Hand
		}
	}
	return hand, nil
}

func kindRows() []byKind {
	rows := make([]byKind, report.LastKind+1)
	for k := range rows {
		rows[k].Kind = report.Kind(k).String()
	}
	return rows
}

// judgeLeads compares the leads with the truth, and counts ties by kind where m is given.
func judgeLeads(ctx context.Context, d *desk, hand map[report.Key]int, m *leadsMeasured) (rightness, error) {
	l, err := d.Linking(ctx, d.who)
	if err != nil {
		return rightness{}, err
	}
	var truth, found []int
	number := map[report.Key]int{}
	hands := map[int]bool{}
	for k, h := range hand {
		lead, ok := l.Lead[k]
		if !ok {
			continue // set aside
		}
		if _, known := number[lead]; !known {
			number[lead] = len(number)
		}
		truth, found = append(truth, h), append(found, number[lead])
		hands[h] = true
	}
	pairs, b := measure.Pairs(truth, found), measure.BCubed(truth, found)
	if m != nil {
		m.Hands = len(hands)
		for _, t := range l.Ties {
			same := make([]int, len(t.Reports))
			whose := make([]int, len(t.Reports))
			for i, k := range t.Reports {
				whose[i] = hand[k]
			}
			n := measure.Pairs(whose, same)
			m.Kinds[t.Kind].Ties += n.Found
			m.Kinds[t.Kind].TiesRight += n.Both
		}
	}
	return rightness{pairs.Precision(), pairs.Recall(), b.Precision, b.Recall, pairs.Wrong(), pairs.Missed()}, nil
}

// answer answers every proposal as the truth has it, until none is left.
func (m *leadsMeasured) answer(ctx context.Context, e *env, d *desk, hand map[report.Key]int) error {
	meter := e.meter(e.t("Réponses", "Answers"), nounAnswers)
	defer meter.end()
	for {
		page, err := d.Proposals(ctx, d.who, "", 200)
		if err != nil || len(page.Proposals) == 0 {
			return err
		}
		for _, p := range page.Proposals {
			if err := m.answerOne(ctx, d, p, hand); err != nil {
				return err
			}
			meter.counted(int64(m.Asked))
		}
	}
}

func (m *leadsMeasured) answerOne(ctx context.Context, d *desk, p unit.Proposal, hand map[report.Key]int) error {
	w, err := d.Why(ctx, d.who, p.Mine, p.Theirs)
	if err != nil {
		return err
	}
	if w.LeadA == w.LeadB || w.Cut != nil {
		return nil // an answer just given has settled it
	}
	v := link.Different
	kind := slices.IndexFunc(m.Kinds, func(k byKind) bool { return k.Kind == p.Evidence[0].Kind })
	m.Asked++
	m.Kinds[kind].Asked++
	if hand[p.Mine] == hand[p.Theirs] {
		v = link.Same
		m.Accepted++
		m.Kinds[kind].Right++
	}
	return d.Judge(ctx, d.who, p.Mine, p.Theirs, v, "known truth")
}

func (e *env) leadsMeasured(m *leadsMeasured) {
	e.print(e.t("%s de %s personnes, graine %d", "%s of %s hands, seed %d"), e.reports(int64(m.Reports)), e.n(int64(m.Hands)), m.Seed)
	e.print("")
	row := func(name string, r rightness) []string {
		return []string{name, e.decimal(r.Precision, 4), e.decimal(r.Recall, 4), e.decimal(r.BPrec, 4), e.decimal(r.BRecall, 4), e.n(r.Wrong), e.n(r.Missed)}
	}
	e.table([]string{
		e.t("liens", "links"), e.t(">précision", ">precision"), e.t(">rappel", ">recall"), e.t(">précision B³", ">B³ precision"),
		e.t(">rappel B³", ">B³ recall"), e.t(">faux", ">wrong"), e.t(">manqués", ">missed"),
	}, [][]string{
		row(e.t("automatiques", "automatic"), m.Automatic),
		row(e.t("après toutes les réponses", "after all answers"), m.Answered),
	})
	e.print("")
	e.print(e.t("%s propositions, dont %s acceptées", "%s proposals, of which %s accepted"), e.n(int64(m.Asked)), e.n(int64(m.Accepted)))
	e.print("")
	var rows [][]string
	part := func(a, b int64) string {
		if b == 0 {
			return "–"
		}
		return e.decimal(float64(a)/float64(b), 4)
	}
	for _, k := range m.Kinds {
		if k.Ties+int64(k.Asked) > 0 {
			rows = append(rows, []string{e.word(k.Kind), e.n(k.Ties), part(k.TiesRight, k.Ties), e.n(int64(k.Asked)), part(int64(k.Right), int64(k.Asked))})
		}
	}
	e.table([]string{e.t("indice", "evidence"), e.t(">paires reliées", ">pairs joined"), e.t(">justes", ">right"), e.t(">proposées", ">proposed"), e.t(">justes", ">right")}, rows)
}
