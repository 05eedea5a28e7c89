import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { UsageError } from "../exit-codes.ts";
import { showList, showOne } from "../output.ts";
import { everyPage } from "../pages.ts";
import { rotateMasterKey } from "../rotate-master-key.ts";

interface CreateOptions {
  readonly project: string;
  readonly description: string;
  readonly development?: boolean;
  readonly usageLimit?: string;
  readonly expiresAt?: string;
}

/** `keys list|create|revoke|rotate|rotate-master`. */
export function addKeys(program: Command, context: () => CliContext): void {
  const keys = program.command("keys").description("API keys, which requests are made with");
  keys
    .command("list")
    .option("--project <id>", "of one project")
    .action(async ({ project }: { readonly project?: string }) => {
      const { output, client } = context();
      const api = client();
      const all = await everyPage(async (cursor) => {
        const query = { ...(project === undefined ? {} : { projectId: project }), ...cursor };
        const page = await api.call("getApiKeys", { query });
        return { rows: page.apiKeys, nextCursor: page.nextCursor };
      });
      showList(output, { apiKeys: all }, all, {
        ID: ({ id }) => id,
        DESCRIPTION: ({ description }) => description,
        KEY: ({ prefix, last4 }) => `${prefix}…${last4}`,
        STATUS: ({ status }) => status,
        "LAST USED": ({ lastUsedAt }) => lastUsedAt,
      });
    });
  keys
    .command("create")
    .description("make a key; it is shown this once")
    .requiredOption("--project <id>", "project it belongs to")
    .requiredOption("--description <text>", "what it is for")
    .option("--development", "a key for development")
    .option("--usage-limit <usd>", "dollars it may spend")
    .option("--expires-at <date>", "when it ends (ISO 8601)")
    .action(async ({ project, description, development, usageLimit, expiresAt }: CreateOptions) => {
      const { output, client } = context();
      const body = {
        projectId: project,
        description,
        ...(development === true ? { environment: "development" as const } : {}),
        ...(usageLimit === undefined ? {} : { usageLimit: dollarsOf(usageLimit) }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      showOne(output, await client().call("postApiKeys", { body }));
    });
  keys
    .command("rotate <id>")
    .description("give a key a new secret, shown this once; the old one works until the overlap ends")
    .option("--overlap-seconds <seconds>", "how long the old secret goes on working")
    .action(async (id: string, { overlapSeconds }: { readonly overlapSeconds?: string }) => {
      const { output, client } = context();
      const body = overlapSeconds === undefined ? {} : { overlapSeconds: Number(overlapSeconds) };
      showOne(output, await client().call("postApiKeysByIdRotate", { path: { id }, body }));
    });
  keys
    .command("revoke <id>")
    .description("end a key for good")
    .action(async (id: string) => {
      const { output, client } = context();
      showOne(output, await client().call("deleteApiKeysById", { path: { id } }));
    });
  keys
    .command("rotate-master")
    .description("on the gateway's machine: move everything that is encrypted to a new master key")
    .action(async () => {
      const { env, output } = context();
      showOne(output, await rotateMasterKey(env, output));
    });
}

function dollarsOf(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new UsageError(`'${text}' is not an amount of dollars.`);
  return value;
}
