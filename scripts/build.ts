import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

rmSync(at("dist"), { recursive: true, force: true });
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
