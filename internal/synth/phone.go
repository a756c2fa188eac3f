package synth

import "fmt"

// Numbers kept for fiction:
//   - France: ARCEP, décision 2018-0881 (numbering plan), blocks for audiovisual
//     works: 01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49, 06 39 98, each
//     followed by four digits
//   - United Kingdom: Ofcom, "Numbers for drama": 07700 900000 to 900999
//   - United States: NANPA, 555-0100 to 555-0199 in every area code
//
// Each block has one use here, so that no number is borne twice by accident.
var (
	handBlocks = []string{"+3363998", "+3319900", "+3326191", "+3335301", "+3346571"} // 10,000 each
	areas      = []int{
		201, 202, 205, 206, 207, 208, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234,
		239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305,
		307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 334, 336, 337,
	} // 100 each
)

const (
	handPhones  = 5*10_000 + 60*100 // how many hands can have a phone of their own
	trapPhones  = 10_000            // 05 36 49: phones of two hands
	agentPhones = 1_000             // 07700 900: facilitators
)

// handPhone gives the r-th number, 0 ≤ r < handPhones, in E.164 form.
func handPhone(r int) string {
	if r < 50_000 {
		return fmt.Sprintf("%s%04d", handBlocks[r/10_000], r%10_000)
	}
	r -= 50_000
	return fmt.Sprintf("+1%d55501%02d", areas[r/100], r%100)
}

// trapPhone gives the r-th number that two hands bear, 0 ≤ r < trapPhones.
func trapPhone(r int) string { return fmt.Sprintf("+3353649%04d", r) }

// facilitatorPhone gives a facilitator's number. There are a thousand: beyond
// that many, two facilitators share one, which joins nobody.
func facilitatorPhone(f int) string { return fmt.Sprintf("+447700900%03d", f%agentPhones) }

// spoken writes an E.164 number as people of its country do, in one of the
// ways that sources use.
func spoken(e164 string, d *draw) string {
	switch {
	case e164[:3] == "+33" && len(e164) == 12:
		n := e164[3:]
		switch u := d.float(); {
		case u < 0.6:
			return e164
		case u < 0.7: // leaves the country to be guessed
			return "0" + n[:1] + " " + n[1:3] + " " + n[3:5] + " " + n[5:7] + " " + n[7:]
		}
		return "+33 " + n[:1] + " " + n[1:3] + " " + n[3:5] + " " + n[5:7] + " " + n[7:]
	case e164[:2] == "+1" && len(e164) == 12 && d.chance(0.5):
		return "+1 (" + e164[2:5] + ") " + e164[5:8] + "-" + e164[8:]
	}
	return e164
}
