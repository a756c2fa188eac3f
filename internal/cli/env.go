package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/term"

	"vigie/internal/unit"
)

// globals are the flags that every command takes.
type globals struct {
	Help    helpFlag  `short:"h"`
	Data    string    `placeholder:"DIR" env:"VIGIE_DATA"`
	DB      string    `name:"db" placeholder:"URL" env:"VIGIE_DB"`
	As      string    `placeholder:"ID" env:"VIGIE_AS"`
	Purpose string    `placeholder:"TEXT"`
	Lang    string    `placeholder:"fr|en"`
	Quiet   bool      `short:"q"`
	Now     time.Time `placeholder:"RFC3339" hidden:""`
}

// env is what a command works with: where it reads and writes, and for whom.
type env struct {
	globals
	in       io.Reader
	out, err io.Writer
	lang     string
	program  string   // how this one was called, for the commands of hints
	command  string   // "ledger verify"
	told     []option // what else the command was told
	colour   bool     // of standard output
	live     bool     // standard error is a terminal: a line may be redrawn
	width    int      // of standard output when it is a terminal; else 0: no wrapping
	demo     *os.File // holds a demonstration's folder for this process
}

func newEnv(program, lang string, in io.Reader, out, errOut io.Writer) *env {
	e := &env{program: callable(program), in: in, out: out, err: errOut, lang: lang}
	_, plain := os.LookupEnv("NO_COLOR")
	plain = plain || os.Getenv("TERM") == "dumb"
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		e.colour = !plain
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			e.width = min(w, 110)
		}
	}
	if f, ok := errOut.(*os.File); ok {
		e.live = term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
	}
	return e
}

// dir is the data folder.
func (e *env) dir() string {
	if e.Data != "" {
		return e.Data
	}
	if d := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "vigie")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "vigie")
	}
	return "vigie-data"
}

// person is who acts: --as, or the operating system's user.
func (e *env) person() string {
	return cmp.Or(e.As, systemUser())
}

func systemUser() string {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	name = cmp.Or(name, os.Getenv("USER"), os.Getenv("USERNAME"))
	if i := strings.LastIndexByte(name, '\\'); i >= 0 { // DOMAIN\name
		name = name[i+1:]
	}
	return strings.ToLower(name)
}

func (e *env) options() unit.Options {
	o := unit.Options{Dir: e.dir(), DB: e.DB, Upgrading: e.upgrading()}
	if !e.Now.IsZero() {
		now := e.Now
		o.Now = func() time.Time { return now }
	}
	return o
}

// upgrading shows how a database of an older Vigie is brought up to date.
func (e *env) upgrading() func(done, total int64) {
	m := e.meter(e.t("Mise à niveau de la base", "Bringing the database up to date"), nounRows)
	return func(done, total int64) {
		if done == total {
			m.end()
			return
		}
		m.share(done, total)
	}
}

// today is the moment that stands for now in what is taken in and ordered.
func (e *env) today() time.Time {
	if !e.Now.IsZero() {
		return e.Now
	}
	return time.Now()
}

// desk is an open installation and the person who works at it.
type desk struct {
	*unit.Unit
	who unit.Actor
}

// open opens the installation in the person's name.
func (e *env) open(ctx context.Context) (*desk, error) {
	u, err := unit.Open(ctx, e.options())
	if err != nil {
		return nil, err
	}
	who, err := u.Actor(ctx, e.person())
	if err != nil {
		return nil, errors.Join(err, u.Close())
	}
	who.Lang = e.lang // what is shown here is in the language of this terminal
	return &desk{u, who.For(cmp.Or(e.Purpose, "vigie "+e.command))}, nil
}

// with runs f on the open installation and closes it.
func (e *env) with(ctx context.Context, f func(*desk) error) (err error) {
	d, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return f(d)
}

// print writes a line of the result.
func (e *env) print(format string, args ...any) { fmt.Fprintf(e.out, format+"\n", args...) }

// note writes a line that is not the result; --quiet silences it.
func (e *env) note(format string, args ...any) {
	if !e.Quiet {
		fmt.Fprintf(e.err, format+"\n", args...)
	}
}

// hint writes what to do next. A command in it can be pasted.
func (e *env) hint(format string, args ...any) {
	if e.Quiet {
		return
	}
	fmt.Fprintln(e.err, "→ "+e.pasteable(fmt.Sprintf(format, args...)))
}

// json writes a result for programs.
func (e *env) json(v any) error {
	b, err := json.Marshal(v, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	_, err = e.out.Write(append(b, '\n'))
	return err
}
