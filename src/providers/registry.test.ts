import { describe, expect, it } from "vitest";
import type { DialectId } from "../dialects/dialect.ts";
import { QUIRKS } from "../dialects/quirks.ts";
import { makeSigner } from "../gateway/upstream/signing/make-signer.ts";
import type { SignerDeps } from "../gateway/upstream/signing/signer.ts";
import { readSettings } from "../settings.ts";
import { addressFor, baseUrlFor, placeholdersOf } from "./address.ts";
import { checkCredential } from "./credential.ts";
import { type CustomProvider, customProvider, customProviderSchema } from "./custom.ts";
import { API_KEY_FIELD, defineProvider, type Operation, type Provider } from "./provider.ts";
import { PROVIDER_IDS, PROVIDERS, providerById } from "./registry.ts";
import { settingNameOfBaseUrl, settingNameOfField, settingNameOfKey } from "./setting-name.ts";

/** Which dialects can carry an operation. */
const DIALECTS: Readonly<Record<Operation, readonly DialectId[]>> = {
  chat: ["openai-chat", "openai-responses", "anthropic-messages", "gemini", "bedrock-converse", "cohere-v2"],
  embed: ["openai-embeddings", "gemini-embeddings", "gemini-embed-content", "cohere-embeddings", "bedrock-embeddings"],
  "count-tokens": ["anthropic-count-tokens", "gemini-count-tokens"],
  image: ["openai-images", "gemini-images"],
  "image-edit": ["openai-image-edits", "gemini-images"],
  moderate: ["openai-moderations"],
  rerank: ["cohere-rerank"],
  speech: ["openai-speech", "gemini-speech"],
  transcribe: ["openai-transcriptions"],
};

/** Streams of these are another method of the same wire: without one, a stream would be asked for in vain. */
const STREAMS_ELSEWHERE: readonly DialectId[] = ["gemini", "bedrock-converse"];

const byId = (providers: readonly Provider[]) => providers.map((provider) => [provider.id, provider] as const);
const addressesOf = (provider: Provider) => provider.speaks.flatMap((speech) => [speech, ...(speech.variants ?? [])]);
const pathsOf = (provider: Provider): string[] =>
  addressesOf(provider).flatMap(({ path, streamPath }) => (streamPath === undefined ? [path] : [path, streamPath]));
const baseUrlsOf = (provider: Provider): string[] => [
  provider.baseUrl,
  ...(provider.baseUrls ?? []).map(({ baseUrl }) => baseUrl),
];

describe.each(byId(PROVIDERS))("%s", (id, provider) => {
  const fieldNames = provider.credential.map((field) => field.name);
  const forms = provider.credentialForms ?? [];

  it("is a whole record", () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(provider.name.trim()).not.toBe("");
    expect(Object.isFrozen(provider)).toBe(true);
    // What is answered inside the process has no address, needs no key and is documented here.
    if (provider.inProcess === undefined) {
      expect(new URL(provider.docs).protocol).toBe("https:");
      expect(provider.credential.some((field) => field.secret)).toBe(true);
    }
  });

  it("has base URLs that are secret-worthy and nothing but host and path", () => {
    for (const url of provider.inProcess === undefined ? baseUrlsOf(provider) : []) {
      const base = new URL(url.replace(/\{\w+\}/g, "x"));
      // A key never goes over the network in the clear.
      expect(base.protocol).toBe(base.hostname === "localhost" ? "http:" : "https:");
      expect(base.search + base.hash + base.username).toBe("");
      expect(url.endsWith("/")).toBe(false);
    }
  });

  it("names in braces the model or a field that a credential surely has", () => {
    for (const name of baseUrlsOf(provider).flatMap(placeholdersOf)) {
      const field = provider.credential.find((one) => one.name === name);
      // Whoever fills in a part of a host could otherwise choose another host.
      expect(field?.pattern ?? field?.options, `${name} in the host`).toBeDefined();
      expect(field?.secret).toBe(false);
      expect(field?.required).toBe(true);
    }
    for (const path of pathsOf(provider)) {
      expect(path).toMatch(/^(\/[a-zA-Z0-9_{}:-]+)+(\?[a-z-]+=[a-z{}A-Z]+)?$/);
      for (const name of placeholdersOf(path)) {
        if (name !== "model") expect(fieldNames).toContain(name);
        expect(provider.credential.find((field) => field.name === name)?.secret ?? false).toBe(false);
      }
    }
    for (const { when } of [...(provider.baseUrls ?? []), ...provider.speaks.flatMap((one) => one.variants ?? [])]) {
      expect(fieldNames).toContain(when.field);
    }
  });

  it("speaks each wire once for each kind of model, and only for what it can carry", () => {
    expect(provider.speaks.length).toBeGreaterThan(0);
    for (const { operation, dialect, families, natives } of provider.speaks) {
      expect(DIALECTS[operation]).toContain(dialect);
      expect(natives === undefined || families !== undefined).toBe(true);
    }
    for (const { streamPath, path } of provider.speaks.filter((one) => STREAMS_ELSEWHERE.includes(one.dialect))) {
      expect(streamPath).toBeDefined();
      expect(streamPath).not.toBe(path);
    }
    const speeches = provider.speaks.map(({ operation, dialect }) => `${operation} ${dialect}`);
    expect(new Set(speeches).size).toBe(speeches.length);
    const families = provider.speaks.flatMap(
      (one) => one.families?.map((family) => `${one.operation} ${family}`) ?? [],
    );
    expect(new Set(families).size).toBe(families.length);
  });

  it("has quirks of the closed list", () => {
    expect(provider.quirks.filter((quirk) => !(quirk in QUIRKS))).toEqual([]);
    expect(new Set(provider.quirks).size).toBe(provider.quirks.length);
  });

  it("has fields that a form can show", () => {
    expect(new Set(fieldNames).size).toBe(fieldNames.length);
    for (const field of provider.credential) {
      expect(field.name).toMatch(/^[a-z][a-zA-Z]*$/);
      expect(field.label.trim()).not.toBe("");
      expect(field.help ?? "Ends.").toMatch(/\.$/);
      // Throws when it is none.
      if (field.pattern !== undefined) new RegExp(field.pattern, "v");
      if (field.default !== undefined) expect(field.secret).toBe(false);
      // What every tenant must give cannot be what only the operator may.
      if (field.required) expect(field.operatorOnly).toBeUndefined();
    }
  });

  it("has ways to give a credential, each of them complete", () => {
    expect(provider.credential.some((field) => field.required) || forms.length > 0).toBe(
      provider.keyless === undefined,
    );
    expect(new Set(forms.map((form) => form.id)).size).toBe(forms.length);
    for (const form of forms) {
      for (const name of [...form.needs, ...(form.takes ?? [])]) expect(fieldNames).toContain(name);
      const own = form.needs.some((name) => provider.credential.find((field) => field.name === name)?.operatorOnly);
      const secret = form.needs.some((name) => provider.credential.find((field) => field.name === name)?.secret);
      // Without a secret of its own, it is the machine that is trusted.
      if (own || !secret) expect(form.operatorOnly).toBe(true);
    }
    // Every field has its place.
    const placed = [
      ...forms.flatMap((form) => [...form.needs, ...(form.takes ?? [])]),
      ...provider.credential.filter((field) => field.required).map((field) => field.name),
    ];
    if (forms.length > 0) expect(fieldNames.filter((name) => !placed.includes(name))).toEqual([]);
  });

  it("passes on and sends no header that authorises or bills", () => {
    for (const header of [...Object.keys(provider.headers ?? {}), ...(provider.forwardHeaders ?? [])]) {
      expect(header).toBe(header.toLowerCase());
      expect(header).not.toMatch(/authorization|api-key|organization|project|cookie|^host$/);
    }
  });
});

describe("the registry", () => {
  it("has ids and environment names of their own", () => {
    expect(PROVIDER_IDS.size).toBe(PROVIDERS.length);
    const names = PROVIDERS.flatMap((provider) => [
      ...provider.environment,
      ...(provider.baseUrlEnvironment ?? []),
      ...provider.credential.flatMap((field) => field.environment ?? []),
    ]);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith("LLM_"))).toEqual([]);
  });

  it("has settings that no two providers share", () => {
    const names = PROVIDERS.flatMap((provider) => [
      ...new Set([
        settingNameOfKey(provider),
        settingNameOfBaseUrl(provider),
        ...provider.credential.map((field) => settingNameOfField(provider, field)),
      ]),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("finds a provider by its id", () => {
    for (const provider of PROVIDERS) expect(providerById(provider.id)).toBe(provider);
    expect(providerById("nobody")).toBeUndefined();
    expect(providerById("__proto__")).toBeUndefined();
  });
});

const DEPS = { now: () => 0, ownIdentity: false } as SignerDeps;

/** What would be called and with which proof, given settings. */
function callOf(provider: Provider, env: Record<string, string>, operation: Operation) {
  const settings = readSettings(env, [provider]).providers.get(provider.id);
  const given = { ...settings?.fields, ...(settings?.apiKeys[0] && { apiKey: settings.apiKeys[0] }) };
  const checked = checkCredential(provider, given, { hasBaseUrl: settings?.baseUrl !== undefined, isOperator: true });
  const speech = provider.speaks.find((one) => one.operation === operation);
  if (!checked.ok || speech === undefined) return undefined;
  return {
    url: (settings?.baseUrl ?? baseUrlFor(provider, checked.fields)) + addressFor(speech, checked.fields).path,
    proof: makeSigner(provider.auth, checked.fields, DEPS),
  };
}

describe("adding a provider is one file", () => {
  const fresh = defineProvider({
    id: "acme-ai",
    name: "Acme AI",
    docs: "https://docs.acme.example",
    baseUrl: "https://api.acme.example/v1",
    auth: { kind: "bearer" },
    speaks: [{ operation: "chat", dialect: "openai-chat", path: "/chat/completions" }],
    quirks: ["max-tokens-name"],
    credential: API_KEY_FIELD,
    environment: ["ACME_API_KEY"],
  });
  const URL_ = "https://api.acme.example/v1/chat/completions";

  it.each<[Record<string, string>, string, string]>([
    [{ LLM_ACME_AI_API_KEY: "k1" }, URL_, "Bearer k1"],
    [{ ACME_API_KEY: "k2" }, URL_, "Bearer k2"],
    [
      { LLM_ACME_AI_API_KEY: "k3", LLM_ACME_AI_BASE_URL: "http://127.0.0.1:9/x/" },
      "http://127.0.0.1:9/x/chat/completions",
      "Bearer k3",
    ],
  ])("with %j it can be called", (env, url, authorization) => {
    expect(callOf(fresh, env, "chat")).toEqual({ url, proof: { headers: ["authorization", authorization] } });
  });

  it("without a key it cannot, and its settings are known by their names", () => {
    expect(callOf(fresh, {}, "chat")).toBeUndefined();
    expect(() => readSettings({ LLM_ACME_API_KEY: "k" }, [fresh])).toThrow(/Did you mean LLM_ACME_AI_API_KEY/);
  });
});

describe("a custom provider", () => {
  const given: CustomProvider = { id: "my-llm", name: "Mine", baseUrl: "http://10.0.0.5:8000/v1/", wire: "openai" };
  const made = (over: Partial<CustomProvider>): Provider =>
    customProvider(customProviderSchema.parse({ ...given, ...over }));

  it("is called at its address with its key", () => {
    const url = "http://10.0.0.5:8000/v1/chat/completions";
    const env = { LLM_MY_LLM_API_KEY: "k" };
    expect(callOf(made({}), env, "chat")).toEqual({ url, proof: { headers: ["authorization", "Bearer k"] } });
    expect(callOf(made({ auth: { kind: "header", name: "X-Key" } }), env, "chat")).toEqual({
      url,
      proof: { headers: ["x-key", "k"] },
    });
    expect(callOf(made({}), {}, "chat")?.proof).toEqual({ headers: [] });
    expect(callOf(made({ auth: { kind: "none" } }), {}, "chat")?.proof).toEqual({ headers: [] });
  });

  it("speaks the wire that was chosen", () => {
    const dialects = (over: Partial<CustomProvider>): string[] => made(over).speaks.map((one) => one.dialect);
    expect(dialects({})).toContain("openai-chat");
    expect(dialects({})).not.toContain("openai-responses");
    expect(dialects({ responses: true })).toContain("openai-responses");
    expect(dialects({ wire: "anthropic" })).toEqual(["anthropic-messages", "anthropic-count-tokens"]);
    expect(made({ wire: "anthropic" }).auth).toEqual({ kind: "header", name: "x-api-key" });
    expect(made({ wire: "anthropic" }).headers).toEqual({ "anthropic-version": "2023-06-01" });
    expect(made({ quirks: ["no-tools", "no-tools"] }).quirks).toEqual(["no-tools"]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a built-in provider's id", { id: "openai" }],
    ["an id with a slash", { id: "a/b" }],
    ["an empty name", { name: " " }],
    ["a base URL that is none", { baseUrl: "localhost:8000" }],
    ["another scheme", { baseUrl: "file:///etc" }],
    ["a password in the URL", { baseUrl: "https://u:p@x.test" }],
    ["a query", { baseUrl: "https://x.test/v1?a=b" }],
    ["a placeholder", { baseUrl: "https://x.test/{apiKey}" }],
    ["another wire", { wire: "gemini" }],
    ["an unknown quirk", { quirks: ["no-such"] }],
    ["a header of HTTP's own", { auth: { kind: "header", name: "Host" } }],
    ["a header that is none", { auth: { kind: "header", name: "x key" } }],
    ["another way to authorise", { auth: { kind: "aws", service: "bedrock" } }],
    ["an unknown field", { apiKey: "k" }],
  ])("with %s is refused", (_, over) => {
    expect(customProviderSchema.safeParse({ ...given, ...over }).success).toBe(false);
  });
});
