/** A broken text and the line that must be named. */
export interface Mutation {
  readonly what: string;
  readonly yaml: string;
  readonly line: number;
}

interface Line {
  readonly number: number;
  readonly indent: string;
  readonly dash: string;
  readonly key: string | undefined;
  readonly value: string | undefined;
  /** Keys around it, outermost first. */
  readonly around: readonly string[];
}

const MEMBER = /^(\s*)(- )?([A-Za-z_<][\w<-]*):(?: (.*))?$/;
const ITEM = /^(\s*)(- )([^:]+)$/;
/** What is inside is the author's own. */
const FREE: ReadonlySet<string> = new Set(["params", "headers", "env", "<<"]);
const REQUIRED: ReadonlySet<string> = new Set(
  "model rule default_model_id embedding_model_id max_requests max_token max_duration_seconds percent weight target transport command guard_name redis_host redis_port".split(
    " ",
  ),
);
const REFERENCES: ReadonlySet<string> = new Set(
  "default_model_id embedding_model_id target stable routing fallback_model_id".split(" "),
);
const REFERENCE_LISTS: ReadonlySet<string> = new Set(
  "chat_models embedding_models transcription_models fallbacks models guardrails mcp_servers".split(" "),
);

/** Every way to break one line of a text: a member renamed, a value of another kind, one left out, a name of nothing. */
export function mutationsOf(name: string, yaml: string): Mutation[] {
  const lines = yaml.split("\n");
  return readLines(lines).flatMap((line) => [
    ...renamed(line, lines, name),
    ...retyped(line, lines, name),
    ...dropped(line, lines, name),
    ...misnamed(line, lines, name),
  ]);
}

function readLines(lines: readonly string[]): Line[] {
  const stack: { readonly column: number; readonly key: string }[] = [];
  const read: Line[] = [];
  let blockBelow = Number.POSITIVE_INFINITY;
  for (const [index, text] of lines.entries()) {
    const column = text.length - text.trimStart().length;
    if (column > blockBelow || text.trim() === "" || text.includes("&")) continue;
    blockBelow = Number.POSITIVE_INFINITY;
    const match = MEMBER.exec(text) ?? ITEM.exec(text);
    if (match === null) continue;
    const [, indent = "", dash = "", first, second] = match;
    const isMember = MEMBER.test(text);
    const at = indent.length + dash.length;
    while ((stack.at(-1)?.column ?? -1) >= at) stack.pop();
    const around = stack.map(({ key }) => key);
    const key = isMember ? first : undefined;
    const value = isMember ? second : first;
    read.push({ number: index + 1, indent, dash, key, value, around });
    if (key !== undefined) stack.push({ column: at, key });
    if (value === "|") blockBelow = column;
  }
  return read.filter(({ around, key }) => ![...around, key ?? ""].some((one) => FREE.has(one)));
}

function replaced(lines: readonly string[], line: Line, text: string | undefined): string {
  const copy: string[] = [...lines];
  copy.splice(line.number - 1, 1, ...(text === undefined ? [] : [text]));
  return copy.join("\n");
}

function renamed(line: Line, lines: readonly string[], name: string): Mutation[] {
  const isRouteName = line.around.length === 1 && line.around[0] === "routes";
  if (line.key === undefined || isRouteName) return [];
  const key = `${line.key.slice(0, 1)}z${line.key.slice(1)}`;
  const text = `${line.indent}${line.dash}${key}:${line.value === undefined ? "" : ` ${line.value}`}`;
  return [{ what: `${name}:${line.number} ${line.key} renamed`, yaml: replaced(lines, line, text), line: line.number }];
}

function retyped(line: Line, lines: readonly string[], name: string): Mutation[] {
  if (line.value === undefined || line.value === "|" || line.value.startsWith("*")) return [];
  const member = line.key === undefined ? "" : `${line.key}: `;
  const text = `${line.indent}${line.dash}${member}[[1]]`;
  return [{ what: `${name}:${line.number} of another kind`, yaml: replaced(lines, line, text), line: line.number }];
}

function dropped(line: Line, lines: readonly string[], name: string): Mutation[] {
  if (line.key === undefined || line.dash !== "" || line.value === undefined || !REQUIRED.has(line.key)) return [];
  // What is merged may bring the member.
  if (lines.some((text) => text.includes("<<:"))) return [];
  const what = `${name}:${line.number} ${line.key} left out`;
  return [{ what, yaml: replaced(lines, line, undefined), line: ownerOf(line, lines) }];
}

/** The line of the record that lacks it: its name, or the dash it begins with. */
function ownerOf({ number, indent }: Line, lines: readonly string[]): number {
  for (let at = number - 1; at >= 1; at -= 1) {
    const text = lines[at - 1] ?? "";
    const column = text.length - text.trimStart().length;
    if (column < indent.length) return at;
  }
  return 1;
}

function misnamed(line: Line, lines: readonly string[], name: string): Mutation[] {
  const inRoute = line.around[0] === "routes";
  const list = line.key === undefined && inRoute && REFERENCE_LISTS.has(line.around.at(-1) ?? "");
  const inList =
    line.key === "model_id" && line.around.some((one) => /^(output_mapping|weights|canaries|parameters)$/.test(one));
  if (line.value === undefined || !(list || inList || REFERENCES.has(line.key ?? ""))) return [];
  const member = line.key === undefined ? "" : `${line.key}: `;
  const text = `${line.indent}${line.dash}${member}${line.value}-nobody`;
  return [{ what: `${name}:${line.number} names nobody`, yaml: replaced(lines, line, text), line: line.number }];
}
