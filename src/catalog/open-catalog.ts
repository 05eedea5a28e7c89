import { readFileSync } from "node:fs";
import { applyOverrides } from "./overrides.ts";
import type { Catalog } from "./types.ts";

/** A catalogue with the operator's file laid over it. Throws one line when the file is wrong. */
export function withOverrides(
  catalog: Catalog,
  providers: ReadonlySet<string>,
  overridesPath: string | undefined,
): Catalog {
  if (overridesPath === undefined) return catalog;
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(overridesPath, "utf8"));
  } catch (cause) {
    throw new CatalogFileError(`CATALOG_OVERRIDES: ${overridesPath} cannot be read as JSON.`, { cause });
  }
  const applied = applyOverrides(catalog, data, providers);
  if (!applied.ok)
    throw new CatalogFileError(`CATALOG_OVERRIDES: ${overridesPath}: ${applied.problems.slice(0, 3).join("; ")}`);
  return applied.value;
}

/** The operator's catalogue file is wrong; the message is one line. */
export class CatalogFileError extends Error {}
