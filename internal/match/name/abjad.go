package name

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Arabic and Hebrew leave most vowels out, and no table of letters puts them
// back. Frequent names are looked up whole; of the others the consonants remain,
// and Compare knows that their vowels are not known.

var arabicLetters = map[rune]string{
	'ا': "a", 'ب': "b", 'ت': "t", 'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh", 'ر': "r",
	'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "", 'غ': "gh", 'ف': "f",
	'ق': "q", 'ك': "k", 'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'و': "u", 'ي': "i", 'ى': "a", 'ة': "a", 'ء': "",
	'ٱ': "a", 'پ': "p", 'چ': "ch", 'ژ': "zh", 'ڤ': "v", 'گ': "g", 'ک': "k", 'ی': "i", 'ہ': "h", 'ھ': "h", 'ے': "e",
	'ٹ': "t", 'ڈ': "d", 'ڑ': "r", 'ں': "n", 'ە': "a",
	// Vowel signs, where somebody wrote them.
	'\u064e': "a", '\u064f': "u", '\u0650': "i",
}

// fromArabic writes one word. An article or a "servant of" written in one with
// what follows is parted from it, as it is where names are romanised.
func fromArabic(raw []rune) string {
	bare := make([]rune, 0, len(raw))
	for _, r := range raw {
		if !unicode.Is(unicode.Mn, r) {
			bare = append(bare, r)
		}
	}
	w := string(bare)
	if s, ok := arabicNames[w]; ok {
		return s
	}
	if rest, ok := strings.CutPrefix(w, "عبدال"); ok && len([]rune(rest)) >= 3 {
		return "abd al " + fromArabic([]rune(rest))
	}
	if rest, ok := strings.CutPrefix(w, "ال"); ok && len([]rune(rest)) >= 3 {
		return "al " + fromArabic([]rune(rest))
	}
	var b strings.Builder
	first := true
	for i, r := range raw {
		switch {
		case first && r == 'و':
			b.WriteString("w")
		case first && (r == 'ي' || r == 'ی'):
			b.WriteString("y")
		case first && r == 'ع':
			b.WriteString("a")
		case first && r == 'ا' && i+1 < len(raw) && raw[i+1] == '\u0655': // إ
			b.WriteString("i")
		default:
			b.WriteString(arabicLetters[r])
		}
		first = false
	}
	return b.String()
}

var hebrewLetters = map[rune]string{
	'א': "a", 'ב': "b", 'ג': "g", 'ד': "d", 'ה': "h", 'ו': "o", 'ז': "z", 'ח': "h", 'ט': "t", 'י': "i", 'כ': "k",
	'ך': "k", 'ל': "l", 'מ': "m", 'ם': "m", 'נ': "n", 'ן': "n", 'ס': "s", 'ע': "a", 'פ': "p", 'ף': "f", 'צ': "ts",
	'ץ': "ts", 'ק': "k", 'ר': "r", 'ש': "sh", 'ת': "t",
}

func fromHebrew(raw []rune) string {
	var b, w strings.Builder
	for _, r := range raw {
		if !unicode.Is(unicode.Mn, r) {
			w.WriteRune(r)
		}
	}
	if s, ok := hebrewNames[w.String()]; ok {
		return s
	}
	for i, r := range raw {
		switch {
		case i == 0 && r == 'ו':
			b.WriteString("v")
		case i == 0 && r == 'י':
			b.WriteString("y")
		default:
			b.WriteString(hebrewLetters[r])
		}
	}
	return b.String()
}

// bareKeys takes the marks off the keys of a table, as they are off what is looked up.
func bareKeys(table map[string]string) map[string]string {
	out := make(map[string]string, len(table))
	for k, v := range table {
		var b strings.Builder
		for _, r := range norm.NFKD.String(k) {
			if !unicode.Is(unicode.Mn, r) {
				b.WriteRune(r)
			}
		}
		out[b.String()] = v
	}
	return out
}

// arabicNames are frequent given names, and the words that names are made of.
var arabicNames = bareKeys(map[string]string{
	"محمد": "muhammad", "أحمد": "ahmad", "محمود": "mahmud", "حامد": "hamid", "حميد": "hamid", "حمزة": "hamza",
	"علي": "ali", "على": "ali", "حسن": "hasan", "حسين": "husayn", "عمر": "umar", "عمرو": "amr", "عثمان": "uthman",
	"أبو": "abu", "بكر": "bakr", "بن": "bin", "ابن": "ibn", "بنت": "bint", "عبد": "abd", "الله": "allah", "عبدالله": "abdullah",
	"خالد": "khalid", "وليد": "walid", "سعيد": "said", "سعد": "saad", "سليم": "salim", "سالم": "salim", "سليمان": "sulayman",
	"سلمان": "salman", "سمير": "samir", "سامي": "sami", "رشيد": "rashid", "راشد": "rashid", "رضا": "rida", "رحيم": "rahim",
	"رحمن": "rahman", "رحمان": "rahman", "كريم": "karim", "جمال": "jamal", "جميل": "jamil", "جابر": "jabir", "قادر": "qadir",
	"يوسف": "yusuf", "ياسين": "yasin", "ياسر": "yasir", "يحيى": "yahya", "يونس": "yunus", "إبراهيم": "ibrahim", "إسماعيل": "ismail",
	"إدريس": "idris", "الياس": "ilyas", "إلياس": "ilyas", "إسحاق": "ishaq", "أيوب": "ayyub", "أيمن": "ayman", "أمين": "amin",
	"أمير": "amir", "أنور": "anwar", "أنس": "anas", "أسامة": "usama", "بلال": "bilal", "بشير": "bashir", "طارق": "tariq",
	"طاهر": "tahir", "زيد": "zayd", "زياد": "ziyad", "زكريا": "zakariya", "صالح": "salih", "صلاح": "salah", "عادل": "adil",
	"عباس": "abbas", "عيسى": "isa", "موسى": "musa", "مصطفى": "mustafa", "مراد": "murad", "منصور": "mansur", "ماجد": "majid",
	"مالك": "malik", "مبارك": "mubarak", "ناصر": "nasir", "نبيل": "nabil", "نور": "nur", "دين": "din", "هشام": "hisham",
	"هاشم": "hashim", "فيصل": "faysal", "فارس": "faris", "فؤاد": "fuad", "فريد": "farid", "قاسم": "qasim", "شريف": "sharif",
	"عزيز": "aziz", "غفور": "ghafur", "لطيف": "latif", "مجيد": "majid", "رؤوف": "rauf", "حكيم": "hakim", "سلام": "salam",
	"فاطمة": "fatima", "عائشة": "aisha", "مريم": "maryam", "زينب": "zaynab", "خديجة": "khadija", "آمنة": "amina", "أمينة": "amina",
	"إيمان": "iman", "ليلى": "layla", "سارة": "sara", "نادية": "nadia", "سميرة": "samira", "سلمى": "salma", "هدى": "huda", "منى": "muna",
	"ياسمين": "yasmin", "كريمة": "karima", "رشيدة": "rashida", "جميلة": "jamila", "سعاد": "suad", "حليمة": "halima",
})

var hebrewNames = bareKeys(map[string]string{
	"משה": "moshe", "דוד": "david", "יוסף": "yosef", "יעקב": "yaakov", "יצחק": "yitzhak", "אברהם": "avraham", "שרה": "sarah",
	"רבקה": "rivka", "רחל": "rachel", "לאה": "leah", "דניאל": "daniel", "מיכאל": "michael", "שמואל": "shmuel", "שלמה": "shlomo",
	"כהן": "cohen", "לוי": "levi", "יונתן": "yonatan", "נועה": "noa", "תמר": "tamar", "אסתר": "esther", "מרים": "miriam",
	"אליהו": "eliyahu", "בן": "ben", "בר": "bar", "חיים": "chaim", "יהודה": "yehuda", "בנימין": "binyamin", "אהרן": "aharon",
})
