import { readFileSync, writeFileSync } from "node:fs";
import { startEmbedder } from "./embedder/start.ts";
import { measure, tables } from "./measure.ts";

/** Writes the measured figures into the guide: `node test/semantic/write-table.ts`. */
const GUIDE = new URL("../../docs/guide/semantic-cache.md", import.meta.url);
const embedder = await startEmbedder();
if ("missing" in embedder) throw new Error(embedder.missing);
try {
  const figures = tables(await measure(embedder));
  const guide = readFileSync(GUIDE, "utf8");
  writeFileSync(
    GUIDE,
    guide.replace(
      /(<!-- figures -->\n)[\s\S]*?(\n<!-- \/figures -->)/,
      (_, start: string, end: string) => `${start}${figures}${end}`,
    ),
  );
} finally {
  embedder.stop();
}
