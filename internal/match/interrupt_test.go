package match

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
)

// ending is a context that ends after it was asked so many times.
type ending struct {
	context.Context
	left  atomic.Int64
	after atomic.Int64 // how often it was asked once it had ended
}

func (e *ending) Err() error {
	if e.left.Add(-1) >= 0 {
		return nil
	}
	e.after.Add(1)
	return context.Canceled
}

// TestInterrupted: whenever the context ends, a comparison ends at once and without
// a result, whatever it was doing; and it asks often enough.
func TestInterrupted(t *testing.T) {
	var ps []Person
	for i := range 1200 {
		var p Person
		p.ID = strconv.Itoa(i)
		p.Values[Given], p.Values[Family] = "Given"+strconv.Itoa(i%40), "Family"+strconv.Itoa(i%300)
		p.Values[Place] = "Town" + strconv.Itoa(i%7)
		ps = append(ps, p)
	}
	all := &Linker{Left: ps, Forms: testForms}
	for name, run := range map[string]func(context.Context) error{
		"run":      func(ctx context.Context) error { _, err := all.Run(ctx); return err },
		"clusters": func(ctx context.Context) error { _, _, err := all.Clusters(ctx); return err },
		"estimate": func(ctx context.Context) error {
			_, err := all.Estimate(ctx, Estimating{Random: 5000, Most: 5000})
			return err
		},
	} {
		const never = 1 << 40
		whole := &ending{Context: context.Background()}
		whole.left.Store(never)
		if err := run(whole); err != nil {
			t.Fatal(name, err)
		}
		asked := never - whole.left.Load()
		if name != "estimate" && asked < int64(len(ps)) {
			t.Errorf("%s asks %d times for %d records", name, asked, len(ps))
		}
		for n := int64(0); n < asked-1; n = n*3/2 + 1 {
			ctx := &ending{Context: context.Background()}
			ctx.left.Store(n)
			if err := run(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, ended after %d of %d: %v", name, n, asked, err)
			}
			// Each goroutine asks once more, and who started them twice.
			if more := ctx.after.Load(); more > int64(2*runtime.GOMAXPROCS(0)+8) {
				t.Errorf("%s went on: asked %d times after the end, n %d of %d", name, more, n, asked)
			}
		}
	}
}
