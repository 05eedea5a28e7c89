import { describe, expect, it } from "vitest";
import type { ModelTerms } from "../model-terms.ts";
import { decodedJson } from "../testing/decoded.ts";
import {
  CHAT,
  COUNT,
  claude,
  EMBED,
  GEMINI,
  GEMINI_COUNT,
  google,
  hi,
  MESSAGES,
  prompt,
  RESPONSES,
  said,
  terms,
} from "../testing/said.ts";
import { withTerms } from "./with-terms.ts";

describe("a prompt", () => {
  const items = [{ role: "user", content: "Hi" }];
  it.each<[string, string, object, Partial<ModelTerms>, object]>([
    [
      "stands before all messages, in its role",
      CHAT,
      { ...hi, messages: [{ role: "system", content: "own" }, ...items] },
      { prompt: prompt("P", "developer") },
      { ...hi, messages: [{ role: "developer", content: "P" }, { role: "system", content: "own" }, ...items] },
    ],
    [
      "stands before instructions",
      RESPONSES,
      { model: "p/r", instructions: "own", input: "Hi" },
      { prompt: prompt() },
      { model: "p/r", input: [{ role: "system", content: "P" }, { role: "system", content: "own" }, ...items] },
    ],
    [
      "stands before items",
      RESPONSES,
      { model: "p/r", input: [{ type: "message", ...items[0] }] },
      { prompt: prompt() },
      {
        model: "p/r",
        input: [
          { role: "system", content: "P" },
          { type: "message", ...items[0] },
        ],
      },
    ],
    ["is the system text", MESSAGES, claude, { prompt: prompt() }, { ...claude, system: "P" }],
    [
      "stands before the system text",
      MESSAGES,
      { ...claude, system: "own" },
      { prompt: prompt() },
      {
        ...claude,
        system: [
          { type: "text", text: "P" },
          { type: "text", text: "own" },
        ],
      },
    ],
    [
      "stands before system blocks",
      COUNT,
      { ...hi, system: [{ type: "text", text: "own", cache_control: { type: "ephemeral" } }] },
      { prompt: prompt() },
      {
        ...hi,
        system: [
          { type: "text", text: "P" },
          { type: "text", text: "own", cache_control: { type: "ephemeral" } },
        ],
      },
    ],
    [
      "is Gemini's instruction",
      GEMINI,
      google,
      { prompt: prompt() },
      { ...google, systemInstruction: { parts: [{ text: "P" }] } },
    ],
    [
      "stands before Gemini's instruction, however it is spelled",
      GEMINI,
      { ...google, system_instruction: { role: "x", parts: { text: "own" } } },
      { prompt: prompt() },
      { ...google, system_instruction: { role: "x", parts: [{ text: "P" }, { text: "own" }] } },
    ],
    [
      "is counted with a whole request",
      GEMINI_COUNT,
      { generateContentRequest: google },
      { prompt: prompt() },
      { generateContentRequest: { ...google, systemInstruction: { parts: [{ text: "P" }] } } },
    ],
    ["is none of a bare count", GEMINI_COUNT, google, { prompt: prompt() }, google],
    ["is none of embeddings", EMBED, { model: "p/r", input: "a" }, { prompt: prompt() }, { model: "p/r", input: "a" }],
  ])("%s", async (_name, path, body, more, out) => {
    expect(await said(path, body, more)).toEqual(out);
  });

  it("counts in the request's size, and a bound in what it may write", async () => {
    const { exchange, request } = await decodedJson(CHAT, hi);
    const long = "word ".repeat(200_000);
    const made = withTerms(exchange, request, terms({ prompt: prompt(long), params: { max_tokens: 7 } }));
    expect(made.promptTokensEstimate).toBe(Math.ceil(made.bytes.length / 4));
    expect(made.promptTokensEstimate).toBeGreaterThan(250_000);
    expect(made.maxOutputTokens).toBe(7);
    expect(made.canonical().messages.map(({ role }) => role)).toEqual(["system", "user"]);
  });

  it("leaves what the path says out of the bytes, and the stream's flag alone", async () => {
    const { exchange, request } = await decodedJson("/v1beta/models/p%2Fr:streamGenerateContent", google);
    const made = withTerms(exchange, request, terms({ prompt: prompt(), params: { stream: false } }));
    expect(Object.keys(JSON.parse(made.json) as object)).toEqual(["contents", "systemInstruction"]);
    expect(made.body).toMatchObject({ model: "p/r", stream: true });
    expect(made.stream).toBe(true);
    expect(made.canonical()).toMatchObject({ model: "p/r", stream: true });
  });

  it("refuses a body that is too deep to be written anew", async () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const json = `{"model":"p/r","messages":[{"role":"user","content":"Hi"}],"x":${deep}}`;
    const { exchange, request } = await decodedJson(CHAT, json);
    expect(() => withTerms(exchange, request, terms({ prompt: prompt() }))).toThrow(
      expect.objectContaining({ code: "invalid_json" }),
    );
  });
});

describe("the mark for caches", () => {
  const mark = { cache_control: { type: "ephemeral" } };
  it.each<[string, string, object, Partial<ModelTerms>, object]>([
    [
      "is on the configured prompt",
      MESSAGES,
      { ...claude, system: "own" },
      { prompt: prompt(), promptCache: true },
      {
        ...claude,
        system: [
          { type: "text", text: "P", ...mark },
          { type: "text", text: "own" },
        ],
      },
    ],
    [
      "is else on the end of the caller's",
      MESSAGES,
      { ...claude, system: "own" },
      { promptCache: true },
      { ...claude, system: [{ type: "text", text: "own", ...mark }] },
    ],
    ["is nowhere without a prompt", MESSAGES, claude, { promptCache: true }, claude],
    [
      "is nowhere where the caller has all marks",
      MESSAGES,
      { ...claude, system: [1, 2, 3, 4].map((n) => ({ type: "text", text: `${n}`, ...mark })) },
      { promptCache: true },
      { ...claude, system: [1, 2, 3, 4].map((n) => ({ type: "text", text: `${n}`, ...mark })) },
    ],
    [
      "is on the last of the first system messages",
      CHAT,
      { ...hi, messages: [{ role: "system", content: "a" }, { role: "developer", content: "b" }, ...hi.messages] },
      { promptCache: true },
      {
        ...hi,
        messages: [
          { role: "system", content: "a" },
          { role: "developer", content: [{ type: "text", text: "b", ...mark }] },
          ...hi.messages,
        ],
      },
    ],
    ["is none of messages of users", CHAT, hi, { promptCache: true }, hi],
  ])("%s", async (_name, path, body, more, out) => {
    expect(await said(path, body, more)).toEqual(out);
  });

  it.each([
    [RESPONSES, { model: "p/r", instructions: "own", input: "Hi" }],
    [GEMINI, { ...google, systemInstruction: { parts: [{ text: "own" }] } }],
    [CHAT, { ...hi, messages: [{ role: "system", content: "own" }, ...hi.messages] }],
    [MESSAGES, { ...claude, system: "own" }],
  ])("is in the canonical form of %s", async (path, body) => {
    const { exchange, request } = await decodedJson(path, body);
    const marksOf = (more: Partial<ModelTerms>) =>
      withTerms(exchange, request, terms(more))
        .canonical()
        .messages.flatMap(({ blocks }) => blocks)
        .map((block) => ("cache" in block && block.cache !== undefined ? "marked" : "plain"));
    expect(marksOf({ promptCache: true })).toEqual(["marked", "plain"]);
    expect(marksOf({ promptCache: true, prompt: prompt() })).toEqual(["marked", "plain", "plain"]);
    expect(marksOf({})).toEqual(["plain", "plain"]);
  });
});
