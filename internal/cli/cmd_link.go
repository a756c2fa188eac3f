package cli

import (
	"context"
	"strings"
)

type linkCmd struct {
	Desk string `default:"http://127.0.0.1:8443" placeholder:"URL"`
}

func (c *linkCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		return e.signInLink(ctx, d, strings.TrimRight(c.Desk, "/"))
	})
}

// signInLink prints a link with which the person can sign in, once.
func (e *env) signInLink(ctx context.Context, d *desk, base string) error {
	t, err := d.SignInLink(ctx, d.who)
	if err != nil {
		return err
	}
	e.print(e.t("Pour entrer en tant que %s, une fois, dans les dix minutes :", "To sign in as %s, once, within ten minutes:"), d.who.ID)
	e.print("  %s", e.style(blue, base+"/signin?t="+t))
	return nil
}
