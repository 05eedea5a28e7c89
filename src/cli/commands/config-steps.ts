import type { Command } from "commander";
import { tellRefused } from "../configs/config-file.ts";
import { type ConfigVersion, openConfigs, RefusedTextError } from "../configs/configs-api.ts";
import { versionOf } from "../configs/find-version.ts";
import { showVersion } from "../configs/show-version.ts";
import type { CliContext } from "../context.ts";
import { showList } from "../output.ts";

const STEPS = {
  approve: "mark a draft as reviewed",
  "cancel-approval": "make a reviewed version a draft again",
  serve: "make a reviewed version live",
  unserve: "take the live version down",
} as const;

interface RollbackOptions {
  readonly project: string;
  readonly to?: string;
  readonly message?: string;
}

/** What is done with versions: `list`, `approve`, `cancel-approval`, `serve`, `unserve`, `rollback`. */
export function addConfigSteps(config: Command, context: () => CliContext): void {
  config
    .command("list")
    .description("versions of a project, newest first")
    .requiredOption("--project <id>", "whose configurations")
    .action(async ({ project }: { readonly project: string }) => {
      const opened = context();
      const configs = await openConfigs(opened).list(project);
      showList(opened.output, { configs }, configs, COLUMNS);
    });
  for (const [step, description] of Object.entries(STEPS)) {
    config
      .command(`${step} <id>`)
      .description(description)
      .option("--message <text>", "why; kept in the history")
      .action(async (id: string, { message }: { readonly message?: string }) => {
        await take(context(), id, step, message);
      });
  }
  config
    .command("rollback")
    .description("serve again what was served before")
    .requiredOption("--project <id>", "whose configuration")
    .option("--to <version>", "a version that was served; the last one when absent")
    .option("--message <text>", "why; kept in the history")
    .action(async ({ project, to, message }: RollbackOptions) => {
      const opened = context();
      const api = openConfigs(opened);
      const before = to === undefined ? lastOf(await api.list(project, "RETIRED")) : await versionOf(api, project, to);
      await take(opened, before.id, "rollback", message);
    });
}

const COLUMNS: Readonly<Record<string, (config: ConfigVersion) => unknown>> = {
  VERSION: ({ version }) => version,
  ID: ({ id }) => id,
  STATE: ({ state }) => state,
  CREATED: ({ createdAt }) => createdAt,
  MESSAGE: ({ message }) => message,
};

/** The one that was served last. */
function lastOf(retired: readonly ConfigVersion[]): ConfigVersion {
  const [last] = retired.toSorted((a, b) => (b.retiredAt ?? "").localeCompare(a.retiredAt ?? ""));
  if (last === undefined) throw new Error("The project has no version that was served before.");
  return last;
}

async function take(context: CliContext, id: string, step: string, message: string | undefined): Promise<void> {
  const path = `/configs/${encodeURIComponent(id)}/${step}`;
  try {
    const body = message === undefined ? {} : { message };
    const { config } = await openConfigs(context).ask<{ config: ConfigVersion }>("POST", path, body);
    showVersion(context.output, config);
  } catch (error) {
    // It was good when it was saved: a secret has gone since, or the gateway is another version.
    if (error instanceof RefusedTextError) return tellRefused(context.output, id, error.errors);
    throw error;
  }
}
