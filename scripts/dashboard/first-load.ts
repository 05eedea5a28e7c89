import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

/** What a browser fetches before a page can be used. */
export interface FirstLoad {
  readonly scripts: readonly string[];
  /** Packed by gzip, which every browser takes; brotli is smaller. */
  readonly bytes: number;
}

/** The page whose own chunk counts as well: the one that follows signing in. */
const FIRST_PAGE = "features/overview/overview-page.tsx";

/** The scripts of the first load of a built dashboard: the entry, the first page, and all that they import at once. */
export function firstLoadOf(folder: string): FirstLoad {
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || seen.has(chunk.file)) return;
    seen.add(chunk.file);
    for (const each of chunk.imports ?? []) visit(each);
  };
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry === true || name === FIRST_PAGE) visit(name);
  const scripts = [...seen];
  return { scripts, bytes: scripts.reduce((sum, file) => sum + statSync(join(folder, `${file}.gz`)).size, 0) };
}
