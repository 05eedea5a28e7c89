import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const PROMPT_MAX = 200_000;

/** Reads files of prompts below a directory, by the names that configurations give. No directory: there are none. */
export function promptFiles(directory: string | undefined): (name: string) => string | undefined {
  if (directory === undefined) return () => undefined;
  const root = resolve(directory);
  return (name) => {
    const path = join(root, name);
    if (relative(root, path).startsWith("..")) return undefined;
    try {
      const text = readFileSync(path, "utf8").trim();
      return text === "" || text.length > PROMPT_MAX ? undefined : text;
    } catch {
      return undefined;
    }
  };
}
