package intake

// Sentence says a reason to people, in French for "fr" and in English for
// anything else: what is wrong, then what to do. An unknown reason, from a
// newer version, is given by its code.
func Sentence(r Reason, lang string) string {
	for _, s := range sentences {
		switch {
		case s.reason != r:
		case lang == "fr":
			return s.fr
		default:
			return s.en
		}
	}
	if lang == "fr" {
		return "Motif inconnu de cette version\u00a0: " + string(r) + "."
	}
	return "A reason that this version does not know: " + string(r) + "."
}

// Reasons returns every reason, in the order of their declaration.
func Reasons() []Reason {
	all := make([]Reason, len(sentences))
	for i, s := range sentences {
		all[i] = s.reason
	}
	return all
}

// sentences are short and say "you" as little as they can. French puts a
// no-break space before a colon.
var sentences = [...]struct {
	reason Reason
	fr, en string
}{
	{
		NotRecognised,
		"Format non reconnu. Vérifier que c’est bien un signalement\u00a0; sinon indiquer le format, ou un profil de colonnes pour un tableau.",
		"The format is not recognised. Check that this is a report; if it is, name the format, or give a column profile for a table.",
	},
	{
		Unreadable,
		"Le fichier n’a pas pu être ouvert ou lu. Vérifier qu’il existe encore, ses droits d’accès et le support, puis recommencer.",
		"The file could not be opened or read. Check that it still exists, its permissions and the disk, then try again.",
	},
	{
		Empty,
		"Il n’y a rien à lire dedans. Redemander le fichier à l’expéditeur si un signalement était attendu.",
		"There is nothing in it to read. Ask the sender for the file again if a report was expected.",
	},
	{
		TooLarge,
		"La taille dépasse la limite. Relever la limite si la source est sûre, ou demander un envoi en plusieurs parties\u00a0; pour une archive sur l’entrée standard, donner son chemin.",
		"It is larger than the limit. Raise the limit if the source is trusted, or ask for it in several parts; for an archive on standard input, give its path.",
	},
	{
		TooDeep,
		"L’imbrication dépasse la limite, ce qu’un signalement ordinaire ne fait pas. Vérifier l’origine du fichier\u00a0; pour des dossiers, indiquer directement le plus profond.",
		"It is nested deeper than the limit, which an ordinary report is not. Check where the file comes from; for folders, name the deepest one directly.",
	},
	{
		TooMany,
		"Il contient plus d’éléments que la limite. Relever la limite si la source est sûre, ou diviser l’envoi.",
		"It holds more items than the limit. Raise the limit if the source is trusted, or split what was sent.",
	},
	{
		ArchiveBomb,
		"L’archive se déploierait bien au-delà de sa taille et peut être un piège. Ne pas l’ouvrir ailleurs\u00a0; vérifier avec l’expéditeur, ou relever la limite si la source est sûre.",
		"The archive would unpack to far more than its size and may be a trap. Do not open it elsewhere; check with the sender, or raise the limit if the source is trusted.",
	},
	{
		NestedArchive,
		"C’est une archive dans une archive. Extraire l’archive intérieure, puis la donner seule.",
		"This is an archive inside an archive. Extract the inner one, then give it by itself.",
	},
	{
		UnsafeName,
		"Le nom de ce fichier sortirait de l’archive, ce qui peut être une attaque. Ne pas extraire l’archive ailleurs\u00a0; demander à l’expéditeur de la refaire.",
		"This file’s name would leave the archive, which may be an attack. Do not extract the archive elsewhere; ask the sender to make it again.",
	},
	{
		EncryptedFile,
		"Le fichier est chiffré. L’extraire avec son mot de passe, puis donner le dossier.",
		"The file is encrypted. Extract it with its password, then give the folder.",
	},
	{
		SymbolicLink,
		"C’est un lien symbolique\u00a0; les liens ne sont jamais suivis. Donner le chemin du fichier ou du dossier lui-même.",
		"This is a symbolic link, and links are never followed. Give the path of the file or folder itself.",
	},
	{
		NotRegular,
		"Ce n’est pas un fichier ordinaire (périphérique, tube ou autre). Enregistrer le contenu dans un fichier, ou le passer par l’entrée standard.",
		"This is not an ordinary file (a device, a pipe or the like). Save the content to a file, or pass it on standard input.",
	},
	{
		BadEncoding,
		"Le texte n’est pas dans l’encodage attendu. Indiquer l’encodage dans le profil, ou demander le fichier en UTF-8.",
		"The text is not in the encoding that it should be in. State the encoding in the profile, or ask for the file in UTF-8.",
	},
	{
		Malformed,
		"Le fichier est mal formé ou abîmé. Le redemander à l’expéditeur\u00a0; ne pas le corriger à la main.",
		"The file is malformed or damaged. Ask the sender for it again; do not mend it by hand.",
	},
	{
		Truncated,
		"Le fichier s’arrête avant sa fin. Le transfert a sans doute été interrompu\u00a0: le reprendre.",
		"The file ends before its end. The transfer was probably cut off: do it again.",
	},
	{
		ForbiddenXML,
		"Le XML contient une déclaration de type, une entité ou une instruction de traitement, refusées par sûreté. Demander un export qui n’en contient pas.",
		"The XML holds a document type, an entity or a processing instruction, which are refused for safety. Ask for an export without them.",
	},
	{
		DuplicateName,
		"Un attribut, une clé ou une colonne figure deux fois\u00a0: il est impossible de savoir lequel vaut. Demander un export corrigé, ou renommer la colonne à la source.",
		"An attribute, key or column stands twice: which one holds cannot be known. Ask for a corrected export, or rename the column at the source.",
	},
	{
		UnboundPrefix,
		"Le XML emploie un préfixe qu’il ne déclare pas. Demander un export corrigé.",
		"The XML uses a prefix that it does not declare. Ask for a corrected export.",
	},
	{
		TrailingContent,
		"Quelque chose suit la fin du document. Vérifier que plusieurs fichiers n’ont pas été mis bout à bout, puis les donner séparément.",
		"Something follows the end of the document. Check whether several files were joined, then give them one by one.",
	},
	{
		WrongShape,
		"Le fichier est lisible, mais n’a pas la structure de ce format. Vérifier le format ou le profil choisi\u00a0; la source a pu changer son export.",
		"The file is readable, but is not shaped as the format says. Check the chosen format or profile; the source may have changed its export.",
	},
	{
		MissingField,
		"Il manque un champ sans lequel il n’y a pas de signalement. Le demander à la source.",
		"A field is missing without which there is no report. Ask the source for it.",
	},
	{
		BadValue,
		"Une date, un nombre ou un code est impossible. Vérifier le format indiqué dans le profil, ou demander une correction à la source.",
		"A date, number or code cannot be. Check the format stated in the profile, or ask the source for a correction.",
	},
	{
		Formula,
		"Une cellule contient une formule, dont le résultat n’est pas sûr. Enregistrer le tableau avec les valeurs seules, puis recommencer.",
		"A cell holds a formula, whose result is not certain. Save the table with values only, then try again.",
	},
	{
		KeyCollision,
		"Un autre signalement porte déjà ce numéro. Rien n’a été remplacé\u00a0; prévenir l’administrateur.",
		"Another report already bears this number. Nothing was replaced; tell the administrator.",
	},
	{
		UnknownMethod,
		"Le fichier est compressé d’une façon que Vigie ne lit pas. Extraire l’archive, puis donner le dossier.",
		"The file is packed in a way that Vigie does not read. Extract the archive, then give the folder.",
	},
	{
		Changed,
		"Le fichier a changé pendant la lecture. Attendre que sa copie soit finie, puis le donner de nouveau\u00a0: ce qui est déjà pris ne le sera pas deux fois.",
		"The file changed while it was being read. Wait until it is fully copied, then give it again: what was taken in will not be taken twice.",
	},
	{
		Fault,
		"Vigie a échoué sur ce fichier\u00a0: c’est un défaut du logiciel. Garder le fichier et transmettre le détail à l’administrateur.",
		"Vigie failed on this file: this is a defect of the software. Keep the file and pass the detail to the administrator.",
	},
}
