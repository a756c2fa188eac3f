package camt

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// What tests are made of: statements of example banks with invented accounts.
const (
	holderIBAN = "FR7630006000011234567890189"
	otherIBAN  = "GB29NWBK60161331926819"
	account    = `<Acct><Id><IBAN>` + holderIBAN + `</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Person One</Nm></Ownr><Svcr><FinInstnId><BIC>EXMPFRPPXXX</BIC></FinInstnId></Svcr></Acct>`
	balance    = `<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>`
	codes      = `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>`
	parties    = `<RltdPties><Cdtr><Nm>Person Two</Nm></Cdtr><CdtrAcct><Id><IBAN>` + otherIBAN + `</IBAN></Id></CdtrAcct></RltdPties>`
)

const ownAmount = `</Refs><Amt Ccy="EUR">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>`

// document puts entries into a statement of a version, as that version spells it.
func document(version int, entries ...string) string {
	return envelope(version, statementOf("S-1", entries...))
}

func envelope(version int, statements string) string {
	if version >= 3 { // since then, BIC is BICFI, and a detail has its amount
		statements = strings.NewReplacer("<BIC>", "<BICFI>", "</BIC>", "</BICFI>").Replace(statements)
		statements = strings.NewReplacer("</Refs><AmtDtls>", ownAmount+"<AmtDtls>", "</Refs><RltdPties>", ownAmount+"<RltdPties>").Replace(statements)
	}
	if version >= 7 { // and status a choice
		statements = strings.ReplaceAll(statements, "<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
	}
	if version >= 8 { // and each party one
		for _, p := range []string{"InitgPty", "Dbtr", "Cdtr", "UltmtDbtr", "UltmtCdtr"} {
			statements = strings.NewReplacer("<"+p+">", "<"+p+"><Pty>", "</"+p+">", "</Pty></"+p+">").Replace(statements)
		}
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="%s053.001.%02d"><BkToCstmrStmt><GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-04-01T00:00:00Z</CreDtTm></GrpHdr>%s</BkToCstmrStmt></Document>`, space, version, statements)
}

func statementOf(id string, entries ...string) string {
	return `<Stmt><Id>` + id + `</Id><ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>2026-04-01T06:00:00+02:00</CreDtTm>` + account + balance + strings.Join(entries, "\n") + `</Stmt>`
}

// entry is a booked debit of 20 euros; details go inside its NtryDtls.
func entry(ref, details string) string {
	return booked(`<Amt Ccy="EUR">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>`, ref, details)
}

func booked(amount, ref, details string) string {
	if ref != "" {
		ref = "<AcctSvcrRef>" + ref + "</AcctSvcrRef>"
	}
	if details != "" {
		details = "<NtryDtls>" + details + "</NtryDtls>"
	}
	return `<Ntry>` + amount + `<Sts>BOOK</Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt><ValDt><Dt>2026-03-06</Dt></ValDt>` + ref + codes + details + `</Ntry>`
}

// detail is a transfer to Person Two under an end-to-end reference.
func detail(e2e, more string) string {
	return `<TxDtls><Refs><EndToEndId>` + e2e + `</EndToEndId></Refs>` + more + parties + `</TxDtls>`
}

func readAll(t testing.TB, doc string, limits intake.Limits) []intake.Record {
	t.Helper()
	return readFrom(t, strings.NewReader(doc), int64(len(doc)), limits)
}

// readFrom holds what is true of every record of this reader.
func readFrom(t testing.TB, r io.Reader, size int64, limits intake.Limits) []intake.Record {
	t.Helper()
	var out []intake.Record
	err := Reader{}.Read(context.Background(), intake.Input{Name: "x.xml", R: r, Size: size, Limits: limits}, func(rec intake.Record) error {
		if (rec.Report != nil) == (rec.Problem != nil) || rec.Attachment != nil {
			t.Fatalf("a record is a report or a problem: %+v", rec)
		}
		if rec.Problem != nil {
			if rec.Problem.Reason == "" || rec.Problem.Detail == "" || rec.Redacted != nil {
				t.Fatalf("a problem without reason, or with a form to seal: %+v", rec.Problem)
			}
		} else if bad := unsound(rec.Report); bad != "" || len(rec.Redacted) == 0 {
			t.Fatalf("%s: %+v", bad, rec.Report)
		}
		out = append(out, rec)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// unsound says what no report of a statement may be.
func unsound(r *report.Report) string {
	switch {
	case !r.Statement || r.Format != format || len(r.SourceID) != 64 || !strings.HasPrefix(r.Source, source):
		return "not a statement's"
	case len(r.Payments) > 1:
		return "more than one transfer"
	case len(r.Facts) > 0:
		return "a statement states no fact of a person"
	case len(r.Parties) == 0:
		return "no holder"
	}
	for _, p := range r.Parties {
		if p.Role != report.RoleAssociate {
			return "a statement accuses nobody"
		}
	}
	for _, p := range r.Payments {
		switch {
		case p.Sender >= len(r.Parties) || p.Recipient >= len(r.Parties) || p.Sender == p.Recipient:
			return "a payment points to no party"
		case p.Sender != 0 && p.Recipient != 0:
			return "the holder is neither end"
		case strings.ContainsAny(p.Amount+p.Local, "-+eE, "):
			return "no plain amount"
		}
	}
	return ""
}

// only is the one report of a document.
func only(t testing.TB, doc string) *report.Report {
	t.Helper()
	recs := readAll(t, doc, intake.Limits{})
	if len(recs) != 1 || recs[0].Report == nil {
		t.Fatalf("want one report: %+v", recs)
	}
	return recs[0].Report
}

// summary is one word a record: the amount of a transfer, or the reason of a problem.
func summary(recs []intake.Record) string {
	out := make([]string, len(recs))
	for i, r := range recs {
		switch {
		case r.Problem != nil:
			out[i] = string(r.Problem.Reason)
		case len(r.Report.Payments) == 0:
			out[i] = "none"
		default:
			out[i] = r.Report.Payments[0].Amount
		}
	}
	return strings.Join(out, " ")
}

// maximal is an entry with every element that the mapping knows.
var maximal = booked(`<NtryRef>20260304-9</NtryRef><Amt Ccy="EUR">22.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>false</RvslInd>`, "ASR-000001", strings.Join([]string{
	`<Btch><MsgId>B-1</MsgId><PmtInfId>P-1</PmtInfId><NbOfTxs>1</NbOfTxs></Btch><TxDtls>`,
	`<Refs><MsgId>MSG-000001</MsgId><PmtInfId>PI-000001</PmtInfId><InstrId>IN-000001</InstrId><EndToEndId>E2E-2026-000123</EndToEndId><TxId>TX-000001</TxId><MndtId>MD-000001</MndtId></Refs>`,
	`<AmtDtls><InstdAmt><Amt Ccy="PHP">1200.00</Amt><CcyXchg><SrcCcy>PHP</SrcCcy><XchgRate>58</XchgRate></CcyXchg></InstdAmt><TxAmt><Amt Ccy="EUR">20.69</Amt></TxAmt></AmtDtls>`,
	codes,
	`<RltdPties><InitgPty><Nm>Person Five</Nm></InitgPty><Dbtr><Nm>Person One Holder</Nm><PstlAdr><StrtNm>Example Street</StrtNm><BldgNb>1</BldgNb><PstCd>75000</PstCd><TwnNm>Exampletown</TwnNm><Ctry>FR</Ctry></PstlAdr></Dbtr>`,
	`<DbtrAcct><Id><IBAN>` + holderIBAN + `</IBAN></Id></DbtrAcct><UltmtDbtr><Nm>Person Four</Nm></UltmtDbtr>`,
	`<Cdtr><Nm>Person Two</Nm><PstlAdr><Ctry>PH</Ctry><AdrLine>Example Lane 2</AdrLine><AdrLine>Exampleville</AdrLine></PstlAdr>`,
	`<Id><PrvtId><DtAndPlcOfBirth><BirthDt>1970-01-02</BirthDt><CityOfBirth>Somewhere</CityOfBirth><CtryOfBirth>PH</CtryOfBirth></DtAndPlcOfBirth><Othr><Id>DOC123456</Id><SchmeNm><Cd>CCPT</Cd></SchmeNm></Othr></PrvtId></Id>`,
	`<CtryOfRes>PH</CtryOfRes><CtctDtls><NmPrfx>MADM</NmPrfx><PhneNb>+1-2025550123</PhneNb><MobNb>+1-2025550124</MobNb><EmailAdr>a@example.org</EmailAdr></CtctDtls></Cdtr>`,
	`<CdtrAcct><Id><Othr><Id>000123456789</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id><Nm>Savings</Nm></CdtrAcct><UltmtCdtr><Nm>Person Three</Nm></UltmtCdtr></RltdPties>`,
	`<RltdAgts><DbtrAgt><FinInstnId><BIC>EXMPFRPPXXX</BIC></FinInstnId></DbtrAgt><CdtrAgt><FinInstnId><BIC>EXMPPHMM</BIC><Nm>Example Bank Manila</Nm></FinInstnId></CdtrAgt></RltdAgts>`,
	`<Purp><Cd>FAMI</Cd></Purp><RmtInf><Ustrd>some words</Ustrd><Ustrd>more words</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf><AddtlRmtInf>further words</AddtlRmtInf></Strd></RmtInf>`,
	`<RltdDts><AccptncDtTm>2026-03-04T21:14:05+01:00</AccptncDtTm><IntrBkSttlmDt>2026-03-05</IntrBkSttlmDt></RltdDts>`,
	`<AddtlTxInf>words of the bank</AddtlTxInf></TxDtls>`,
}, ""))

// stream gives a document of any length that is nowhere held.
func endlessly(open string, fill byte, n int64, end string) io.Reader {
	return io.MultiReader(strings.NewReader(open), io.LimitReader(endless(fill), n), strings.NewReader(end))
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func has(b []byte, s string) bool { return bytes.Contains(b, []byte(s)) }
