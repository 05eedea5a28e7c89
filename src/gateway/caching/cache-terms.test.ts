import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../dialects/dialect.ts";
import { type CacheTerms, cacheTerms, isYoungEnough } from "./cache-terms.ts";
import { answerOf, T0 } from "./testing/answers.ts";

interface Asked {
  readonly enabled?: boolean;
  readonly seconds?: number;
  readonly wire?: string;
  readonly body?: JsonObject;
  readonly coalesce?: boolean;
}

function termsOf(headers: IncomingHttpHeaders, asked: Asked = {}): CacheTerms | undefined {
  const { enabled = true, seconds = 300, wire = "openai-chat", body = {}, coalesce = false } = asked;
  const caller = { cachingEnabled: enabled, cacheDurationSeconds: seconds };
  return cacheTerms({ caller, headers, body, wire, coalesce });
}

const ALL: CacheTerms = { read: true, write: true, ttlMs: 300_000, maxAgeMs: 300_000, coalesce: false };

describe("what caching does for a request", () => {
  it.each<[string, IncomingHttpHeaders, CacheTerms | undefined]>([
    ["all the project allows", {}, ALL],
    ["nothing with x-no-cache", { "x-no-cache": "true" }, undefined],
    ["the same in other letters", { "x-no-cache": " True " }, undefined],
    ["all for another word", { "x-no-cache": "yes" }, ALL],
    ["a shorter life", { "x-cache-ttl": "60" }, { ...ALL, ttlMs: 60_000, maxAgeMs: 60_000 }],
    ["no longer life than the project's", { "x-cache-ttl": "9999" }, ALL],
    ["nothing for a life of nought", { "x-cache-ttl": "0" }, undefined],
    ["no nonsense: a negative life", { "x-cache-ttl": "-1" }, ALL],
    ["no nonsense: a fraction", { "x-cache-ttl": "1.5" }, ALL],
    ["no nonsense: words", { "x-cache-ttl": "1e3" }, ALL],
    ["no nonsense: too many digits", { "x-cache-ttl": "1".repeat(400) }, ALL],
    ["no nonsense: several", { "x-cache-ttl": "1, 2" }, ALL],
    ["a new answer, which is stored", { "cache-control": "no-cache" }, { ...ALL, read: false }],
    ["an old answer, but no new one is stored", { "cache-control": "No-Store" }, { ...ALL, write: false }],
    ["nothing for both", { "cache-control": "no-cache, no-store" }, undefined],
    ["only young answers", { "cache-control": "max-age=10" }, { ...ALL, maxAgeMs: 10_000 }],
    ["a new answer for no age", { "cache-control": "max-age=0" }, { ...ALL, read: false, maxAgeMs: 0 }],
    ["the youngest of several", { "cache-control": "max-age=20,max-age=5" }, { ...ALL, maxAgeMs: 5_000 }],
    ["no nonsense among directives", { "cache-control": "max-age=x, private, ,max-age=, no-cache=1" }, ALL],
    ["one call for identical requests", { "x-cache-coalesce": "true" }, { ...ALL, coalesce: true }],
    [
      "but not where nothing is stored",
      { "x-cache-coalesce": "true", "cache-control": "no-store" },
      { ...ALL, write: false },
    ],
  ])("%s", (_, headers, terms) => {
    expect(termsOf(headers)).toEqual(terms);
  });

  it("nothing where the project does not cache, whatever the headers say", () => {
    expect(termsOf({ "x-cache-ttl": "60", "x-cache-coalesce": "true" }, { enabled: false })).toBeUndefined();
  });

  it("one call for identical requests as a rule, unless the request says otherwise", () => {
    expect(termsOf({}, { coalesce: true })?.coalesce).toBe(true);
    expect(termsOf({ "x-cache-coalesce": "false" }, { coalesce: true })?.coalesce).toBe(false);
  });

  it.each<[JsonObject, boolean]>([
    [{}, true],
    [{ store: true }, true],
    [{ background: true }, false],
    [{ background: false }, true],
    [{ conversation: "conv_1" }, false],
    [{ conversation: null }, true],
    [{ previous_response_id: "resp_1" }, false],
    [{ previous_response_id: "resp_1", store: true }, false],
    [{ previous_response_id: "resp_1", store: false }, true],
    [{ previous_response_id: null }, true],
  ])("of the responses wire, %j: %s", (body, cached) => {
    expect(termsOf({}, { wire: "openai-responses", body }) !== undefined).toBe(cached);
    expect(termsOf({}, { body })).toEqual(ALL);
  });

  it("keeps a response no longer than it can be referred to", () => {
    const year = 31_536_000;
    expect(termsOf({}, { wire: "openai-responses", seconds: year })?.ttlMs).toBe(30 * 24 * 3_600_000);
    expect(termsOf({}, { seconds: year })?.ttlMs).toBe(year * 1_000);
  });

  it("tells whether an answer is young enough", () => {
    const terms = { ...ALL, maxAgeMs: 10_000 };
    expect(isYoungEnough(answerOf(), terms, T0 + 10_000)).toBe(true);
    expect(isYoungEnough(answerOf(), terms, T0 + 10_001)).toBe(false);
  });
});
