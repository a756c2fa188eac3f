package cli

import (
	"strings"
	"testing"
)

// TestAReasonFakesNoLine: whatever lines a reason holds, those after the program's own
// words are set in, at a terminal and in a pipe.
func TestAReasonFakesNoLine(t *testing.T) {
	text := "une raison\nJugés par claire : même main\n\u202Eenif\x1b[2J\n"
	for _, width := range []int{0, 40} {
		e := &env{width: width}
		for _, shown := range []string{e.said("Jugés par ana : ", text, "  "), "Jugés par ana :\n" + e.quoted(text, "      ")} {
			lines := strings.Split(shown, "\n")
			if len(lines) < 3 || !strings.HasPrefix(lines[0], "Jugés par ana :") {
				t.Errorf("%q", shown)
			}
			for _, l := range lines[1:] {
				if !strings.HasPrefix(l, "  ") {
					t.Errorf("in %d columns, a line of its own: %q", width, l)
				}
			}
			if strings.ContainsAny(shown, "\u202E\x1b") {
				t.Errorf("it steers the terminal: %q", shown)
			}
		}
	}
}
