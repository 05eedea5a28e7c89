import { z } from "zod";
import { compilePattern } from "../../gateway/guardrails/compile-pattern.ts";
import { guardrailSchema } from "../../gateway/guardrails/guardrail-schema.ts";
import { line, promptFile, url } from "./text.ts";

type Option = (typeof guardrailSchema.options)[number];
type TypeName = Option["shape"]["type"]["value"];
type OptionOf<T extends TypeName> = Extract<Option, { shape: { type: z.ZodLiteral<T> } }>;

/** The gateway's own schema of a type. */
function ofGateway<T extends TypeName>(type: T): OptionOf<T> {
  const found = guardrailSchema.options.find((option) => option.shape.type.value === type);
  return found as OptionOf<T>;
}

const startsWith = ofGateway("starts_with");
const regex = ofGateway("regex");
const regexParameters = regex.shape.parameters;

/** `values`, or `pattern` for one of them. */
const patterns = z
  .strictObject({
    ...regexParameters.shape,
    values: regexParameters.shape.values.optional(),
    pattern: regexParameters.shape.values.element.optional().describe("One pattern, instead of values"),
  })
  .superRefine(({ values, pattern, ignore_case: ignoreCase }, context) => {
    const note = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    if ((values === undefined) === (pattern === undefined))
      note(["values"], "is missing (or stands beside pattern): give one of them");
    for (const [index, source] of (values ?? []).entries()) {
      const compiled = compilePattern(source, ignoreCase);
      if (typeof compiled === "string") note(["values", index], compiled);
    }
    const one = pattern === undefined ? undefined : compilePattern(pattern, ignoreCase);
    if (typeof one === "string") note(["pattern"], one);
  })
  .transform(({ values, pattern, ...rest }) => ({
    values: values ?? (pattern === undefined ? [] : [pattern]),
    ...rest,
  }));

const entities = z
  .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "must be a name such as EMAIL_ADDRESS"))
  .min(1)
  .max(200)
  .optional();

const presidio = z
  .strictObject({
    language: z.string().min(2).max(16).default("en"),
    entities,
    backend: z.enum(["local", "ahds"]).default("local"),
    endpoint: url.optional(),
    api_version: line.optional(),
    tenant_id: line.optional(),
    client_id: line.optional(),
    client_secret: line.optional(),
  })
  .prefault({});

const judge = ofGateway("judge");

/** One guardrail that routes can name. */
export const configGuardrailSchema = z
  .discriminatedUnion("type", [
    startsWith
      .extend({ type: z.literal("starts_with").optional() })
      .transform((one) => ({ ...one, type: one.type ?? ("starts_with" as const) })),
    ofGateway("ends_with"),
    ofGateway("contains"),
    z.strictObject({ ...regex.shape, parameters: patterns }),
    ofGateway("pii"),
    ofGateway("presidio_analyzer").extend({ parameters: presidio }),
    ofGateway("presidio_anonymizer").extend({
      parameters: presidio,
      behavior: z
        .enum(["redact", "block", "soft_block", "warn"])
        .default("redact")
        .transform(() => "redact" as const)
        .describe("It always redacts"),
    }),
    ofGateway("prompt_injection"),
    ofGateway("keywords"),
    ofGateway("topics"),
    judge.extend({
      parameters: judge.shape.parameters.safeExtend({
        prompt_ref: promptFile.optional(),
        include_media: z.boolean().default(false),
      }),
    }),
    ofGateway("http"),
    z.strictObject({
      ...startsWith.shape,
      type: z.literal("guardrails_ai"),
      behavior: z.enum(["block", "soft_block", "warn"]).default("block"),
      parameters: z.strictObject({
        guard_name: z.string().min(1).max(128),
        base_url: url.default("http://guardrails-api:8000"),
        timeout: z.number().min(0.1).max(60).default(10).describe("Seconds"),
      }),
    }),
  ])
  .meta({ title: "Guardrail" });

export const configGuardrailsSchema = z.array(configGuardrailSchema).max(200);
export type ProjectGuardrail = z.output<typeof configGuardrailSchema>;
