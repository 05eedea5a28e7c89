import { z } from "@hono/zod-openapi";
import { CUSTOM, CUSTOM_CREDENTIAL } from "../../connections/custom-provider.ts";
import type { CredentialField, CredentialForm, Provider } from "../../providers/provider.ts";
import { PROVIDERS } from "../../providers/registry.ts";

const field = z
  .object({
    name: z.string(),
    label: z.string(),
    secret: z.boolean(),
    required: z.boolean(),
    help: z.string().nullable(),
    multiline: z.boolean(),
    options: z.array(z.string()).nullable(),
    pattern: z.string().nullable().openapi({ description: "Regular expression for the whole value" }),
    default: z.string().nullable(),
    unlessBaseUrl: z.boolean().openapi({ description: "Not needed where a base URL is given" }),
  })
  .openapi("CredentialField");

const form = z
  .object({ id: z.string(), label: z.string(), needs: z.array(z.string()), takes: z.array(z.string()) })
  .openapi("CredentialForm");

const providerView = z
  .object({
    id: z.string(),
    name: z.string(),
    docs: z.string().nullable(),
    baseUrl: z.string().nullable().openapi({ description: "Names in braces stand for fields of the credential" }),
    baseUrlRequired: z.boolean(),
    takesKeys: z.boolean().openapi({ description: "False for providers inside the gateway" }),
    keyOptional: z.boolean(),
    operations: z.array(z.string()),
    wires: z.array(z.string()).nullable().openapi({ description: "For custom providers: what to choose from" }),
    credential: z.array(field),
    credentialForms: z.array(form).openapi({ description: "Ways to give a credential; empty: one way, all fields" }),
  })
  .openapi("Provider");

export type ProviderView = z.output<typeof providerView>;

export const providersAnswer = z
  .object({ providers: z.array(providerView), nextCursor: z.null() })
  .openapi("ProviderList");

const CUSTOM_VIEW: ProviderView = {
  id: CUSTOM,
  name: "Custom",
  docs: null,
  baseUrl: null,
  baseUrlRequired: true,
  takesKeys: true,
  keyOptional: true,
  operations: ["chat", "embed", "count-tokens"],
  wires: ["openai", "anthropic"],
  credential: CUSTOM_CREDENTIAL.map(toField),
  credentialForms: [],
};

/** Every provider that there can be connections to, as forms need it; organizations' own ones as `custom`. */
export const PROVIDER_VIEWS: readonly ProviderView[] = [...PROVIDERS.map(toView), CUSTOM_VIEW];

function toView(provider: Provider): ProviderView {
  return {
    id: provider.id,
    name: provider.name,
    docs: provider.docs === "" ? null : provider.docs,
    baseUrl: provider.baseUrl,
    baseUrlRequired: provider.keyless === "with-base-url",
    takesKeys: provider.inProcess === undefined,
    keyOptional: provider.keyless !== undefined,
    operations: [...new Set(provider.speaks.map((speech) => speech.operation))],
    wires: null,
    credential: provider.credential.filter((one) => one.operatorOnly !== true).map(toField),
    credentialForms: (provider.credentialForms ?? []).filter((one) => one.operatorOnly !== true).map(toForm),
  };
}

function toField(one: CredentialField): ProviderView["credential"][number] {
  return {
    name: one.name,
    label: one.label,
    secret: one.secret,
    required: one.required,
    help: one.help ?? null,
    multiline: one.multiline === true,
    options: one.options === undefined ? null : [...one.options],
    pattern: one.pattern ?? null,
    default: one.default ?? null,
    unlessBaseUrl: one.unlessBaseUrl === true,
  };
}

function toForm({ id, label, needs, takes }: CredentialForm): ProviderView["credentialForms"][number] {
  return { id, label, needs: [...needs], takes: [...(takes ?? [])] };
}
