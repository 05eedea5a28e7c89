import type { Features } from "./features.ts";
import { antonyms } from "./guards/antonyms.ts";
import { content } from "./guards/content.ts";
import { dates } from "./guards/dates.ts";
import type { Guard } from "./guards/guard.ts";
import { language } from "./guards/language.ts";
import { length } from "./guards/length.ts";
import { negation } from "./guards/negation.ts";
import { numbers } from "./guards/numbers.ts";
import { order } from "./guards/order.ts";
import { person } from "./guards/person.ts";
import { question } from "./guards/question.ts";
import { tense } from "./guards/tense.ts";
import { units } from "./guards/units.ts";
import { verbatim } from "./guards/verbatim.ts";

/** All guards; the telling ones first, so that a veto names what a reader would. */
export const GUARDS: readonly Guard[] = [
  language,
  length,
  negation,
  antonyms,
  numbers,
  units,
  dates,
  verbatim,
  question,
  person,
  tense,
  order,
  content,
];

/** The first guard that vetoes the answer of one text for the other; undefined when none does. */
export function vetoOf(a: Features, b: Features): string | undefined {
  return GUARDS.find((guard) => guard.conflicts(a, b))?.name;
}
