package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/goccy/go-yaml"
)

// Profile says what the columns of one kind of sheet mean. profiles/reports.yaml
// carries a comment on every key.
type Profile struct {
	Name        string      `yaml:"name"`        // lower case, digits, dashes
	Version     int         `yaml:"version"`     // from 1
	Source      string      `yaml:"source"`      // Report.Source; "{name}" stands for Name; default "sheet:{name}"
	Description Description `yaml:"description"` //
	Row         string      `yaml:"row"`         // what a row is: report, contact, payment or transfer
	Match       []string    `yaml:"match"`       // headings (or names of a column with its aliases) by which the file is recognised; all must be there
	Encoding    string      `yaml:"encoding"`    // auto (default), utf-8, utf-16, windows-1252
	Delimiter   string      `yaml:"delimiter"`   // auto (default), ",", ";", tab, pipe
	Dates       []string    `yaml:"dates"`       // formats tried in order, such as dd/MM/yyyy HH:mm
	Zone        string      `yaml:"zone"`        // IANA name, for dates that carry no offset
	Decimal     string      `yaml:"decimal"`     // "." (default) or ","
	Role        string      `yaml:"role"`        // role of person.* targets; default reported
	Service     string      `yaml:"service"`     // service of accounts and screen names, where no column says it
	Columns     []Column    `yaml:"columns"`     //
	Above       []Column    `yaml:"above"`       // lines above the heading: a label and a value, for the whole file
	Constants   []Constant  `yaml:"constants"`   // values that hold for every row
}

// Description is what a person choosing a profile reads.
type Description struct {
	FR string `yaml:"fr"`
	EN string `yaml:"en"`
}

// Column maps one heading to a target.
type Column struct {
	Heading  string            `yaml:"heading"`  // compared without case, accents or punctuation
	Aliases  []string          `yaml:"aliases"`  // other headings with the same meaning
	To       string            `yaml:"to"`       // a name of Targets, or ignore
	Reason   string            `yaml:"reason"`   // why a column is ignored; "trait" for a trait of a person
	Required bool              `yaml:"required"` // an empty cell makes the row a problem
	Words    []string          `yaml:"words"`    // of a fact or a yes-or-no: the words that say yes
	Not      []string          `yaml:"not"`      // the words that say no, besides the usual ones
	Values   map[string]string `yaml:"values"`   // wire word to value; for incident.type, to a category
	Service  string            `yaml:"service"`  // of the account, screen name or payment account in this column
	Type     string            `yaml:"type"`     // of the identifier: IMEI, Mobile, Work
	Verified *bool             `yaml:"verified"` // the profile may say that an e-mail or phone is verified
	Split    string            `yaml:"split"`    // several identifiers in one cell, parted by this character
	Dates    []string          `yaml:"dates"`    // instead of the profile's
}

// Constant is a value that holds for every row of a profile.
type Constant struct {
	To    string `yaml:"to"`
	Value string `yaml:"value"`
}

const maxProfile = 1 << 20 // bytes of one profile file

// LoadProfiles reads every .yaml file in the root of fsys, in order of name.
// An unknown key, an unknown target, an ambiguous date format or two profiles
// of one name are refused, with the file and the line or column.
func LoadProfiles(fsys fs.FS) ([]Profile, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list profiles: %w", err)
	}
	var out []Profile
	file := map[string]string{}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read profile: %w", err)
		}
		p, err := ParseProfile(b)
		if err != nil {
			return nil, fmt.Errorf("profile %s: %w", name, err)
		}
		if want := strings.TrimSuffix(path.Base(name), ".yaml"); p.Name != want {
			return nil, fmt.Errorf("profile %s: its name is %q; a profile bears the name of its file, %q", name, p.Name, want)
		}
		if first, ok := file[p.Name]; ok {
			return nil, fmt.Errorf("profiles %s and %s are both named %q", first, name, p.Name)
		}
		file[p.Name] = name
		out = append(out, p)
	}
	return out, nil
}

// ParseProfile reads one profile and checks it.
func ParseProfile(b []byte) (Profile, error) {
	var p Profile
	if len(b) > maxProfile {
		return p, fmt.Errorf("larger than %d bytes", maxProfile)
	}
	dec := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict())
	if err := decodeYAML(dec, &p); err != nil {
		if errors.Is(err, io.EOF) {
			return p, errors.New("empty: a profile needs at least name, version, description, row, match and columns")
		}
		return p, err
	}
	var more any
	if err := decodeYAML(dec, &more); !errors.Is(err, io.EOF) {
		return p, errors.New("more than one document: a file holds one profile")
	}
	if _, err := compile(p); err != nil {
		return p, err
	}
	return p, nil
}

// decodeYAML turns into an error the panic of the library on some malformed
// documents (v1.19.2: a tag in the place of a list).
func decodeYAML(dec *yaml.Decoder, into any) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("not well-formed YAML: look for a value where a list or a map is expected, and for stray ! & * characters")
		}
	}()
	return dec.Decode(into)
}
