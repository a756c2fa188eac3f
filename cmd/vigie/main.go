// Command vigie is the whole program: see `vigie --help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"vigie/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := cli.Run(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(cli.Code(err))
}
