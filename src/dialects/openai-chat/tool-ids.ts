import { createHash } from "node:crypto";
import type { Quirk } from "../quirks.ts";

const NINE = /^[a-zA-Z0-9]{9}$/;

/** How tool call ids are spelled for a provider; the same id always becomes the same id. (Mistral API reference.) */
export function toolIdSpelling(quirks: ReadonlySet<Quirk>): (id: string) => string {
  if (!quirks.has("tool-ids-9-alphanumeric")) return (id) => id;
  return (id) => (NINE.test(id) ? id : createHash("sha256").update(id).digest("hex").slice(0, 9));
}
