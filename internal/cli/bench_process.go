package cli

import (
	"os"
	"strconv"
	"strings"
)

// peakMemory is the most memory that the process has held, in bytes; 0 where
// the system does not say.
func peakMemory() int64 { return processFigure("/proc/self/status", "VmHWM:") << 10 }

// bytesWritten is how many bytes the process has given to the disk; 0 where the
// system does not say. It counts pages, and no clock: two runs agree on it,
// however busy the machine is.
func bytesWritten() int64 { return processFigure("/proc/self/io", "write_bytes:") }

// processFigure reads the number behind a name in a file of the proc file system.
func processFigure(file, name string) int64 {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n
		}
	}
	return 0
}

// processorTime is how long the process has been on a processor, in seconds,
// over all of them; 0 where the system does not say.
func processorTime() float64 {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	// The second field is the program's name, in brackets, and may hold spaces.
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	const user, system, hertz = 11, 12, 100
	if len(fields) <= system {
		return 0
	}
	u, _ := strconv.ParseFloat(fields[user], 64)
	s, _ := strconv.ParseFloat(fields[system], 64)
	return (u + s) / hertz
}
