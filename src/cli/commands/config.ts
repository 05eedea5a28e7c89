import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { addConfigFiles } from "./config-files.ts";
import { addConfigPush } from "./config-push.ts";
import { addConfigSteps } from "./config-steps.ts";

/** `config validate|schema|import|diff|push|pull|list|approve|cancel-approval|serve|unserve|shadow|rollback`. */
export function addConfig(program: Command, context: () => CliContext): void {
  const config = program.command("config").description("configurations of projects, as files and as versions");
  addConfigFiles(config, context);
  addConfigPush(config, context);
  addConfigSteps(config, context);
}
