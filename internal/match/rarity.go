package match

// beforehand is how many records the weights themselves stand for when the lists
// say how rare a value is: in a list of ten persons every value is common, and
// says nothing of how common it is among people.
const beforehand = 100

// rarity is how often a value is met among people who are not one: its share in
// the lists, drawn towards the weights' own u where the lists are short. A value
// that the field never had counts once.
func rarity[N int | int32](count, filled N, u float64) float64 {
	return (float64(max(count, 1)) + beforehand*u) / (float64(filled) + beforehand)
}
