package synth

import "fmt"

// exits are addresses that thousands of hands come from: the ends of tunnels.
var exits = []string{
	"192.0.2.1", "192.0.2.2", "198.51.100.1", "203.0.113.1",
	"2001:db8:ffff::1", "2001:db8:ffff::2", "2001:db8:fffe::1", "2001:db8:fffd::1",
}

// home6 gives a hand's address at home: a /64 of its own for every hand below
// 2³¹, and a host part that stays.
func home6(k int, host uint64) string {
	return fmt.Sprintf("2001:db8:%x:%x:%x:%x:%x:%x",
		uint16(k>>16), uint16(k), uint16(host>>48)|0x100, uint16(host>>32)|0x100, uint16(host>>16)|0x100, uint16(host)|0x100)
}

// shared4 gives an address of an operator that puts many subscribers behind one
// (RFC 6888): there are only some 750, so that strangers meet there daily. The
// port and the second tell them apart.
func shared4(d *draw) string {
	return pick(d, []string{"192.0.2.", "198.51.100.", "203.0.113."}) + fmt.Sprint(3+d.n(250))
}
