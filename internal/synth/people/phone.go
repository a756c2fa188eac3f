package people

import (
	"sort"
	"strconv"
	"strings"
)

// phoneBlock is a run of consecutive numbers kept for fiction.
type phoneBlock struct {
	prefix string // E.164, without the last digits
	digits int    // how many digits follow: 10^digits numbers
	first  int    // its first number among all
}

// phoneBlocks lists them:
//   - France: ARCEP, décision 2018-0881, blocks for audiovisual works
//   - Australia: ACMA, numbers for use in creative works, landlines
//   - United Kingdom: Ofcom, "Telephone numbers for drama use"
//   - North America: NANPA, 555-0100 to 555-0199 in every area code
var phoneBlocks = func() []phoneBlock {
	var out []phoneBlock
	first := 0
	add := func(digits int, prefixes string) {
		for _, p := range strings.Fields(prefixes) {
			out = append(out, phoneBlock{p, digits, first})
			first += pow10(digits)
		}
	}
	add(4, "+3363998 +3319900 +3326191 +3335301 +3346571 +3353649")
	add(4, "+6125550 +6127010 +6135550 +6137010 +6175550 +6177010 +6185550 +6187010")
	add(3, "+441134960 +441144960 +441154960 +441164960 +441174960 +441184960 +441214960 +441314960 +441414960 "+
		"+441514960 +441614960 +442079460 +441914980 +442896496 +442920180 +441632960 +447700900 +443069990")
	for _, area := range strings.Fields(areas) {
		add(2, "+1"+area+"55501")
	}
	return out
}()

// areas are area codes in service of the North American plan.
const areas = `201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248
	251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319
	320 321 323 325 330 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417
	419 423 425 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520
	530 540 541 551 559 561 562 563 567 570 571 573 574 580 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616
	617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678 682 701 702 703 704 706 707 708 712 713 714 715
	716 717 718 719 720 724 727 731 732 734 740 754 757 760 763 765 770 772 773 774 775 781 785 786 801 802 803 804 805
	806 808 810 812 813 814 815 816 817 818 828 830 831 832 843 845 847 848 850 856 857 858 859 860 862 863 864 865 870
	901 903 904 906 907 908 909 910 912 913 914 915 916 917 918 919 920 925 928 931 936 937 940 941 947 949 951 952 954
	956 970 971 972 973 978 979 980 985 989`

// Phones is how many telephone numbers there are to give out.
var Phones = func() int {
	last := phoneBlocks[len(phoneBlocks)-1]
	return last.first + pow10(last.digits)
}()

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// number is a telephone number and how many of its last digits may change
// without leaving its block.
type number struct {
	e164 string
	free int
}

// phoneNumber gives the r-th number; beyond Phones they begin again, and a
// number is borne by persons who have nothing to do with each other, as a number
// is that was given out anew.
func phoneNumber(r int) number {
	r %= Phones
	i := sort.Search(len(phoneBlocks), func(i int) bool { return phoneBlocks[i].first > r }) - 1
	b := &phoneBlocks[i]
	return number{b.prefix + strconv.Itoa(pow10(b.digits) + r - b.first)[1:], b.digits}
}

// written gives the number as people of its country write it, in one of the
// ways that lists use.
func (n number) written(d *draw) string {
	s := n.e164
	u := d.float()
	if s == "" || u < 0.4 {
		return s
	}
	switch s[:2] {
	case "+3":
		t := s[3:]
		switch {
		case u < 0.6:
			return "0" + t
		case u < 0.9:
			return "0" + t[:1] + " " + t[1:3] + " " + t[3:5] + " " + t[5:7] + " " + t[7:]
		}
		return "0" + t[:1] + "." + t[1:3] + "." + t[3:5] + "." + t[5:7] + "." + t[7:]
	case "+6":
		if u < 0.6 {
			return s[:3] + " " + s[3:4] + " " + s[4:8] + " " + s[8:]
		}
		return "(0" + s[3:4] + ") " + s[4:8] + " " + s[8:]
	case "+4":
		if u < 0.7 {
			return "0" + s[3:]
		}
		return "+44 " + s[3:6] + " " + s[6:9] + " " + s[9:]
	}
	if u < 0.7 {
		return "(" + s[2:5] + ") " + s[5:8] + "-" + s[8:]
	}
	return s[2:5] + "-" + s[5:8] + "-" + s[8:]
}

// misdialled puts one of the last digits wrong, or two in the other order. The
// number stays among those kept for fiction, and may be somebody else's.
func (n number) misdialled(d *draw) number {
	b := []byte(n.e164)
	if len(b) == 0 {
		return n
	}
	i := len(b) - 1 - d.n(n.free)
	if j := i - 1; n.free > 1 && j >= len(b)-n.free && b[i] != b[j] && d.chance(0.4) {
		b[i], b[j] = b[j], b[i]
	} else {
		b[i] = '0' + (b[i]-'0'+byte(1+d.n(9)))%10
	}
	return number{string(b), n.free}
}
