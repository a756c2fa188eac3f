package synth

import "encoding/binary"

// wallet gives an address of Bitcoin's test network (BIP 173, prefix tb, a
// 20-byte witness program of version 0): right in form, and its coins have no
// value by design.
func wallet(a, b uint64) string {
	var program [20]byte
	binary.BigEndian.PutUint64(program[:], mix(a))
	binary.BigEndian.PutUint64(program[8:], mix(b))
	binary.BigEndian.PutUint32(program[16:], uint32(mix(a^b)))

	five := make([]byte, 0, 39)
	five = append(five, 0) // witness version
	acc, n := uint32(0), 0
	for _, c := range program {
		acc, n = acc<<8|uint32(c), n+8
		for n >= 5 {
			n -= 5
			five = append(five, byte(acc>>n&31))
		}
	}
	// Checksum over the expanded prefix "tb": high bits, zero, low bits.
	sum := uint32(1)
	for _, v := range []byte{'t' >> 5, 'b' >> 5, 0, 't' & 31, 'b' & 31} {
		sum = bech32Step(sum, v)
	}
	for _, v := range five {
		sum = bech32Step(sum, v)
	}
	for range 6 {
		sum = bech32Step(sum, 0)
	}
	sum ^= 1
	for i := range 6 {
		five = append(five, byte(sum>>(5*(5-i))&31))
	}
	out := []byte("tb1")
	for _, v := range five {
		out = append(out, "qpzry9x8gf2tvdw0s3jn54khce6mua7l"[v])
	}
	return string(out)
}

// bech32Step is one step of the BCH code of BIP 173.
func bech32Step(sum uint32, v byte) uint32 {
	top := sum >> 25
	sum = sum&0x1ffffff<<5 ^ uint32(v)
	for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
		if top>>i&1 == 1 {
			sum ^= g
		}
	}
	return sum
}
