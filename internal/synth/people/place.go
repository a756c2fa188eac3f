package people

import (
	"strconv"
	"strings"
	"sync"
)

// city is an invented place: its form is how streets are named there.
type city struct {
	name string
	form int // of streetForms
	code int // its first postcode
	n    int // how many postcodes it has
}

// address is where a person lives.
type address struct {
	number, form int
	street       string // without the kind of street: "des Lilas"
	kind         int    // of streetForms[form].kinds
	city         string
	postcode     int
}

const cityCount = 3_000

// streetForms are ways to write a street: the kinds with their short forms, and
// what can follow them.
var streetForms = []struct {
	before bool // the number and kind come before the name
	kinds  [][2]string
	names  [3]string
}{
	{true, [][2]string{{"rue", "r."}, {"avenue", "av."}, {"boulevard", "bd"}, {"chemin", "chem."}, {"place", "pl."}, {"impasse", "imp."}, {"allée", "all."}, {"route", "rte"}}, [3]string{
		`des_ de_la_ du_ de_l'`, `Bel Bois Champ Clair Croix Fon Grand Haut Long Mail Moul Neuf Pré Roch Tour Val Verg Vieux Mont Lac`,
		`ière ain er ette in oir on aie elle eau age`,
	}},
	{false, [][2]string{{"Street", "St"}, {"Road", "Rd"}, {"Avenue", "Ave"}, {"Lane", "Ln"}, {"Drive", "Dr"}, {"Close", "Cl"}}, [3]string{
		`Ash Beech Birch Bridge Brook Castle Cedar Chapel Church Elm Green Hill Lake Maple Meadow Mill Oak Orchard Park River School Spring Station Willow`,
		`- field hurst view ridge gate wood ford`, `- er land ton ley s mere`,
	}},
	{true, [][2]string{{"calle", "c/"}, {"avenida", "avda."}, {"paseo", "pº"}, {"plaza", "pza."}}, [3]string{
		`de_la_ de_los_ del_ de_`, `Alam Arb Camp Fuent Jard Lagun Mar Mont Oliv Palm Pin Puent Ros Sol Torr Vall`, `os eda ina ar ero illa al as era`,
	}},
}

var cityParts = [][3]string{
	{`Saint-Exemple- Beau Belle Chante Clair Font Haute Mont Neuve Pont Roche Val Ville Vieux`, `- bel champ croix fer lac long mar moul neuf pré roy sec vert`, `aine ay bourg court ensac euil ières ieux ix mont ville y`},
	{`Ash Black Brad Can Chester Dun Ed Fair Hart Kings Lang Mid North Red Sample South Stan Test West Win`, `- a bel den er ford ham ing mer ning rid`, `borough bridge bury field ford ham mouth port stead ton wick`},
	{`Alta Bella Buena Campo Casa Fuente Lago Loma Monte Puerto Río San_Ejemplo_ Santa_Muestra_ Torre Valle Villa`, `- bel cal dor flor lar mar mir nal rea sol ver`, `ada al ar eda era illa os ina ona ora`},
}

// cities are the places, the same for every seed, composed once. Large ones come
// first.
var cities = sync.OnceValue(func() []city {
	var out []city
	code := 10_000
	for form, parts := range cityParts {
		for i, s := range composed(parts, cityCount/len(cityParts)) {
			n := 1 + 24/(i+1)
			out = append(out, city{s, form, code, n})
			code += n + 17 // codes are not consecutive from one place to the next
		}
	}
	return out
})

// home draws an address: places by Zipf's law within a form.
func (g *Generator) home(d *draw, form int) address {
	per := cityCount / len(cityParts)
	i := int(float64(per) * d.float() * d.float() * d.float())
	c := g.cities[(form*per+i)%len(g.cities)]
	f := &streetForms[c.form]
	name := ""
	for _, p := range streetParts[c.form] {
		if s := pick(d, p); s != "-" {
			name += s
		}
	}
	return address{
		number: 1 + int(180*d.float()*d.float()), form: c.form, street: spaced(name), kind: d.n(len(f.kinds)) * d.n(2),
		city: c.name, postcode: c.code + d.n(c.n),
	}
}

// line writes the street, its kind in full or shortened.
func (a address) line(short bool) string {
	f := &streetForms[a.form]
	kind := f.kinds[a.kind][0]
	if short {
		kind = f.kinds[a.kind][1]
	}
	switch {
	case f.before && a.form == 2: // the number follows
		return kind + " " + a.street + " " + strconv.Itoa(a.number)
	case f.before:
		return strconv.Itoa(a.number) + " " + kind + " " + a.street
	}
	return strconv.Itoa(a.number) + " " + a.street + " " + kind
}

// streetParts are the parts of street names, cut into words once.
var streetParts = func() [][3][]string {
	var out [][3][]string
	for _, f := range streetForms {
		var p [3][]string
		for i, s := range f.names {
			p[i] = strings.Fields(s)
		}
		out = append(out, p)
	}
	return out
}()
