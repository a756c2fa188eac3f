package match

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallelEach calls do for 0 to n-1, each once, by as many goroutines as there
// are processors. do may write only what belongs to its number. When the context
// ends, what has not begun is left out: who called looks at the context before it
// uses anything.
func parallelEach(ctx context.Context, n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// stretch is how many records one goroutine takes at a time.
const stretch = 4096

// parallel calls do for stretches that make up 0 to n, as parallelEach does.
func parallel(ctx context.Context, n int, do func(from, to int)) {
	parallelEach(ctx, (n+stretch-1)/stretch, func(i int) { do(i*stretch, min(n, (i+1)*stretch)) })
}
