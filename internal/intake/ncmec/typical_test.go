package ncmec

import (
	"fmt"
	"strings"
	"testing"
)

// typical is a report of 3 KB as a large service sends them: one account, some
// captures, a contact; in reserved values.
func typical() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://report.cybertip.org/ispws/xsd">
 <incidentSummary>
  <incidentType>Online Enticement of Children for Sexual Acts</incidentType>
  <platform>Service A</platform>
  <reportAnnotations><csamSolicitation/></reportAnnotations>
  <incidentDateTime>2026-03-04T05:06:07Z</incidentDateTime>
 </incidentSummary>
 <internetDetails>
  <chatImIncident>
   <chatClient>Service A</chatClient>
   <content>measured and cut</content>
   <additionalInfo>as seen by the trust team</additionalInfo>
  </chatImIncident>
 </internetDetails>
 <reporter>
  <reportingPerson><firstName>Ann</firstName><lastName>Example</lastName>
   <email type="Work" verified="true">ann@example.com</email></reportingPerson>
  <legalURL>https://www.example.com/legal</legalURL>
 </reporter>
 <personOrUserReported>
  <personOrUserReportedPerson>
   <firstName>Bob</firstName><lastName>Example</lastName>
   <phone type="Mobile" verified="true" countryCallingCode="+1">2025550123</phone>
   <email type="Home" verified="true" verificationDate="2026-01-01T00:00:00Z">bob@example.org</email>
   <dateOfBirth>1980-01-01</dateOfBirth>
  </personOrUserReportedPerson>
  <espIdentifier>1234567890</espIdentifier>
  <screenName>bob.example</screenName>
  <displayName>Bob</displayName>
  <profileUrl>https://www.example.com/bob</profileUrl>
`)
	for i := range 8 {
		fmt.Fprintf(&b, `  <ipCaptureEvent><ipAddress>192.0.2.%d</ipAddress><eventName>Login</eventName><dateTime>2026-03-04T05:%02d:07Z</dateTime><port>4%04d</port></ipCaptureEvent>
`, i, i, i)
	}
	b.WriteString(`  <deviceId><idType>IMEI</idType><idValue>356938035643809</idValue></deviceId>
  <priorCTReports>4564654</priorCTReports>
  <accountPermanentlyDisabled disabledDate="2026-03-04T06:00:00Z">true</accountPermanentlyDisabled>
  <estimatedLocation verified="false"><city>Paris</city><countryCode>FR</countryCode></estimatedLocation>
 </personOrUserReported>
</report>
`)
	return []byte(b.String())
}

func TestTypicalIsTypical(t *testing.T) {
	if n := len(typical()); n < 2800 || n > 3400 {
		t.Errorf("the benchmark's report has %d bytes, want some 3,000", n)
	}
}
