import { z } from "@hono/zod-openapi";
import { compileGuardrails } from "../../gateway/guardrails/compile-guardrails.ts";
import { GUARDRAIL_BEHAVIORS, GUARDRAIL_TYPES, MESSAGE_ROLES } from "../../gateway/guardrails/guardrail-config.ts";
import { GUARDRAILS_MAX, guardrailSchema } from "../../gateway/guardrails/guardrail-schema.ts";
import type { GuardrailDocument } from "../../store/sql/tables/organization-settings.ts";
import { id } from "../http/fields.ts";

const MESSAGES_MAX = 500;

/** A whole list as it is set: every guardrail by its type, names that differ, patterns that compile. */
export const guardrailList = z
  .array(guardrailSchema)
  .max(GUARDRAILS_MAX)
  .superRefine((list, context) => {
    for (const { path, message } of compileGuardrails(list).errors) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

/** Guardrails as answers show them; parameters are those of the type. */
export const guardrailsView = z.array(
  z
    .object({
      name: z.string(),
      type: z.enum(GUARDRAIL_TYPES),
      where: z.enum(["input", "output", "io"]),
      behavior: z.enum(GUARDRAIL_BEHAVIORS),
      parameters: z.record(z.string(), z.unknown()),
      response_message: z.string().optional(),
      description: z.string().optional(),
      message_roles: z.array(z.enum(MESSAGE_ROLES)).optional(),
      enabled: z.boolean(),
    })
    .openapi("Guardrail"),
);

/** A stored list as the API shows it. */
export function toGuardrails(list: readonly GuardrailDocument[] | null | undefined): z.output<typeof guardrailsView> {
  return (list ?? []).map((one) => {
    const { name, type, where = "io", behavior = "block", parameters = {}, enabled = true } = one;
    const { response_message, description, message_roles } = one;
    return {
      ...{ name, type, where, behavior, parameters, enabled },
      ...(response_message === undefined ? {} : { response_message }),
      ...(description === undefined ? {} : { description }),
      ...(message_roles === undefined ? {} : { message_roles: [...message_roles] }),
    };
  });
}

const message = z.strictObject({ role: z.enum(MESSAGE_ROLES), content: z.string() });

/** A dry run: one text, or the messages of a conversation. */
export const guardrailTest = z
  .strictObject({
    organizationId: id.optional().openapi({ description: "Needed by those who belong to several" }),
    projectId: id.optional().openapi({ description: "Whose guardrails are tried beside the organization's" }),
    guardrails: guardrailList.optional().openapi({ description: "Tried instead of those in force" }),
    where: z.enum(["input", "output"]).default("input"),
    text: z.string().optional(),
    messages: z.array(message).min(1).max(MESSAGES_MAX).optional(),
  })
  .refine(({ text, messages }) => (text === undefined) !== (messages === undefined), {
    message: "send either text or messages",
    path: ["text"],
  })
  .openapi("GuardrailTest");

export type GuardrailTest = z.output<typeof guardrailTest>;

const finding = z
  .object({
    guardrail: z.string(),
    type: z.string().openapi({ example: "email" }),
    path: z.string().openapi({ example: "messages[0].content" }),
    start: z.int().openapi({ description: "In UTF-16 units, in the text as the guardrails before left it" }),
    end: z.int(),
  })
  .openapi("GuardrailFinding");

export const guardrailTestAnswer = z
  .object({
    test: z.object({
      verdict: z.enum(["pass", "block", "soft_block"]),
      message: z.string().nullable().openapi({ description: "What the caller would read; null when it passes" }),
      texts: z.array(z.object({ path: z.string(), text: z.string(), changed: z.boolean() })),
      findings: z.array(finding),
      skipped: z.array(z.string()).openapi({ description: "Judges and services: a dry run asks nobody" }),
      milliseconds: z.number(),
    }),
  })
  .openapi("GuardrailTestAnswer");

/** The types are the same for all; an organization that is named must be the caller's. */
export const guardrailTypesQuery = z.object({ organizationId: id.optional() });

export const guardrailTypesAnswer = z
  .object({
    types: z.array(
      z.object({
        type: z.enum(GUARDRAIL_TYPES),
        description: z.string(),
        behaviors: z.array(z.enum(GUARDRAIL_BEHAVIORS)),
        parameters: z.record(z.string(), z.unknown()).openapi({ description: "JSON Schema" }),
      }),
    ),
    piiTypes: z.array(z.object({ type: z.string(), description: z.string(), default: z.boolean() })),
    judgePrompts: z.array(z.string()),
  })
  .openapi("GuardrailTypes");
