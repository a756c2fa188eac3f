package web

import (
	"net/http"
	"slices"
	"strconv"

	"vigie/internal/unit"
)

// recipientRows is how many accounts a page lists.
const recipientRows = 40

// recipientsData is the page of recipients' accounts.
type recipientsData struct {
	unit.RecipientList
	From unit.Place
}

// recipients lists the accounts with the most senders.
func (d *desk) recipients(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	f := unit.RecipientFilter{From: unit.Place(r.URL.Query().Get("from")), Limit: recipientRows}
	if s := r.URL.Query().Get("senders"); s != "" {
		var err error
		if f.Senders, err = strconv.Atoi(s); err != nil || f.Senders < 0 || f.Senders > 1<<30 {
			d.fail(w, r, &who, errParameter)
			return
		}
	}
	l, err := d.unit.Recipients(r.Context(), who.For("desk: recipients"), f)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "recipients.title")
	p.Here, p.Data = "/recipients", &recipientsData{l, f.From}
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.show(w, r, "recipients", "layout", http.StatusOK, p)
}

// recipient shows one account and the leads around it.
func (d *desk) recipient(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	id := r.PathValue("id")
	if len(id) > maxOf {
		d.fail(w, r, &who, unit.ErrNoSuch)
		return
	}
	p := d.page(r, &who, "recipient.title")
	v, err := d.unit.Recipient(r.Context(), who.For("desk: recipient"), id, p.lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	for i, row := range v.Leads {
		v.Leads[i].Sentence = p.sentence(row.Class, row.Sentence)
	}
	p.Here, p.Data = recipientAddress(v.ID), v
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.show(w, r, "recipient", "layout", http.StatusOK, p)
}

func recipientAddress(id string) string { return "/recipients/" + id }

// setAccount records what a person says that an account is.
func (d *desk) setAccount(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	id := r.PathValue("id")
	why, err := because(r)
	isA := r.PostForm.Get("kind")
	if err == nil && (why == "" || len(id) > maxOf || !slices.Contains(unit.AccountKinds, isA)) {
		err = errParameter
	}
	if err == nil {
		err = d.unit.SetAccount(r.Context(), who.For("desk: what an account is"), id, isA, why)
	}
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	http.Redirect(w, r, recipientAddress(id), http.StatusSeeOther)
}

// AccountKinds are what an account may be said to be, but for what it is said to be.
func (p *page) AccountKinds(but string) []string {
	return slices.DeleteFunc(slices.Clone(unit.AccountKinds), func(k string) bool { return k == but })
}
