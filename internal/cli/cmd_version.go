package cli

import (
	"context"
	"runtime"
	"runtime/debug"

	"vigie/internal/triage"
)

type versionCmd struct {
	JSON bool `name:"json"`
}

func (c *versionCmd) Run(_ context.Context, e *env) error {
	v := map[string]string{"version": "devel", "go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH, "rules": triage.Default().Hash()}
	if b, ok := debug.ReadBuildInfo(); ok {
		if b.Main.Version != "" && b.Main.Version != "(devel)" {
			v["version"] = b.Main.Version
		}
		for _, s := range b.Settings {
			switch s.Key {
			case "vcs.revision":
				v["revision"] = s.Value
			case "vcs.time":
				v["time"] = s.Value
			}
		}
	}
	if c.JSON {
		return e.json(v)
	}
	e.print("vigie %s  %s  %s", v["version"], v["go"], v["system"])
	if v["revision"] != "" {
		e.print("%s %s  %s", e.t("révision", "revision"), v["revision"], v["time"])
	}
	e.print("%s %s", e.t("règles livrées", "shipped rules"), v["rules"])
	return nil
}
