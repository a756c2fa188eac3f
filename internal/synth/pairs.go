package synth

// pairing finds the pairs of reports that a trap lies between, as the stream
// passes. It keeps one bearer for each hub, so its memory is that of the hubs.
type pairing struct {
	g     *Generator
	last  map[hubKey]bearer
	not   func(Pair) error // different hands
	same  func(Pair) error // one hand
	shown int              // rows for one hub at most
}

type hubKey struct {
	kind   trap
	number int
}

type bearer struct {
	ref  Reported
	rows int
}

func (p *pairing) pass(s *sight, ref Reported) error {
	if p == nil {
		return nil
	}
	if h := &s.h; s.j == 0 && h.pair != noTrap && h.k%2 == 0 && s.shows(h.pair) {
		if i := p.g.position(h.k+1, 0); i >= 0 {
			if o := p.g.look(i); o.shows(h.pair) {
				exact := h.pair == familyPhone || h.pair == recycledPhone
				if err := p.not(Pair{ref, p.g.reference(o), h.pair.String(), exact}); err != nil {
					return err
				}
			}
		}
	}
	if s.j == 0 && s.h.hub != noTrap && s.shows(s.h.hub) {
		if err := p.hub(hubKey{s.h.hub, s.h.hubNumber}, ref); err != nil {
			return err
		}
	}
	if n, ok := s.exit(); ok && s.shows(exitAddress) {
		if err := p.hub(hubKey{exitAddress, n}, ref); err != nil {
			return err
		}
	}
	if s.j == 1 && s.h.self != noTrap && s.shows(s.h.self) {
		o := p.g.look(p.g.position(s.h.k, 0))
		if o.shows(s.h.self) {
			return p.same(Pair{p.g.reference(o), ref, s.h.self.String(), s.h.self == otherCase})
		}
	}
	return nil
}

// hub pairs a bearer with the one before.
func (p *pairing) hub(k hubKey, ref Reported) error {
	b, ok := p.last[k]
	if ok && b.ref.Hand == ref.Hand || b.rows >= p.shown {
		return nil
	}
	if ok {
		if err := p.not(Pair{b.ref, ref, k.kind.String(), true}); err != nil {
			return err
		}
		b.rows++
	}
	b.ref = ref
	p.last[k] = b
	return nil
}
