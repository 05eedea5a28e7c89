const MAX_CHARS = 200;

/**
 * Names of the documents of one request: letters, digits, single spaces, hyphens, parentheses and square brackets only,
 * and each once. (Amazon Bedrock API reference, DocumentBlock.)
 */
export class DocumentNames {
  readonly #taken = new Set<string>();
  /** Name → how often it was given. */
  readonly #times = new Map<string, number>();

  give(title: string | undefined): string {
    const name = clean(title ?? "");
    let n = this.#times.get(name) ?? 0;
    let unique: string;
    do {
      n += 1;
      unique = n === 1 ? name : `${name} (${n})`;
    } while (this.#taken.has(unique));
    this.#times.set(name, n);
    this.#taken.add(unique);
    return unique;
  }
}

function clean(title: string): string {
  const name = title
    .slice(0, 4 * MAX_CHARS)
    .replace(/[^a-zA-Z0-9\s()[\]-]+/g, "-")
    .replace(/\s+/g, " ")
    .replace(/^[ -]+|[ -]+$/g, "")
    // Room for the number of a repeated name.
    .slice(0, MAX_CHARS - 8)
    .trimEnd();
  return name === "" ? "document" : name;
}
