/** Letters of other alphabets that look like those of ours. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [..."аaеeоoрpсcуyхxіiѕsјjһhԁdɡgαaεeιiοoρpυuνvκkτtɑaℓl"].reduce<[string, string][]>((pairs, char, at, all) => {
    if (at % 2 === 0) pairs.push([char, all[at + 1] ?? ""]);
    return pairs;
  }, []),
);
const LOOKALIKE = new RegExp(`[${[...LOOKALIKES.keys()].join("")}]`, "g");
const INVISIBLE =
  /\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]|[\ufe00-\ufe0f]|\udb40[\udc00-\udfff]/g;
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};
const LEET_WORD = /(?<![\w@$])(?=[\w@$]*[a-z])[a-z0134357@$]{3,24}(?![\w@$])/g;
const SPELLED = /(?<![\p{L}\d])(?:\p{L}[ .\-_*]){4,40}\p{L}(?![\p{L}\d])/gu;
const BASE64 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,1000}={0,2}/g;
const TAG_CHARS = /(?:\udb40[\udc20-\udc7e])+/g;

/**
 * The ways in which a text may be meant: plain, with look-alikes and hidden characters undone, spelled words joined,
 * digits read as letters, encoded parts decoded.
 */
export function readings(text: string): string[] {
  const hidden = [...text.matchAll(TAG_CHARS)].map(([run]) => fromTags(run));
  const plain = text.normalize("NFKC").replace(INVISIBLE, "").toLowerCase();
  const latin = plain.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
  const found = new Set([plain, latin, latin.replace(LOOKALIKE, (char) => LOOKALIKES.get(char) ?? char)]);
  const spelled = latin.replace(SPELLED, (run) => run.replace(/[ .\-_*]/g, ""));
  found.add(spelled);
  found.add(latin.replace(LEET_WORD, (word) => word.replace(/[013457@$]/g, (char) => LEET[char] ?? char)));
  for (const [encoded] of text.matchAll(BASE64)) {
    const decoded = Buffer.from(encoded, "base64").toString("utf8");
    if (/^[\x20-\x7e\s\u00a0-\u024f]+$/.test(decoded)) found.add(decoded.toLowerCase());
  }
  for (const run of hidden) found.add(run.toLowerCase());
  return [...found];
}

/** Characters of the Unicode block Tags, which nobody sees, are ASCII moved up. */
function fromTags(run: string): string {
  return [...run].map((char) => String.fromCharCode((char.codePointAt(0) ?? 0) - 0xe0000)).join("");
}
