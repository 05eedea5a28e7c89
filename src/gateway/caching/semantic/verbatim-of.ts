/**
 * Text that means itself: code in backticks, quotations, addresses, paths, identifiers, flags. Each alternative begins
 * with a character or shape that the others do not, and none repeats within a repetition, so that matching is linear.
 */
const VERBATIM =
  /```[^`]*```|`[^`]*`|"[^"]*"|«[^»]*»|(?<![\p{L}\p{N}])'[^'\n]{1,200}'(?!\p{L})|https?:\/\/\S+|(?<![\p{L}\p{N}/])(?:~|\.{1,2})?\/[\w.-]+(?:\/[\w.-]*)*|(?<!\S)--?[a-zA-Z][\w-]*|[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\p{L}\p{N}])[A-Za-z]:\\\S+|[A-Za-z]\w*(?:(?:\.|::|->|_)\w+)+(?:\([^()]*\))?|[a-zA-Z]\w*\([^()]*\)|\bv\d+(?:\.\d+)*\b/gu;
const SYMBOL = /[<>!=]=*|[+*^→÷×√&|\\{}[\]]|(?<=\s|\d)[-−/](?=\s|\d)/g;

/** Something without which none of them is there; most texts have none. */
const SIGN = /[`"«'/\\@_(]|--|\S[.:>]\w|(?<!\S)-[a-z]|\bv\d/i;

/** What must be the same to the letter in two texts, and the operators outside of it. */
export function verbatimOf(text: string): {
  readonly verbatim: readonly string[];
  readonly symbols: readonly string[];
} {
  if (!SIGN.test(text)) return { verbatim: [], symbols: text.match(SYMBOL) ?? [] };
  const verbatim: string[] = [];
  const rest = text.replaceAll(VERBATIM, (found) => {
    verbatim.push(found.replace(/[.,;:!?]+$/, ""));
    return " ";
  });
  return { verbatim, symbols: rest.match(SYMBOL) ?? [] };
}
