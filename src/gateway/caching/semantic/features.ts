import { BEGINS_SIDE, SIDES } from "./data/antonyms.ts";
import { LANGUAGES_OF } from "./data/function-words.ts";
import {
  AUXILIARIES,
  BOUNDS,
  FUTURE,
  MODALS,
  NEGATIONS,
  PAST,
  POSSESSIVES,
  PRESENT,
  QUESTIONS,
  roleOf,
  SYMMETRIC,
} from "./data/grammar.ts";
import { DATES, NUMBER_WORDS, UNITS } from "./data/quantities.ts";
import { ASKING, DATIVE, LIGHT } from "./data/synonyms.ts";
import { languageOf, scriptsOf } from "./language-of.ts";
import { plainQuestion } from "./plain-question.ts";
import { verbatimOf } from "./verbatim-of.ts";
import { formsOf, type Token, tokensOf } from "./words.ts";

/** A word that carries matter. */
export interface ContentWord {
  readonly text: string;
  readonly forms: readonly string[];
  /** Nothing hangs of it. */
  readonly light: boolean;
  /** The direction it stands in: `from`, `to`, `than`… */
  readonly role: string | undefined;
}

/** What the guards compare of a text. Lists are in the text's order; sets are of canonical names. */
export interface Features {
  readonly plain: string;
  readonly words: number;
  readonly numbers: readonly string[];
  readonly units: readonly string[];
  readonly dates: ReadonlySet<string>;
  readonly negations: number;
  readonly bounds: ReadonlySet<string>;
  /** Pair and side, such as `3<`. */
  readonly sides: ReadonlySet<string>;
  readonly question: string;
  readonly symbols: readonly string[];
  readonly verbatim: readonly string[];
  readonly content: readonly ContentWord[];
  readonly symmetric: boolean;
  /** Whose things are spoken of: `my`, `your`, `our`. */
  readonly owners: ReadonlySet<string>;
  /** He, she and they, in order. */
  readonly others: readonly string[];
  readonly subjects: ReadonlySet<string>;
  /** How often someone asks for something to be done to themselves. */
  readonly me: number;
  readonly tenses: ReadonlySet<string>;
  readonly modals: ReadonlySet<string>;
  readonly language: string | undefined;
  readonly scripts: string;
}

/** Reads a text once, for all guards. Linear in its length. */
export function featuresOf(text: string): Features {
  const plain = plainQuestion(text);
  const tokens = tokensOf(plain);
  const language = languageOf(tokens);
  const reader = new FeatureReader(tokens, language);
  for (const [at, token] of tokens.entries()) reader.read(token, at);
  return {
    ...reader.found,
    ...verbatimOf(plain),
    plain,
    words: tokens.length,
    negations: reader.negations,
    me: reader.me,
    question: questionOf(tokens),
    symmetric: tokens.some((token) => SYMMETRIC.has(token.text)),
    language,
    scripts: scriptsOf(plain),
  };
}

class FeatureReader {
  readonly found = {
    numbers: [] as string[],
    units: [] as string[],
    dates: new Set<string>(),
    bounds: new Set<string>(),
    sides: new Set<string>(),
    owners: new Set<string>(),
    others: [] as string[],
    subjects: new Set<string>(),
    tenses: new Set<string>(),
    modals: new Set<string>(),
    content: [] as ContentWord[],
  };
  negations = 0;
  me = 0;
  readonly #tokens: readonly Token[];
  readonly #language: string | undefined;
  /** The direction in which the next word of matter stands. */
  #role: string | undefined;

  constructor(tokens: readonly Token[], language: string | undefined) {
    this.#tokens = tokens;
    this.#language = language;
  }

  read(token: Token, at: number): void {
    const last = this.#tokens[at - 1]?.text ?? "";
    this.#noteGrammar(token.text, last);
    this.#notePeople(token.text, at);
    if (this.#isQuantity(token, at, last) || this.#turns(token.text)) return;
    if (!carriesMatter(token, this.#language, at === 0 && this.#tokens.length > 1)) return;
    const light = LIGHT.has(token.text) && !token.capital;
    this.#add(token.text, formsOf(token.text), light, token.genitive ? "of" : this.#role);
  }

  #noteGrammar(word: string, last: string): void {
    this.#noteSides(word);
    if (BEGINS_SIDE.has(last)) this.#noteSides(`${last} ${word}`);
    put(this.found.bounds, BOUNDS.get(word));
    put(this.found.modals, MODALS.get(word));
    noteTense(this.found.tenses, word, last);
  }

  #noteSides(words: string): void {
    const sides = SIDES.get(words);
    if (sides !== undefined) for (const side of sides) this.found.sides.add(side);
  }

  #notePeople(word: string, at: number): void {
    const whose = POSSESSIVES.get(word);
    if (whose === "he" || whose === "she" || whose === "they") this.found.others.push(whose);
    else put(this.found.owners, whose);
    if (word === "i" || word === "you") this.found.subjects.add(word);
    // In "write me a poem" it is only who hears the answer.
    if (word === "me" && !(at <= 2 && DATIVE.has(this.#tokens[0]?.text ?? ""))) this.me += 1;
  }

  /** Numbers, units and dates. The last two stand in directions as other words do: dollars into euros. */
  #isQuantity(token: Token, at: number, last: string): boolean {
    const { text: word, number, attached } = token;
    const amount = number ? word : NUMBER_WORDS.get(word);
    if (amount !== undefined) {
      this.found.numbers.push(amount);
      return true;
    }
    const unit = UNITS.get(word);
    const counted = attached || word.length > 2 || /[^a-z]/.test(word) || this.#tokens[at - 1]?.number === true;
    const date = dateOf(token, last);
    if (unit !== undefined && counted) this.found.units.push(unit);
    else if (date !== undefined) this.found.dates.add(date);
    else return false;
    const name = unit !== undefined && counted ? unit : (date ?? word);
    this.#add(name, [name], false, this.#role);
    return true;
  }

  /** Prepositions and negations: they say how the next word of matter stands. */
  #turns(word: string): boolean {
    const negates = NEGATIONS.has(word);
    if (negates) this.negations += 1;
    const role = negates ? "not" : roleOf(word, this.#language);
    // An article says who is done to only where no direction does.
    if (role !== undefined && (role !== "object" || this.#role === undefined)) this.#role = role;
    return role !== undefined;
  }

  #add(text: string, forms: readonly string[], light: boolean, role: string | undefined): void {
    this.found.content.push({ text, forms, light, role });
    this.#role = undefined;
  }
}

function put(set: Set<string>, name: string | undefined): void {
  if (name !== undefined) set.add(name);
}

function noteTense(tenses: Set<string>, word: string, last: string): void {
  if (PAST.has(word)) tenses.add("past");
  else if (PRESENT.has(word)) tenses.add("present");
  else if (FUTURE.has(word) || (word === "to" && last === "going")) tenses.add("future");
}

/** "May" is a month only where it cannot be a verb. */
function dateOf({ text, capital }: Token, last: string): string | undefined {
  const fixed = text === "may" ? undefined : DATES.get(text);
  return fixed ?? (text === "may" && (capital || /^(?:in|since|until|by|of|on)$/.test(last)) ? "may" : undefined);
}

function carriesMatter({ text, capital }: Token, language: string | undefined, first: boolean): boolean {
  if (first && ASKING.has(text)) return false;
  const spoken = LANGUAGES_OF.get(text);
  if (spoken === undefined || (language !== undefined && !spoken.includes(language))) return true;
  // A capital within a sentence makes a name of a word: "Will", "IT", "vitamin A".
  return capital && text !== "i" && text !== "the" && !QUESTIONS.has(text);
}

function questionOf(tokens: readonly Token[]): string {
  for (const [at, { text }] of tokens.entries()) {
    const asks = QUESTIONS.get(text);
    if (asks === undefined) continue;
    if (asks !== "how") return asks;
    // "How do they differ" asks for the difference.
    if (tokens.some(({ text: word }) => word === "differ" || word === "different")) return "what";
    const next = tokens[at + 1]?.text ?? "";
    if (/^(?:many|much|often|viele?|oft)$/.test(next)) return `how ${next}`;
    // "How tall is it" asks what its height is.
    return /^(?:tall|high|old|far|long|large|big|deep|wide|heavy|fast)$/.test(next) ? "what" : "how";
  }
  return AUXILIARIES.has(tokens[0]?.text ?? "") ? "whether" : "";
}
