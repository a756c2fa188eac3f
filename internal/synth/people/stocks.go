package people

import "sync"

// stocks are the stocks of names, the same for every seed, composed once. What
// is ordinary is listed in order of frequency as it came to mind, not as any
// table has it; the rest is composed.
var stocks = sync.OnceValue(func() []stock {
	return []stock{
		{ // French usage
			weight: 0.34, double: 0.06, hyphen: true,
			given:   newNames(frGiven, frGivenParts, givenCount, givenOffset),
			family:  newNames(frFamily, frFamilyParts, familyCount, familyOffset),
			respell: [][2]string{{"ph", "f"}, {"y", "i"}, {"c", "k"}, {"eau", "aux"}, {"ll", "l"}, {"nn", "n"}, {"tt", "t"}, {"th", "t"}, {"ès", "es"}, {"ck", "c"}, {"ie", "y"}},
		},
		{ // English usage
			weight: 0.24, double: 0.04, hyphen: true,
			given:   newNames(enGiven, enGivenParts, givenCount, givenOffset),
			family:  newNames(enFamily, enFamilyParts, familyCount, familyOffset),
			respell: [][2]string{{"ph", "v"}, {"y", "ie"}, {"ck", "k"}, {"ee", "ea"}, {"ll", "l"}, {"son", "sen"}, {"ai", "ay"}, {"ow", "o"}, {"th", "t"}, {"tt", "t"}, {"sh", "sch"}},
		},
		{ // Spanish and Filipino usage
			weight: 0.16, double: 0.45,
			given:   newNames(esGiven, esGivenParts, givenCount, givenOffset),
			family:  newNames(esFamily, esFamilyParts, familyCount, familyOffset),
			respell: [][2]string{{"z", "s"}, {"v", "b"}, {"j", "g"}, {"y", "i"}, {"h", ""}, {"qu", "k"}, {"ll", "l"}, {"ñ", "ny"}, {"c", "k"}},
		},
		{ // Malagasy usage
			weight: 0.08, double: 0.02,
			given:   newNames(mgGiven, mgGivenParts, givenCount, givenOffset),
			family:  newNames(mgFamily, mgFamilyParts, familyCount, familyOffset),
			respell: [][2]string{{"ao", "o"}, {"y", "i"}, {"ana", "ane"}, {"j", "dz"}, {"tr", "dr"}, {"o", "ou"}, {"ts", "tch"}, {"drina", "drine"}},
		},
		{ // Arabic usage in Latin letters
			weight: 0.10, double: 0.05,
			given:   newNames(arGiven, arGivenParts, givenCount, givenOffset),
			family:  newNames(arFamily, arFamilyParts, familyCount, familyOffset),
			respell: [][2]string{{"ou", "u"}, {"dj", "j"}, {"kh", "k"}, {"ch", "sh"}, {"ee", "i"}, {"aa", "a"}, {"q", "k"}, {"mm", "m"}, {"ss", "s"}, {"ah", "a"}, {"o", "u"}, {"El ", "Al-"}, {"Ben ", "Ibn "}, {"e", "a"}, {"y", "i"}},
		},
		{ // Slavic usage in Latin letters
			weight: 0.08, double: 0.01, cyrillic: true,
			given:   newNames(slGiven, slGivenParts, givenCount, givenOffset),
			family:  newNames(slFamily, slFamilyParts, familyCount, familyOffset),
			respell: [][2]string{{"ei", "ey"}, {"kh", "h"}, {"zh", "j"}, {"yu", "iu"}, {"ya", "ia"}, {"ov", "off"}, {"ev", "eff"}, {"ts", "c"}, {"sh", "ch"}, {"v", "w"}, {"ks", "x"}, {"iy", "y"}, {"ij", "y"}},
		},
	}
})

// In lists, a low line stands for a space; "-" is an empty middle.
const (
	frGiven = `Marie Jean Pierre Michel Camille Louis Philippe Nathalie Nicolas Isabelle Sophie Julien Christophe Claire
		Thomas Céline Stéphane Sandrine Laurent Julie Sébastien Véronique François Émilie Guillaume Hélène Éric Aurélie
		Olivier Élodie Alexandre Chloé Antoine Léa Maxime Manon Frédéric Pauline Jérôme Mathilde Benoît Lucie Vincent
		Anaïs Clément Noémie Adrien Margaux Théo Océane Hugo Inès Gaël Maëlle Yann Solène Loïc Agnès Cédric Béatrice
		Thierry Corinne Jean-Pierre Marie-Claude Jean-Luc Anne-Marie`
	frFamily = `Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia
		David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont Lambert Bonnet François Martinez
		Legrand Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas Perrin Morin Mathieu Clément Gauthier
		Dumont Lopez Fontaine Chevalier Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire Duval Joly Gautier Le_Goff
		De_La_Tour D'Arvor L'Hermite`
	enGiven = `James Mary John Elizabeth Robert Jennifer Michael Patricia William Linda David Susan Richard Jessica Joseph
		Sarah Charles Margaret Christopher Karen Daniel Nancy Matthew Emma Anthony Olivia Mark Emily Steven Katherine Andrew
		Rebecca Joshua Laura Kenneth Alice Kevin Hannah Brian Victoria George Samantha Edward Alexandra Timothy Deborah
		Benjamin Abigail Samuel Nicholas Gregory Jonathan Thomas Frederick Theodore Harriet`
	enFamily = `Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White
		Roberts Green Hall Wood Jackson Clarke Hughes Edwards Turner Cooper Hill Ward Morris Moore Clark Lee King Baker
		Harrison Morgan Allen James Scott Phillips Watson Davis Parker Price Bennett Young Griffiths Mitchell Kelly Cook
		Carter Richardson Bailey Collins Bell Shaw Murphy O'Connor O'Brien McDonald MacLeod`
	esGiven = `Maria Jose Juan Ana Antonio Carmen Manuel Rosa Francisco Teresa Luis Josefina Pedro Lourdes Ramon Cristina
		Ricardo Gloria Roberto Elena Eduardo Angelica Fernando Patricia Carlos Marisol Rodrigo Divina Renato Imelda Rolando
		Jocelyn Arnel Rowena Danilo Maricel Joel Analyn Jerome Jasmine Andrés Lucía Álvaro Beatriz Rubén Inés Sebastián
		Ángela Maria_Luisa Jose_Maria`
	esFamily = `Santos Reyes Cruz Bautista Garcia Ramos Mendoza Fernandez Torres Gonzales Flores Villanueva Aquino Castillo
		Rivera Perez Lopez Castro Mercado Domingo Soriano Navarro Pascual Aguilar Marquez Salazar Valdez Delgado Morales
		Dela_Cruz De_Leon Del_Rosario De_Guzman Gutiérrez Rodríguez Hernández Jiménez Muñoz Ibáñez Macaraeg Dimaculangan
		Pangilinan Manalo Tolentino Catacutan Magsino`
	mgGiven = `Hery Vola Rivo Haja Fara Tiana Mamy Lala Naina Solo Hanta Njaka Toky Miora Aina Fetra Lova Zo Tovo Mialy
		Onja Rado Noro Sitraka Faniry Tahiry Andry Voahangy Haingo Ny_Aina`
	mgFamily = `Rakoto Rabe Rasoa Randria Ravelo Razafy Rajaona Rakotomalala Randrianarisoa Rasolofo Ratsimba Rabemananjara
		Andriamanana Razanamparany Ramanantsoa Rafanomezantsoa Raharimalala Rakotoarisoa Rasoanaivo Andrianjafy Ranaivo
		Rajaonarivelo Ramaroson Razafindrakoto`
	arGiven = `Mohamed Fatima Ahmed Khadija Youssef Aicha Ali Zineb Omar Salma Hassan Meriem Karim Nadia Rachid Samira
		Said Leila Mustapha Amina Khalid Yasmine Ibrahim Houda Mourad Soukaina Tarek Rania Bilal Nour Abdelkader Abderrahim
		Soufiane Djamila Nasreddine Oussama Hicham Mounir`
	arFamily = `Alaoui Benali Haddad Mansouri Amrani Cherif Bouazza Saidi El_Idrissi Khaldi Belkacem Hamdi Ziani Toumi
		Bouchareb El_Fassi Jaber Nasser Ben_Salah Bennani Tazi Lahlou Mokhtari Rahmani Slimani Yahiaoui Zerouali Khoury
		Darwich Boukhari`
	slGiven = `Aleksandr Anna Sergei Elena Dmitri Olga Andrei Natalia Aleksei Tatiana Ivan Irina Mikhail Svetlana Pavel
		Ekaterina Nikolai Maria Vladimir Ludmila Yuri Galina Viktor Oksana Petr Marina Tomasz Agnieszka Marek Katarzyna
		Milan Jelena Zoran Vesna`
	slFamily = `Ivanov Petrov Sidorov Smirnov Kuznetsov Popov Vasilev Sokolov Mikhailov Novikov Fedorov Morozov Volkov
		Alekseev Lebedev Semenov Kovalenko Shevchenko Bondarenko Tkachenko Kowalski Nowak Wisniewski Zielinski Horvat
		Jovanovic Petrovic Nikolic Dvorak Novotny`
)

// Parts of composed names: beginnings, middles, ends.
var (
	frGivenParts  = [3]string{`Al Am Ar Aur Bast Bér Céd Cél Dam Dor El Em Ev Fab Flo Gab Gwen Hén Jo Jul Lau Lé Lor Ma Mar Mél Nat Noé Pas Ro Sab Ser Syl Tan Tim Val Xav Yv`, `- an el in ér ol ys at en`, `e a ie ine ette ien elle ia is on ance ard`}
	frFamilyParts = [3]string{`Bar Bel Ber Bois Bou Bri Cas Char Che Col Cor Cour Dau Del Des Dor Dur Fer Fon Gail Gau Ger Gui Hau Jac Lam Lan Lau Mal Mar Mau Mon Nor Par Per Pic Poi Rai Ren Rou Sau Ser Tal Ter Val Ver Vil`, `- an ar ber bou che den der di fer gar lai lan len lou man mon ner no rai ri ron ten ti va vi`, `ain ard at eau el er et ey ier in oin on ot ou oux y as ec ac`}
	enGivenParts  = [3]string{`Ad Al Ar Bel Brad Bren Cal Cor Dal Dar Dun El Em Er Gar Gil Har Has Jar Ken Lan Les Lin Mar Mel Mor Nor Or Per Ray Ros Rus Shel Stan Syl Tal Ver Wal Win Zel`, `- an bert da el en i la li ro`, `a ey ie in ine is on or son ton wyn y`}
	enFamilyParts = [3]string{`Ash Bar Beck Black Bran Brook Bur Cal Chad Clay Cran Dal Den East Ed Fair Far Fen Gar Glen Gold Had Hart Hath Hol Hunt Kings Lang Lin Long March Mill Nor Oak Old Pem Quin Rad Red Ship Stan Stock Thorn Wake Wal West Whit Win Wood`, `- a al ber den e er field ham ing land le ley man mer ning or ra ring s ter under`, `bury by cliff combe dale don ell ford ham ley man more son ston ton way wick wood worth`}
	esGivenParts  = [3]string{`Ad Al Am An Ar Bel Ben Ced Cel Con Dal Ed El Em Er Fel Flor Gen Ger Her Is Jai Jul Leo Lor Mar Mel Mon Nel Nor Ofel Per Ros Sal Sol Vic Vir Wil`, `- an el en er i in is ol u`, `a ana ando ela elo ia ina ita ito o on yn`}
	esFamilyParts = [3]string{`Aba Agu Alca Alva Ama Ara Baga Bal Bara Cala Cama Capu Cara Casti Cata Dala Daya Dela Espi Este Fa Galva Gua Iba Lacs Lagu Lima Luma Mac Mada Magba Mana Mara Mon Nava Ola Paca Pala Pana Pina Quin Sala Sam Sar Tala Tama Vala Vela Villa`, `- ba ca da ga la li lo ma mo na no pa ra ri ro sa ta va`, `bao co da do gan lan les lon mas nan nas nez no ran res rin san son tan yan`}
	mgGivenParts  = [3]string{`Ai An Da Fa Fe Ha He Ho Ja Ju La Li Lo Ma Mi Na Ni No On Ra Ri Ro Sa Se So Ta Te Ti To Tsi Va Vo Za`, `- fi ha la li lo ma na ni no ra ri ro sa so ta to`, `naina ka la lala mbola na ndry no ntsoa ra ry soa tiana tra vo`}
	mgFamilyParts = [3]string{`Andriam Andrian Rabe Rafa Raha Rahari Raja Rako Rakoto Rama Rana Ranai Randria Randriam Raso Rasolo Rato Ratsi Rave Raza Razafi Razana`, `- ari be fana fidy haja harin jao lala lova mala mana mbola mihaja nari nirina noro soa solo tahi tiana vao vola zafi`, `harisoa lala mahefa malala mampianina manana mihary mino nandro nirina njato riaka rivelo sata soa solofo son tiana vao velo vony zaka`}
	arGivenParts  = [3]string{`Ab Abdel Ad Am An As Az Ba Bou Dja Fa Fou Gha Ha Ham Han Ib Ja Jam Ka Kha La Lou Ma Mah Mou Na Naj Nou Ra Rid Sa Sal Sou Ta Tah Wa Wis Ya Za Zou`, `- ba da fi ha ka la ma mi na ra ri sa ya`, `d da di ha her id il im in ir ja la m na ne r ra s sem ya`}
	arFamilyParts = [3]string{`Aba Abou Ait_ Alaa Ama Bel Ben Ben_ Bou Cha Cher Dah Dar El_ Fa Gha Had Ham Has Jab Jel Kad Kha Lah Mah Mah Man Mes Moh Naj Naz Ouar Rab Rah Sah Sal Sli Tah Tou Yah Zer Zi`, `- ba bou dda fa gha ha kha la ma mza na oua ra rou sa ssa ya za`, `bi cha dani di fi hi jri ki lah li mi mri ni ouf oui our rani ri ssi zi`}
	slGivenParts  = [3]string{`Ale Ana Bog Bor Dan Dar Dob Dra Evg Gal Gor Igo Iva Kar Kse Lad Leo Lid Ljub Mar Mil Mir Nad Nik Ole Pet Rad Rom Ros Sla Stan Sve Tam Vad Val Ver Vik Vla Yar Zla`, `- da di el en i il is ka la li mi na ri ro sla vi`, `a an dar ei ena ia ik ina islav ka mil mir nik on sei yan`}
	slFamilyParts = [3]string{`Agap Ant Babi Baran Bel Bog Bor Chern Dan Dem Dob Dor Efim Gal Gerasi Gol Gor Gri Gus Isa Kal Kar Kaz Kir Kol Kon Kos Kot Kras Kry Lap Lazar Luk Mak Mal Mar Med Mor Naz Nik Orl Pan Pav Pol Rad Rod Sav Shch Stre Tim Tur Vin Vor Yak Zai Zhu`, `- an ar ch el en er ets i il in itsk kov lis mir nits ol on osh ov sk ush`, `enko ev evich ic in kin nik off ov ovic sky ski uk yan yuk`}
)
