package triage

import "strconv"

var (
	onlyPerson    = said{"seul l'acte d'une personne l'abaisse ; l'accusé de réception ne l'abaisse pas", "only a person's act lowers it; acknowledging does not"}
	withoutPerson = said{"sans la décision enregistrée, les règles donneraient « {class} »", "without the recorded decision, the rules would say “{class}”"}
	wouldPreserve = said{"enregistrer une demande de conservation la ramènerait à « {class} »", "recording a preservation request would return it to “{class}”"}
	enters        = said{"sans demande de conservation, elle devient périssable le {day} ({in})", "without a preservation request, it becomes perishable on {day} ({in})"}
	entersAgain   = said{"sauf prolongation de la conservation, elle devient périssable le {day} ({in})", "unless the preservation is extended, it becomes perishable on {day} ({in})"}
	passes        = said{"après le {day}, cette échéance d'effacement est passée", "after {day}, that act-by date has passed"}
	stating       = said{"un signalement indiquant {facts} la classerait « {class} »", "a report stating {facts} would make it “{class}”"}
	verifying     = said{"la vérification par une personne du fait suivant la classerait « {class} » : {facts}", "the verification of {facts} by a person would make it “{class}”"}
	refuting      = said{"la réfutation du fait suivant la ramènerait à « {class} » : {facts}", "refuting {facts} would lower it to “{class}”"}
	paying        = said{"{n} la classerait « {class} »", "{n} would make it “{class}”"}
	anyFact       = said{"tout autre fait", "any other fact"}
	slopes        = said{"chaque jour d'attente ajoute {n}, sans jamais changer de classe", "each day of waiting adds {n}, and never changes the class"}
)

// maxListed bounds a list of facts that a person should read.
const maxListed = 12

// changes evaluates the rules again on summaries that differ in one thing.
func (r *Rules) changes(s *Summary, d Decisions, asOf Day, lang string, k Rank) []Change {
	var out []Change
	decided := overridden(s, d, k.Rules)
	switch {
	case decided && k.Rules != k.Base:
		out = append(out, Change{Text: withoutPerson.fill(lang, "class", k.Rules.In(lang)), To: k.Rules})
	case k.Class == Immediate:
		out = append(out, Change{Text: onlyPerson.in(lang)})
	}
	if k.Class == Perishable && !(d.Preserved && d.PreservedUntil >= asOf) {
		out = append(out, Change{Text: wouldPreserve.fill(lang, "class", k.Base.In(lang)), To: k.Base})
	}
	if k.Next != 0 {
		when := []string{"day", k.Next.In(lang), "in", inDays(lang, k.Next-asOf)}
		if k.Next <= k.ActBy {
			w := enters
			if d.Preserved && d.PreservedUntil >= asOf {
				w = entersAgain
			}
			out = append(out, Change{Text: w.fill(lang, when...), To: Perishable, When: k.Next})
		} else {
			after := r.place(s, d, k.Next, k.Rules)
			c := Change{Text: passes.fill(lang, "day", k.ActBy.In(lang)), When: k.Next}
			if after.Class != k.Class {
				c.To = after.Class
			}
			out = append(out, c)
		}
	}
	if !decided { // while a person's decision holds, facts move nothing
		out = append(out, r.byFacts(s, lang, k.Rules)...)
	}
	points := strconv.Itoa(r.Slope) + " " + plural(lang, int64(r.Slope), "point", "points")
	return append(out, Change{Text: slopes.fill(lang, "n", points)})
}

// byFacts asks of every yes-or-no fact what one more report, a verification or
// a refutation would do, and of payments what one more would.
func (r *Rules) byFacts(s *Summary, lang string, now Class) []Change {
	var raise, verify, lower [Held + 1][]string
	for _, t := range tallied {
		words := factWords[t.kind].in(lang)
		c := *s
		tally := &c.Facts[t.at]
		if tally.Stated == 0 {
			if lowKinds[t.kind] {
				continue // a further viral report raises nothing
			}
			tally.Stated = 1
			c.Reports, c.Evidence = c.Reports+1, c.Evidence+1
			if to := r.classOf(&c); to < now {
				raise[to] = append(raise[to], words)
			}
			continue
		}
		if tally.Verified == 0 {
			tally.Verified = 1
			if to := r.classOf(&c); to < now {
				verify[to] = append(verify[to], words)
			}
		}
		*tally = Tally{}
		if to := r.classOf(&c); to > now {
			lower[to] = append(lower[to], words)
		}
	}
	var out []Change
	add := func(by *[Held + 1][]string, w said) {
		for class := Immediate; class <= Held; class++ {
			if len(by[class]) > 0 {
				facts := list(lang, by[class])
				if len(by[class]) > maxListed {
					facts = anyFact.in(lang)
				}
				out = append(out, Change{Text: w.fill(lang, "facts", facts, "class", class.In(lang)), To: class})
			}
		}
	}
	add(&raise, stating)
	c := *s
	c.Payments.Listed = c.Payments.Most() + 1
	if to := r.classOf(&c); to < now {
		n := said{"un paiement de plus, indiqué par une source,", "one more payment stated"}.in(lang)
		out = append(out, Change{Text: paying.fill(lang, "n", n, "class", to.In(lang)), To: to})
	}
	add(&verify, verifying)
	add(&lower, refuting)
	return out
}

func (r *Rules) classOf(s *Summary) Class {
	_, class, _ := r.fire(s)
	return class
}
