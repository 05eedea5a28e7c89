import { Command } from "commander";
import { environment } from "../settings.ts";
import { VERSION } from "../version.ts";
import { addAnalytics } from "./commands/analytics.ts";
import { addConfig } from "./commands/config.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addKeys } from "./commands/keys.ts";
import { addLogin } from "./commands/login.ts";
import { addLogs } from "./commands/logs.ts";
import { addProjects } from "./commands/projects.ts";
import { addReconcile } from "./commands/reconcile.ts";
import { addUsers } from "./commands/users.ts";
import { type CliContext, createContext } from "./context.ts";
import { exitCodeOf } from "./exit-codes.ts";

/** `llm-gateway <command>`: talks to a running gateway, or at its machine to its database. */
async function main(): Promise<void> {
  const program = new Command("llm-gateway")
    .description("Manage a gateway. Start one with: llm-gateway start")
    .version(VERSION)
    .option("--url <url>", "where the gateway is; LLM_GATEWAY_URL, or http://localhost:4001, when absent")
    .option("--json", "answer in JSON")
    .exitOverride()
    .showHelpAfterError();
  const context = (): CliContext =>
    createContext(environment(), program.opts(), {
      data: (text) => void process.stdout.write(`${text}\n`),
      note: (text) => void process.stderr.write(`${text}\n`),
    });
  addLogin(program, context);
  addProjects(program, context);
  addKeys(program, context);
  addLogs(program, context);
  addUsers(program, context);
  addAnalytics(program, context);
  addReconcile(program, context);
  addConfig(program, context);
  addDoctor(program, context);
  for (const command of allOf(program)) command.exitOverride();
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    // What the commander refuses it has said itself.
    const said = error instanceof Error && error.name === "CommanderError";
    if (!said) process.stderr.write(`llm-gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap((one) => allOf(one as Command))];
}

await main();
