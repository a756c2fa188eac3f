package identity

import (
	"strconv"
	"strings"
)

// device is "form:value", the form read from Type, or from the value where it
// can have one form only. The form is part of the value: an IMEI and an id of
// another sort that happen to be the same digits are two devices.
func (t *Table) device(typ, raw string) form {
	s := clean(raw)
	typ = deviceForm(typ)
	if typ == "" {
		if known, rest, ok := strings.Cut(s, ":"); ok && deviceForms[strings.ToLower(known)] {
			typ, s = strings.ToLower(known), rest
		}
	}
	for typ != "" && len(s) > len(typ) && s[len(typ)] == ':' && strings.EqualFold(s[:len(typ)], typ) {
		s = strings.TrimSpace(s[len(typ)+1:])
	}
	if t.empty(s) {
		return none
	}
	f := none
	switch typ {
	case "imei":
		f = imei(s)
	case "mac", "bssid":
		if f = mac(s); typ == "bssid" && f.value != "" {
			f.value = "bssid" + strings.TrimPrefix(f.value, "mac")
			f.why |= deviceNetwork.bit()
		}
	case "uuid":
		f = form{value: uuid(s)}
	case "iccid":
		f = form{value: iccid(s)}
	case "imsi":
		if c := compact(s); allDigits(c) && (len(c) == 14 || len(c) == 15) && !oneDigit(c) {
			f = form{value: "imsi:" + c}
		}
	case "ssid":
		f = form{"ssid:" + s, deviceNetwork.bit()} // case matters in a network's name
	case "":
		if u := uuid(s); u != "" {
			f = form{value: u}
		} else if strings.ContainsAny(s, ":-.") {
			f = mac(s)
		}
		if f.value == "" {
			f = form{lower(s), deviceOpaque.bit()}
		}
	default:
		f = form{typ + ":" + lower(s), deviceOpaque.bit()}
	}
	if f.value == "" || t.devices[f.value] || t.devices[f.value[strings.IndexByte(f.value, ':')+1:]] {
		return none
	}
	return f
}

// deviceForms are the forms that can be known without Type, by their prefix.
var deviceForms = map[string]bool{"imei": true, "mac": true, "bssid": true, "uuid": true, "iccid": true, "imsi": true, "ssid": true}

// deviceForm maps the words that sources use for a sort of device id to ours.
// An unknown word stays itself.
func deviceForm(typ string) string {
	typ = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_/:().", r) {
			return -1
		}
		return r
	}, fold(typ))
	switch typ {
	case "imei", "imei1", "imei2", "imeisv", "imeinumber":
		return "imei"
	case "mac", "macaddress", "macaddr", "wifimac", "wlanmac", "bluetoothmac", "ethernetmac", "hardwareaddress":
		return "mac"
	case "bssid":
		return "bssid"
	case "ssid", "wifi", "wifissid", "essid", "networkname":
		return "ssid"
	case "uuid", "guid", "idfa", "idfv", "gaid", "aaid", "adid", "advertisingid", "advertiserid",
		"googleadvertisingid", "appleadvertisingid", "deviceuuid", "identifierforvendor":
		return "uuid"
	case "iccid", "simserial", "simserialnumber", "sim":
		return "iccid"
	case "imsi":
		return "imsi"
	case "other", "unknown", "deviceid", "device", "id", "":
		return ""
	}
	return typ
}

// imei is the 15 digits that people read: 14 that name the device and Luhn's
// check digit (3GPP TS 23.003, 6.2 and annex B). Written without it, or with a
// software version (IMEISV, 16 digits), or with the 0 that networks send in
// its place, it is the same device.
func imei(s string) form {
	s = compact(s)
	if n := len(s); !allDigits(s) || n < 14 || n > 16 || strings.Trim(s, "0") == "" {
		return none
	}
	body := s[:14]
	check := luhnDigit(body)
	if len(s) == 15 && s[14] != check && s[14] != '0' {
		return form{"imei:" + s, deviceBadCheck.bit()}
	}
	return form{value: "imei:" + body + string(rune(check))}
}

// luhnDigit is the check digit of ISO/IEC 7812-1 that completes s.
func luhnDigit(s string) byte {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// iccid is a SIM card's number (ITU-T E.118): 18 to 20 digits from 89, with
// the filler F that some readers leave at the end cut.
func iccid(s string) string {
	s = strings.TrimRight(compact(s), "F")
	if len(s) < 18 || len(s) > 20 || !allDigits(s) || !strings.HasPrefix(s, "89") {
		return ""
	}
	return "iccid:" + s
}

// mac is six octets of hexadecimal with colons. Addresses that software makes
// up (the local bit) or that name a group (the group bit) are nobody's card.
func mac(s string) form {
	h := strings.ToLower(strings.Map(func(r rune) rune {
		if r == ':' || r == '-' || r == '.' || r == ' ' {
			return -1
		}
		return r
	}, s))
	if len(h) != 12 || !isHex(h) || h == "000000000000" {
		return none
	}
	var b strings.Builder
	b.WriteString("mac")
	for i := 0; i < 12; i += 2 {
		b.WriteByte(':')
		b.WriteString(h[i : i+2])
	}
	first, _ := strconv.ParseUint(h[:2], 16, 8)
	return form{b.String(), when(first&0b11 != 0, deviceLocal)}
}

// uuid is 8-4-4-4-12 in lower case, from any grouping; "" for none or all zeros.
func uuid(s string) string {
	h := strings.ToLower(strings.ReplaceAll(strings.Trim(s, "{}"), "-", ""))
	if len(h) != 32 || !isHex(h) || strings.Trim(h, "0") == "" {
		return ""
	}
	return "uuid:" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; !('0' <= s[i] && s[i] <= '9' || 'a' <= c && c <= 'f') {
			return false
		}
	}
	return s != ""
}
