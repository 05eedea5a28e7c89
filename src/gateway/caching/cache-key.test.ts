import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REQUEST_CASES } from "../../../test/matrix/cases.ts";
import type { FormPart, JsonObject } from "../../dialects/dialect.ts";
import { CHAT_DIALECTS } from "../../dialects/registry.ts";
import { target } from "../../dialects/test-support.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import { testCaller } from "../testing/caller.ts";
import { ANSWER_HEADERS, type CacheKeyParts, cacheKey } from "./cache-key.ts";
import { namespaceOf } from "./cache-namespace.ts";

const BODY = { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "Hi" }], temperature: 0.5 };

const PARTS: CacheKeyParts = {
  namespace: { organizationId: "org_1", projectId: "proj_1", keyId: null },
  endpoint: "/v1/chat/completions",
  wire: "openai-chat",
  model: "openai/gpt-4o-mini",
  stream: false,
  includeUsage: false,
  query: "",
  json: JSON.stringify(BODY),
  form: undefined,
  headers: {},
  guardrails: "g1",
  policy: "p1",
};

const keyWith = (changes: Partial<CacheKeyParts>): string => cacheKey({ ...PARTS, ...changes });
const keyOfBody = (body: unknown): string => keyWith({ json: JSON.stringify(body) });

describe("the key of a request's answer", () => {
  it("is the same for the same request", () => {
    expect(cacheKey(PARTS)).toMatch(/^[0-9a-f]{64}$/);
    expect(cacheKey({ ...PARTS, headers: { "user-agent": "x", "x-session-id": "s", authorization: "Bearer a" } })).toBe(
      cacheKey(PARTS),
    );
  });

  const file = (bytes: string): FormPart => ({
    name: "file",
    value: { contentType: "audio/wav", fileName: "a.wav", bytes: Buffer.from(bytes) },
  });
  const form: readonly FormPart[] = [{ name: "model", value: "whisper-1" }, file("RIFF")];
  it.each<[string, Partial<CacheKeyParts>]>([
    ["organization", { namespace: { ...PARTS.namespace, organizationId: "org_2" } }],
    ["project", { namespace: { ...PARTS.namespace, projectId: "proj_2" } }],
    ["no project", { namespace: { ...PARTS.namespace, projectId: null } }],
    ["API key", { namespace: { ...PARTS.namespace, keyId: "key_1" } }],
    ["API key in the project's place", { namespace: { ...PARTS.namespace, projectId: null, keyId: "proj_1" } }],
    ["endpoint", { endpoint: "/v1/messages" }],
    ["wire", { wire: "anthropic-messages" }],
    ["model of the path", { model: "openai/gpt-4o" }],
    ["stream of the path", { stream: true }],
    ["usage chunk", { includeUsage: true }],
    ["query", { query: "alt=sse" }],
    ["value of the query", { query: "alt=json" }],
    ["guardrails", { guardrails: "g2" }],
    ["policy", { policy: "p2" }],
    ...ANSWER_HEADERS.map((name): [string, Partial<CacheKeyParts>] => [name, { headers: { [name]: "true" } }]),
    ["body", { json: "{}" }],
    ["form", { form }],
    ["file", { form: form.with(1, file("RIFG")) }],
    [
      "file's type",
      { form: form.with(1, { name: "file", value: { contentType: "audio/ogg", bytes: Buffer.from("RIFF") } }) },
    ],
    ["text in a file's place", { form: form.with(1, { name: "file", value: "RIFF" }) }],
    ["order of a form's parts", { form: form.toReversed() }],
  ])("changes with the %s", (_, changes) => {
    const all = [{}, { query: "alt=json&x=1" }, { form: form.with(0, { name: "model", value: "other" }) }, changes];
    expect(new Set(all.map(keyWith)).size).toBe(all.length);
  });

  it("does not change with who calls, or with the order of a query's parameters", () => {
    expect(keyWith({ query: "alt=sse&key=secret" })).toBe(keyWith({ query: "key=other&alt=sse" }));
    expect(keyWith({ query: "b=1&a=2" })).toBe(keyWith({ query: "a=2&b=1" }));
    expect(keyWith({ query: "a=2&a=1" })).not.toBe(keyWith({ query: "a=1&a=2" }));
  });

  it("has every header in it that is passed on to a provider", () => {
    for (const { id, forwardHeaders = [] } of PROVIDERS) {
      for (const name of forwardHeaders) expect(ANSWER_HEADERS, id).toContain(name);
    }
  });

  it("takes what cannot be canonical as it is, and nothing for something else", () => {
    const deep = (n: number, inner: string) => `{"a":${"[".repeat(n)}${inner}${"]".repeat(n)}}`;
    const texts = ["", "{", "{}", "\ud800", "\ud801", "\ufffd", deep(600, "1"), deep(600, "2"), deep(601, "1"), "null"];
    expect(new Set(texts.map((json) => keyWith({ json }))).size).toBe(texts.length);
    const names = ["\ud800", "\ud801", "\ufffd", "__proto__", 'a","b', "a\n{}"];
    expect(new Set(names.map((model) => keyWith({ model }))).size).toBe(names.length);
  });

  it.each<[string, string]>([
    ['{"seed":9007199254740993}', '{"seed":9007199254740992}'],
    ['{"x":1e400}', '{"x":1e500}'],
    ['{"x":-0}', '{"x":0}'],
    ['{"x":1}', '{"x":"1"}'],
    ['{"x":null}', "{}"],
    ['{"x":[]}', '{"x":{}}'],
    ['{"x":[[1],[2]]}', '{"x":[[1,[2]]]}'],
    ['{"x":[1,2]}', '{"x":[2,1]}'],
    ['{"x":"a"}', '{"x":"A"}'],
    ['{"x":" a"}', '{"x":"a"}'],
    ['{"x":"é"}', '{"x":"e\u0301"}'],
    ['{"x":"\\ud800"}', '{"x":"\\ud801"}'],
    ['{"x":1,"x":2}', '{"x":2}'],
    ['{"x":1,"x":2}', '{"x":2,"x":1}'],
    ['{"__proto__":{"a":1}}', "{}"],
    ['{"constructor":1}', "{}"],
    ['{"tools":[{"name":"a"}]}', '{"tools":[]}'],
    ['{"x-routing-hints":{"exclude_providers":["openai"]}}', "{}"],
  ])("tells %s from %s", (a, b) => {
    expect(keyWith({ json: a })).not.toBe(keyWith({ json: b }));
  });
});

/** Bodies of every wire: what the translation suites say, and the fixtures of all dialects. */
function everyBody(): [string, JsonObject][] {
  const said = CHAT_DIALECTS.flatMap((dialect) =>
    REQUEST_CASES.flatMap(({ name, request }): [string, JsonObject][] => {
      try {
        const { body } = dialect.encodeRequest(request, target({}));
        return [[`${dialect.id}: ${name}`, JSON.parse(JSON.stringify(body)) as JsonObject]];
      } catch {
        return [];
      }
    }),
  );
  const root = path.join(import.meta.dirname, "../../dialects");
  const fixtures = globSync("*/fixtures/*/request-in.json", { cwd: root }).map((file): [string, JsonObject] => [
    file,
    JSON.parse(readFileSync(path.join(root, file), "utf8")) as JsonObject,
  ]);
  return [...said, ...fixtures, ...OPERATIONS];
}

const OPERATIONS: [string, JsonObject][] = [
  ["embeddings", { model: "m", input: ["a", "b", [1, 2]], dimensions: 256, encoding_format: "base64", user: "u" }],
  ["images", { model: "m", prompt: "p", n: 1, size: "1024x1024", quality: "high", background: "auto", style: "vivid" }],
  ["speech", { model: "m", input: "hello", voice: "alloy", instructions: "slowly", response_format: "mp3", speed: 1 }],
  ["moderations", { model: "m", input: [{ type: "text", text: "t" }] }],
  ["rerank", { model: "m", query: "q", documents: ["a", { text: "b" }], top_n: 2, return_documents: true }],
  [
    "hints",
    { model: "auto", "x-routing-hints": { priority: "cost", min_quality_score: 0.5 }, "x-fallback-chain": ["a"] },
  ],
];

/** Every body that differs in one value, or lacks one member or item. */
function* neighbours(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) {
      yield value.toSpliced(i, 1);
      for (const other of neighbours(each)) yield value.with(i, other);
    }
    yield [...value, "one more"];
    return;
  }
  if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as JsonObject;
      yield rest;
      for (const other of neighbours(each)) yield { ...value, [name]: other };
    }
    yield { ...value, "one more": null };
    return;
  }
  if (typeof value === "string") yield `${value.slice(0, -1)}${value.endsWith("x") ? "y" : "x"}`;
  else if (typeof value === "number") yield value + 1;
  else yield value === null ? 0 : !value;
}

describe("two requests that differ in one place of whatever field", () => {
  const bodies = everyBody();

  it("are looked at for every wire", () => {
    expect(bodies.length).toBeGreaterThan(150);
  });

  it("never have the same key", () => {
    let compared = 0;
    for (const [name, body] of bodies) {
      const own = keyOfBody(body);
      for (const other of neighbours(body)) {
        if (JSON.stringify(other) === JSON.stringify(body)) continue;
        compared += 1;
        if (keyOfBody(other) === own) throw new Error(`${name}: ${JSON.stringify(other).slice(0, 500)}`);
      }
    }
    expect(compared).toBeGreaterThan(3_000);
  });

  it("have the same key if it is only the order of members", () => {
    for (const [name, body] of bodies) expect(keyOfBody(turned(body)), name).toBe(keyOfBody(body));
  });

  it("never have the same key, whatever JSON they are", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (body) => {
        const own = keyOfBody({ body });
        expect(keyOfBody(turned({ body }))).toBe(own);
        for (const other of neighbours({ body })) {
          if (JSON.stringify(turned(turned(other))) !== JSON.stringify({ body }))
            expect(keyOfBody(other)).not.toBe(own);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, turned(each)]),
  );
}

describe("who shares answers", () => {
  const { organizationId, projectId, keyId } = testCaller();

  it.each([
    ["project", "openai-chat", { organizationId, projectId, keyId: null }],
    ["organization", "openai-chat", { organizationId, projectId: null, keyId: null }],
    ["key", "openai-chat", { organizationId, projectId, keyId }],
    // Its answers can be referred to, by project.
    ["organization", "openai-responses", { organizationId, projectId, keyId: null }],
  ] as const)("%s, in %s", (kind, wire, namespace) => {
    expect(namespaceOf(testCaller(), kind, wire)).toEqual(namespace);
  });
});
