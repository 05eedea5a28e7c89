/** Ids of the calls of one answer: the vendor's, or one made up where it gives none; each once. */
export class AnswerIds {
  /** Id → how often it was given. */
  readonly #given = new Map<string, number>();
  #calls = 0;

  give(toolUseId: unknown): string {
    const n = this.#calls++;
    const id = typeof toolUseId === "string" && toolUseId !== "" ? toolUseId : `tooluse_${n}`;
    let unique = id;
    while (this.#given.has(unique)) {
      const times = (this.#given.get(id) ?? 1) + 1;
      this.#given.set(id, times);
      unique = `${id}_${times}`;
    }
    this.#given.set(unique, 1);
    return unique;
  }
}
