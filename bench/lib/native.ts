import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildDir, nativeDir } from "./paths.ts";

const programs = ["upstream", "load", "cputime"] as const;
type Program = (typeof programs)[number];

export function binary(program: Program): string {
  return join(buildDir, program);
}

export function compileNative(): void {
  mkdirSync(buildDir, { recursive: true });
  for (const program of programs) {
    const args = ["-O2", "-Wall", "-Wextra", "-o", binary(program), join(nativeDir, `${program}.c`)];
    const { status, stderr, error } = spawnSync("cc", args, { encoding: "utf8" });
    if (error) throw new Error(`a C compiler is needed as "cc": ${error.message}`);
    if (status !== 0) throw new Error(`cc ${program}.c failed:\n${stderr}`);
  }
}
