import { type Output, showOne } from "../output.ts";
import type { ConfigVersion } from "./configs-api.ts";

/** Shows a version; with `--json` all that the API said of it, but for its text. */
export function showVersion(output: Output, config: ConfigVersion): void {
  const { yaml: _, ...rest } = config as ConfigVersion & { readonly yaml?: string };
  if (output.json) output.data(JSON.stringify({ config: rest }));
  else showOne(output, { id: rest.id, version: rest.version, state: rest.state, message: rest.message });
}
