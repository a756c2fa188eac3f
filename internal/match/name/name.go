// Package name compares the names of persons as a careful reader of papers would,
// and says why. It promises the same answer whichever name comes first, on any
// machine, in bounded time for any input; Compare allocates nothing.
//
// # What a verdict means
//
//   - Same: one name. Nothing is missing and nothing contradicts; the two differ at
//     most in case, marks, script, romanisation or spelling, in the order of their
//     parts or in what is written in one word.
//   - Likely: one name as far as it goes. A part that papers often leave out or
//     shorten is missing or short in one of them: a middle name, a patronymic, the
//     second family name, a particle, a pet form; or a long word has one slip.
//   - Possible: nothing contradicts, and too little agrees: one word of two, an
//     initial, the first given name missing, a generational suffix in one of them
//     only, a name in another language, two of the doubts that Likely allows one of.
//   - Different: a part of one contradicts a part of the other. Brothers and
//     sisters, father and son with their suffixes, and strangers of one family name
//     are here.
//   - Unknown: one of them holds no word to compare.
//
// Same does not mean that two papers mean one person: frequent names are borne by
// thousands. How much a verdict weighs is for package match to say.
//
// # How it reads a name
//
// Parse takes the given and the family name as a source has them; either may hold
// everything. Words are folded (Fold); honorifics go; a comma parts the family name
// from what follows; Jr, Sr, II, III, IV are set apart; particles (de la, van der,
// bin, al-, Abd al-) go with the word behind them. Compare then pairs words, the
// closest first: equal; spelt otherwise; written in one; pet form; initial; cut by a
// form; slip of the pen. What stays alone in one name only is missing. What stays
// alone in both contradicts, unless it may stand for different parts.
//
// Careful is meant where names are built alike. Malagasy names share long stems:
// "Rakoto" is not short for "Rakotonirina", and a word counts as cut only where it
// ends as no such name ends. Given names one vowel apart are two names. Two words
// that the table of nicknames knows, in no line together, are never a slip of each
// other. Two family names may come in either order, and either may be left out.
//
// It knows nothing of persons but the letters of their names, and draws nothing
// from them about origin, sex or anything else.
package name
