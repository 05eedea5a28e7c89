import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { hashApiKey } from "../../ids.ts";
import type { CallerKey } from "../caller.ts";
import type { Gateway } from "../gateway.ts";
import { testCaller } from "../testing/caller.ts";
import { authenticateRequest } from "./authenticate.ts";

const NOW = 1_000_000;
const KEY = "llm_gw_prod_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd";

const caller = testCaller;

function gateway(known: CallerKey | null, late = false): Gateway {
  const lookup = (hash: string): CallerKey | null | Promise<CallerKey | null> => {
    const found = hash === hashApiKey(KEY) ? known : null;
    return late ? Promise.resolve(found) : found;
  };
  return {
    keys: { lookup },
    clock: { now: () => NOW, monotonic: () => 0 },
    settings: { proxies: 0 },
  } as unknown as Gateway;
}

function requestOf(headers: Record<string, string>): IncomingMessage {
  return { headers, socket: { remoteAddress: "203.0.113.7" } } as unknown as IncomingMessage;
}

async function codeOf(
  headers: Record<string, string>,
  known: CallerKey | null = caller(),
  late = false,
): Promise<string> {
  try {
    return (await authenticateRequest(requestOf(headers), gateway(known, late))).keyId;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("where the key is", () => {
  it.each<[Record<string, string>, string]>([
    [{ authorization: `Bearer ${KEY}` }, "key_1"],
    [{ authorization: `bearer ${KEY}` }, "key_1"],
    [{ authorization: `BEARER   ${KEY} ` }, "key_1"],
    [{ "x-api-key": KEY }, "key_1"],
    [{ "api-key": KEY }, "key_1"],
    [{ "x-goog-api-key": KEY }, "key_1"],
    [{ authorization: `Bearer ${KEY}`, "x-api-key": "other" }, "key_1"],
    [{ authorization: "Bearer other", "x-api-key": KEY }, "invalid_api_key"],
    [{ authorization: "Basic abc", "x-api-key": KEY }, "key_1"],
    [{ authorization: "Bearer ", "x-api-key": KEY }, "key_1"],
    [{ "x-api-key": KEY, "api-key": "other" }, "key_1"],
    [{ "x-api-key": "", "api-key": KEY }, "key_1"],
    [{}, "invalid_api_key"],
    [{ authorization: KEY }, "invalid_api_key"],
    [{ authorization: `Bearer${KEY}` }, "invalid_api_key"],
    [{ "x-api-key": KEY.toLowerCase() }, "invalid_api_key"],
    [{ "x-api-key": `${KEY}x` }, "invalid_api_key"],
    [{ "x-api-key": KEY.slice(0, -1) }, "invalid_api_key"],
    [{ "x-api-key": "x".repeat(100_000) }, "invalid_api_key"],
  ])("%j → %s", async (headers, expected) => {
    expect(await codeOf(headers)).toBe(expected);
  });
});

describe("who may call", () => {
  it.each<[string, Partial<CallerKey>, string]>([
    ["an active key", {}, "key_1"],
    ["a key that expires later", { expiresAtMs: NOW + 1 }, "key_1"],
    ["a key that expires now", { expiresAtMs: NOW }, "key_expired"],
    ["a key that expired", { expiresAtMs: NOW - 1 }, "key_expired"],
    ["a key within its limit", { usageLimitNanos: 5, spentNanos: 4 }, "key_1"],
    ["a key that is spent", { usageLimitNanos: 5, spentNanos: 5 }, "budget_exceeded"],
    ["a key with a limit of nothing", { usageLimitNanos: 0 }, "budget_exceeded"],
    ["an inactive key", { keyStatus: "inactive" }, "invalid_api_key"],
    ["a deleted key", { keyStatus: "deleted", expiresAtMs: NOW - 1 }, "invalid_api_key"],
    ["an archived project", { projectStatus: "archived" }, "project_archived"],
    ["a deleted project", { projectStatus: "deleted" }, "invalid_api_key"],
  ])("%s: %s", async (_name, facts, expected) => {
    for (const late of [false, true]) expect(await codeOf({ "x-api-key": KEY }, caller(facts), late)).toBe(expected);
  });

  it("answers at once for a key that is known", () => {
    expect(authenticateRequest(requestOf({ "x-api-key": KEY }), gateway(caller()))).not.toBeInstanceOf(Promise);
  });

  it("never tells the key", async () => {
    await expect(
      (async () => authenticateRequest(requestOf({ "x-api-key": KEY }), gateway(null)))(),
    ).rejects.not.toThrow(KEY);
  });
});

describe("where the caller is", () => {
  const settings = (ipAllowlist: readonly string[] | null): CallerKey["settings"] => ({
    ...caller().settings,
    ipAllowlist,
  });
  it.each<[string, Partial<CallerKey>, string]>([
    ["an address of the key's list", { ipAllowlist: ["203.0.113.0/24"] }, "key_1"],
    ["another than the key's list has", { ipAllowlist: ["198.51.100.0/24"] }, "ip_not_allowed"],
    ["an address of the organization's list", { settings: settings(["203.0.113.7"]) }, "key_1"],
    ["another than the organization's list has", { settings: settings(["2001:db8::/32"]) }, "ip_not_allowed"],
    [
      "an address of one list only",
      { ipAllowlist: ["203.0.113.0/24"], settings: settings(["198.51.100.0/24"]) },
      "ip_not_allowed",
    ],
  ])("%s", async (_name, more, expected) => {
    expect(await codeOf({ "x-api-key": KEY }, caller(more))).toBe(expected);
  });
});
