package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Code is a sort of fault; see the table for its sentence.
type Code string

// Faults, the most telling first: among those of one entry the earlier names
// the cause better.
const (
	RowMissing          Code = "row-missing"          // entries Index to Last are gone
	TailCut             Code = "tail-cut"             // the older checkpoint has entries Index to Last, the ledger no longer
	RowMisplaced        Code = "row-misplaced"        // an index twice or out of order
	RowBeyond           Code = "row-beyond"           // a row after the end that was signed
	LeafAltered         Code = "leaf-altered"         // the leaf is not the one in the tree
	LeafForm            Code = "leaf-form"            // the leaf is in the tree and not of the ledger's form
	OpeningAltered      Code = "opening-altered"      // salt or opening do not match the leaf
	OpeningForm         Code = "opening-form"         // the opening matches, and is not canonical
	OpeningDiffers      Code = "opening-differs"      // kind or time differ between leaf and opening
	HalfErased          Code = "half-erased"          // salt without opening, or opening without salt
	NotErasable         Code = "not-erasable"         // an erase entry without its opening
	ErasureForm         Code = "erasure-form"         // an erase entry that does not say what it erased
	ErasureUnrecorded   Code = "erasure-unrecorded"   // no opening, and no erase entry names it
	ErasureUndone       Code = "erasure-undone"       // an erase entry names it, and the opening is there
	RecordDiffers       Code = "record-differs"       // VerifyOptions.Check says so
	TileMissing         Code = "tile-missing"         // tile N of Level
	TileWidth           Code = "tile-width"           // tile N of Level holds too much or too little
	TileAltered         Code = "tile-altered"         // one hash of tile N of Level
	SubtreeAltered      Code = "subtree-altered"      // entries Index to Last, or the hash over them
	TileExtra           Code = "tile-extra"           // tile N of Level belongs to no tree of this size
	CheckpointMissing   Code = "checkpoint-missing"   //
	CheckpointForm      Code = "checkpoint-form"      //
	CheckpointSignature Code = "checkpoint-signature" //
	CheckpointSize      Code = "checkpoint-size"      // Last is the size stored beside it
	RootDiffers         Code = "root-differs"         // no single entry: rows and tiles agree with each other
	HistoryRewritten    Code = "history-rewritten"    // the first Last+1 entries are not those of the older checkpoint
)

// Fault is one thing that is wrong with a ledger.
type Fault struct {
	Code  Code
	Index int64 // first entry concerned; -1 where none can be named
	Last  int64 // last entry concerned, where the code speaks of several
	Level int   // of a tile
	N     int64 // of a tile
	Err   error // of RecordDiffers
}

type faultWords struct {
	code   Code
	en, fr string
}

// faultTable holds one sentence a code. {i}: Index, {l}: Last, {L}: Level,
// {n}: N, {e}: Err.
var faultTable = []faultWords{
	{RowMissing, "Entries {i} to {l} are missing.", "Les entrées {i} à {l} ont disparu."},
	{TailCut, "The ledger was cut: the older checkpoint has entries {i} to {l}, the ledger no longer has them.", "Le registre a été coupé : le point de contrôle ancien compte les entrées {i} à {l}, le registre ne les a plus."},
	{RowMisplaced, "Entry {i} stands twice or out of order.", "L’entrée {i} figure deux fois ou n’est pas à sa place."},
	{RowBeyond, "Entry {i} stands after the end that was signed.", "L’entrée {i} figure après la fin qui a été signée."},
	{LeafAltered, "Entry {i} was altered: its leaf is not the one in the tree.", "L’entrée {i} a été altérée : sa feuille n’est pas celle de l’arbre."},
	{LeafForm, "Entry {i} is not of the ledger's form.", "L’entrée {i} n’a pas la forme du registre."},
	{OpeningAltered, "Entry {i} was altered: its content does not match the commitment in its leaf.", "L’entrée {i} a été altérée : son contenu ne correspond pas à l’engagement de sa feuille."},
	{OpeningForm, "The content of entry {i} is not in canonical form.", "Le contenu de l’entrée {i} n’est pas sous forme canonique."},
	{OpeningDiffers, "Entry {i} gives one kind or time in its leaf and another in its content.", "L’entrée {i} indique une nature ou une heure dans sa feuille et une autre dans son contenu."},
	{HalfErased, "Entry {i} is half erased: its salt or its content alone is left.", "L’entrée {i} est à moitié effacée : il n’en reste que le sel ou que le contenu."},
	{NotErasable, "Entry {i} records an erasure and has lost its content, which may never be erased.", "L’entrée {i} constate un effacement et a perdu son contenu, qui ne peut jamais être effacé."},
	{ErasureForm, "Entry {i} records an erasure without saying properly which entries it erased.", "L’entrée {i} constate un effacement sans dire correctement quelles entrées il a touchées."},
	{ErasureUnrecorded, "The content of entry {i} is gone and no erasure on record names it.", "Le contenu de l’entrée {i} a disparu et aucun effacement constaté ne la nomme."},
	{ErasureUndone, "Entry {i} was erased on record and its content is there.", "L’entrée {i} a été effacée selon le registre et son contenu est présent."},
	{RecordDiffers, "What is kept elsewhere does not agree with entry {i}: {e}.", "Ce qui est conservé ailleurs ne concorde pas avec l’entrée {i} : {e}."},
	{TileMissing, "The hashes of the tree from entry {i} are missing (tile {n} of level {L}); the entries are as they were signed or named apart.", "Les empreintes de l’arbre à partir de l’entrée {i} manquent (tuile {n} du niveau {L}) ; les entrées sont celles qui ont été signées ou sont nommées à part."},
	{TileWidth, "The hashes of the tree from entry {i} are too many or too few (tile {n} of level {L}).", "Les empreintes de l’arbre à partir de l’entrée {i} sont trop ou trop peu nombreuses (tuile {n} du niveau {L})."},
	{TileAltered, "The stored hash over entry {i} was altered (tile {n} of level {L}); the entry is the one that was signed.", "L’empreinte conservée de l’entrée {i} a été altérée (tuile {n} du niveau {L}) ; l’entrée est celle qui a été signée."},
	{SubtreeAltered, "One of the entries {i} to {l} was altered together with its hash (tile {n} of level {L}).", "L’une des entrées {i} à {l} a été altérée avec son empreinte (tuile {n} du niveau {L})."},
	{TileExtra, "Tile {n} of level {L} stands twice, out of order or beyond the tree.", "La tuile {n} du niveau {L} figure deux fois, hors de sa place ou au-delà de l’arbre."},
	{CheckpointMissing, "The signed checkpoint is missing.", "Le point de contrôle signé manque."},
	{CheckpointForm, "The stored checkpoint is not of the form that the ledger writes.", "Le point de contrôle conservé n’a pas la forme qu’écrit le registre."},
	{CheckpointSignature, "The stored checkpoint is not signed by the key given.", "Le point de contrôle conservé n’est pas signé par la clé indiquée."},
	{CheckpointSize, "The signed checkpoint counts another number of entries than the {l} stored beside it.", "Le point de contrôle signé compte un autre nombre d’entrées que les {l} notées à côté."},
	{RootDiffers, "The entries together are not those that were signed.", "L’ensemble des entrées n’est pas celui qui a été signé."},
	{HistoryRewritten, "History was rewritten: entries 0 to {l} are not those of the older checkpoint.", "L’histoire a été réécrite : les entrées 0 à {l} ne sont pas celles du point de contrôle ancien."},
}

// rank gives each code its place in faultTable.
var rank = func() map[Code]int {
	m := make(map[Code]int, len(faultTable))
	for i, w := range faultTable {
		m[w.code] = i
	}
	return m
}()

// Sentence says what is wrong; lang is "fr" or "en".
func (f Fault) Sentence(lang string) string {
	r, ok := rank[f.Code]
	if !ok {
		return string(f.Code)
	}
	text := faultTable[r].en
	if lang == "fr" {
		text = faultTable[r].fr
	}
	return strings.NewReplacer(
		"{i}", fmt.Sprint(f.Index), "{l}", fmt.Sprint(f.Last),
		"{L}", fmt.Sprint(f.Level), "{n}", fmt.Sprint(f.N), "{e}", fmt.Sprint(f.Err),
	).Replace(text)
}

// maxFaults is how many faults a Report lists.
const maxFaults = 100

// Report is what [Verify] found.
type Report struct {
	Tree      Tree    // Size and Root as recomputed from the rows
	Erased    int64   // openings destroyed on record
	Unsettled int64   // missing openings that only a faulty erase entry could explain
	Count     int64   // faults found; one entry may count more than once
	Faults    []Fault // the first 100 by entry; those without an entry last
}

// OK says whether nothing is wrong.
func (r *Report) OK() bool { return r.Count == 0 }

// First returns the first fault, which names the first bad entry if any can be
// named.
func (r *Report) First() (Fault, bool) {
	if len(r.Faults) == 0 {
		return Fault{}, false
	}
	return r.Faults[0], true
}

// compareFaults puts faults without an entry last: uint64(-1) is the greatest.
func compareFaults(a, b Fault) int {
	return cmp.Or(
		cmp.Compare(uint64(a.Index), uint64(b.Index)),
		cmp.Compare(rank[a.Code], rank[b.Code]),
		cmp.Compare(a.Level, b.Level), cmp.Compare(a.N, b.N), cmp.Compare(a.Last, b.Last),
	)
}

func (r *Report) add(f Fault) {
	r.Count++
	i, _ := slices.BinarySearchFunc(r.Faults, f, compareFaults)
	if i >= maxFaults {
		return
	}
	if len(r.Faults) == maxFaults {
		r.Faults = r.Faults[:maxFaults-1]
	}
	r.Faults = slices.Insert(r.Faults, i, f)
}
