package cli

// root is the grammar of the command line.
type root struct {
	globals

	Demo  demoCmd  `cmd:""`
	Init  initCmd  `cmd:""`
	Enrol enrolCmd `cmd:""`

	Unenrol unenrolCmd `cmd:""`
	People  peopleCmd  `cmd:""`

	Serve serveCmd `cmd:""`

	Intake     intakeCmd     `cmd:""`
	Watch      watchCmd      `cmd:""`
	Quarantine quarantineCmd `cmd:""`
	Report     reportCmd     `cmd:""`

	Queue   queueCmd   `cmd:""`
	Duty    dutyCmd    `cmd:""`
	Explain explainCmd `cmd:""`
	Ties    tiesCmd    `cmd:""`
	Why     whyCmd     `cmd:""`
	Network networkCmd `cmd:""`
	Reveal  revealCmd  `cmd:""`

	Payments   paymentsCmd   `cmd:""`
	Recipients recipientsCmd `cmd:""`

	Proposals   proposalsCmd   `cmd:""`
	Judge       judgeCmd       `cmd:""`
	Unjudge     unjudgeCmd     `cmd:""`
	Acknowledge acknowledgeCmd `cmd:""`
	Preserve    preserveCmd    `cmd:""`
	Fact        factCmd        `cmd:""`
	Hub         hubCmd         `cmd:""`

	Case  caseCmd  `cmd:""`
	Proof proofCmd `cmd:""`

	Request requestCmd `cmd:""`

	Match matchCmd `cmd:""`

	Media mediaCmd `cmd:""`

	Rules  rulesCmd  `cmd:""`
	Link   linkCmd   `cmd:""`
	Ledger ledgerCmd `cmd:""`
	Replay replayCmd `cmd:""`

	Synth   synthCmd   `cmd:""`
	Bench   benchCmd   `cmd:""`
	Version versionCmd `cmd:""`
}

// chapters group the commands in the help, in the order of root.
var chapters = []struct {
	fr, en   string
	commands []string
}{
	{"Commencer", "To start", []string{"demo", "init", "enrol", "unenrol", "people", "serve", "link"}},
	{"Ce qui arrive", "What comes in", []string{"intake", "watch", "quarantine", "report"}},
	{"Par où commencer, et pourquoi", "What to work first, and why", []string{"queue", "duty", "explain", "ties", "why", "network", "payments", "recipients", "reveal", "media"}},
	{"Ce qu'une personne décide", "What a person decides", []string{"proposals", "judge", "unjudge", "hub", "match", "acknowledge", "preserve", "fact"}},
	{"Dossiers et demandes", "Cases and requests", []string{"case", "proof", "request"}},
	{"Ce qui se vérifie", "What can be verified", []string{"rules", "ledger", "replay"}},
	{"Essais et mesures", "Trials and measurements", []string{"synth", "bench", "version"}},
}
