import { CATEGORIES, type Category } from "./categories.ts";

/** What a word says beside a category. */
export type Cue =
  | "constraint"
  | "depth"
  | "ease"
  | "brief"
  | "long"
  | "unit-words"
  | "unit-sentences"
  | "unit-paragraphs";

/** What one word tells. */
export interface Word {
  /** Index into the categories; -1: none. */
  readonly category: number;
  readonly weight: number;
  readonly cue: Cue | undefined;
  /** Language of a frequent word. */
  readonly language: string | undefined;
}

/** Words that stand for a kind of task; a number after a colon is the weight, else 1. Own collection. */
const BY_CATEGORY: Readonly<Record<Category, string>> = {
  chat: "hi:2 hello:2 hey:2 thanks:2 thank:1.5 hallo:2 hola:2 bonjour:2 ciao:2 morning bye:2 lol welcome danke:2 merci:2 gracias:2 weather joke:1.5",
  knowledge:
    "what:0.4 who:0.8 when:0.6 where:0.6 why:0.5 explain:0.8 describe:0.7 define:1 definition meaning capital:0.8 history difference:0.7 famous country population inventor discovered was:0.2 warum:0.6 pourquoi:0.6 explique:0.8 erkläre:0.8 explica:0.8",
  writing:
    "write:0.9 essay:2 story:1.5 poem:2 haiku:2 blog:1.8 post:0.6 article:1 email:1.6 letter:1.2 slogan:2 tagline:2 lyrics:2 speech:1 headline:1.2 draft:1.5 compose:1.2 rewrite:1.4 rephrase:1.5 paraphrase:1.6 proofread:1.5 tweet:1.6 caption:1.5 advertisement:1.4 persuasive:1.2 schreibe:0.9 gedicht:2 écris:0.9 escribe:0.9 poema:2",
  roleplay:
    "pretend:2 roleplay:2.5 imagine:1 act:0.6 persona:1.5 character:0.8 acting:1 dungeon:1.5 pirate:1 narrator:1.2 interviewer:1 imitate:1.5",
  translation:
    "translate:3 translation:2 traduis:3 traduire:3 traduce:3 übersetze:3 übersetzen:3 traduci:3 localize:1.5 vertaal:3",
  summary:
    "summarize:3 summarise:3 summary:2.2 tldr:3 tl:1 condense:2 shorten:1.5 abstract:0.7 recap:2.2 gist:2 takeaways:2 zusammenfassung:3 résume:3 resume:0.6 resumen:2 highlights:1.2 minutes:0.5",
  classification:
    "classify:3 classification:1.2 sentiment:2.5 categorize:2.5 label:1.2 spam:1.5 positive:0.8 negative:0.8 neutral:1 intent:1.2 topic:0.6 toxic:1.2 choose:0.5 which:0.3 klassifiziere:3",
  extraction:
    "extract:3 parse:1.2 fields:1.2 json:0.9 csv:1.1 entities:2 names:0.7 dates:0.9 list:0.4 table:0.7 columns:0.8 invoice:1 phone:0.6 addresses:0.8 structured:0.9 schema:0.6 identify:0.6 find:0.3 extrahiere:3",
  reasoning:
    "puzzle:2 riddle:2 logic:1.6 logical:1.4 deduce:2 infer:1.4 therefore:0.8 if:0.25 then:0.25 reason:0.9 reasoning:1 argument:1 analyze:1 analyse:1 compare:0.9 evaluate:1 strategy:1 plan:0.8 tradeoffs:1.2 decide:0.8 likely:0.5 ethical:0.9 implications:1 premise:1.5 fallacy:1.5 counterfactual:1.6 taller:1 older:0.7 faster:0.5",
  math: "calculate:2 compute:1.5 solve:1.5 equation:2 integral:2.5 derivative:2.5 prove:2 proof:1.8 theorem:2.2 matrix:1.2 probability:1.8 polynomial:2.2 algebra:2 geometry:1.8 triangle:1.5 sum:0.8 percent:0.9 fraction:1.2 divided:1.2 multiply:1.4 multiplied:1.3 times:0.4 prime:1.2 modulo:1.5 eigenvalue:2.2 variance:1.3 how:0.15 many:0.6 much:0.3 total:0.6 average:0.8 cost:0.4 costs:0.4 per:0.2 hours:0.3 remaining:0.4 berechne:2 calcule:1.6 calcula:1.6 sqrt:1.5 frac:1.5",
  coding:
    "code:1.4 function:1.4 python:2 javascript:2 typescript:2 java:1.6 rust:1.4 golang:2 sql:1.8 regex:1.8 bug:1.5 debug:1.8 compile:1.4 compiler:1.4 refactor:2 api:0.9 class:0.5 algorithm:1.4 implement:1.2 implementation:1 unit:0.3 test:0.3 tests:0.5 script:1 bash:1.5 docker:1.4 kubernetes:1.4 git:1.2 html:1.4 css:1.5 react:1.4 exception:1.2 stacktrace:2 traceback:2 error:0.5 variable:0.9 array:0.9 async:1.4 import:0.7 const:1 return:0.6 def:1.2 select:0.5 endpoint:1.1 database:0.8 query:0.7 program:0.9 struct:1.2 segfault:2 nullpointerexception:2 thread:0.8 recursion:1.3",
  agentic: "agent:0.8 tool:0.6 browse:1 workspace:0.8 repository:0.7 codebase:1.2 execute:0.5 terminal:0.8",
};

const BY_CUE: Readonly<Record<Cue, string>> = {
  constraint:
    "must exactly only without ensure each every least most unless except strictly neither both constraints requirements required muss genau",
  depth:
    "prove derive optimize optimise optimal design architecture concurrent concurrency distributed complexity rigorous rigorously edge tradeoffs debug race deadlock theorem formal asymptotic consistency invariant scalable thoroughly critically nuanced multi comprehensive proof lemma security vulnerability counterexample generalize constraints benchmark migration lock-free transaction isolation raft paxos backpropagation quantum bayesian equilibrium jurisdiction diagnosis differential",
  ease: "simple simply basic easy quick quickly brief briefly hello hi thanks beginner kid child short spell synonym capital define",
  brief: "brief briefly short shortly concise concisely quick quickly kurz corto bref yes",
  long: "essay detailed detail comprehensive thorough thoroughly article chapter report guide tutorial documentation elaborate extensive",
  "unit-words": "words wörter mots palabras",
  "unit-sentences": "sentence sentences satz sätze",
  "unit-paragraphs": "paragraph paragraphs absätze",
};

/** Frequent words that only one of the languages has. */
const BY_LANGUAGE: Readonly<Record<string, string>> = {
  en: "the and is of to that this with what how are you please",
  de: "der die das und ist nicht ein eine mit für wie bitte ich",
  fr: "le les et est une pour dans que avec vous comment je",
  es: "el los y es una para con por cómo qué como las",
  it: "il gli è una per con che come sono nel della",
  pt: "o os é uma para com não como você em do da",
  nl: "het een en is niet voor met van wat hoe ik",
};

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** The hash of an empty word. */
export const WORD_SEED = SEED;

/** Adds a lower-case character to a word's hash (FNV-1a). */
export function addChar(hash: number, char: number): number {
  return Math.imul(hash ^ char, PRIME);
}

function hashOf(word: string): number {
  let hash = SEED;
  for (let i = 0; i < word.length; i += 1) hash = addChar(hash, word.charCodeAt(i));
  return hash;
}

/**
 * Words by the hash of their lower-case form, so that a text is read without making a string for each of its words. Two
 * of four billion hashes meeting would misread one word, which a prediction can bear.
 */
export const LEXICON: ReadonlyMap<number, Word> = makeLexicon();

function makeLexicon(): Map<number, Word> {
  const words = new Map<string, Word>();
  const note = (text: string, more: Partial<Word>): void => {
    const before = words.get(text) ?? { category: -1, weight: 0, cue: undefined, language: undefined };
    words.set(text, { ...before, ...more });
  };
  for (const [language, list] of Object.entries(BY_LANGUAGE)) {
    for (const text of list.split(" ")) note(text, { language });
  }
  for (const [cue, list] of Object.entries(BY_CUE)) {
    for (const text of list.split(" ")) note(text, { cue: cue as Cue });
  }
  for (const [category, list] of Object.entries(BY_CATEGORY)) {
    for (const one of list.split(" ")) {
      const [text = "", weight = "1"] = one.split(":");
      note(text, { category: CATEGORIES.indexOf(category as Category), weight: Number(weight) });
    }
  }
  return new Map([...words].map(([text, word]) => [hashOf(text), word]));
}
