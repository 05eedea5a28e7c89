import { CHAT_DIALECTS } from "../../src/dialects/registry.ts";
import { reasonFor } from "../../test/matrix/deliberate.ts";
import { type Cell, runMatrix } from "../../test/matrix/run.ts";
import { page, table } from "./table.ts";

const INTRO = `Every case is said in each of the six wires, translated to each of the six, and read there again; answers are told in
each wire as streams and whole, translated and read by the caller. The table is made from that run, which is a test.

- ✓ kept as it was said
- ≈ said otherwise, with the reason below
- △ lost in part: the receipt's \`warnings\` say so, and with \`x-llm-gateway-strict: true\` the request is refused instead
- ✗ refused with a 400 that names the field
- – the wire cannot say it, so there is nothing to translate

Callers speak OpenAI chat, OpenAI responses, Anthropic messages and Gemini; Bedrock Converse and Cohere are spoken to
providers. In the same wire bytes are relayed, so nothing at all changes there.
`;

/** Notes of one table, numbered as they come. */
class Notes {
  readonly #numbers = new Map<string, number>();

  refer(texts: readonly string[]): string {
    const numbers = [...new Set(texts)].map((text) => {
      if (!this.#numbers.has(text)) this.#numbers.set(text, this.#numbers.size + 1);
      return this.#numbers.get(text);
    });
    return numbers.join(",");
  }

  get list(): string {
    return [...this.#numbers].map(([text, number]) => `${number}. ${text}`).join("\n");
  }
}

/** `docs/reference/translation.md`. */
export function translationPage(): string {
  const cells = runMatrix();
  const sections = CHAT_DIALECTS.map(({ id }) =>
    section(
      id,
      cells.filter((cell) => cell.caller === id),
    ),
  );
  return page("Translation", "test/matrix/", INTRO.trim(), ...sections);
}

function section(caller: string, cells: readonly Cell[]): string {
  const notes = new Notes();
  const upstreams = CHAT_DIALECTS.map(({ id }) => id).filter((id) => id !== caller);
  const rows = (kinds: readonly Cell["kind"][]): string[][] => {
    const own = cells.filter(({ kind }) => kinds.includes(kind));
    const names = [...new Set(own.map(({ name }) => name))];
    return names.map((name) => [
      name,
      ...upstreams.map((upstream) =>
        mark(
          own.filter((cell) => cell.name === name && cell.upstream === upstream),
          notes,
        ),
      ),
    ]);
  };
  const requests = table(["Request", ...upstreams], rows(["request"]));
  const answers = table(["Answer", ...upstreams], rows(["stream", "whole"]));
  return `## Callers of \`${caller}\`\n\n${requests}\n\n${answers}\n\n${notes.list}`;
}

/** What became of a case; of an answer, streamed and whole, the worse. */
function mark(cells: readonly Cell[], notes: Notes): string {
  const texts = cells.flatMap((cell) => textsOf(cell));
  const kinds = new Set(cells.map(({ outcome }) => outcome.kind));
  const sign = kinds.has("refused")
    ? "✗"
    : kinds.has("warned")
      ? "△"
      : kinds.has("silent")
        ? "≈"
        : kinds.has("kept")
          ? "✓"
          : "–";
  return texts.length === 0 ? sign : `${sign} ${notes.refer(texts)}`;
}

function textsOf({ name, caller, upstream, outcome }: Cell): readonly string[] {
  if (outcome.kind === "warned" || outcome.kind === "refused") return outcome.losses;
  if (outcome.kind !== "silent") return [];
  return outcome.paths.map((path) => reasonFor(name, path, caller, upstream)?.reason ?? `Differs: ${path}`);
}
