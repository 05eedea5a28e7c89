import { CODES, type CodeRow } from "../../src/errors/codes.ts";
import { page, table } from "./table.ts";

const INTRO = `Every error has one of these codes. The code decides the HTTP status, the type in each wire, and the sentence a caller
reads when there is nothing more precise to say. The shapes of the bodies are in [api.md](api.md#errors).

\`upstream_rejected\` is a provider's genuine client error: it keeps the provider's own status, code, type and message.
After a stream has begun, an error ends the stream inside it; see [lifecycle.md](lifecycle.md#the-commit-point).

"Whose" says whose mistake it is: the caller's, the gateway's, or the provider's (upstream). Some codes belong to parts
of the product that are planned and not built: nothing raises them so far.`;

/** docs/reference/errors.md */
export function errorsPage(): string {
  const rows = Object.entries<CodeRow>(CODES)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(([code, row]) => [
      String(row.status),
      `\`${code}\``,
      row.fault,
      `\`${row.openaiType}\``,
      `\`${row.anthropicType}\``,
      row.message,
    ]);
  const head = ["Status", "Code", "Whose", "Type, OpenAI wire", "Type, Anthropic wire", "Sentence"];
  return page("Error codes", "src/errors/codes.ts", INTRO, table(head, rows));
}
