import { type ConfigPath, pathText } from "../config-error.ts";
import { masked } from "./masked.ts";

/** One thing that is different between two configurations. */
export interface ConfigChange {
  /** With ids in place of numbers of lists, such as `chat_models.gpt.params.temperature`. */
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  /** Without secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** A sentence for people. */
  readonly text: string;
}

/** Both sides of a difference; undefined is what is not there. */
export interface Sides {
  readonly path: ConfigPath;
  readonly before: unknown;
  readonly after: unknown;
}

/** A change with its secrets hidden. */
export function changeOf({ path, before, after }: Sides, text: string): ConfigChange {
  const kind = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  return {
    path: pathText(path),
    kind,
    ...(before === undefined ? {} : { before: masked(before, path) }),
    ...(after === undefined ? {} : { after: masked(after, path) }),
    text,
  };
}

const TEXT_SHOWN = 60;

/** A value in a sentence. */
export function told(value: unknown, path: ConfigPath): string {
  const open = masked(value, path);
  const text = typeof open === "string" ? `\`${open}\`` : JSON.stringify(open);
  return text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN)}… (${text.length} characters)` : text;
}
