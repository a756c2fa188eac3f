package people

// householdKind is how persons share what they have.
type householdKind uint8

const (
	alone householdKind = iota
	family
	twins
	namesakes
)

// householdEnds are the ranks of groups of four persons at which each kind ends:
// persons 4q to 4q+3 are group q, groups are shuffled and ranked, so that each
// rate is met exactly.
type householdEnds struct{ family, twins, namesakes int }

// meanFamily is the mean number of members of a family: two, three or four, as
// often one as the other.
const meanFamily = 3

func newHouseholdEnds(groups int, r *Rates) householdEnds {
	persons := float64(groups) * 4
	e := householdEnds{}
	e.family = min(groups, int(persons*r.Family/meanFamily+0.5))
	e.twins = min(groups, e.family+int(persons*r.Twins/2+0.5))
	e.namesakes = min(groups, e.twins+int(persons*r.Namesakes/2+0.5))
	return e
}

// householdOf gives the kind of a person's household, the person's number in it
// and how many live there. What members share is drawn from ofHousehold with the
// group's number, the same for each of them.
func (g *Generator) householdOf(k int) (kind householdKind, member int) {
	q, member := k/4, k%4
	if q >= g.persons/4 {
		return alone, 0
	}
	size := 2
	switch rank := g.household.at(q); {
	case rank < g.ends.family:
		kind, size = family, 2+q%3
	case rank < g.ends.twins:
		kind = twins
	case rank < g.ends.namesakes:
		kind = namesakes
	}
	if kind == alone || member >= size {
		return alone, 0
	}
	return kind, member
}

// Shares of the members of a household beside the first who use the first one's
// telephone and mailbox.
const (
	sharedPhone = 0.5
	sharedMail  = 0.05
)
