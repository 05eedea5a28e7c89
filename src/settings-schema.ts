import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);
const positiveInt = z.coerce.number().int().positive();
/** Node's timers take 31 bits; beyond, they fire at once. */
const MAX_TIMER_MS = 2_147_483_647;
/** A deadline or an interval: nought would end every request at once, or write without a pause. */
const milliseconds = z.coerce.number().int().min(1).max(MAX_TIMER_MS);
const millisecondsOrNone = z.coerce.number().int().min(0).max(MAX_TIMER_MS);
const flag = z.enum(["true", "false", "1", "0", "on", "off"]).transform((v) => v === "true" || v === "1" || v === "on");

/**
 * Every setting the process reads from its environment, apart from the providers' credentials
 * (`LLM_<PROVIDER>_API_KEY`, `LLM_<PROVIDER>_BASE_URL` and one for each other field of a credential; see
 * provider-settings.ts). The descriptions are the documentation.
 */
export const SETTINGS = {
  PORT: port.default(4001).describe("Port to listen on."),
  HOST: z.string().min(1).default("0.0.0.0").describe("Address to listen on."),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional()
    .describe("Address under which users reach the service; `http://localhost:<PORT>` when absent."),
  DATA_DIR: z
    .string()
    .min(1)
    .default("./data")
    .describe("Folder of the embedded database, the journal and generated keys."),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" })
    .optional()
    .describe("Postgres 15 or newer, instead of the embedded database."),
  ENCRYPTION_KEY: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, "must be 64 hexadecimal characters (32 bytes)")
    .optional()
    .describe("Master key; generated into DATA_DIR when absent in embedded mode, required with DATABASE_URL."),
  ENCRYPTION_KEY_PREVIOUS: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, "must be 64 hexadecimal characters (32 bytes)")
    .optional()
    .describe("The master key before; set while what it encrypted is still being moved to ENCRYPTION_KEY."),
  ROLES: z
    .string()
    .default("gateway,api,worker")
    .transform((v) => v.split(",").map((role) => role.trim()))
    .pipe(z.array(z.enum(["gateway", "api", "worker"])).min(1))
    .describe("What this process does: gateway (LLM API), api (management API), worker (background jobs)."),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: "must be a redis:// URL" })
    .optional()
    .describe(
      "State that replicas share: limits, budgets, answers to be given again. Without it each process keeps its own.",
    ),
  CONFIG_GENERATOR_MODEL: z
    .string()
    .regex(/^[\w-]+\/\S+$/, "must be provider/model")
    .optional()
    .describe("Model that writes configurations of projects from a description; nobody does when absent."),
  PROMPTS_DIR: z
    .string()
    .optional()
    .describe("Directory of the files that configurations name in `prompt_ref`; without it there are none."),
  CONFIG_DIR: z
    .string()
    .optional()
    .describe(
      "Directory of configurations to serve, one file `<project-slug>.yaml` a project of the first organization; read again whenever a file changes.",
    ),
  EMBEDDING_MODEL: z
    .string()
    .min(3)
    .default("openai/text-embedding-3-small")
    .describe("Model that the semantic cache embeds questions with, for organizations that name none."),
  CACHE_MEMORY_MB: positiveInt
    .default(64)
    .describe("Memory of each process for answers that are kept to be given again, in MB."),
  CACHE_REDIS_MB: positiveInt
    .default(256)
    .describe("Room in Redis for one organization's answers that are kept to be given again, in MB."),
  LIMITS_WITHOUT_REDIS: z
    .enum(["open", "closed", "local"])
    .default("local")
    .describe(
      "Limits and budgets while Redis cannot be reached: `open` lets everything pass, `closed` refuses everything with 503, `local` counts in each process for itself. What was spent meanwhile is counted when Redis is back.",
    ),
  WORKERS: positiveInt
    .default(1)
    .describe("Reserved for several data-plane processes. This version runs one and says so at start."),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("Least severe level that is logged."),
  ADMIN_EMAIL: z.email().optional().describe("Email of the owner account made at the first start."),
  ADMIN_PASSWORD: z.string().min(8).max(128).optional().describe("Password of the owner account; random when absent."),
  REGISTRATION: z
    .enum(["open", "invite-only", "closed"])
    .default("invite-only")
    .describe(
      "Who may make an account: `open`, everybody, with an organization of their own; `invite-only`, who was invited; `closed`, nobody.",
    ),
  ORGANIZATION_CREATION: z
    .enum(["any-user", "operator"])
    .default("any-user")
    .describe("Who may make further organizations: every user, or only owners of the first organization."),
  MAX_PROJECTS_PER_ORGANIZATION: positiveInt
    .default(10)
    .describe("Projects an organization may have, archived ones included."),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// URL" })
    .optional()
    .describe(
      "Mail server, such as `smtp://user:password@mail.example.com:587`; no mail is sent when absent. A user name makes TLS required.",
    ),
  MAIL_FROM: z
    .string()
    .min(3)
    .default("LLM Gateway <llm-gateway@localhost>")
    .describe("Sender of mails, such as `LLM Gateway <gateway@example.com>`."),
  BOOTSTRAP_API_KEY: z.string().optional().describe("API key that is made sure to exist, for automation."),
  MOCK_PROVIDER: z.enum(["on", "off"]).default("on").describe("The built-in provider `mock`, which needs no key."),
  DEFAULT_MODEL: z
    .string()
    .optional()
    .describe("Model that savings in receipts are measured against where a project sets none."),
  CATALOG_OVERRIDES: z.string().optional().describe("JSON file of models and prices laid over the built-in catalogue."),
  CATALOG_URL: z.url().optional().describe("Catalogue to refresh from; nothing is fetched when absent."),
  CATALOG_REFRESH_MINUTES: positiveInt
    .max(Math.floor(MAX_TIMER_MS / 60_000))
    .default(360)
    .describe("Time between catalogue refreshes."),
  MAX_BODY_BYTES: positiveInt.default(50 * 1024 * 1024).describe("Largest request body."),
  MAX_ANSWER_BYTES: positiveInt
    .default(64 * 1024 * 1024)
    .describe("Largest answer of a provider that is not a stream."),
  CONNECT_TIMEOUT_MS: milliseconds.default(5_000).describe("Deadline for connecting to a provider."),
  HEADERS_TIMEOUT_MS: milliseconds.default(120_000).describe("Deadline for a provider's response headers."),
  FIRST_TOKEN_TIMEOUT_MS: milliseconds
    .default(120_000)
    .describe("Deadline for the first meaningful event of a stream."),
  IDLE_TIMEOUT_MS: milliseconds.default(60_000).describe("Longest silence inside a provider's answer."),
  TOTAL_TIMEOUT_MS: milliseconds.default(900_000).describe("Deadline for a whole request."),
  RETRIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(2)
    .describe("Attempts at the same provider beyond the first."),
  FIRST_TOKEN_PATIENCE_MS: milliseconds
    .default(12_000)
    .describe(
      "Longest wait for a stream's first piece while another candidate is left to ask; models that reason get `FIRST_TOKEN_TIMEOUT_MS`.",
    ),
  STREAM_RECOVERY: z
    .enum(["off", "hold", "splice", "prefill", "buffer"])
    .default("splice")
    .describe(
      "What is done with a stream that breaks after it has begun: `off` ends it with an error; `hold` keeps its beginning back a moment, so that early failures fall back unseen; `splice` asks the next candidate and goes on where its answer is the same so far; `prefill` lets a candidate continue what was delivered; `buffer` delivers only whole answers.",
    ),
  HEDGE_AFTER_MS: milliseconds
    .optional()
    .describe("Time without an answer after which the next candidate is asked too; whoever answers first is taken."),
  HEALTH_PROBE_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_440)
    .optional()
    .describe(
      "Every so many minutes, models that were called within a day but not lately are asked for one token with the platform's key, so that their health stays known; off when absent.",
    ),
  EXPLORATION_RATE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "Share of requests (0 to 1) that try another candidate than the best, where there is a choice, so that its figures stay known.",
    ),
  SESSION_TTL_MINUTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(Math.floor(MAX_TIMER_MS / 60_000))
    .default(60)
    .describe(
      "Time for which a session stays with the candidate that answered it, so that prompt caches pay; 0: never.",
    ),
  KEEP_ALIVE_MS: milliseconds.default(15_000).describe("Idle time after which a stream gets a keep-alive frame."),
  DRAIN_TIMEOUT_MS: millisecondsOrNone
    .default(30_000)
    .describe("Time that running requests get at shutdown; 0 cuts them at once."),
  JOURNAL_SYNC: z
    .enum(["group", "always"])
    .default("group")
    .describe(
      "`group`: a record survives the process's death at once and a power cut within 100 ms; `always`: answers end only after the record is on the disk.",
    ),
  LOG_RETENTION_DAYS: positiveInt
    .max(36_500)
    .default(365)
    .describe("Days that request logs are kept; analytics keep their sums for longer."),
  PLATFORM_FEE_PERCENT: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe("Fee on traffic paid from credits, in percent."),
  STRIPE_SECRET_KEY: z
    .string()
    .min(1)
    .optional()
    .describe("Secret key of a Stripe account that top-ups are paid to; without it only the operator grants credits."),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Signing secret of the Stripe webhook at `/api/v1/billing/stripe/webhook`; required with STRIPE_SECRET_KEY.",
    ),
  STRIPE_API_URL: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" })
    .optional()
    .describe("Another address of Stripe's API, for tests."),
  RATE_LIMIT_RPM: positiveInt.default(1_000_000).describe("Requests a minute for a key that has no limit of its own."),
  RATE_LIMIT_TPM: positiveInt
    .default(10_000_000_000)
    .describe("Tokens a minute for a key that has no limit of its own."),
  ALLOW_PRIVATE_URLS: flag.default(false).describe("Lets URLs given by users point at private addresses."),
  TRUST_PROXY: z
    .union([flag.transform((set) => (set ? 1 : 0)), z.coerce.number().int().min(1).max(10)])
    .default(0)
    .describe(
      "Proxies of yours in front, as a number (`true` is one): the client's address is taken that many entries from the end of `x-forwarded-for`.",
    ),
} as const;

export type SettingName = keyof typeof SETTINGS;
