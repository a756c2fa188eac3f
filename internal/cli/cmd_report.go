package cli

import (
	"context"
	"errors"
)

type reportCmd struct {
	New reportNewCmd `cmd:""`
}
type reportNewCmd struct{}

func (c *reportNewCmd) Run(ctx context.Context, e *env) error { return errors.New("not yet") }
