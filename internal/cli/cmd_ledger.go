package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"

	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/unit"
)

type ledgerCmd struct {
	Verify     ledgerVerifyCmd     `cmd:""`
	Checkpoint ledgerCheckpointCmd `cmd:""`
	Show       ledgerShowCmd       `cmd:""`
}

type ledgerVerifyCmd struct {
	Against string `placeholder:"FILE"`
	JSON    bool   `name:"json"`
}

func (c *ledgerVerifyCmd) Run(ctx context.Context, e *env) error {
	var against []byte
	if c.Against != "" {
		var err error
		if against, err = os.ReadFile(c.Against); err != nil {
			return err
		}
	}
	return e.with(ctx, func(d *desk) error {
		m := e.meter(e.t("Vérification", "Verifying"), [4]string{"entrée", "entrées", "entry", "entries"})
		r, err := d.Verify(ctx, d.who, against, func(done, total int64) { m.share(done, total) })
		m.end()
		if err != nil {
			return err
		}
		if c.JSON {
			if err := e.json(verification(e, r)); err != nil {
				return err
			}
		} else {
			e.verified(r, c.Against)
		}
		if !r.OK() {
			return &needsPerson{e.t("le registre n'est pas intact : prévenez la personne qui contrôle avant tout autre acte",
				"the ledger is not intact: tell the auditor before anything else is done")}
		}
		return nil
	})
}

// faultJSON is a fault as --json gives it.
type faultJSON struct {
	Code     ledger.Code `json:"code"`
	Entry    int64       `json:"entry"`
	Sentence string      `json:"sentence"`
}

func verification(e *env, r ledger.Report) any {
	faults := []faultJSON{}
	for _, f := range r.Faults {
		faults = append(faults, faultJSON{f.Code, f.Index, f.Sentence(e.lang)})
	}
	return map[string]any{
		"ok": r.OK(), "entries": r.Tree.Size, "root": base64.StdEncoding.EncodeToString(r.Tree.Root[:]),
		"erased": r.Erased, "unsettled": r.Unsettled, "faultCount": r.Count, "faults": faults,
	}
}

func (e *env) verified(r ledger.Report, against string) {
	if r.OK() {
		e.print(e.t("Registre intact : %s.", "Ledger intact: %s."), e.some(r.Tree.Size, "entrée", "entrées", "entry", "entries"))
		if against != "" {
			e.print(e.t("Il prolonge le point de contrôle %s : rien n'en a été retiré ni récrit.", "It continues checkpoint %s: nothing was removed or rewritten."), against)
		}
		if r.Erased > 0 {
			e.print(e.t("%s selon des effacements consignés.", "%s by recorded erasures."), e.some(r.Erased, "entrée effacée", "entrées effacées", "entry erased", "entries erased"))
		}
		e.print("%s  %s", e.t("racine", "root"), base64.StdEncoding.EncodeToString(r.Tree.Root[:]))
		return
	}
	e.print("%s", e.style(red, e.some(r.Count, "défaut dans le registre", "défauts dans le registre", "fault in the ledger", "faults in the ledger")))
	for _, f := range r.Faults {
		e.print("%s", e.wrap(f.Sentence(e.lang), "  "))
	}
	if more := r.Count - int64(len(r.Faults)); more > 0 {
		e.print("  %s %s", e.t("et encore", "and more:"), e.n(more))
	}
}

type ledgerCheckpointCmd struct {
	Out string `required:"" placeholder:"FILE|-"`
}

func (c *ledgerCheckpointCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		b, err := d.Checkpoint(ctx, d.who)
		if err != nil {
			return err
		}
		if c.Out == "-" {
			_, err = e.out.Write(b)
			return err
		}
		if err := os.WriteFile(c.Out, b, 0o644); err != nil {
			return err
		}
		lines := bytes.SplitN(b, []byte("\n"), 3)
		e.print(e.t("Point de contrôle écrit dans %s : %s entrées.", "Checkpoint written to %s: %s entries."), c.Out, lines[min(1, len(lines)-1)])
		e.hint("%s vigie ledger verify --against %s", e.t("remettez-le à qui doit pouvoir vérifier (parquet, partenaire) ; plus tard :",
			"give it to whoever must be able to verify (prosecutor, partner); later:"), shell(c.Out))
		return nil
	})
}

type ledgerShowCmd struct {
	Lead report.Key `arg:""`
	All  bool       ``
	JSON bool       `name:"json"`
}

func (c *ledgerShowCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		read := d.Ledger
		if c.All {
			read = d.WholeLedger
		}
		es, err := read(ctx, d.who, c.Lead)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(es)
		}
		e.print("%s", e.style(bold, fmt.Sprintf(e.t("Le registre sur la piste %s", "The ledger on lead %s"), c.Lead)))
		for _, x := range es {
			e.entry(x)
		}
		if !c.All && len(es) == unit.Entries {
			e.hint("%s vigie ledger show %s --all", fmt.Sprintf(e.t("ce sont les %d plus récentes ; toutes :", "these are the %d newest; all of them:"), len(es)), c.Lead)
		}
		e.hint("%s vigie ledger show %s --json", e.t("chaque entrée telle qu'elle est inscrite, empreintes comprises :", "each entry as it stands, hashes included:"), c.Lead)
		return nil
	})
}

type replayCmd struct {
	Check bool ``
}

func (c *replayCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		m := e.meter(e.t("Recalcul", "Replay"), nounReports)
		diffs, err := d.Replay(ctx, d.who, c.Check, func(done, total int64) { m.share(done, total) })
		m.end()
		switch {
		case err != nil:
			return err
		case len(diffs) > 0:
			for _, s := range diffs {
				e.print("  %s", s)
			}
			e.hint("%s", e.t("remettre en place ce qui est recalculé : vigie replay", "to put in place what was worked out: vigie replay"))
			return &needsPerson{e.some(int64(len(diffs)), "différence entre ce qui est enregistré et ce qui est recalculé", "différences entre ce qui est enregistré et ce qui est recalculé",
				"difference between what is stored and what was worked out", "differences between what is stored and what was worked out")}
		case c.Check:
			e.print("%s", e.t("Recalcul identique : pistes et file découlent des signalements, des jugements et des règles.", "Replay identical: leads and queue follow from the reports, the judgements and the rules."))
		default:
			e.print("%s", e.t("Pistes et file reconstruites.", "Leads and queue rebuilt."))
		}
		return nil
	})
}
