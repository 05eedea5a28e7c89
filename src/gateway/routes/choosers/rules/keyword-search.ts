interface Node {
  readonly next: Map<number, Node>;
  /** The best word that ends here, or in a shorter ending of what was read. */
  best: number;
  /** The longest other beginning of a word that what was read ends with. */
  shorter: Node | undefined;
}

const NONE = Number.POSITIVE_INFINITY;

/**
 * Looks for many words at once, in any case, in one pass over a text: neither their number nor what they have in common
 * makes it longer. (Aho and Corasick, 1975.)
 */
export class KeywordSearch {
  readonly #root: Node = { next: new Map(), best: NONE, shorter: undefined };

  constructor(words: readonly string[]) {
    for (const [index, word] of words.entries()) this.#add(word.toLowerCase(), index);
    this.#link();
  }

  /** Index of the first word of the list that stands anywhere in the text. */
  first(text: string): number | undefined {
    const folded = text.toLowerCase();
    let best = this.#root.best;
    let node = this.#root;
    for (let at = 0; at < folded.length; at += 1) {
      node = this.#step(node, folded.charCodeAt(at));
      if (node.best < best) best = node.best;
      if (best === 0) return 0;
    }
    return best === NONE ? undefined : best;
  }

  #add(word: string, index: number): void {
    if (word === "") return;
    let node = this.#root;
    for (let at = 0; at < word.length; at += 1) {
      const code = word.charCodeAt(at);
      let next = node.next.get(code);
      if (next === undefined) {
        next = { next: new Map(), best: NONE, shorter: undefined };
        node.next.set(code, next);
      }
      node = next;
    }
    node.best = Math.min(node.best, index);
  }

  /** Shorter words first, so that what a node falls back to is complete. */
  #link(): void {
    let level: Node[] = [this.#root];
    while (level.length > 0) {
      const below: Node[] = [];
      for (const node of level) {
        for (const [code, next] of node.next) {
          next.shorter = node.shorter === undefined ? this.#root : this.#step(node.shorter, code);
          next.best = Math.min(next.best, next.shorter.best);
          below.push(next);
        }
      }
      level = below;
    }
  }

  #step(from: Node, code: number): Node {
    for (let node: Node | undefined = from; node !== undefined; node = node.shorter) {
      const next = node.next.get(code);
      if (next !== undefined) return next;
    }
    return this.#root;
  }
}
