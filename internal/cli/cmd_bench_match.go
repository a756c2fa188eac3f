package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"vigie/internal/match"
	"vigie/internal/measure"
)

type benchMatchCmd struct {
	Left       string   `arg:""`
	Right      string   `arg:"" optional:""`
	Truth      string   `required:"" placeholder:"HOW"`
	Weights    string   `placeholder:"FILE"`
	Without    []string `placeholder:"COLUMN"`
	OneToOne   bool     `name:"one-to-one"`
	Pairwise   bool     ``
	Explain    string   `placeholder:"A,B"`
	CPUProfile string   `name:"cpuprofile" placeholder:"FILE"`
	JSON       bool     `name:"json"`
}

// benchedMatch is what a run measured.
type benchedMatch struct {
	Weights    int      `json:"weightsVersion"`
	CPUs       int      `json:"cpus"`
	Records    int      `json:"records"`
	TruePairs  int64    `json:"truePairs"`
	Method     string   `json:"method"` // pairs, one-to-one or clusters
	Candidates int64    `json:"candidates"`
	Lost       int64    `json:"lostToBlocking"` // true pairs that were never compared; they count as misses
	Split      int      `json:"blocksSplit"`
	Cut        int      `json:"blocksCut"`
	Running    quality  `json:"atThreshold"`
	Best       quality  `json:"best"`
	OneWrong   quality  `json:"atMostOneWrong"`
	BCubed     *bcubed  `json:"bcubed,omitzero"`     // of the groups at the threshold
	BestBCubed *bcubed  `json:"bestBCubed,omitzero"` // of the groups at the best pairwise F1
	Read       float64  `json:"readSeconds"`
	Seconds    float64  `json:"seconds"` // normal forms, blocks, comparisons, groups
	PerSecond  float64  `json:"pairsPerSecond"`
	PeakMemory int64    `json:"peakMemory"`
	Unread     []string `json:"columnsNotRead,omitzero"`
}

type quality struct {
	Bits      float64 `json:"bits"`
	Found     int64   `json:"found"`
	Wrong     int64   `json:"wrong"`
	Missed    int64   `json:"missed"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

type bcubed struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

func qualityOf(p measure.Point) quality {
	return quality{p.Threshold, p.Found, p.Wrong(), p.Missed(), p.Precision(), p.Recall(), p.F1()}
}

func bcubedOf(s measure.Score) *bcubed { return &bcubed{s.Precision, s.Recall, s.F1()} }

func (c *benchMatchCmd) Run(ctx context.Context, e *env) error {
	t, err := e.parseTruth(c.Truth)
	if err != nil {
		return err
	}
	w, err := e.weights(c.Weights)
	if err != nil {
		return err
	}
	h, err := e.headings()
	if err != nil {
		return err
	}
	files := []string{c.Left}
	if c.Right != "" {
		files = append(files, c.Right)
	}
	start := time.Now()
	p, err := readTruth(ctx, h, files, t, c.Without)
	if err != nil {
		return err
	}
	l := &match.Linker{Left: p.lists[0].Persons, Weights: w, Forms: forms(), OneToOne: c.OneToOne}
	if c.Right != "" {
		l.Right = p.lists[1].Persons
	}
	if c.Explain != "" {
		return e.explainMatch(ctx, l, c.Explain, c.JSON)
	}
	b := &benchedMatch{Weights: w.Version, CPUs: runtime.GOMAXPROCS(0), Records: len(p.labels), Read: time.Since(start).Seconds()}
	for _, col := range p.lists[0].Columns {
		if col.Use == "" {
			b.Unread = append(b.Unread, col.Heading)
		}
	}
	if c.CPUProfile != "" {
		f, err := os.Create(c.CPUProfile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	run := c.clusters
	if c.Right != "" || c.Pairwise {
		run = c.pairs
	}
	if err := run(ctx, l, p, b); err != nil {
		return err
	}
	b.PerSecond = float64(b.Candidates) / b.Seconds
	b.PeakMemory = peakMemory()
	if c.JSON {
		return e.json(b)
	}
	e.benchedMatch(b)
	return nil
}

// counted fills in what a run says of itself, and how long it took. What is measured
// against the truth is no part of it.
func (b *benchedMatch) counted(f *match.Found, start time.Time) {
	b.Seconds = time.Since(start).Seconds()
	b.Candidates, b.Split, b.Cut = f.Candidates, f.Split, f.Cut
}

func (c *benchMatchCmd) pairs(ctx context.Context, l *match.Linker, p *persons, b *benchedMatch) error {
	start := time.Now()
	f, err := l.Run(ctx)
	if err != nil {
		return err
	}
	b.counted(f, start)
	b.Method = "pairs"
	if c.OneToOne {
		b.Method = "one-to-one"
	}
	all := measure.Pairs(p.labels, make([]int, len(p.labels)))
	curve := measure.Curve{True: all.True}
	right := 0
	if c.Right != "" {
		right = len(l.Left)
		for _, side := range [][]int{p.labels[:right], p.labels[right:]} {
			curve.True -= measure.Pairs(side, make([]int, len(side))).True
		}
	}
	for _, x := range f.Pairs {
		if p.labels[x.Left] == p.labels[right+x.Right] {
			curve.Add(match.Bits(x.Milli), 1, 0)
		} else {
			curve.Add(match.Bits(x.Milli), 0, 1)
		}
	}
	b.curve(&curve, l.Weights.Threshold)
	b.lost(f, p, right)
	return nil
}

// lost counts the true pairs that were never compared. right is where the second
// list begins, 0 when there is none.
func (b *benchedMatch) lost(f *match.Found, p *persons, right int) {
	members := map[int][]int{}
	for i, l := range p.labels {
		members[l] = append(members[l], i)
	}
	var pairs [][2]int
	for _, m := range members {
		for i, x := range m {
			for _, y := range m[i+1:] {
				if right == 0 {
					pairs = append(pairs, [2]int{x, y})
				} else if x < right && y >= right {
					pairs = append(pairs, [2]int{x, y - right})
				}
			}
		}
	}
	for _, yes := range f.Compared(pairs) {
		if !yes {
			b.Lost++
		}
	}
}

func (b *benchedMatch) curve(c *measure.Curve, threshold float64) {
	b.TruePairs = c.True
	b.Running, b.Best, b.OneWrong = qualityOf(c.At(threshold)), qualityOf(c.Best()), qualityOf(c.AtMostWrong(1))
}

func (c *benchMatchCmd) clusters(ctx context.Context, l *match.Linker, p *persons, b *benchedMatch) error {
	start := time.Now()
	merges, f, err := l.Clusters(ctx)
	if err != nil {
		return err
	}
	b.counted(f, start)
	b.Method = "clusters"
	curve := measure.Curve{True: measure.Pairs(p.labels, make([]int, len(p.labels))).True}
	for _, m := range merges {
		in := map[int]int64{}
		for _, i := range m.A {
			in[p.labels[i]]++
		}
		var right int64
		for _, i := range m.B {
			right += in[p.labels[i]]
		}
		curve.Add(match.Bits(m.Milli), right, int64(len(m.A))*int64(len(m.B))-right)
	}
	b.curve(&curve, l.Weights.Threshold)
	b.lost(f, p, 0)
	b.BCubed = bcubedOf(measure.BCubed(p.labels, match.Groups(merges, len(p.labels), l.Weights.Threshold)))
	b.BestBCubed = bcubedOf(measure.BCubed(p.labels, match.Groups(merges, len(p.labels), b.Best.Bits)))
	return nil
}

func (e *env) benchedMatch(b *benchedMatch) {
	e.print(e.t("%s fiches comparées en %s (lecture %s), %d processeurs : %s paires, %s par seconde",
		"%s records compared within %s (reading %s), %d CPUs: %s pairs, %s a second"),
		e.n(int64(b.Records)), e.lasting(seconds(b.Seconds)), e.lasting(seconds(b.Read)), b.CPUs, e.n(b.Candidates), e.n(int64(b.PerSecond)))
	e.print("")
	row := func(name string, q quality) []string {
		return []string{name, e.decimal(q.Bits, 1), e.n(q.Found), e.n(q.Wrong), e.n(q.Missed), e.decimal(q.Precision, 4), e.decimal(q.Recall, 4), e.style(bold, e.decimal(q.F1, 4))}
	}
	e.table([]string{
		e.t("paires", "pairs"), ">bits", e.t(">trouvées", ">found"), e.t(">fausses", ">wrong"), e.t(">manquées", ">missed"),
		e.t(">précision", ">precision"), e.t(">rappel", ">recall"), ">F1",
	}, [][]string{
		row(e.t("au seuil en vigueur", "at the running threshold"), b.Running),
		row(e.t("meilleur F1", "best F1"), b.Best),
		row(e.t("une fausse au plus", "one wrong at most"), b.OneWrong),
	})
	if b.BCubed != nil {
		e.print("")
		for _, x := range []struct {
			name string
			b    *bcubed
		}{{e.t("groupes, B³, au seuil", "groups, B³, at the threshold"), b.BCubed}, {e.t("groupes, B³, au meilleur F1", "groups, B³, at the best F1"), b.BestBCubed}} {
			e.print(e.t("%s : précision %s, rappel %s, F1 %s", "%s: precision %s, recall %s, F1 %s"), x.name, e.decimal(x.b.Precision, 4), e.decimal(x.b.Recall, 4), e.decimal(x.b.F1, 4))
		}
	}
	e.print("")
	e.print(e.t("vraies paires  %s, dont %s jamais comparées", "true pairs     %s, %s of them never compared"), e.n(b.TruePairs), e.n(b.Lost))
	e.print(e.t("blocs          %s recoupés, %s limités aux voisins", "blocks         %s cut further, %s held to neighbours"), e.n(int64(b.Split)), e.n(int64(b.Cut)))
	if b.PeakMemory > 0 {
		e.print(e.t("mémoire        %s au plus", "memory         %s at the peak"), e.size(b.PeakMemory))
	}
	if len(b.Unread) > 0 {
		e.print(e.t("non lues       %s", "not read       %s"), strings.Join(b.Unread, ", "))
	}
}

// weights reads the file named, or the unit's own, or the shipped one.
func (e *env) weights(file string) (*match.Weights, error) {
	if file == "" {
		file = filepath.Join(e.dir(), "rules", "match.yaml")
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return match.Default(), nil
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	w, err := match.Load(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return w, nil
}

// explainMatch shows how the total of one pair comes about.
func (e *env) explainMatch(ctx context.Context, l *match.Linker, ids string, asJSON bool) error {
	a, b, ok := strings.Cut(ids, ",")
	if !ok {
		return &usage{e.t("--explain : écrivez deux numéros, A,B", "--explain: write two ids, A,B"), e.command}
	}
	x, err := l.Explain(ctx, strings.TrimSpace(a), strings.TrimSpace(b))
	if err != nil {
		return err
	}
	if asJSON {
		return e.json(x)
	}
	rows := [][]string{{e.t("départ", "prior"), "", e.decimal(match.Bits(x.Prior), 3)}}
	for _, s := range x.Steps {
		rows = append(rows, []string{e.matchWord(s.Comparison.String()), e.matchWord(s.Level.String()), e.decimal(match.Bits(s.Milli), 3)})
	}
	rows = append(rows, []string{e.t("total", "total"), "", e.decimal(match.Bits(x.Total), 3)})
	e.table([]string{e.t("comparaison", "comparison"), e.t("niveau", "level"), ">bits"}, slices.Clip(rows))
	e.print(e.t("probabilité %s", "probability %s"), e.decimal(match.Probability(match.Bits(x.Total)), 6))
	return nil
}
