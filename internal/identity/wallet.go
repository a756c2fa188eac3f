package identity

import "strings"

// evmChains use Ethereum's addresses: one key holds the same address on all.
var evmChains = map[string]bool{"ethereum": true, "bnb chain": true, "polygon": true, "arbitrum": true, "optimism": true, "avalanche": true, "base": true}

// wallet is an address whose own checksum says that it is one, whatever chain
// the source names; else the address as given, at its chain.
func (t *Table) wallet(chain, raw string) form {
	s := clean(raw)
	name := t.service(chain).name
	for scheme, rest, ok := strings.Cut(s, ":"); ok && isScheme(scheme); scheme, rest, ok = strings.Cut(s, ":") {
		// BIP-21, ERC-681: bitcoin:…?amount=…, ethereum:pay-…@1
		s, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(rest, "//"), "pay-"), "?")
		if s, _, _ = strings.Cut(s, "@"); name == "" {
			name = t.service(scheme).name
		}
	}
	s = strings.TrimSpace(s)
	if evmChains[name] && len(s) == 40 && isHex(s) {
		s = "0x" + s
	}
	if f := checkedWallet(s); f.value != "" {
		if t.wallets[f.value] {
			return none
		}
		return f
	}
	if t.empty(s) || name == "bitcoin" || evmChains[name] || name == "tron" || t.wallets[s] {
		return none // a form that we know, and this is not it
	}
	return form{s, when(name == "", walletNoChain) | when(len(s) < 25, walletShort)}
}

// checkedWallet reads the forms whose checksum is known here: base58check of
// Bitcoin and its kin and of Tron, bech32 and bech32m of Bitcoin and Litecoin,
// Ethereum's hexadecimal.
func checkedWallet(s string) form {
	switch {
	case len(s) == 42 && (s[:2] == "0x" || s[:2] == "0X") && isHex(s[2:]):
		return ethereum(s[2:])
	case segwit(s):
		return form{value: strings.ToLower(s)}
	case base58Address(s):
		return form{value: s}
	}
	return none
}

// selfChecked says whether a wallet's normal form is told apart without its chain.
func selfChecked(value string) bool { return checkedWallet(value).value != "" }
