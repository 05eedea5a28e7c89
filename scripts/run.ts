import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs one of the installed tools with this Node; ends the process with its code when it fails. */
export function runTool(title: string, script: string, args: readonly string[]): void {
  process.stdout.write(`\n── ${title}\n`);
  const result = spawnSync(process.execPath, [`${root}node_modules/${script}`, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
