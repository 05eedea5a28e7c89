/** Politeness at the start, which a text may have several of. Groups do not nest, so that matching stays linear. */
const OPENINGS = [
  /^(?:hi|hello|hey|dear \w+|good (?:morning|evening|afternoon)(?= ?[,!.]))[ ,.!]+/i,
  /^(?:please|kindly|ok|okay|so|well|just|quick question|question)[ ,:]+/i,
  /^(?:can|could|would|will) you (?:please |kindly )?(?=(?:explain|tell|show|give|write|list|name|help|describe|define|suggest|recommend|summari[sz]e|translate|convert|calculate|compute|make|create|find|provide|say|let|draft|compare|fix|correct|solve)\b)/i,
  /^(?:can|could|would) you /i,
  /^i(?: would| do)? (?:like|want|need) (?:you )?to (?=(?:know|understand|explain|tell|write|list|give|make|create|draft|translate|summari[sz]e)\b)/i,
  /^i(?: would| do)? (?:need|want|would like)(?: to (?:have|get))? (?=(?:a|an|some)\b)/i,
  /^(?:i was wondering|i wonder|know|understand|do you (?:happen to )?know|(?:any|got an?) idea)[ ,]+/i,
  /^(?:tell|show|help) me[ :,]+/i,
  /^give me (?=(?:a|an|some|the|\d|\p{L}+ (?:ideas|tips|examples|names))\b)/iu,
  /^i(?: would)? (?:like|want|need) to (?=[^.?!,]{3,120}[.,] ?(?:how|what)\b)/i,
  /^(?:an? |the )?(?:explanation|definition|description) of /i,
  /^(?:bitte|kannst du(?: mir)?(?: bitte)?|können sie(?: mir)?(?: bitte)?|sag mir|sagen sie mir|erzähl mir)[ ,]+(?:sagen[, ]+)?/i,
  /^(?:peux-tu|pouvez-vous|pourriez-vous)(?: me dire)?[ ,]+|^dis-moi[ ,]+/i,
  /^(?:puedes|podrías|puede usted)(?: decirme)?[ ,]+|^dime[ ,]+|^por favor[ ,]+/i,
];
const CLOSINGS = [
  /(?<![ ,.!])[ ,.!]+(?:how (?:do|does|can|should|to) ?(?:i|that|this|it)?(?: do)?(?: it| that| this)?(?: work)?|what (?:do|can|should|must) i do)(?=\?*$)/i,
  /(?<![ ,.!?])[ ,.!?]+(?:please|thanks|thank you|thx|thanks a lot|many thanks|bitte|danke|merci|s'il (?:vous|te) pla[iî]t|por favor|gracias)[.!]*(?=\?*$)/i,
];

/** Forms of words, and ways to ask, that mean one thing. */
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:can't|cannot|can not)\b/gi, "can not"],
  [/\bwon't\b/gi, "not"],
  [/n't\b/gi, " not"],
  [/\b(what|who|where|when|how|why|that|there|here|it|he|she)'s\b/gi, "$1 is"],
  [/'re\b/gi, " are"],
  [/'ll\b/gi, " will"],
  [/'ve\b/gi, " have"],
  [/'d\b/gi, " would"],
  [/\bi'm\b/gi, "i am"],
  [/\be-mail/gi, "email"],
  [/\bwi-fi\b/gi, "wifi"],
  [/\bis it possible (?:for me )?to\b/gi, "can i"],
  [/\bhow come\b/gi, "why"],
  [/\bwhat is the reason (?:that |why |for )?/gi, "why is "],
  [/\b(?:in |on )?(?:what|which) (?:year|day|month|date)\b/gi, "when"],
  [/\b(?:in |at )?(?:what|which) place\b/gi, "where"],
  [/\b(?:what|which) person\b/gi, "who"],
  [/\bwhat is the (?:number|amount) of\b/gi, "how many"],
  [
    /\bwhat (?:is|are) the (?:(?:best|right|easiest|correct|simplest|proper) )?(?:ways?|steps|process|procedure|method) (?:to|for)\b/gi,
    "how to",
  ],
  [/\b(?:the )?way (?=\p{L}+s? \p{L}+\b)/giu, "how "],
  [/\bwhat (?:do|should|must) i (?:have to |need to )?do to\b/gi, "how to"],
  [/\bhow (?:do|does|did|can|could|should|would|might)? ?(?:i|you|we|one)\b/gi, "how to"],
  [/\bcapital city\b/gi, "capital"],
  [/\bstands? for\b/gi, "mean"],
  [/\bwould like to\b/gi, "want to"],
  [/\bper cent\b/gi, "percent"],
];

/**
 * A text without politeness, with contractions written out and common ways to ask made one. It is what is embedded, so
 * that "Could you please tell me …" is as near to its question as it means to be. Linear in the text's length.
 */
export function plainQuestion(text: string): string {
  let plain = text.normalize("NFKC").replaceAll(/[’‘´]/g, "'").replaceAll(/[“”„]/g, '"').replaceAll(/\s+/g, " ").trim();
  for (let rest = 4; rest > 0; rest -= 1) {
    const before = plain;
    for (const [pattern, into] of rest === 4 ? REWRITES : []) plain = plain.replace(pattern, into);
    for (const opening of OPENINGS) plain = plain.replace(opening, "");
    for (const closing of CLOSINGS) plain = plain.replace(closing, "");
    if (plain === before) break;
  }
  return plain.trim();
}
