import type { ConfigLanguage, ConfigProblem } from "../language.ts";

/**
 * A language for tests of what happens around the language: each line is `route <name>`, `secret <name>` or `url <url>`,
 * and every other is an error. A `warn` line is doubtful, and `ancient` is not understood by comparisons.
 */
export const LINE_LANGUAGE: ConfigLanguage = {
  read(text, facts) {
    const lines = linesOf(text);
    const errors: ConfigProblem[] = [];
    const warnings: ConfigProblem[] = [];
    const secrets: string[] = [];
    const urls: { path: string; url: string }[] = [];
    for (const [index, [word = "", rest = ""]] of lines.entries()) {
      const at = { line: index + 1, column: 1, path: `lines[${index}]` };
      if (word === "secret") secrets.push(rest);
      else if (word === "url") urls.push({ path: at.path, url: rest });
      else if (word === "warn") warnings.push({ ...at, message: "is doubtful" });
      else if (word !== "route" && word !== "ancient") {
        errors.push({ ...at, message: `'${word}' is not a word`, suggestion: "route" });
      }
      if (word === "secret" && facts?.hasSecret(rest) === false) errors.push({ ...at, message: `no secret ${rest}` });
    }
    return { errors, warnings, secrets, urls };
  },
  diff(before, after) {
    if (`${before ?? ""}${after}`.includes("ancient")) return null;
    const [old, fresh] = [routesOf(before ?? ""), routesOf(after)];
    return [
      ...old.filter((name) => !fresh.includes(name)).map((name) => change("removed", name)),
      ...fresh.filter((name) => !old.includes(name)).map((name) => change("added", name)),
    ];
  },
  import(format, text) {
    if (text === "nonsense") return { yaml: null, report: [{ path: "", reason: "nothing is left" }] };
    return { yaml: text, report: [{ path: format, reason: "was not carried" }] };
  },
  templates: [{ id: "one", title: "One", description: "One route", yaml: "route a" }],
  jsonSchema: () => ({ title: "lines" }),
};

function linesOf(text: string): (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(" "));
}

function routesOf(text: string): string[] {
  return linesOf(text).flatMap(([word, rest]) => (word === "route" && rest !== undefined ? [rest] : []));
}

function change(kind: "added" | "removed", name: string) {
  return { path: `routes.${name}`, kind, text: `route \`${name}\` ${kind}` } as const;
}
