package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"time"

	"vigie/internal/web"
)

type serveCmd struct {
	Listen  string   `default:"127.0.0.1:8443" placeholder:"ADDRESS"`
	NoLink  bool     ``
	Host    []string `placeholder:"NAME"`
	TLSCert string   `name:"tls-cert" placeholder:"FILE"`
	TLSKey  string   `name:"tls-key" placeholder:"FILE"`
}

func (c *serveCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error { return e.serve(ctx, d, *c) })
}

// serve serves the desk until ctx ends.
func (e *env) serve(ctx context.Context, d *desk, c serveCmd) error {
	if err := errors.Join(c.check(e), d.Ready()); err != nil {
		return err
	}
	secure := c.TLSCert != ""
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("%w; %s", err, e.t("choisissez une autre adresse avec --listen", "choose another address with --listen"))
	}
	defer l.Close()
	log := slog.New(slog.NewTextHandler(quietWriter(e), nil))
	h, err := web.New(d.Unit, web.Options{Log: log, Secure: secure, Hosts: c.hosts()})
	if err != nil {
		return err
	}
	scheme := "http"
	if secure {
		scheme = "https"
	}
	base := scheme + "://" + c.address(l.Addr())
	e.print(e.t("Le bureau est ouvert : %s", "The desk is open: %s"), base+"/")
	if !c.NoLink {
		if err := e.signInLink(ctx, d, base); err != nil {
			return err
		}
	}
	e.note("%s", e.t("Ctrl-C pour fermer.", "Ctrl-C to close."))
	s := web.NewServer(h)
	s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	s.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS13}
	failed := make(chan error, 1)
	go func() {
		if secure {
			failed <- s.ServeTLS(l, c.TLSCert, c.TLSKey)
		} else {
			failed <- s.Serve(l)
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	// Whoever waits for an answer gets it; then the desk closes.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := s.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	e.note("%s", e.t("Le bureau est fermé.", "The desk is closed."))
	return nil
}

// check refuses to show report data to a network in clear.
func (c serveCmd) check(e *env) error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return &usage{e.t("--tls-cert et --tls-key vont ensemble", "--tls-cert and --tls-key go together"), e.command}
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return &usage{fmt.Sprintf(e.t("--listen : « %s » n'est pas une adresse comme 127.0.0.1:8443", "--listen: %q is no address such as 127.0.0.1:8443"), c.Listen), e.command}
	}
	ip := net.ParseIP(host)
	if c.TLSCert == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return &usage{e.t("hors de cette machine, le bureau ne se sert que chiffré : ajoutez --tls-cert et --tls-key", "beyond this machine, the desk is served encrypted only: add --tls-cert and --tls-key"), e.command}
	}
	return nil
}

// hosts are the names under which the desk may be asked for beside loopback.
func (c serveCmd) hosts() []string {
	host, _, err := net.SplitHostPort(c.Listen)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		return c.Host
	}
	return append(slices.Clone(c.Host), host)
}

// address is where a person reaches a desk that listens at a: by name where it
// has one.
func (c serveCmd) address(a net.Addr) string {
	t, ok := a.(*net.TCPAddr)
	if hosts := c.hosts(); ok && len(hosts) > 0 {
		return net.JoinHostPort(hosts[0], strconv.Itoa(t.Port))
	}
	return a.String()
}

func quietWriter(e *env) io.Writer {
	if e.Quiet {
		return io.Discard
	}
	return e.err
}
