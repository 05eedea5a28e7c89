/** One thing the caller asked for that the chosen upstream's wire cannot express. Shown in the receipt. */
export interface Warning {
  /** Path of the field in the caller's request, such as `logit_bias` or `messages[2].content[0]`. */
  readonly field: string;
  readonly message: string;
}

/** Collects the warnings of one translation; the same sentence is told once, with the first field it holds for. */
export class Warnings {
  readonly list: Warning[] = [];
  readonly #told = new Set<string>();

  add(field: string, message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.list.push({ field, message });
  }

  /** Names fields of the caller's wire that the canonical form has no place for. */
  addUnmapped(fields: readonly string[]): void {
    for (const field of fields) this.list.push({ field, message: "Not expressible on the provider's wire; left out." });
  }
}
