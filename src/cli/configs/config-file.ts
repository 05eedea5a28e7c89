import { readFileSync, statSync } from "node:fs";
import type { ConfigError } from "../../projects-config/config-error.ts";
import { renderConfigError } from "../../projects-config/config-error.ts";
import { EXIT, UsageError } from "../exit-codes.ts";
import { type Output, plain } from "../output.ts";

const BYTES_MAX = 4_000_000;
const STDIN = 0;

/** A file of a configuration; `-` is what is piped in. */
export interface ConfigFile {
  readonly name: string;
  readonly text: string;
}

/** Reads a file whole. Throws a {@link UsageError} for one that cannot be read or is far too large. */
export function readConfigFile(name: string): ConfigFile {
  try {
    if (name !== "-" && statSync(name).size > BYTES_MAX) throw new Error(`it is larger than ${BYTES_MAX} bytes`);
    return { name, text: readFileSync(name === "-" ? STDIN : name, "utf8") };
  } catch (error) {
    throw new UsageError(`'${name}' cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `file:line:column path: message`, as compilers write it and editors follow it. */
export function problemLine(name: string, error: ConfigError): string {
  return plain(`${name}:${renderConfigError(error)}`);
}

/** Tells of a text that cannot be served; the command then ends as failed. */
export function tellRefused(output: Output, name: string, errors: readonly ConfigError[]): void {
  if (output.json) output.data(JSON.stringify({ file: name, valid: false, errors }));
  else for (const error of errors) output.data(problemLine(name, error));
  output.note(`${plain(name)}: ${errors.length} ${errors.length === 1 ? "error" : "errors"}`);
  process.exitCode = EXIT.failed;
}
