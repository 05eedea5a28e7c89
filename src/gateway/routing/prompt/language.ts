import type { Scan } from "./scan.ts";

/** Share of letters outside Latin from which a text counts as written in their script. */
const SCRIPT_SHARE = 0.2;

/** The language of a text by its script and its frequent words; `und` when it cannot be told. */
export function languageOf({ scripts, languages, words }: Scan): string {
  const { cjk, kana, hangul, cyrillic, arabic, devanagari } = scripts;
  const foreign = cjk + kana + hangul + cyrillic + arabic + devanagari;
  if (foreign > 0 && foreign >= SCRIPT_SHARE * (foreign + words * 5)) {
    if (kana > 0) return "ja";
    if (hangul > 0) return "ko";
    if (cjk > 0) return "zh";
    if (cyrillic >= arabic && cyrillic >= devanagari) return "ru";
    return arabic >= devanagari ? "ar" : "hi";
  }
  let best = "und";
  let most = 0;
  for (const [language, count] of Object.entries(languages)) {
    if (count > most) {
      best = language;
      most = count;
    }
  }
  return best;
}
