/** Way to a part of a configuration: names of members and places in lists. */
export type ConfigPath = readonly (string | number)[];

/** Something that is wrong, or doubtful, in the text of a configuration. */
export interface ConfigError {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Such as `routes.support.chat_models[0]`; empty for the whole text. */
  readonly path: string;
  readonly message: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** A finding before its place in the text is known. */
export interface Finding {
  readonly path: ConfigPath;
  readonly message: string;
  /** Looks for what was probably meant. */
  readonly suggest?: (() => string | undefined) | undefined;
  /** What of the member is meant: its name or its value (default). */
  readonly on?: "key" | "value";
}

/** `line:column path: message`, as editors and terminals know it. */
export function renderConfigError({ line, column, path, message, suggestion }: ConfigError): string {
  const where = path === "" ? "" : `${path}: `;
  const hint = suggestion === undefined ? "" : `. Did you mean '${suggestion}'?`;
  return `${line}:${column} ${where}${message}${hint}`;
}

const NAME_SHOWN_MAX = 100;

/** A path as people write it. Names with other characters than letters, digits, `_` and `-` are quoted. */
export function pathText(path: ConfigPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!/^[\w-]+$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** A name from somebody's text, short and quoted, for a message. */
export function shown(name: string): string {
  const text = name.length > NAME_SHOWN_MAX ? `${name.slice(0, NAME_SHOWN_MAX)}…` : name;
  return `'${text.replaceAll(/[\0-\x1f\x7f]/g, " ")}'`;
}
