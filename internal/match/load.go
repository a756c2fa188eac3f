package match

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/goccy/go-yaml"

	"vigie/rules"
)

// weightsFile is match.yaml, whose comments say what each part is for.
type weightsFile struct {
	Version     int                             `yaml:"version"`
	Matches     float64                         `yaml:"matches"`
	Threshold   float64                         `yaml:"threshold"`
	Floor       float64                         `yaml:"floor"`
	Most        float64                         `yaml:"most"`
	Clusters    clusterRow                      `yaml:"clusters"`
	Household   homeRow                         `yaml:"household"`
	Comparisons map[string]map[string]weightRow `yaml:"comparisons"`
	Everything  int                             `yaml:"everything"`
	Blocking    []ruleRow                       `yaml:"blocking"`
}

type weightRow struct {
	M      float64 `yaml:"m"`
	U      float64 `yaml:"u"`
	Rarity float64 `yaml:"rarity,omitempty"`
}

type clusterRow struct {
	Best  float64 `yaml:"best"`
	Extra float64 `yaml:"extra"`
}

type homeRow struct {
	Prior float64 `yaml:"prior"`
	Twins float64 `yaml:"twins"`
	Mates float64 `yaml:"mates"`
}

type ruleRow struct {
	By   []string `yaml:"by,flow"`
	Then []string `yaml:"then,flow,omitempty"`
}

// Bounds of a weight file, so that a hostile one costs no more than reading it.
const (
	maxFile  = 1 << 20
	maxRules = 64
)

// Default is the file that ships with the program.
var Default = sync.OnceValue(func() *Weights {
	b, err := rules.Files.ReadFile("match.yaml")
	if err != nil {
		panic(err) // embedded: a broken build, which the tests find
	}
	w, err := Load(b)
	if err != nil {
		panic(err)
	}
	return w
})

// Load reads a match.yaml. Anything missing, unknown or out of bounds is an error
// that names it: half a file would weigh wrongly in silence.
func Load(b []byte) (*Weights, error) {
	w, err := load(b)
	if err != nil {
		return nil, fmt.Errorf("weights of matching: %w", err)
	}
	return w, nil
}

func load(b []byte) (*Weights, error) {
	if len(b) > maxFile {
		return nil, fmt.Errorf("the file has %d bytes; %d is the most", len(b), maxFile)
	}
	var f weightsFile
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&f); err != nil {
		return nil, err
	}
	if f.Version < 1 {
		return nil, errors.New("version: the file must state its version, 1 or more")
	}
	w := &Weights{
		Version: f.Version, Matches: f.Matches, Threshold: f.Threshold, Floor: f.Floor, Most: f.Most, Everything: f.Everything,
		Cluster:   Clustering{Best: f.Clusters.Best, Extra: f.Clusters.Extra},
		Household: Household(f.Household),
	}
	for _, s := range []struct {
		name      string
		v         float64
		low, high float64
	}{
		{"matches", f.Matches, 1e-9, 1000},
		{"threshold", f.Threshold, -100, 200},
		{"floor", f.Floor, -100, 200},
		{"most", f.Most, 1, 100},
		{"everything", float64(f.Everything), 0, 1e9},
		{"clusters: best", f.Clusters.Best, 0, 1},
		{"clusters: extra", f.Clusters.Extra, 0, 10},
		{"household: prior", f.Household.Prior, -30, 100},
		{"household: twins", f.Household.Twins, 0, 100},
		{"household: mates", f.Household.Mates, 1e-6, 1},
	} {
		if !within(s.v, s.low, s.high) {
			return nil, fmt.Errorf("%s: %v is not between %v and %v", s.name, s.v, s.low, s.high)
		}
	}
	if err := w.loadComparisons(f.Comparisons); err != nil {
		return nil, err
	}
	return w, w.loadRules(f.Blocking)
}

func within(v, low, high float64) bool { return !math.IsNaN(v) && v >= low && v <= high }

func (w *Weights) loadComparisons(rows map[string]map[string]weightRow) error {
	for c := range comparisonCount {
		if len(levelsOf[c]) == 0 {
			continue
		}
		levels, ok := rows[c.String()]
		if !ok {
			return fmt.Errorf("comparisons: %s is missing", c)
		}
		for _, l := range levelsOf[c] {
			row, ok := levels[l.String()]
			if !ok {
				return fmt.Errorf("comparisons: %s: %s is missing", c, l)
			}
			for _, p := range []struct {
				name string
				v    float64
			}{{"m", row.M}, {"u", row.U}} {
				if !(p.v > 0 && p.v < 1) {
					return fmt.Errorf("comparisons: %s: %s: %s is %v; a frequency is above 0 and below 1", c, l, p.name, p.v)
				}
			}
			if !within(row.Rarity, 0, 1) {
				return fmt.Errorf("comparisons: %s: %s: rarity is %v; it goes from 0 to 1", c, l, row.Rarity)
			}
			w.Levels[c][l] = Weight(row)
		}
		if len(levels) > len(levelsOf[c]) {
			return fmt.Errorf("comparisons: %s has a level that it cannot find; it finds %v", c, levelsOf[c])
		}
	}
	if len(rows) > int(CHousehold) {
		return errors.New("comparisons: one of them is unknown; the fields are " + fmt.Sprint(fieldNames))
	}
	return nil
}

func (w *Weights) loadRules(rows []ruleRow) error {
	if len(rows) == 0 || len(rows) > maxRules {
		return fmt.Errorf("blocking: %d rules; there must be 1 to %d", len(rows), maxRules)
	}
	for i, row := range rows {
		var r Rule
		for _, list := range []struct {
			to   *[]Piece
			from []string
		}{{&r.By, row.By}, {&r.Then, row.Then}} {
			for _, s := range list.from {
				p, err := ParsePiece(s)
				if err != nil {
					return fmt.Errorf("blocking: rule %d: %w", i+1, err)
				}
				*list.to = append(*list.to, p)
			}
		}
		if len(r.By) == 0 || len(r.By)+len(r.Then) > int(pieceCount) {
			return fmt.Errorf("blocking: rule %d: by must name what two records share", i+1)
		}
		w.Rules = append(w.Rules, r)
	}
	return nil
}
