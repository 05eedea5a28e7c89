import { check } from "./check.ts";
import { runTool } from "./run.ts";

const args = process.argv.slice(2);
if (args.length === 0) check();
runTool("tests", "vitest/vitest.mjs", ["run", ...args]);
