import { fileURLToPath } from "node:url";
import { checkImports } from "./check-imports.ts";
import { runTool } from "./run.ts";

/** Everything that is checked without running the product: types, style, promises, directions of imports. */
export function check(): void {
  runTool("types", "typescript/bin/tsc", ["-p", "."]);
  runTool("types of the dashboard", "typescript/bin/tsc", ["-p", "dashboard"]);
  runTool("style", "@biomejs/biome/bin/biome", ["check", "--diagnostic-level=error"]);
  runTool("promises", "oxlint/bin/oxlint", [
    "--config",
    ".oxlintrc.json",
    "src",
    "test",
    "bench",
    "scripts",
    "dashboard",
  ]);
  process.stdout.write("\n── imports\n");
  const problems = checkImports();
  if (problems.length > 0) {
    process.stderr.write(`${problems.join("\n")}\n`);
    process.exit(1);
  }
}

// `import.meta.main` would say it, from Node 24 on.
if (process.argv[1] === fileURLToPath(import.meta.url)) check();
