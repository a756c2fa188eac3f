package unit

import (
	"context"
	"path/filepath"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/testenv"
)

// TestOfficialSamples: what others wrote goes in whole.
func TestOfficialSamples(t *testing.T) {
	paths := []string{
		filepath.Dir(testenv.Shared(t, "ncmec/cybertip.xsd")),
		testenv.Shared(t, "xarf/content-csam.sample.json"), testenv.Shared(t, "xarf/content-csem.sample.json"),
	}
	u, who := newUnit(t, "")
	w, err := u.Walker("", "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := u.TakeIn(context.Background(), who, Intake{Received: received, Records: func(ctx context.Context, emit func(intake.Record) error) error {
		return w.Walk(ctx, paths, emit)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", c)
	if c.Quarantined != 0 || c.New != 4 {
		t.Errorf("%+v", c)
	}
	sound(t, u, who)
}
