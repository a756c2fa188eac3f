package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/unit"
)

type recipientsCmd struct {
	List recipientsListCmd `cmd:"" default:"withargs"`
	Show recipientsShowCmd `cmd:""`
	Set  recipientsSetCmd  `cmd:""`
}

type recipientsListCmd struct {
	Senders int        `default:"2" placeholder:"N"`
	From    unit.Place `placeholder:"PLACE"`
	Limit   int        `default:"20"`
	JSON    bool       `name:"json"`
}

func (c *recipientsListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		l, err := d.Recipients(ctx, d.who, unit.RecipientFilter{Senders: c.Senders, From: c.From, Limit: c.Limit})
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(l)
		}
		e.print("%s", e.style(bold, e.some(l.InAll, "identifiant de compte bénéficiaire", "identifiants de comptes bénéficiaires", "identifier of a recipient's account", "identifiers of recipients' accounts")+
			fmt.Sprintf(e.t(" (%s au moins)", " (%s at least)"), e.senders(int64(l.Senders)))))
		e.print("%s", e.wrap(e.t("Ceux qu'un signalement donne à un même bénéficiaire sont sous un seul numéro. Ce sont des comptes, jamais des personnes, et seulement d'après des signalements qui énoncent un fait d'abus. Un payeur est une piste : deux comptes des mêmes mains comptent une fois.",
			"Those that a report gives to one recipient stand under one number. These are accounts, never persons, and only from reports that state a fact of abuse. A sender is a lead: two accounts of the same hands count once."), ""))
		for _, r := range l.Recipients {
			e.print("\n%s  %s", padLeft(fmt.Sprint(r.Place), 4), e.recipient(r))
		}
		if l.Next != "" {
			e.more("recipients", "--from", l.Next)
		}
		if len(l.Recipients) > 0 {
			e.hint("%s vigie recipients show %s", e.t("les pistes autour d'un compte :", "the leads around an account:"), l.Recipients[0].ID)
		}
		return nil
	})
}

func (e *env) senders(n int64) string { return e.some(n, "payeur", "payeurs", "sender", "senders") }

// recipient says what an account is and who is stated to have paid it.
func (e *env) recipient(r unit.RecipientView) string {
	value := visible(r.Value)
	if value == "" {
		value = e.t("(masqué)", "(masked)")
	}
	s := e.style(bold, strings.Join(strings.Fields(e.word(r.Kind)+" "+r.Service+" "+value), " "))
	for _, a := range r.Also {
		s += e.t(", aussi ", ", also ") + strings.Join(strings.Fields(e.word(a.Kind)+" "+a.Service+" "+visible(a.Value)), " ")
	}
	s += "\n      " +
		e.senders(r.Senders) + e.t(" selon ", " by ") + e.reports(r.Reports)
	if r.Latest != 0 {
		s += e.t(", le plus récemment le ", ", most recently on ") + r.Latest.In(e.lang)
	}
	s += e.style(dim, "   "+r.ID)
	if r.IsA != unit.OtherAccount {
		s += "\n      " + e.said(fmt.Sprintf(e.t("selon %s, compte d'%s : ", "says %s, the account of %s: "), r.Who, e.isA(r.IsA)), r.Because, "        ")
	}
	if r.Hub {
		s += "\n      " + e.style(amber, e.t("ses payeurs n'ont peut-être rien à voir entre eux", "its senders may have nothing to do with each other"))
	}
	return s
}

func (e *env) isA(kind string) string {
	switch kind {
	case unit.AgentAccount:
		return e.t("un agent de paiement", "a payment agent")
	case unit.FacilitatorAccount:
		return e.t("une personne qui organise", "a facilitator")
	}
	return e.t("un tiers", "somebody else")
}

type recipientsShowCmd struct {
	ID   string `arg:"" name:"id"`
	JSON bool   `name:"json"`
}

func (c *recipientsShowCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.Recipient(ctx, d.who, c.ID, e.lang)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.print("%s\n", e.recipient(v.RecipientView))
		for _, r := range v.Leads {
			e.row(r)
		}
		if v.More {
			e.note("%s", e.t("La liste est coupée : d'autres pistes nomment ce compte.", "The list is cut: more leads name this account."))
		}
		return nil
	})
}

type recipientsSetCmd struct {
	ID      string `arg:"" name:"id"`
	Kind    string `arg:"" name:"kind" enum:"facilitator,agent,other"`
	Because string `required:"" placeholder:"TEXT"`
}

func (c *recipientsSetCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.SetAccount(ctx, d.who, c.ID, c.Kind, c.Because); err != nil {
			return err
		}
		switch c.Kind {
		case unit.AgentAccount:
			e.print("%s", e.t("Consigné : c'est le compte d'un agent, il ne relie plus personne.", "Recorded: it is an agent's account, and links nobody any more."))
		case unit.OtherAccount:
			e.print("%s", e.t("Consigné : rien n'est plus dit de ce compte.", "Recorded: nothing is said of this account any more."))
		default:
			e.print("%s", e.t("Consigné : c'est le compte d'une personne qui organise.", "Recorded: it is a facilitator's account."))
		}
		return nil
	})
}
