package request

import "vigie/internal/clock"

type said struct{ fr, en string }

func (s said) in(lang string) string {
	if lang == "fr" {
		return s.fr
	}
	return s.en
}

var recordWords = map[string]said{
	"connection": {"identité de l'abonné à qui l'adresse était attribuée, et données de connexion", "identity of the subscriber to whom the address was assigned, and connection records"},
	"identity":   {"identité du titulaire du compte, et données de sa création", "identity of the account's holder, and records of its creation"},
	"payment":    {"opération, identité des deux parties et moyens de paiement", "the operation, identity of both ends and means of payment"},
	"content":    {"contenu signalé et compte qui s'y rapporte", "content reported, and the account that it concerns"},
}

var kindWords = map[string]said{
	"account": {"compte", "account"}, "email": {"adresse électronique", "e-mail address"}, "phone": {"téléphone", "telephone"},
	"screen-name": {"pseudonyme", "screen name"}, "device": {"appareil", "device"}, "ip": {"adresse IP", "IP address"},
	"iban": {"IBAN", "IBAN"}, "bank-account": {"compte de paiement", "payment account"}, "wallet": {"portefeuille", "wallet"},
	"document": {"document", "document"}, "url": {"adresse web", "web address"}, "domain": {"domaine", "domain"},
	"payment-reference": {"référence de paiement", "payment reference"}, "payment": {"paiement", "payment"},
	"holder": {"détenteur, tel que la source le nomme", "holder, as the source names it"},
	"sender": {"compte débité", "account debited"}, "recipient": {"compte crédité", "account credited"},
}

// Word names a kind of identifier in a language.
func Word(kind, lang string) string {
	if w, ok := kindWords[kind]; ok {
		return w.in(lang)
	}
	return kind
}

var holderWords = map[clock.Holder]said{
	clock.AccessProvider:     {"fournisseur d'accès", "access provider"},
	clock.Platform:           {"service en ligne", "online service"},
	clock.PaymentInstitution: {"établissement de paiement", "payment institution"},
}

// HolderKind names a kind of holder in a language.
func HolderKind(h clock.Holder, lang string) string { return holderWords[h].in(lang) }

// Holder names a holder, as far as it is known.
func Holder(k clock.Keeper, lang string) string {
	switch kind := holderWords[k.Holder]; {
	case k.Name != "":
		return k.Name
	case k.Of == "":
		return kind.in(lang) + said{" non nommé", ", not named"}.in(lang)
	case k.Holder == clock.AccessProvider:
		return said{"le fournisseur d'accès de ", "the access provider of "}.in(lang) + k.Of
	case k.Holder == clock.PaymentInstitution:
		return said{"l'établissement qui tient le compte ", "the institution that keeps account "}.in(lang) + k.Of
	default:
		return said{"le service d'où vient le signalement, ou qui tient ", "the service that the report came from, or that keeps "}.in(lang) + k.Of
	}
}
