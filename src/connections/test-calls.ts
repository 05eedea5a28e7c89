import { chatDialectById } from "../dialects/registry.ts";
import type { Proof } from "../gateway/upstream/signing/make-signer.ts";
import { addressFor, baseUrlFor, fillPlaceholders } from "../providers/address.ts";
import type { Provider, Speech } from "../providers/provider.ts";
import type { HttpRequest } from "./send.ts";

/** Fields of a credential by name, secrets included. */
export type Fields = Readonly<Record<string, string>>;

/** A connection to try: nothing of it needs to be saved. */
export interface Subject {
  readonly provider: Provider;
  /** Defaults filled in. */
  readonly fields: Fields;
  /** Instead of the provider's own. */
  readonly baseUrl: string | null;
}

/** The calls that a connection can be tried with, as they are before they are authorised. */
export interface TestCalls {
  /** Asks which models there are; null where the wire has no such call. */
  readonly list: HttpRequest | null;
  /** A conversation of one short answer; null where the provider has none that we can write. */
  chat(model: string): HttpRequest | null;
}

const MAX_OUTPUT_TOKENS = 1;

/** Derives the calls from the provider's record. Throws when a field that stands in the address is missing. */
export function testCalls({ provider, fields, baseUrl }: Subject): TestCalls {
  const speech = provider.speaks.find((one) => one.operation === "chat");
  const base = (baseUrl ?? baseUrlFor(provider, fields)).replace(/\/+$/, "");
  const headers = ["accept", "application/json", "accept-encoding", "identity", "user-agent", "llm-gateway"];
  for (const [name, value] of Object.entries(provider.headers ?? {})) headers.push(name, value);
  const path = speech === undefined ? "" : addressFor(speech, fields).path;
  const listPath = listPathOf(path);
  return {
    list: listPath === null ? null : { method: "GET", url: base + fillPlaceholders(listPath, { ...fields }), headers },
    chat: (model) => {
      const body = speech === undefined ? null : chatBody(provider, speech, model);
      if (body === null) return null;
      const url = base + fillPlaceholders(path, { ...fields, model });
      return { method: "POST", url, headers: [...headers, "content-type", "application/json"], body };
    },
  };
}

/** The request with a credential's headers. */
export async function authorised(request: HttpRequest, proof: Proof): Promise<HttpRequest> {
  if ("headers" in proof) return { ...request, headers: [...request.headers, ...proof.headers] };
  const { origin, pathname, search } = new URL(request.url);
  const headers = await proof.sign({
    method: request.method,
    origin,
    path: pathname + search,
    body: Buffer.from(request.body ?? ""),
    contentType: "application/json",
  });
  return { ...request, headers: [...request.headers, ...headers] };
}

/**
 * Where models are listed, by where conversations are asked for: `/models` beside `/chat/completions`, `/responses`
 * and `/messages` (OpenAI and Anthropic, "List models"), and above `{model}:…` (Gemini API, "models.list").
 */
function listPathOf(chatPath: string): string | null {
  const [path = "", query] = chatPath.split("?");
  const stem = /^(.*?)(?:\/deployments\/\{model\})?\/(?:chat\/completions|responses|messages)$/.exec(path)?.[1];
  const listed = stem === undefined ? /^(.*\/models)\/\{model\}:/.exec(path)?.[1] : `${stem}/models`;
  if (listed === undefined) return null;
  return query === undefined ? listed : `${listed}?${query}`;
}

function chatBody(provider: Provider, speech: Speech, model: string): string | null {
  const request = {
    model,
    messages: [{ role: "user" as const, blocks: [{ kind: "text" as const, text: "Hi" }] }],
    stream: false,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    unmapped: [],
  };
  const target = {
    model,
    quirks: new Set(provider.quirks),
    maxOutputTokens: undefined,
    sampling: true,
    efforts: [],
    reasoningStyle: "none" as const,
    family: undefined,
    imageOutput: false,
  };
  const dialect = chatDialectById(speech.dialect);
  return dialect === undefined ? null : JSON.stringify(dialect.encodeRequest(request, target).body);
}

/** Models in an answer to the list call, as OpenAI, Anthropic and Gemini write them; null when it is no such list. */
export function listedModels(text: string): readonly string[] | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The beginning of a long list is a list too.
    return /^\s*[[{]\s*"(?:object|data|models)"/.test(text) ? [] : null;
  }
  const { data, models } = (Array.isArray(body) ? { data: body } : (body ?? {})) as Record<string, unknown>;
  const list = Array.isArray(data) ? data : Array.isArray(models) ? models : null;
  return list?.flatMap(nameOfListed) ?? null;
}

function nameOfListed(entry: unknown): string[] {
  const { id, name } = (typeof entry === "object" && entry !== null ? entry : {}) as Record<string, unknown>;
  const found = typeof id === "string" ? id : typeof name === "string" ? name : "";
  return found === "" ? [] : [found.replace(/^models\//, "")];
}
