import { describe, expect, it } from "vitest";
import type { DialectId, JsonObject } from "./dialect.ts";
import { sealCarry } from "./sealed-carry.ts";
import { textsOf } from "./texts-registry.ts";

const MARK = "§§";

const ANSWERS: readonly [wire: DialectId, body: JsonObject, after: JsonObject][] = [
  // What repeats the former text token by token goes.
  [
    "openai-chat",
    {
      choices: [{ message: { content: "a" }, logprobs: { content: [{ token: "a" }] } }, { message: { content: "b" } }],
    },
    { choices: [{ message: { content: MARK }, logprobs: null }, { message: { content: MARK } }] },
  ],
  [
    "openai-chat",
    {
      choices: [
        {
          message: {
            reasoning_content: "a",
            reasoning_details: [
              { type: "reasoning.text", text: "a", signature: sealCarry({ dialect: "gemini", data: "s" }) },
              { type: "reasoning.encrypted", data: "d" },
            ],
          },
        },
      ],
    },
    {
      choices: [
        { message: { reasoning_content: MARK, reasoning_details: [{ type: "reasoning.encrypted", data: "d" }] } },
      ],
    },
  ],
  [
    "openai-responses",
    {
      output: [{ type: "message", content: [{ type: "output_text", text: "a", logprobs: [{ token: "a" }] }] }],
      output_text: "a",
      instructions: "kept",
    },
    {
      output: [{ type: "message", content: [{ type: "output_text", text: MARK, logprobs: [] }] }],
      output_text: MARK,
      instructions: "kept",
    },
  ],
  [
    "openai-responses",
    {
      output: [
        {
          type: "reasoning",
          summary: [{ type: "summary_text", text: "a" }],
          encrypted_content: sealCarry({ dialect: "anthropic-messages", data: "s" }),
        },
      ],
    },
    { output: [{ type: "reasoning", summary: [{ type: "summary_text", text: MARK }] }] },
  ],
  [
    "anthropic-messages",
    {
      content: [
        { type: "thinking", thinking: "kept", signature: "own" },
        { type: "thinking", thinking: "a", signature: sealCarry({ dialect: "gemini", data: "s" }) },
        { type: "text", text: "b", citations: [{ cited_text: "c", encrypted_index: "e" }] },
      ],
    },
    {
      content: [
        { type: "thinking", thinking: "kept", signature: "own" },
        { type: "thinking", thinking: MARK, signature: "llmgw:unsigned" },
        { type: "text", text: MARK, citations: [{ cited_text: MARK, encrypted_index: "e" }] },
      ],
    },
  ],
  [
    "gemini",
    {
      candidates: [
        {
          content: { parts: [{ text: "a" }] },
          logprobsResult: { x: 1 },
          groundingMetadata: { groundingSupports: [{ segment: { text: "a", endIndex: 1 } }], webSearchQueries: ["q"] },
        },
      ],
    },
    {
      candidates: [
        {
          content: { parts: [{ text: MARK }] },
          groundingMetadata: {
            groundingSupports: [{ segment: { text: MARK, endIndex: 1 } }],
            webSearchQueries: [MARK],
          },
        },
      ],
    },
  ],
  [
    "openai-images",
    { data: [{ b64_json: "abc", revised_prompt: "a" }] },
    { data: [{ b64_json: "abc", revised_prompt: MARK }] },
  ],
  [
    "cohere-rerank",
    {
      results: [
        { index: 0, document: { text: "a" } },
        { index: 1, document: "b" },
      ],
    },
    {
      results: [
        { index: 0, document: { text: MARK } },
        { index: 1, document: MARK },
      ],
    },
  ],
  [
    "openai-transcriptions",
    {
      text: "a",
      segments: [{ id: 0, text: "a", tokens: [50364, 123456789] }],
      words: [{ word: "a", start: 0 }],
      logprobs: [{ token: "a" }],
    },
    { text: MARK, segments: [{ id: 0, text: MARK, tokens: [] }], words: [{ word: MARK, start: 0 }], logprobs: [] },
  ],
];

describe("texts of answers", () => {
  it.each(ANSWERS)("%s %#: are replaced, with what repeats them", (wire, body, after) => {
    for (const slot of textsOf(wire).answerTexts(body)) slot.replace(MARK);
    expect(JSON.parse(JSON.stringify(body))).toEqual(after);
  });

  it.each(ANSWERS)("%s %#: stay as they are when the same is put there", (wire, given) => {
    const body = structuredClone(given);
    const before = JSON.stringify(body);
    for (const slot of textsOf(wire).answerTexts(body)) if (slot.readonly !== true) slot.replace(slot.text);
    if (!before.includes(MARK)) expect(JSON.stringify(body)).toBe(before);
  });
});
