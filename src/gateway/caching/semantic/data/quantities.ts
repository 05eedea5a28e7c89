const WORDS = `zero null zéro cero ноль/two zwei deux dos due dois twee два/three drei trois tres tre três drie три/four vier
quatre cuatro quattro quatro четыре/five fünf cinq cinco cinque vijf пять/six sechs seis sei zes шесть/seven sieben sept
siete sette sete zeven семь/eight acht huit ocho otto oito восемь/nine neun neuf nueve nove negen девять/ten zehn dix diez
dieci dez tien десять/eleven elf onze once undici/twelve zwölf douze doce dodici doze twaalf`;
const VALUES = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** Number words → digits. "One" is not there: it is an article or a pronoun as often. */
export const NUMBER_WORDS: ReadonlyMap<string, string> = new Map<string, string>([
  ...WORDS.split("/").flatMap((words, at) => words.split(/\s+/).map((w): [string, string] => [w, String(VALUES[at])])),
  ...Object.entries({
    thirteen: "13",
    fourteen: "14",
    fifteen: "15",
    sixteen: "16",
    seventeen: "17",
    eighteen: "18",
    nineteen: "19",
    twenty: "20",
    thirty: "30",
    forty: "40",
    fifty: "50",
    sixty: "60",
    seventy: "70",
    eighty: "80",
    ninety: "90",
    hundred: "100",
    thousand: "1000",
    million: "1e6",
    billion: "1e9",
    twice: "2",
    half: "0.5",
    quarter: "0.25",
    dozen: "12",
    first: "1th",
    second: "2th",
    third: "3th",
    fourth: "4th",
    fifth: "5th",
    sixth: "6th",
    seventh: "7th",
    eighth: "8th",
    ninth: "9th",
    tenth: "10th",
  }),
]);

const UNIT_NAMES = `
usd $ dollar dollars
eur € euro euros
gbp £ sterling
jpy ¥ yen
pound pounds pfund lb lbs
km kilometer kilometers kilometre kilometres
m meter meters metre metres
cm centimeter centimeters centimetre centimetres
mm millimeter millimeters millimetre millimetres
mile miles mi
foot feet ft
inch inches
yard yards yd
kg kilo kilos kilogram kilograms kilogramm
g gram grams gramm gramme
mg milligram milligrams
ounce ounces oz
ton tons tonne tonnes
l liter liters litre litres
ml milliliter milliliters millilitre millilitres
cup cups
gallon gallons
celsius °c
fahrenheit °f
kelvin
percent prozent %
millisecond milliseconds ms
second seconds sec secs
minute minutes min mins minuten
hour hours hr hrs stunde stunden
kb kilobyte kilobytes
mb megabyte megabytes
gb gigabyte gigabytes
tb terabyte terabytes
byte bytes
bit bits
watt watts
volt volts
kmh km/h
mph
`;

/** Names of units and currencies → one name each. */
export const UNITS: ReadonlyMap<string, string> = namesOf(UNIT_NAMES);

const DATE_NAMES = `
january jan januar janvier enero
february feb februar février febrero
march märz mars marzo
april avril abril
june juni juin junio
july juli juillet julio
august août agosto
september sept septembre septiembre
october oktober octobre octubre
november novembre noviembre
december dezember décembre diciembre
monday mon montag lundi lunes
tuesday tue dienstag mardi martes
wednesday wed mittwoch mercredi miércoles
thursday thu donnerstag jeudi jueves
friday fri freitag vendredi viernes
saturday sat samstag samedi sábado
sunday sun sonntag dimanche domingo
spring frühling printemps primavera
summer sommer été verano
autumn fall herbst automne otoño
winter hiver invierno
weekend wochenende
week
month
year
am
pm
`;

/** Names of months, days and seasons → one name each. `may`, `sun` and `fall` are words too: the content guard reads them. */
export const DATES: ReadonlyMap<string, string> = new Map(
  [...namesOf(DATE_NAMES)].filter(([name]) => !["sun", "fall", "mon", "am", "mars", "sept"].includes(name)),
);

const MOMENT_WORDS =
  `today|tonight|tomorrow|yesterday|now|nowadays|currently|latest|this (?:morning|afternoon|evening|week
|weekend|month|year)|(?:last|next) (?:night|week|weekend|month|year)|heute|gestern|morgen|jetzt|aktuell|aktuelle|aktuellen
|diese woche|aujourd'hui|demain|maintenant|actuellement|hoy|ayer|mañana|ahora|actualmente|oggi|ieri|domani|adesso|hoje
|ontem|amanhã|agora|vandaag|gisteren|сегодня|вчера|завтра|сейчас`.replaceAll("\n", "");

/** Words that make an answer true for a moment only. */
export const MOMENTS = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${MOMENT_WORDS})(?![\\p{L}\\p{N}])|今天|昨天|明天|现在|今日|明日|昨日|오늘|내일|어제|지금`,
  "iu",
);

function namesOf(text: string): Map<string, string> {
  return new Map(
    text
      .trim()
      .split("\n")
      .flatMap((line) => line.split(" ").map((name): [string, string] => [name, line.split(" ")[0] ?? name])),
  );
}
