import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { ProjectConfigProblem } from "../../../../src/client/api.ts";

/** Problems by how bad they are. */
export interface Problems {
  readonly errors: readonly ProjectConfigProblem[];
  readonly warnings: readonly ProjectConfigProblem[];
}

const WORD = /^[\w./:@-]+/;

/** Where a problem is in a text: the word at its place, else the rest of its line. */
export function rangeOf(
  doc: Text,
  { line, column }: ProjectConfigProblem,
): { readonly from: number; readonly to: number } {
  const row = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(row.from + Math.max(column - 1, 0), row.to);
  const word = WORD.exec(doc.sliceString(from, row.to))?.[0] ?? "";
  const name = word.replace(/:$/, "");
  return { from, to: name === "" ? row.to : from + name.length };
}

/** Problems as the editor marks them; a suggestion can be taken with one press. */
export function marksOf(doc: Text, { errors, warnings }: Problems): Diagnostic[] {
  const mark = (severity: "error" | "warning") => (problem: ProjectConfigProblem) => {
    const { suggestion, message } = problem;
    const actions =
      suggestion === undefined
        ? []
        : [
            {
              name: `Use ${suggestion}`,
              apply: (view: { dispatch(change: object): void }, from: number, to: number): void =>
                view.dispatch({ changes: { from, to, insert: suggestion } }),
            },
          ];
    return { ...rangeOf(doc, problem), severity, message, actions };
  };
  return [...errors.map(mark("error")), ...warnings.map(mark("warning"))];
}
