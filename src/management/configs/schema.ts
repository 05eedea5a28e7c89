import { z } from "@hono/zod-openapi";
import { id, page, plainText } from "../http/fields.ts";
import { CONFIG_ACTIONS, CONFIG_STATES } from "./states.ts";

/** UTF-16 units; the body as a whole has a bound in bytes too. */
export const YAML_MAX = 1_000_000;
const MESSAGE_MAX = 2_000;
const SECRET_MAX = 65_536;
const DESCRIPTION_MAX = 10_000;
const VERSION_MAX = 2_147_483_647;

const storable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();
const NOT_STORABLE = "holds a character that cannot be stored";

const yaml = z
  .string()
  .min(1)
  .max(YAML_MAX)
  .refine(storable, NOT_STORABLE)
  .openapi({ example: "chat_models: []\nroutes: {}\n" });
const message = plainText(1, MESSAGE_MAX).openapi({ description: "Why; kept in the history and the audit log" });
const state = z.enum(CONFIG_STATES);
const updatedAt = z.iso
  .datetime({ offset: true })
  .openapi({ description: "As it was read: refused with 409 when it was changed since" });

export const newConfig = z.strictObject({ yaml, message: message.nullish() }).openapi("NewProjectConfig");
export type NewConfig = z.output<typeof newConfig>;

export const configPatch = z
  .strictObject({ yaml: yaml.optional(), message: message.nullish(), updatedAt: updatedAt.optional() })
  .openapi("ProjectConfigPatch");
export type ConfigPatch = z.output<typeof configPatch>;

export const transition = z
  .strictObject({ message: message.nullish(), updatedAt: updatedAt.optional() })
  .openapi("ProjectConfigTransition");
export type Transition = z.output<typeof transition>;

export const configsQuery = z.object({
  state: state.optional(),
  limit: page.limit,
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, "is not a cursor")
    .optional()
    .openapi({ description: "nextCursor of the page before" }),
});
export type ConfigsQuery = z.output<typeof configsQuery>;

const actor = z
  .object({
    kind: z.enum(["user", "token", "system", "anonymous"]),
    id: z.string().nullable(),
    label: z.string().nullable().openapi({ example: "ann@example.com" }),
  })
  .openapi("ProjectConfigActor");

const when = z.iso.datetime();

export const configSummary = z
  .object({
    id: z.string().openapi({ example: "cfg_456def" }),
    projectId: z.string(),
    organizationId: z.string(),
    version: z.int(),
    state,
    message: z.string().nullable(),
    checksum: z.string().openapi({ description: "SHA-256 of the text in hex" }),
    createdBy: actor,
    createdAt: when,
    updatedAt: when,
    approvedBy: actor.nullable(),
    approvedAt: when.nullable(),
    servedBy: actor.nullable(),
    servedAt: when.nullable().openapi({ description: "The last time" }),
    retiredAt: when.nullable(),
    shadowPercent: z
      .int()
      .nullable()
      .openapi({ description: "Share of the traffic that is planned with it; null: none" }),
    allowed: z.array(z.enum(CONFIG_ACTIONS)).openapi({ description: "What its state allows" }),
  })
  .openapi("ProjectConfigSummary");
export type ConfigSummary = z.output<typeof configSummary>;

export const shadowBody = z
  .strictObject({
    percent: z.int().min(0).max(100).openapi({ description: "0 ends it" }),
    message: transition.shape.message,
  })
  .openapi("ProjectConfigShadowSetting");
export type ShadowBody = z.output<typeof shadowBody>;
export const shadowAnswer = z
  .object({
    shadow: z.object({
      percent: z.int(),
      requests: z.int().openapi({ description: "Requests that were planned with both" }),
      same: z.int().openapi({ description: "Those for which both would ask the same model first" }),
      outcomes: z
        .array(
          z.object({
            route: z.string(),
            served: z.string().openapi({ description: "`provider/model`, or why there is none" }),
            shadow: z.string(),
            requests: z.int(),
            lastAt: when,
          }),
        )
        .openapi({ description: "The 200 most frequent" }),
    }),
  })
  .openapi("ProjectConfigShadow");
export type ShadowView = z.output<typeof shadowAnswer>["shadow"];

export const problem = z
  .object({
    line: z.int(),
    column: z.int(),
    path: z.string(),
    message: z.string(),
    suggestion: z.string().optional(),
  })
  .openapi("ProjectConfigProblem");

const config = configSummary.extend({ yaml: z.string() }).openapi("ProjectConfig");
export type ConfigView = z.output<typeof config>;

export const configAnswer = z.object({ config }).openapi("ProjectConfigAnswer");
export const savedConfigAnswer = z.object({ config, warnings: z.array(problem) }).openapi("SavedProjectConfigAnswer");
export const configsAnswer = z
  .object({ configs: z.array(configSummary), nextCursor: z.string().nullable() })
  .openapi("ProjectConfigList");

export const validateBody = z.strictObject({ yaml: z.string().max(YAML_MAX) }).openapi("ProjectConfigText");
export const validationAnswer = z
  .object({
    validation: z.object({
      valid: z.boolean(),
      errors: z.array(problem),
      warnings: z.array(problem),
      secrets: z.array(z.string()).openapi({ description: "Names that it uses" }),
      missingSecrets: z.array(z.string()).openapi({ description: "Those that the project does not have" }),
    }),
  })
  .openapi("ProjectConfigValidation");
export type ValidationView = z.output<typeof validationAnswer>["validation"];

export const diffBody = z
  .strictObject({ against: id.nullish().openapi({ description: "Another version's id; what is served when absent" }) })
  .openapi("ProjectConfigDiffQuestion");

const version = z.object({ id: z.string(), version: z.int(), state });
export const change = z
  .object({
    path: z.string(),
    kind: z.enum(["added", "removed", "changed"]),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    text: z.string().openapi({ example: "route `support`: model `gpt` replaced by `claude`" }),
  })
  .openapi("ProjectConfigChange");
export const diffAnswer = z
  .object({
    diff: z.object({
      from: version.nullable().openapi({ description: "Null: nothing is served" }),
      to: version,
      changes: z.array(change),
      sameText: z.boolean(),
    }),
  })
  .openapi("ProjectConfigDiff");

export const historyAnswer = z
  .object({
    history: z.array(
      z.object({
        at: when,
        actor,
        action: z.string().openapi({ example: "serve" }),
        fromState: state.nullable(),
        toState: state,
        message: z.string().nullable(),
      }),
    ),
  })
  .openapi("ProjectConfigHistory");
export type HistoryView = z.output<typeof historyAnswer>["history"];

export const exportQuery = z.object({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(VERSION_MAX)
    .optional()
    .openapi({ description: "The served one when absent, else the newest" }),
});

export const templatesAnswer = z
  .object({
    templates: z.array(z.object({ id: z.string(), title: z.string(), description: z.string(), yaml: z.string() })),
  })
  .openapi("ProjectConfigTemplates");

export const importBody = z
  .strictObject({
    format: z.enum(["litellm", "portkey"]),
    text: z.string().min(1).max(YAML_MAX),
    message: message.nullish(),
  })
  .openapi("ProjectConfigImport");
export type ImportBody = z.output<typeof importBody>;
export const importAnswer = z
  .object({
    import: z.object({
      // `nullable()` of a named schema is not null in the API's description.
      config: z.union([config, z.null()]),
      yaml: z.string().nullable().openapi({ description: "Null when nothing could be made of it" }),
      report: z
        .array(z.object({ path: z.string(), reason: z.string() }))
        .openapi({ description: "What could not be carried over" }),
      errors: z.array(problem),
      missingSecrets: z.array(z.string()).openapi({ description: "To be set before the draft can be made" }),
    }),
  })
  .openapi("ProjectConfigImportAnswer");
export type ImportView = z.output<typeof importAnswer>["import"];

export const generateBody = z
  .strictObject({
    description: plainText(1, DESCRIPTION_MAX).openapi({
      example: "Answer with a cheap model, fall back to a good one",
    }),
    current: z.string().max(YAML_MAX).nullish().openapi({ description: "A configuration to change" }),
  })
  .openapi("ProjectConfigDescription");
export type GenerateBody = z.output<typeof generateBody>;
export const generateAnswer = z
  .object({
    generated: z.object({
      yaml: z.string(),
      model: z.string(),
      repaired: z
        .array(z.object({ attempt: z.int(), errors: z.array(problem) }))
        .openapi({ description: "What was wrong before, and is not any more" }),
      warnings: z.array(problem),
      missingSecrets: z.array(z.string()),
    }),
  })
  .openapi("GeneratedProjectConfig");
export type GeneratedView = z.output<typeof generateAnswer>["generated"];

export const secretName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_][\w.-]*$/, "must begin with a letter, then letters, digits, _ . and -")
  .openapi({ example: "OPENAI_API_KEY" });
export const secretParams = z.object({ id, name: secretName });
export const secretBody = z
  .strictObject({ value: z.string().min(1).max(SECRET_MAX).refine(storable, NOT_STORABLE) })
  .openapi("ProjectSecretValue");
const secret = z
  .object({
    name: z.string(),
    hint: z.string().nullable().openapi({ description: "Its last characters", example: "…4f2a" }),
    createdAt: when,
    updatedAt: when,
  })
  .openapi("ProjectSecret");
export type SecretView = z.output<typeof secret>;
const usedSecret = secret
  .extend({
    usedBy: z.array(version).openapi({
      description: "Versions that need it: the served one, and the newest that can still be served for the first time",
    }),
  })
  .openapi("UsedProjectSecret");
export type UsedSecretView = z.output<typeof usedSecret>;
export const secretAnswer = z.object({ secret }).openapi("ProjectSecretAnswer");
export const secretsAnswer = z
  .object({ secrets: z.array(usedSecret), nextCursor: z.string().nullable() })
  .openapi("ProjectSecretList");
