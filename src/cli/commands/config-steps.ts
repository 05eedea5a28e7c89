import type { Command } from "commander";
import { tellRefused } from "../configs/config-file.ts";
import { type ConfigVersion, openConfigs, RefusedTextError } from "../configs/configs-api.ts";
import { versionOf } from "../configs/find-version.ts";
import { showVersion } from "../configs/show-version.ts";
import type { CliContext } from "../context.ts";
import { UsageError } from "../exit-codes.ts";
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

interface ShadowOptions {
  readonly percent?: string;
  readonly message?: string;
}

/** What a version in the shadow would have done, as the API tells it. */
interface Shadow {
  readonly percent: number;
  readonly requests: number;
  readonly same: number;
  readonly outcomes: readonly ShadowOutcome[];
}

interface ShadowOutcome {
  readonly route: string;
  readonly served: string;
  readonly shadow: string;
  readonly requests: number;
}

/** What is done with versions: `list`, `approve`, `cancel-approval`, `serve`, `unserve`, `shadow`, `rollback`. */
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
    .command("shadow <id>")
    .description("whom a reviewed version would have asked; --percent begins, or ends with 0")
    .option("--percent <n>", "share of the project's requests that are planned with it too, 0 to 100")
    .option("--message <text>", "why; kept in the history")
    .action(async (id: string, options: ShadowOptions) => {
      await tryInShadow(context(), id, options);
    });
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

async function tryInShadow(context: CliContext, id: string, { percent, message }: ShadowOptions): Promise<void> {
  const path = `/configs/${encodeURIComponent(id)}/shadow`;
  if (percent !== undefined && !/^\d{1,3}$/.test(percent))
    throw new UsageError(`'${percent}' is no share of 0 to 100.`);
  const body = percent === undefined ? undefined : { percent: Number(percent), ...(message && { message }) };
  try {
    const api = openConfigs(context);
    const { shadow } = await api.ask<{ shadow: Shadow }>(body === undefined ? "GET" : "POST", path, body);
    showList(context.output, { shadow }, shadow.outcomes, OUTCOME_COLUMNS);
    context.output.note(
      `${shadow.percent} % in the shadow; the same in ${shadow.same} of ${shadow.requests} requests.`,
    );
  } catch (error) {
    if (error instanceof RefusedTextError) return tellRefused(context.output, id, error.errors);
    throw error;
  }
}

const OUTCOME_COLUMNS: Readonly<Record<string, (outcome: ShadowOutcome) => unknown>> = {
  ROUTE: ({ route }) => route,
  SERVED: ({ served }) => served,
  SHADOW: ({ shadow }) => shadow,
  REQUESTS: ({ requests }) => requests,
};
