package unit

// What a person can decide on a report. Each is an input of its summary.
const (
	decidedAcknowledge = "acknowledge"
	decidedPreserve    = "preserve"
	decidedVerify      = "verify"
	decidedRefute      = "refute"
)
