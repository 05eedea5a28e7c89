import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildDashboard } from "./dashboard/build.ts";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

// The dashboard beside it is swapped by its own build, and only when it changed.
for (const name of globSync("*.{js,map}", { cwd: at("dist") })) rmSync(join(at("dist"), name));
await build({
  entryPoints: {
    main: at("src/main.ts"),
    cli: at("src/cli/main.ts"),
    "embedded-worker": at("src/store/sql/embedded/worker.ts"),
  },
  outdir: at("dist"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22.19",
  packages: "external",
  sourcemap: "linked",
  logLevel: "warning",
});
await buildDashboard();
