/** Ids of the calls of one answer: the vendor's, or one made up where it gives none; each once. */
export class AnswerIds {
  /** Id → how often it was given. */
  readonly #given = new Map<string, number>();
  #calls = 0;

  /** `answerId` keeps made-up ids apart from those of other turns. */
  give(id: unknown, answerId: string | undefined): string {
    const n = this.#calls++;
    const wanted = typeof id === "string" && id !== "" ? id : madeUp(answerId, n);
    let unique = wanted;
    while (this.#given.has(unique)) {
      const times = (this.#given.get(wanted) ?? 1) + 1;
      this.#given.set(wanted, times);
      unique = `${wanted}_${times}`;
    }
    this.#given.set(unique, 1);
    return unique;
  }
}

function madeUp(answerId: string | undefined, n: number): string {
  const clean = (answerId ?? "").replace(/[^a-zA-Z0-9_-]/g, "_");
  return clean === "" ? `call_${n}` : `call_${clean}_${n}`;
}
