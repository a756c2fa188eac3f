package triage

import "fmt"

// Class is a lead's class. No sum of points ever crosses one.
type Class uint8

// Classes, first to last. The numbers are stored and sorted: never renumber.
const (
	Immediate  Class = 1 // a child in danger now
	Perishable Class = 2 // strong, and a record behind it is about to lapse
	Strong     Class = 3
	Ordinary   Class = 4
	Held       Class = 5 // viral, meme, informational, spam
)

var classNames = [...]string{"", "immediate", "perishable", "strong", "ordinary", "held"}

// String gives the class's name in English, as in rules and --json.
func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return "unknown"
}

// ParseClass reads what String wrote.
func ParseClass(s string) (Class, error) {
	for i, n := range classNames {
		if i > 0 && n == s {
			return Class(i), nil
		}
	}
	return 0, fmt.Errorf("%q is no class: expected immediate, perishable, strong, ordinary or held", s)
}

// MarshalText lets JSON carry the name.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (c *Class) UnmarshalText(b []byte) error {
	v, err := ParseClass(string(b))
	*c = v
	return err
}
