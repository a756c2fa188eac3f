package cli

import (
	"context"
	"errors"
)

type benchCmd struct {
	Intake benchIntakeCmd `cmd:""`
}
type benchIntakeCmd struct{}

func (c *benchIntakeCmd) Run(ctx context.Context, e *env) error { return errors.New("not yet") }
