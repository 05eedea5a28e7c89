import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { type Finding, findings } from "../doctor/findings.ts";

/** `doctor`. */
export function addDoctor(program: Command, context: () => CliContext): void {
  program
    .command("doctor")
    .description(
      "look for what is wrong: settings, folder, port, database, clock, keys of providers; 1 when something is",
    )
    .action(async () => {
      const own = context();
      const found = await findings(own);
      const broken = found.filter(({ state }) => state === "wrong");
      if (own.output.json) own.output.data(JSON.stringify({ healthy: broken.length === 0, findings: found }));
      else own.output.data(found.map(lineOf).join("\n"));
      if (broken.length > 0) process.exitCode = 1;
    });
}

const SIGN: Readonly<Record<Finding["state"], string>> = { good: "ok   ", note: "note ", wrong: "WRONG" };

function lineOf({ state, what, message }: Finding): string {
  return `${SIGN[state]}  ${what}: ${message}`;
}
