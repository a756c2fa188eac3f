package payment

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// Facts are JSON for machines, with every kind of figure in them.
func TestFactsAreJSON(t *testing.T) {
	_, err := json.Marshal(Facts{Near: []Near{{Apart: -90 * time.Minute}}, Payments: []Paid{{Stated: true}}, Reversals: []Reversal{{By: "reference"}}})
	if err != nil {
		t.Fatal(err)
	}
}
