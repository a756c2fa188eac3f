package identity

import (
	"strings"
	"testing"

	"vigie/internal/report"
)

// The examples of the SWIFT IBAN Registry.
var registryIBANs = strings.Fields(`
AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201
AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BG80BNBG96611020345678
BH67BMAG00001299123456 BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00 CH9300762011623852957
CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399 DE89370400440532013000
DK5000400440116243 DO28BAGR00000001212453611324 EE382200221020145685 EG380019000500000000263180002
ES9121000418450200051332 FI2112345600000785 FO6264600001631634 FR1420041010050500013M02606
GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206
GR1601101250000000012300695 GT82TRAJ01020000001210029690 HR1210010051863000160 HU42117730161111101800000000
IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012 IS140159260076545510730339
IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100
LB62099900000001001901229114 LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000
LU280019400644750000 LV80BANK0000435195001 MC5811222000010123456789030 MD24AG000225100013104168
ME25505000012345678951 MK07250120000058984 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S
MU17BOMM0101101030300200000MUR NL91ABNA0417164300 NO9386011117947 PK36SCBL0000001123456702
PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG
RO49AAAA1B31007593840000 RS35260005601001611379 SA0380000000608010167519 SC18SSCB11010000000000001497USD
SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100
ST23000100010051845310146 SV62CENR00000000000000700025 TL380080012345678910157 TN5910006035183598478831
TR330006100519786457841326 UA213223130000026007233566001 VA59001123000012345678 VG96VPVG0000012345678901
XK051212012345678906`)

func TestRegistryIBANs(t *testing.T) {
	for _, s := range registryIBANs {
		if f := iban(s); f.value != s || f.why != 0 {
			t.Errorf("%s: %q, %b", s, f.value, f.why)
		}
		// MOD 97-10 finds every single wrong digit and every swap of two neighbouring digits.
		for i := 4; i < len(s); i++ {
			b := []byte(s)
			if b[i] >= '0' && b[i] <= '9' {
				b[i] = '0' + (b[i]-'0'+1)%10
				if f := iban(string(b)); f.value != "" {
					t.Errorf("%s with a wrong digit at %d is accepted", s, i)
				}
			}
			b = []byte(s)
			if b[i-1] != b[i] && i > 4 && allDigits(s[i-1:i+1]) {
				b[i-1], b[i] = b[i], b[i-1]
				if f := iban(string(b)); f.value != "" {
					t.Errorf("%s with %d and %d swapped is accepted", s, i-1, i)
				}
			}
		}
	}
}

func TestIBANForms(t *testing.T) {
	k := report.KindIBAN
	runCases(t, []formCase{
		{k, "", "", "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", joins},
		{k, "", "", "iban: gb29-nwbk-6016-1331-9268-19", "GB29NWBK60161331926819", joins},
		{k, "", "", "GB29 NWBK 6016 1331 9268 1", "", unusable},
		{k, "", "", "GB28 NWBK 6016 1331 9268 19", "", unusable},
		{k, "", "", "29GB NWBK 6016 1331 9268 19", "", unusable},
		{k, "", "", "ZZ6412345678901234", "", unusable},
		{k, "", "", "", "", unusable},
	})
}

func TestBankAccountThatIsAnIBANChangesKind(t *testing.T) {
	id := report.Identifier{Kind: report.KindBank, Service: "Example Bank", Raw: "gb29 nwbk 6016 1331 9268 19"}
	Default().Identifier(&id)
	if id.Kind != report.KindIBAN || id.Value != "GB29NWBK60161331926819" || id.Strength != joins {
		t.Errorf("%+v", id)
	}
}

// Check digits of 00, 01 and 99 give the remainder 1 too, and are never made.
func TestIBANCheckDigitsOutOfRange(t *testing.T) {
	for _, s := range []string{"FR00", "FR01", "FR99"} {
		for n := range 97 {
			v := s + "2004101005050001300000" + string([]byte{byte('0' + n/10), byte('0' + n%10)})
			if ibanCheck(v) {
				t.Errorf("%s passes", v)
			}
		}
	}
}

func TestWalletForms(t *testing.T) {
	k := report.KindWallet
	var cases []formCase
	valid := func(s, want string) { cases = append(cases, formCase{k, "", "", s, want, joins}) }
	invalid := func(chain, s string) { cases = append(cases, formCase{k, chain, "", s, "", unusable}) }

	for _, s := range strings.Fields(`
		BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4
		tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7
		bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y
		BC1SW50QGDZ25J
		bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs
		tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy
		tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c
		bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0`) { // BIP-350
		valid(s, strings.ToLower(s))
	}
	for _, s := range strings.Fields(`
		tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut
		bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd
		tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf
		BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL
		bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh
		tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47
		bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4
		BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R
		bc1pw5dgrnzv
		bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav
		BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P
		tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq
		bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf
		tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j
		bc1gmk9yu`) { // BIP-350
		invalid("Bitcoin", s)
	}
	for _, s := range strings.Fields(`
		1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i 3CMNFxN1oHBc4R1EpboAL5yzHGgE611Xou
		mo9ncXisMeAoXwqcV5EWuyncbmCcQN4rVs 2N2JD6wb56AfK4tfmM6PwdVmoYk2dCKf4Br`) { // Bitcoin Core, base58_keys_valid.json
		valid(s, s)
		last := []byte(s)
		last[len(last)-1]++
		invalid("BTC", string(last))
	}
	valid("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t") // a published contract's address
	for _, s := range strings.Fields(`
		0x52908400098527886E0F7030069857D2E4169EE7 0x8617E340B3D01FA5F11F306F4090FD50E238070D
		0xde709f2102306220921060314715629080e2fb77 0x27b1fdb04752bbc536007a920d24acb045561c26
		0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359
		0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB 0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb`) { // EIP-55
		valid(s, strings.ToLower(s))
	}
	runCases(t, append(cases, []formCase{
		{k, "", "", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", proposes},
		{k, "ETH", "", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", joins},
		{k, "ETH", "", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "", unusable},
		{k, "", "", "bitcoin:1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i?amount=0.1", "1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i", joins},
		{k, "", "", "ethereum:0x52908400098527886E0F7030069857D2E4169EE7@1", "0x52908400098527886e0f7030069857d2e4169ee7", joins},
		{k, "", "", "0x0000000000000000000000000000000000000000", "", unusable},
		{k, "", "", "1BitcoinEaterAddressDontSendf59kuE", "", unusable},
		{k, "Monero", "", strings.Repeat("4Ab1", 20), strings.Repeat("4Ab1", 20), joins},
		{k, "", "", strings.Repeat("4Ab1", 20), strings.Repeat("4Ab1", 20), proposes},
		{k, "Example Pay", "", "wallet-12", "wallet-12", proposes},
		{k, "Example Pay", "", "unknown", "", unusable},
	}...))
}

func TestLuhn(t *testing.T) {
	if d := luhnDigit("7992739871"); d != '3' {
		t.Errorf("check digit %c", d)
	}
}
