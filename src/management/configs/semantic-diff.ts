import type { ConfigChange, ConfigLanguage } from "./language.ts";

const SENTENCES_MAX = 30;
const SENTENCE_MAX = 300;

/** What the audit log keeps of a difference. */
export interface DiffSummary {
  readonly changeCount: number;
  readonly changes: readonly string[];
}

/**
 * The sentences of a difference, bounded. Null when one of the two was written for another version of the product and
 * is not understood any more.
 */
export function summaryOf(language: ConfigLanguage, before: string | null, after: string): DiffSummary | null {
  const changes = before === after ? [] : language.diff(before, after);
  if (changes === null) return null;
  const sentences = changes.slice(0, SENTENCES_MAX).map(({ text }) => shortened(text));
  return { changeCount: changes.length, changes: sentences };
}

/** A difference as the API shows it. */
export function toChange({ path, kind, before, after, text }: ConfigChange) {
  return { path, kind, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), text };
}

function shortened(text: string): string {
  return text.length <= SENTENCE_MAX ? text : `${text.slice(0, SENTENCE_MAX).toWellFormed()}…`;
}
