import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { Log } from "../../client/api.ts";
import type { CliContext } from "../context.ts";
import { UsageError } from "../exit-codes.ts";
import { plain, showList, showOne } from "../output.ts";

const TAIL_EVERY_MS = 1_000;
const TAIL_ROWS = 200;
/** Entries that come after others of a later time are looked for so far back. */
const TAIL_BACK_MS = 10_000;

interface SearchOptions {
  readonly project?: string;
  readonly key?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly status?: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
  readonly tag?: string[];
  readonly limit: string;
}

/** `logs tail|search|show`. */
export function addLogs(program: Command, context: () => CliContext): void {
  const logs = program.command("logs").description("the log of requests");
  const filters = (command: Command): Command =>
    command
      .option("--project <id>")
      .option("--key <id>")
      .option("--model <name>")
      .option("--provider <id>")
      .option("--status <status>", "404, 4xx or error")
      .option("--tag <name:value...>");
  filters(logs.command("search [text]"))
    .description("find requests, newest first")
    .option("--from <date>")
    .option("--to <date>")
    .option("--limit <count>", "1 to 200", "50")
    .action(async (text: string | undefined, options: SearchOptions) => {
      const { output, client } = context();
      const limit = Number(options.limit);
      if (!Number.isInteger(limit)) throw new UsageError(`'${options.limit}' is not a number of rows.`);
      const query = { ...queryOf(options), ...given({ text, from: options.from, to: options.to }), limit };
      const page = await client().call("getLogs", { query });
      showList(output, page, page.logs, COLUMNS);
    });
  filters(logs.command("tail"))
    .description("show requests as they end; --json gives one line each")
    .action(async (options: SearchOptions) => {
      await tail(context(), queryOf(options));
    });
  logs
    .command("show <requestId>")
    .description("one request with its receipt")
    .option("--content", "what was asked and answered instead, where that is kept")
    .action(async (requestId: string, { content }: { readonly content?: boolean }) => {
      const { output, client } = context();
      const name = content === true ? "getLogsByRequestIdContent" : "getLogsByRequestId";
      showOne(output, await client().call(name, { path: { requestId } }));
    });
}

const COLUMNS: Readonly<Record<string, (log: Log) => unknown>> = {
  TIME: ({ timestamp }) => timestamp,
  REQUEST: ({ requestId }) => requestId,
  STATUS: ({ status }) => status,
  MODEL: ({ provider, model, requestedModel }) => (model === null ? requestedModel : `${provider}/${model}`),
  "LATENCY MS": ({ latencyMs }) => Math.round(latencyMs),
  TOKENS: ({ usage }) => usage.totalTokens,
  USD: ({ cost }) => cost.totalUsd,
  ERROR: ({ errorCode }) => errorCode,
};

function queryOf({ project, key, model, provider, status, tag }: SearchOptions) {
  return {
    ...given({ projectId: project, apiKeyId: key, model, provider, status }),
    ...(tag === undefined ? {} : { tag }),
  };
}

function given<Values extends Readonly<Record<string, string | undefined>>>(
  values: Values,
): { [Name in keyof Values]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: string;
  };
}

/** Asks again and again for what is new, until the command is interrupted. */
async function tail({ output, client }: CliContext, query: ReturnType<typeof queryOf>): Promise<never> {
  const api = client();
  const known = new Map<string, number>();
  let sinceMs = Date.now();
  while (true) {
    const fromMs = sinceMs - TAIL_BACK_MS;
    const from = new Date(fromMs).toISOString();
    const { logs } = await api.call("getLogs", { query: { ...query, from, limit: TAIL_ROWS } });
    for (const log of logs.toReversed()) {
      const name = `${log.requestId} ${log.timestamp}`;
      if (known.has(name)) continue;
      const atMs = Date.parse(log.timestamp);
      known.set(name, atMs);
      sinceMs = Math.max(sinceMs, atMs);
      output.data(output.json ? JSON.stringify(log) : lineOf(log));
    }
    for (const [name, atMs] of known) if (atMs < fromMs) known.delete(name);
    await sleep(TAIL_EVERY_MS);
  }
}

function lineOf(log: Log): string {
  return Object.values(COLUMNS)
    .map((read) => plain(read(log)))
    .join("  ");
}
