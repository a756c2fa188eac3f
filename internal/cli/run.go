package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Run does what a command line asks, which begins with the program's name. An
// error has been said on stderr already; Code turns it into an exit code.
func Run(ctx context.Context, line []string, stdin io.Reader, stdout, stderr io.Writer) error {
	args := line[1:]
	e := newEnv(line[0], language(args), stdin, stdout, stderr)
	err := e.run(ctx, args)
	if errors.Is(err, errHelp) {
		return nil
	}
	if err != nil {
		e.say(err)
	}
	return err
}

func (e *env) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	var r root
	k, err := kong.New(&r, kong.Name("vigie"), kong.NoDefaultHelp(), kong.Writers(e.out, e.err),
		kong.Bind(e), kong.BindTo(ctx, (*context.Context)(nil)), kong.UsageOnError())
	if err != nil {
		return fmt.Errorf("internal fault: the grammar of the command line: %w", err)
	}
	c, err := k.Parse(args)
	if err != nil {
		var p *kong.ParseError
		if errors.Is(err, errHelp) || !errors.As(err, &p) {
			return err
		}
		return &usage{e.parseError(p.Error()), words(p.Context)}
	}
	if l := r.Lang; l != "" && l != "fr" && l != "en" {
		return &usage{e.t("Vigie parle français (fr) et anglais (en)", "Vigie speaks French (fr) and English (en)"), ""}
	}
	e.globals = r.globals
	e.command, e.told = words(c), told(c)
	return c.Run()
}

// words are the commands of a parsed line, without their arguments.
func words(c *kong.Context) string {
	if c == nil {
		return ""
	}
	var out []string
	for _, p := range c.Path {
		if p.Command != nil {
			out = append(out, p.Command.Name)
		}
	}
	return strings.Join(out, " ")
}
