package cli

// text is the help of a command, its first sentence shown in lists.
type text struct {
	fr, en   string
	examples []string
}

// commandHelp is the help of every command.
var commandHelp = map[string]text{
	"demo": {
		"Essayer Vigie en une commande, sur des signalements synthétiques. Crée un dossier, y écrit des signalements dans tous les formats reçus, les prend, montre les dix premières pistes avec leurs raisons, puis ouvre le bureau.",
		"Try Vigie with one command, on synthetic reports. Makes a folder, writes reports in every supported format, takes them in, shows the ten first leads with their reasons, then opens the desk.",
		[]string{"vigie demo", "vigie demo --once --reports 20000 --data /tmp/essai"},
	},
	"init": {
		"Créer l'installation d'une unité : clés, réglages, registre, première personne. La clé qui ouvre les originaux s'écrit hors du dossier de données : gardez-la hors ligne.",
		"Make a unit's installation: keys, settings, ledger, first person. The key that opens the originals is written outside the data folder: keep it offline.",
		[]string{`vigie init --unit "Brigade" --procedure "2026/1" --basis "CPP 230-20" --as claire --name "Claire Martin"`, "vigie init --unit Unit --procedure P1 --basis B1 --evidence-key /media/usb/evidence.key"},
	},
	"enrol": {
		"Inscrire une personne, avec son rôle. Rien ne se fait sans une personne nommée.",
		"Enrol a person, with a role. Nothing is done without a named person.",
		[]string{`vigie enrol paul --name "Paul Durand" --role analyst`},
	},
	"serve": {
		"Ouvrir le bureau, les pages de l'unité, dans un navigateur. Hors de cette machine, seulement chiffré (--tls-cert, --tls-key).",
		"Open the desk, the unit's pages, in a browser. Beyond this machine, encrypted only (--tls-cert, --tls-key).",
		[]string{"vigie serve", "vigie serve --listen 10.0.0.5:8443 --tls-cert desk.crt --tls-key desk.key"},
	},
	"link": {
		"Faire un lien de connexion pour un bureau déjà ouvert, à usage unique, au nom de la personne nommée par --as",
		"Make a one-time sign-in link for a desk that is already open, for the person named by --as",
		[]string{"vigie link", "vigie link --as paul", "vigie link --desk https://bureau.example.org:8443"},
	},
	"intake": {
		"Recevoir des signalements : fichiers, dossiers, archives ZIP, « - » pour l'entrée standard. Tout est compté : lus = nouveaux + versions + rattachés + déjà reçus + quarantaine. Recevoir deux fois ne change rien.",
		"Take reports in: files, folders, ZIP archives, \"-\" for standard input. All is counted: read = new + versions + attached + duplicates + quarantined. Taking the same in twice changes nothing.",
		[]string{"vigie intake depot/", "vigie intake --format sheet --profile payments virements.csv", "vigie intake --handling intelligence --received 2026-03-01T09:00:00Z partenaire.zip", "cat report.xml | vigie intake -"},
	},
	"watch": {
		"Recevoir ce qui est déposé dans un dossier, à mesure. Un fichier est pris quand il ne change plus ; rien n'y est touché ; un redémarrage reprend tout sans rien compter deux fois.",
		"Take in what is dropped in a folder, as it comes. A file is taken once it no longer changes; nothing there is touched; a restart goes over all again and counts nothing twice.",
		[]string{"vigie watch depot/", "vigie watch --once depot/"},
	},
	"quarantine": {
		"Voir et reprendre ce qui n'a pas pu être lu", "See and retry what could not be read",
		[]string{"vigie quarantine list", "vigie quarantine retry --all"},
	},
	"quarantine list": {"Lister ce qui n'a pas pu être lu, pourquoi, et que faire", "List what could not be read, why, and what to do", []string{"vigie quarantine list", "vigie quarantine list --all --json"}},
	"quarantine show": {"Montrer un élément en quarantaine", "Show one record in quarantine", []string{"vigie quarantine show 3"}},
	"quarantine retry": {
		"Relire la source d'un élément, une fois corrigée. La quarantaine ne garde aucune valeur : la source est relue là où elle était.",
		"Read the source of a record again, once put right. The quarantine keeps no values: the source is read where it was.",
		[]string{"vigie quarantine retry 3", "vigie quarantine retry --all"},
	},
	"report": {"Saisir un signalement à la main", "Enter a report by hand", []string{"vigie report new --source police --id 12/2026 --category live --fact live_abuse"}},
	"report new": {
		"Saisir un signalement à la main : courrier, appel, audition. Les mêmes numéro et source avec un autre contenu font une nouvelle version.",
		"Enter a report by hand: a letter, a call, an interview. The same source and number with other content make a new version.",
		[]string{"vigie report new --source hotline --id H-17 --category live --platform example.com --account example.com:user-17 --fact live_abuse --fact payments=3 --text \"…\"", "vigie report new --file signalement.yaml"},
	},
	"queue":   {"Montrer la file : quoi traiter d'abord, et pourquoi", "Show the queue: what to work first, and why", []string{"vigie queue", "vigie queue --class immediate", "vigie queue --due-within 7 --json"}},
	"duty":    {"Montrer les pistes immédiates qui attendent une personne. Code de sortie 3 tant qu'il y en a.", "Show the immediate leads that wait for a person. Exit code 3 while there is one.", []string{"vigie duty", "vigie duty --json || sonner"}},
	"explain": {"Expliquer la place d'une piste : raisons, chiffres, faits et leur source, échéances, manques, ce qui la changerait.", "Explain a lead's place: reasons, figures, facts and their source, clocks, gaps, what would change it.", []string{"vigie explain 1f3k-9x2m-q7t0h", "vigie explain 1f3k-9x2m-q7t0h --json"}},
	"why":     {"Dire ce qui relie deux signalements, ou ce qui les sépare", "Say what ties two reports, or what keeps them apart", []string{"vigie why 1f3k-9x2m-q7t0h 0a2b-3c4d-5e6f7"}},
	"reveal":  {"Dévoiler un élément masqué d'un signalement. La consultation est consignée.", "Reveal one masked item of a report. The reading is recorded.", []string{`vigie reveal 1f3k-9x2m-q7t0h text-0 --purpose "procédure 2026/1"`}},
	"judge": {
		"Juger si deux signalements sont de la même main. Un jugement qui en contredit d'autres est refusé, avec la chaîne.", "Judge whether two reports are of the same hands. A judgement that others contradict is refused, with the chain.",
		[]string{`vigie judge same 1f3k-9x2m-q7t0h 0a2b-3c4d-5e6f7 --because "même téléphone, vérifié"`},
	},
	"unjudge":     {"Retirer un jugement", "Take a judgement back", []string{`vigie unjudge 1f3k-9x2m-q7t0h 0a2b-3c4d-5e6f7 --because "ligne réattribuée"`}},
	"acknowledge": {"Prendre acte d'une piste immédiate. Cela ne la déplace pas : seul un fait réfuté l'abaisse.", "Acknowledge an immediate lead. It moves nothing: only a refuted fact lowers it.", []string{`vigie acknowledge 1f3k-9x2m-q7t0h --because "équipe prévenue"`}},
	"preserve":    {"Consigner une demande de conservation : les échéances s'arrêtent", "Record a preservation request: the clocks stop", []string{`vigie preserve 1f3k-9x2m-q7t0h --because "réquisition 2026-114 à l'hébergeur"`}},
	"fact":        {"Vérifier ou réfuter un fait qu'un signalement énonce, ou revenir dessus", "Verify or refute a fact that a report states, or undo that", []string{`vigie fact verify 1f3k-9x2m-q7t0h live_abuse --because "relevé bancaire"`, `vigie fact undo 1f3k-9x2m-q7t0h live_abuse --because "erreur de saisie"`}},
	"rules":       {"Lire et contrôler les règles qui ordonnent la file", "Read and check the rules that order the queue", []string{"vigie rules list", "vigie rules check essai.yaml"}},
	"rules check": {"Contrôler un fichier de règles, ou celles en vigueur", "Check a file of rules, or those in force", []string{"vigie rules check", "vigie rules check essai.yaml"}},
	"rules list":  {"Lister les règles en vigueur", "List the rules in force", []string{"vigie rules list", "vigie rules list --json"}},
	"ledger":      {"Vérifier le registre, remettre un point de contrôle, lire ce qui concerne une piste", "Verify the ledger, hand out a checkpoint, read what concerns a lead", []string{"vigie ledger verify", "vigie ledger checkpoint --out point.txt"}},
	"ledger verify": {
		"Vérifier que le registre est entier et que tout ce qui est enregistré y figure. Avec --against, qu'il prolonge un point de contrôle gardé ailleurs. Code de sortie 3 en cas de défaut.",
		"Verify that the ledger is whole and that all that is stored is in it. With --against, that it continues a checkpoint kept elsewhere. Exit code 3 on a fault.",
		[]string{"vigie ledger verify", "vigie ledger verify --against point.txt --json"},
	},
	"ledger checkpoint": {"Écrire un point de contrôle, à remettre au parquet ou à un partenaire", "Write a checkpoint, to hand to a prosecutor or partner", []string{"vigie ledger checkpoint --out point.txt", "vigie ledger checkpoint --out -"}},
	"ledger show":       {"Montrer qui a vu et fait quoi sur une piste", "Show who saw and did what on a lead", []string{"vigie ledger show 1f3k-9x2m-q7t0h"}},
	"replay": {
		"Recalculer pistes et file à partir des signalements, des jugements et des règles. Avec --check, comparer seulement ; code de sortie 3 s'il y a une différence.",
		"Work leads and queue out again from reports, judgements and rules. With --check, compare only; exit code 3 on a difference.",
		[]string{"vigie replay --check", "vigie replay"},
	},
	"synth":        {"Écrire des signalements synthétiques dont la vérité est connue. Mêmes options, mêmes octets, sur toute machine.", "Write synthetic reports whose truth is known. Same options, same bytes, on any machine.", []string{"vigie synth --reports 1000 --seed 1 --out essai"}},
	"bench":        {"Mesurer la vitesse sur cette machine", "Measure speed on this machine", []string{"vigie bench intake --reports 100000"}},
	"bench intake": {"Mesurer la réception par étape, la mémoire, puis la lecture de la file. Signalements synthétiques en mémoire, écritures durables comme en service.", "Measure intake by stage, memory, then reading the queue. Synthetic reports in memory, writes as durable as in service.", []string{"vigie bench intake --reports 100000", "vigie bench intake --reports 100000 --db postgres://vigie@localhost/bench --json"}},
	"version":      {"Dire la version", "Say the version", []string{"vigie version"}},
}

// flagHelp is the help of the flags, by name; "command flag" where a command
// has its own.
var flagHelp = map[string][2]string{
	"help":    {"montrer cette aide", "show this help"},
	"data":    {"dossier de données (sinon ~/.local/share/vigie)", "data folder (default ~/.local/share/vigie)"},
	"db":      {"base PostgreSQL, postgres://… ; sinon SQLite dans le dossier", "PostgreSQL database, postgres://…; else SQLite in the folder"},
	"as":      {"personne qui agit (sinon l'utilisateur du système)", "person who acts (default: the system's user)"},
	"purpose": {"pourquoi, pour le registre (sinon la commande)", "what for, for the ledger (default: the command)"},
	"lang":    {"langue, fr ou en (sinon $VIGIE_LANG, $LANG, puis français)", "language, fr or en (default $VIGIE_LANG, $LANG, then French)"},
	"quiet":   {"ni progression ni conseils", "no progress, no hints"},

	"json":    {"résultat en JSON", "result as JSON"},
	"because": {"la raison, consignée au registre", "the reason, kept in the ledger"},
	"reports": {"nombre de signalements", "number of reports"},
	"seed":    {"graine : même graine, mêmes signalements", "seed: same seed, same reports"},
	"listen":  {"adresse du bureau", "address of the desk"},
	"desk":    {"adresse à laquelle le bureau est ouvert", "address at which the desk is open"},

	"demo once":         {"s'arrêter après l'affichage, sans ouvrir le bureau", "stop after printing, without opening the desk"},
	"init unit":         {"nom de l'unité", "the unit's name"},
	"init origin":       {"nom du registre, un nom d'hôte de l'unité", "the ledger's name, a host name of the unit"},
	"init evidence-key": {"où écrire la clé privée des scellés, hors du dossier de données", "where to write the private evidence key, outside the data folder"},
	"init name":         {"nom de la première personne", "name of the first person"},
	"procedure":         {"procédure sous laquelle les signalements sont reçus", "procedure under which reports are taken in"},
	"basis":             {"sa base légale", "its legal basis"},
	"handling":          {"code d'emploi : evidence, intelligence, originator", "handling code: evidence, intelligence, originator"},
	"received":          {"date de réception par l'unité (sinon maintenant)", "when the unit received them (default: now)"},
	"role":              {"rôle : analyst, investigator, head, prosecutor, auditor", "role: analyst, investigator, head, prosecutor, auditor"},
	"name":              {"nom de la personne", "the person's name"},
	"speaks":            {"langue de ses pages", "language of their pages"},
	"format":            {"format imposé (sinon reconnu) : ncmec-xml, cmt-json, xarf, sheet", "format to use (default: recognised): ncmec-xml, cmt-json, xarf, sheet"},
	"profile":           {"profil de colonnes d'un tableur", "column profile of a spreadsheet"},
	"watch once":        {"prendre ce qui est complet, puis finir", "take in what is complete, then end"},
	"settle":            {"durée sans changement après laquelle un fichier est complet", "how long a file must stay the same to be complete"},
	"host":              {"nom sous lequel le bureau est demandé, hors de cette machine", "name under which the desk is asked for, beyond this machine"},
	"no-link":           {"ne pas montrer de lien d'entrée", "show no sign-in link"},
	"tls-cert":          {"certificat TLS", "TLS certificate"},
	"tls-key":           {"clé TLS", "TLS key"},

	"quarantine list all":   {"aussi ce qui est réglé", "also what is settled"},
	"quarantine list after": {"reprendre après ce numéro", "continue behind this number"},
	"quarantine retry all":  {"tout ce qui n'est pas réglé", "all that is not settled"},
	"limit":                 {"nombre de lignes au plus", "lines at most"},
	"class":                 {"une seule classe : immediate, perishable, strong, ordinary, held", "one class only: immediate, perishable, strong, ordinary, held"},
	"due-within":            {"échéance dans ce nombre de jours au plus", "act-by date within so many days"},
	"new":                   {"seulement ce qui est venu depuis la dernière visite", "only what came since the last visit"},
	"after":                 {"reprendre après cette piste", "continue behind this lead"},
	"explain all":           {"tous les signalements de la piste", "all reports of the lead"},
	"against":               {"point de contrôle gardé ailleurs", "checkpoint kept elsewhere"},
	"out":                   {"où écrire", "where to write"},
	"check":                 {"comparer sans rien changer", "compare and change nothing"},
	"broken":                {"avec des fichiers abîmés parmi les autres", "with damaged files among the others"},

	"source":      {"qui l'envoie : hotline, police, parquet…", "who sends it: hotline, police, prosecutor…"},
	"id":          {"son numéro chez cette source", "its number at that source"},
	"category":    {"live, material, trafficking, travel, abuse, enticement, payment", "live, material, trafficking, travel, abuse, enticement, payment"},
	"platform":    {"service concerné", "service concerned"},
	"incident-at": {"date des faits", "when it happened"},
	"account":     {"compte de la personne signalée, SERVICE:IDENTIFIANT", "account of the person reported, SERVICE:ID"},
	"email":       {"son adresse électronique", "their e-mail address"},
	"phone":       {"son téléphone", "their telephone"},
	"fact":        {"fait énoncé : GENRE, GENRE=NOMBRE ou GENRE=AAAA-MM-JJ (docs/facts.md)", "fact stated: KIND, KIND=COUNT or KIND=YYYY-MM-DD (docs/facts.md)"},
	"text":        {"texte libre, masqué jusqu'à ce qu'une personne le demande", "free text, masked until a person asks for it"},
	"file":        {"fichier YAML avec ces mêmes champs", "YAML file with these same fields"},

	"dir":        {"dossier de l'essai (sinon temporaire, effacé à la fin)", "folder of the run (default: temporary, removed at the end)"},
	"queries":    {"lectures de la file", "readings of the queue"},
	"cpuprofile": {"écrire un profil du processeur", "write a CPU profile"},
	"chunk":      {"signalements tenus en mémoire à la fois", "reports held in memory at a time"},
}
