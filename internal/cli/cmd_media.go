package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie/internal/intake/hashlist"
	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

type mediaCmd struct {
	Import mediaImportCmd `cmd:""`
	Lists  mediaListsCmd  `cmd:"" default:"withargs"`
	Of     mediaOfCmd     `cmd:""`
	Remove mediaRemoveCmd `cmd:""`
}

type mediaImportCmd struct {
	Files     []string `arg:"" name:"file"`
	List      string   `required:"" placeholder:"NAME"`
	Dated     string   `required:"" placeholder:"DATE"`
	Publisher string   `placeholder:"NAME"`
	Format    string   `enum:"vics,icse,hash-sharing," default:"" placeholder:"NAME"`
	JSON      bool     `name:"json"`
}

func (c *mediaImportCmd) Run(ctx context.Context, e *env) error {
	dated, err := e.day("--dated", c.Dated)
	if err != nil {
		return err
	}
	in := unit.MediaList{Name: c.List, Publisher: c.Publisher, Dated: dated, Format: hashlist.Format(c.Format)}
	for _, name := range c.Files {
		st, err := os.Stat(name)
		if err != nil {
			return err
		}
		in.Files = append(in.Files, unit.MediaFile{Name: filepath.Base(name), Size: st.Size(), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	return e.with(ctx, func(d *desk) error {
		p := e.mediaProgress()
		in.Progress = p.show
		v, err := d.ImportMedia(ctx, d.who, in)
		p.end()
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.print(e.t("Liste « %s », version du %s : %s, %s.", "List %q, version of %s: %s, %s."), visible(v.Name), v.Dated.In(e.lang),
			e.some(v.Rows, "élément lu", "éléments lus", "entry read", "entries read"), e.some(v.Values, "empreinte prise", "empreintes prises", "hash value taken", "hash values taken"))
		for _, k := range slices.Sorted(keysOf(v.Reasons)) {
			e.print("  %s", e.notTaken(k, v.Reasons[k]))
		}
		e.hint("%s", e.t("ce qu'elle dit d'une piste : vigie media of N° de piste", "what it says of a lead: vigie media of LEAD"))
		return nil
	})
}

func keysOf(m map[hashlist.Left]int64) func(func(hashlist.Left) bool) {
	return func(yield func(hashlist.Left) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// notTaken says what of a list was not taken.
func (e *env) notTaken(k hashlist.Left, n int64) string {
	switch k {
	case hashlist.NoValue:
		return e.some(n, "élément sans empreinte utilisable, non pris", "éléments sans empreinte utilisable, non pris", "entry without a usable hash value, not taken", "entries without a usable hash value, not taken")
	case hashlist.BadHash:
		return e.some(n, "empreinte mal formée ou d'un fichier vide, non prise", "empreintes mal formées ou d'un fichier vide, non prises", "hash value ill-formed or of an empty file, not taken", "hash values ill-formed or of an empty file, not taken")
	case hashlist.OtherHash:
		return e.some(n, "empreinte d'un autre algorithme, non prise", "empreintes d'un autre algorithme, non prises", "hash value of another algorithm, not taken", "hash values of another algorithm, not taken")
	}
	return e.some(n, "mention dans des mots inconnus, tenue pour absente", "mentions dans des mots inconnus, tenues pour absentes", "statement in unknown words, taken as not stated", "statements in unknown words, taken as not stated")
}

// day reads a date of the command line.
func (e *env) day(flag, s string) (triage.Day, error) {
	var d triage.Day
	if err := d.UnmarshalText([]byte(s)); err != nil || d == 0 {
		return 0, &usage{fmt.Sprintf(e.t("%s : « %s » n'est pas une date ; il en faut une comme 2026-03-12", "%s: %q is no date; expected one like 2026-03-12"), flag, s), e.command}
	}
	return d, nil
}

// mediaMeter shows the stages of an import, one after the other.
type mediaMeter struct {
	e     *env
	stage unit.MediaStage
	m     *meter
}

func (e *env) mediaProgress() *mediaMeter { return &mediaMeter{e: e} }

func (p *mediaMeter) show(s unit.MediaStage, done, total int64) {
	if p.m == nil || p.stage != s {
		p.end()
		p.stage = s
		p.m = p.e.meter([]string{p.e.t("Lecture de la liste", "Reading the list"), p.e.t("Écriture", "Writing"), p.e.t("Effacement", "Clearing")}[s], nounHashes)
	}
	if s != unit.MediaReads {
		p.m.counted(done)
	}
	if total > 0 {
		p.m.share(done, total)
	}
}

func (p *mediaMeter) end() {
	if p.m != nil {
		p.m.end()
	}
}

var nounHashes = [4]string{"empreinte", "empreintes", "hash value", "hash values"}

type mediaListsCmd struct {
	JSON bool `name:"json"`
}

func (c *mediaListsCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		vs, err := d.MediaLists(ctx, d.who)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(vs)
		}
		if len(vs) == 0 {
			e.print("%s", e.t("Aucune liste de médias connus n'est détenue.", "No list of known media is held."))
		}
		for _, v := range vs {
			name := visible(v.Name)
			if v.Publisher != "" {
				name += " (" + visible(v.Publisher) + ")"
			}
			state := e.t("en vigueur", "in force")
			if !v.Current {
				state = e.t("remplacée", "superseded")
			}
			e.print("%s  %s  %s  %s", e.style(bold, name), v.Dated, e.some(v.Values, nounHashes[0], nounHashes[1], nounHashes[2], nounHashes[3]), state)
			e.print("    %s", e.style(dim, fmt.Sprintf(e.t("importée par %s, %s ; %s ; sha256 %s", "imported by %s, %s; %s; sha256 %s"), v.Who, e.when(v.Imported), v.Format, v.SHA)))
		}
		return nil
	})
}

type mediaOfCmd struct {
	Lead report.Key `arg:""`
	AsOf string     `name:"as-of" placeholder:"DATE"`
	JSON bool       `name:"json"`
}

func (c *mediaOfCmd) Run(ctx context.Context, e *env) error {
	var asOf triage.Day
	if c.AsOf != "" {
		var err error
		if asOf, err = e.day("--as-of", c.AsOf); err != nil {
			return err
		}
	}
	return e.with(ctx, func(d *desk) error {
		k, err := d.MediaOf(ctx, d.who, c.Lead, asOf)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(k)
		}
		e.knownMedia(k)
		if len(k.Items) == 0 {
			return nil
		}
		e.print("")
		for _, i := range k.Items {
			e.print("%s %s", pad(i.Algorithm, 8), e.style(bold, shortHash(i.Value)))
			for _, s := range i.Said {
				e.print("    %s, %s%s", visible(s.List), s.Dated, e.verdictOf(s))
			}
		}
		return nil
	})
}

// shortHash cuts a long value: --json gives it whole.
func shortHash(s string) string {
	if len(s) > 64 {
		return s[:61] + "…"
	}
	return s
}

// verdictOf says what one list says of a value.
func (e *env) verdictOf(s unit.KnownVerdict) string {
	var out []string
	add := func(x hashlist.Said, fr, en string) {
		if x != hashlist.NotStated {
			out = append(out, e.t(fr, en)+e.t(" : ", ": ")+e.t(map[hashlist.Said]string{hashlist.Yes: "oui", hashlist.No: "non", hashlist.BothWays: "oui et non"}[x],
				map[hashlist.Said]string{hashlist.Yes: "yes", hashlist.No: "no", hashlist.BothWays: "yes and no"}[x]))
		}
	}
	add(s.Victim, "victime identifiée", "victim identified")
	add(s.Offender, "auteur des faits identifié", "author of the acts identified")
	add(s.Distributed, "diffusé", "distributed")
	switch {
	case s.Series > 0:
		out = append(out, fmt.Sprintf(e.t("série n° %d", "series no. %d"), s.Series))
	case s.InSeries:
		out = append(out, e.t("plusieurs séries", "several series"))
	}
	if len(s.Categories) > 0 {
		out = append(out, e.t("catégorie ", "category ")+strings.Join(s.Categories, ", "))
	}
	if out == nil {
		return ""
	}
	return e.t(" : ", ": ") + strings.Join(out, " · ")
}

// knownMedia says what the lists say of a lead's hash values, and what follows from
// a value that is in none: nothing.
func (e *env) knownMedia(k unit.KnownMedia) {
	e.heading("Médias connus", "Known media")
	day := k.AsOf.In(e.lang)
	values := e.some(int64(k.Values), "empreinte comparable", "empreintes comparables", "hash value that can be compared", "hash values that can be compared")
	switch {
	case k.Values == 0:
		e.print("  %s", e.t("Aucune empreinte à comparer.", "No hash value to compare."))
	case len(k.Lists) == 0:
		e.print("%s", e.wrap(fmt.Sprintf(e.t("%s ; aucune liste détenue ne porte une date antérieure ou égale au %s : rien ne peut en être dit.", "%s; no list held is dated %s or before: nothing can be said of them."), values, day), "  "))
	default:
		e.print("%s", e.wrap(fmt.Sprintf(e.t("%s ; %s dans au moins une liste, %s dans aucune des listes détenues, dans leur état au %s — ce qui ne prouve pas qu'un fichier soit nouveau.",
			"%s; %s in at least one list, %s in none of the lists held, as they stood on %s — which is no proof that a file is new."),
			values, e.n(int64(k.Listed)), e.n(int64(k.Unlisted)), day), "  "))
		if k.Listed > 0 {
			e.print("  %s", fmt.Sprintf(e.t("Victime identifiée selon une liste : %s · non identifiée : %s · dans une série : %s", "Victim identified by a list: %s · not identified: %s · in a series: %s"),
				e.n(int64(k.Victim)), e.n(int64(k.NoVictim)), e.n(int64(k.InSeries))))
		}
		for _, l := range k.Lists {
			e.print("    %s  %s  %s", pad(visible(l.Name), 24), l.Dated, e.some(int64(l.Found), "trouvée", "trouvées", "found", "found"))
		}
	}
	if k.Uncompared > 0 {
		e.print("  %s", e.some(int64(k.Uncompared), "valeur d'un autre algorithme ou mal formée, non comparée", "valeurs d'un autre algorithme ou mal formées, non comparées", "value of another algorithm or ill-formed, not compared", "values of another algorithm or ill-formed, not compared"))
	}
	if k.More > 0 {
		e.print("  %s", e.t("Signalements non regardés : ", "Reports not looked at: ")+e.n(k.More))
	}
}

type mediaRemoveCmd struct {
	List    string `arg:"" name:"list"`
	Dated   string `placeholder:"DATE"`
	Because string `required:"" placeholder:"TEXT"`
}

func (c *mediaRemoveCmd) Run(ctx context.Context, e *env) error {
	var dated triage.Day
	if c.Dated != "" {
		var err error
		if dated, err = e.day("--dated", c.Dated); err != nil {
			return err
		}
	}
	return e.with(ctx, func(d *desk) error {
		p := e.mediaProgress()
		n, err := d.RemoveMedia(ctx, d.who, c.List, dated, c.Because, p.show)
		p.end()
		if err != nil {
			return err
		}
		e.print("%s", e.some(int64(n), "version retirée.", "versions retirées.", "version removed.", "versions removed."))
		return nil
	})
}
