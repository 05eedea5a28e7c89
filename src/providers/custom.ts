import { z } from "zod";
import { QUIRKS, type Quirk } from "../dialects/quirks.ts";
import { defineProvider, OPTIONAL_API_KEY_FIELD, type Provider, type Speech } from "./provider.ts";
import { PROVIDER_IDS } from "./registry.ts";

const QUIRK_NAMES = Object.keys(QUIRKS) as [Quirk, ...Quirk[]];

/** Headers that belong to HTTP or to us, whatever a server would like to read its key from. */
const NOT_FOR_KEYS =
  /^(accept|accept-encoding|connection|content-.*|cookie|host|transfer-encoding|upgrade|user-agent)$/;

/** A server that an organisation or the operator adds: OpenAI's wire or Anthropic's at an address of their own. */
export const customProviderSchema = z.strictObject({
  /** Stands before the slash in model strings. */
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single dashes")
    .max(64)
    .refine((id) => !PROVIDER_IDS.has(id), "is the id of a built-in provider"),
  name: z.string().trim().min(1).max(100),
  baseUrl: z.string().max(2_000).refine(isBaseUrl, "must be an http:// or https:// URL without query and password"),
  wire: z.enum(["openai", "anthropic"]),
  /** How the server wants its key; as the wire's own vendor does when absent. */
  auth: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("bearer") }),
      z.strictObject({ kind: z.literal("header"), name: z.string().max(100).refine(isKeyHeader, "cannot hold a key") }),
      z.strictObject({ kind: z.literal("none") }),
    ])
    .optional(),
  /** Ways in which the server differs from its wire. */
  quirks: z.array(z.enum(QUIRK_NAMES)).max(QUIRK_NAMES.length).optional(),
  /** OpenAI's wire: the server also has `/responses`. */
  responses: z.boolean().optional(),
});

export type CustomProvider = z.infer<typeof customProviderSchema>;

/**
 * The record of a server that was checked by {@link customProviderSchema}. Its key is optional. Of the wire's operations
 * all may be asked for: its models are named by the caller, and the server says itself what it does not serve.
 */
export function customProvider(given: CustomProvider): Provider {
  const { id, name, wire, quirks = [], responses = false } = given;
  const auth = given.auth ?? (wire === "anthropic" ? { kind: "header", name: "x-api-key" } : { kind: "bearer" });
  return defineProvider({
    id,
    name,
    docs: "docs/reference/providers.md",
    baseUrl: given.baseUrl.replace(/\/+$/, ""),
    auth: auth.kind === "header" ? { kind: "header", name: auth.name.toLowerCase() } : auth,
    ...(wire === "anthropic" ? ANTHROPIC : {}),
    speaks: wire === "anthropic" ? ANTHROPIC_SPEAKS : [...OPENAI_SPEAKS, ...(responses ? [RESPONSES] : [])],
    quirks: [...new Set(quirks)],
    credential: auth.kind === "none" ? [] : OPTIONAL_API_KEY_FIELD,
    environment: [],
    keyless: "with-base-url",
  });
}

const ANTHROPIC = {
  headers: { "anthropic-version": "2023-06-01" },
  forwardHeaders: ["anthropic-version", "anthropic-beta"],
};

const ANTHROPIC_SPEAKS: readonly Speech[] = [
  { operation: "chat", dialect: "anthropic-messages", path: "/messages" },
  { operation: "count-tokens", dialect: "anthropic-count-tokens", path: "/messages/count_tokens" },
];

const OPENAI_SPEAKS: readonly Speech[] = [
  { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
  { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
  { operation: "image", dialect: "openai-images", path: "/images/generations" },
  { operation: "image-edit", dialect: "openai-image-edits", path: "/images/edits" },
  { operation: "moderate", dialect: "openai-moderations", path: "/moderations" },
  { operation: "rerank", dialect: "cohere-rerank", path: "/rerank" },
  { operation: "speech", dialect: "openai-speech", path: "/audio/speech" },
  { operation: "transcribe", dialect: "openai-transcriptions", path: "/audio/transcriptions" },
];

const RESPONSES: Speech = { operation: "chat", dialect: "openai-responses", path: "/responses" };

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text) || /[{}\s]/.test(text)) return false;
  const { protocol, search, hash, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && search + hash + username + password === "" && !/[?#]/.test(text);
}

function isKeyHeader(name: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(name) && !NOT_FOR_KEYS.test(name.toLowerCase());
}
