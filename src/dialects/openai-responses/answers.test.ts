import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatResponse } from "../../canonical/response.ts";
import { completionTokens, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isSealed } from "../sealed-carry.ts";
import { meta } from "../test-support.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { readUsage, writeUsage } from "./usage.ts";

const NONE = new Set<never>();
const decode = (body: JsonObject) => decodeResponse({ id: "resp_1", model: "m", status: "completed", ...body }, NONE);
const encode = (blocks: ChatResponse["blocks"], changes: Parameters<typeof meta>[0] = {}) =>
  encodeResponse({ blocks, finish: { reason: "stop" } }, meta(changes));

describe("a whole response, read", () => {
  it("is its items, without what ran at the vendor", () => {
    const output = [
      {
        id: "rs_1",
        type: "reasoning",
        summary: [
          { type: "summary_text", text: "a" },
          { type: "summary_text", text: "b" },
        ],
        encrypted_content: "e",
      },
      { id: "rs_2", type: "reasoning", summary: [], encrypted_content: "f" },
      { id: "rs_3", type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "raw" }] },
      { id: "rs_4", type: "reasoning", summary: [] },
      { id: "ws_1", type: "web_search_call", status: "completed" },
      {
        id: "msg_1",
        type: "message",
        role: "assistant",
        content: [
          {
            type: "output_text",
            text: "hi",
            annotations: [
              { type: "url_citation", url: "https://x", title: "X", start_index: 0, end_index: 2 },
              { type: "file_citation", file_id: "f" },
            ],
          },
          { type: "refusal", refusal: "no" },
          { type: "output_text", text: "" },
        ],
      },
      { id: "fc_1", type: "function_call", call_id: "c1", name: "f", arguments: '{"x":1}' },
      { id: "fc_2", type: "function_call", call_id: "c1", name: "g", arguments: "" },
      { id: "ctc_1", type: "custom_tool_call", call_id: "c2", name: "p", input: "free" },
      { id: "ig_1", type: "image_generation_call", status: "completed", result: "AA", output_format: "jpeg" },
      null,
      { type: "function_call" },
    ];
    expect(decode({ output, usage: { input_tokens: 3, output_tokens: 2 } })).toEqual({
      id: "resp_1",
      model: "m",
      usage: {
        inputTokens: 3,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        cacheWriteLongTokens: 0,
        outputTokens: 2,
        reasoningTokens: 0,
      },
      finish: { reason: "tool-calls", raw: "completed" },
      blocks: [
        {
          kind: "reasoning",
          text: "a\n\nb",
          carry: { dialect: "openai-responses", data: { id: "rs_1", encrypted_content: "e" } },
        },
        {
          kind: "reasoning",
          text: "",
          redacted: true,
          carry: { dialect: "openai-responses", data: { id: "rs_2", encrypted_content: "f" } },
        },
        { kind: "reasoning", text: "raw" },
        { kind: "text", text: "hi", citations: [{ url: "https://x", title: "X", startIndex: 0, endIndex: 2 }] },
        { kind: "refusal", text: "no" },
        { kind: "tool-call", id: "c1", name: "f", arguments: '{"x":1}' },
        { kind: "tool-call", id: "call_resp_1_1", name: "g", arguments: "{}" },
        { kind: "tool-call", id: "c2", name: "p", arguments: "free", custom: true },
        { kind: "image", source: { kind: "data", mediaType: "image/jpeg", data: "AA" } },
      ],
    });
  });

  const call = { type: "function_call", call_id: "c", name: "f", arguments: "{}" };
  it.each([
    [{ output: [] }, { reason: "stop", raw: "completed" }],
    [{ output: [call] }, { reason: "tool-calls", raw: "completed" }],
    [
      { output: [call], status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      { reason: "length", raw: "max_output_tokens" },
    ],
    [
      { output: [], status: "incomplete", incomplete_details: { reason: "content_filter" } },
      { reason: "content-filter", raw: "content_filter" },
    ],
    [
      { output: [], status: "incomplete", incomplete_details: null },
      { reason: "stop", raw: "incomplete" },
    ],
    [
      { output: [], status: "failed" },
      { reason: "error", raw: "failed" },
    ],
    [{ output: [], status: undefined }, { reason: "stop" }],
    [{ status: "in_progress" }, { reason: "interrupted" }],
    [{ output: "x", status: null }, { reason: "interrupted" }],
  ])("ends as it says: %j", (body, finish) => {
    expect(decode(body).finish).toEqual(finish);
  });
});

describe("a whole response, written", () => {
  it("has items with ids, in order, and repeats the request's settings", () => {
    const body = {
      model: "auto",
      instructions: "be brief",
      tools: [{ type: "function", name: "f", parameters: {} }],
      reasoning: { effort: "low" },
      text: { verbosity: "low" },
      service_tier: "auto",
      temperature: 0,
      store: false,
    };
    const response = encode(
      [
        { kind: "reasoning", text: "t" },
        { kind: "reasoning", text: "" },
        { kind: "text", text: "a" },
        {
          kind: "text",
          text: "b",
          citations: [
            { url: "https://x" },
            { citedText: "no address" },
            { url: "https://y", title: "Y", startIndex: 0, endIndex: 1 },
          ],
        },
        { kind: "refusal", text: "no" },
        { kind: "tool-call", id: "c1", name: "f", arguments: "" },
        { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA" } },
      ],
      { body },
    );
    const cited = (url: string, title: string, start: number, end: number) => {
      return { type: "url_citation", url, title, start_index: start, end_index: end };
    };
    expect(response).toEqual({
      id: "resp_t1",
      object: "response",
      created_at: 1_700_000_000,
      completed_at: null,
      status: "completed",
      background: false,
      error: null,
      incomplete_details: null,
      model: "prov/model",
      usage: null,
      output: [
        { id: "rs_t1_0", type: "reasoning", summary: [{ type: "summary_text", text: "t" }] },
        {
          id: "msg_t1_1",
          type: "message",
          status: "completed",
          role: "assistant",
          content: [
            {
              type: "output_text",
              text: "ab",
              logprobs: [],
              annotations: [cited("https://x", "", 1, 2), cited("https://y", "Y", 1, 2)],
            },
          ],
        },
        {
          id: "msg_t1_2",
          type: "message",
          status: "completed",
          role: "assistant",
          content: [{ type: "refusal", refusal: "no" }],
        },
        { id: "fc_t1_3", type: "function_call", status: "completed", arguments: "{}", call_id: "c1", name: "f" },
        { id: "ig_t1_4", type: "image_generation_call", status: "completed", output_format: "png", result: "AA" },
      ],
      instructions: "be brief",
      max_output_tokens: null,
      max_tool_calls: null,
      metadata: {},
      parallel_tool_calls: true,
      previous_response_id: null,
      prompt_cache_key: null,
      safety_identifier: null,
      service_tier: "default",
      store: false,
      temperature: 0,
      tool_choice: "auto",
      top_logprobs: 0,
      top_p: 1,
      truncation: "disabled",
      user: null,
      reasoning: { effort: "low", summary: null },
      text: { format: { type: "text" }, verbosity: "low" },
      tools: [{ type: "function", name: "f", description: null, parameters: {}, strict: null }],
      access_programs: null,
    });
  });

  it.each([
    ["length", "incomplete", { reason: "max_output_tokens" }],
    ["content-filter", "incomplete", { reason: "content_filter" }],
    ["stop-sequence", "completed", null],
    ["tool-calls", "completed", null],
    ["paused", "completed", null],
  ] as const)("that ended with %s is %s", (reason, status, details) => {
    const response = encodeResponse({ blocks: [{ kind: "text", text: "a" }], finish: { reason } }, meta());
    expect(response).toMatchObject({ status, incomplete_details: details, output: [{ status }] });
  });

  it("warns of what it cannot say", () => {
    const fields: string[] = [];
    const blocks: ChatResponse["blocks"] = [
      { kind: "text", text: "a", citations: [{ title: "book" }] },
      { kind: "image", source: { kind: "url", url: "https://x" } },
    ];
    const { output } = encode(blocks, { warn: (field) => fields.push(field) });
    expect(fields).toEqual(["output", "output"]);
    expect(output).toHaveLength(1);
  });

  it("names tools as their caller does: of namespaces, and for free text", () => {
    const body = {
      model: "m",
      input: "x",
      tools: [
        { type: "namespace", name: "mcp__db", tools: [{ type: "function", name: "query" }] },
        { type: "custom", name: "patch" },
      ],
    };
    const blocks: ChatResponse["blocks"] = [
      { kind: "tool-call", id: "c1", name: "mcp__db__query", arguments: "{}" },
      { kind: "tool-call", id: "c2", name: "patch", arguments: '{"input":"*** Begin"}' },
      { kind: "tool-call", id: "c3", name: "patch", arguments: "no JSON" },
      { kind: "tool-call", id: "c4", name: "patch", arguments: '{"input":"as it is"}', custom: true },
    ];
    const { output } = encode(blocks, { body, request: decodeRequest(body) });
    expect(output).toEqual([
      {
        id: "fc_t1_0",
        type: "function_call",
        status: "completed",
        arguments: "{}",
        call_id: "c1",
        name: "query",
        namespace: "mcp__db",
      },
      {
        id: "ctc_t1_1",
        type: "custom_tool_call",
        status: "completed",
        call_id: "c2",
        input: "*** Begin",
        name: "patch",
      },
      { id: "ctc_t1_2", type: "custom_tool_call", status: "completed", call_id: "c3", input: "no JSON", name: "patch" },
      {
        id: "ctc_t1_3",
        type: "custom_tool_call",
        status: "completed",
        call_id: "c4",
        input: '{"input":"as it is"}',
        name: "patch",
      },
    ]);
  });

  it("brings state of any wire through the caller and back", () => {
    const foreign = { dialect: "gemini", data: "sig" };
    const own = { dialect: "openai-responses", data: { id: "rs_0", encrypted_content: "enc" } };
    const blocks: ChatResponse["blocks"] = [
      { kind: "reasoning", text: "", redacted: true, carry: { dialect: "anthropic-messages", data: "r" } },
      { kind: "reasoning", text: "", carry: { dialect: "anthropic-messages", data: "s" } },
      { kind: "reasoning", text: "t", carry: own },
      { kind: "text", text: "a", carry: foreign },
      { kind: "text", text: "b" },
      { kind: "tool-call", id: "c1", name: "f", arguments: "{}", carry: foreign },
    ];
    const output = encode(blocks)["output"] as JsonObject[];
    expect(output.map((item) => item["type"])).toEqual([
      ...["reasoning", "reasoning", "reasoning", "message", "reasoning", "message", "reasoning", "function_call"],
    ]);
    expect(
      output.filter((item) => item["type"] === "reasoning").map((item) => isSealed(item["encrypted_content"])),
    ).toEqual([true, true, false, true, true]);
    const input = [
      { role: "user", content: "q" },
      ...output,
      { type: "function_call_output", call_id: "c1", output: "" },
    ];
    const back = decodeRequest({ model: "m", input }).messages[1]?.blocks;
    const id = { ...own.data, id: "rs_t1_2" };
    expect(back).toEqual(
      blocks.map((block) =>
        "carry" in block && block.carry === own ? { ...block, carry: { ...own, data: id } } : block,
      ),
    );
  });

  it("has ids that OpenAI takes, whatever the answer is called", () => {
    const ids = ["x".repeat(128), "a:b.c"].map((id) => {
      const output = encode([{ kind: "text", text: "a" }], { id })["output"] as JsonObject[];
      return String(output[0]?.["id"]);
    });
    for (const id of ids) expect(id).toMatch(/^msg_[\w-]{1,60}$/);
    expect(new Set(ids).size).toBe(2);
  });
});

const counter = fc.nat(1_000_000);
const usages: fc.Arbitrary<Usage> = fc.record({
  inputTokens: counter,
  cacheReadTokens: counter,
  cacheWriteTokens: counter,
  cacheWriteLongTokens: counter,
  outputTokens: counter,
  reasoningTokens: counter,
});
const loose = fc.option(fc.oneof(counter, fc.constantFrom<unknown>(null, "7", -1, Number.NaN)), { nil: undefined });

describe("usage", () => {
  it("comes back as it was, and the totals are the sums", () => {
    fc.assert(
      fc.property(usages, (usage) => {
        const wire = writeUsage(usage);
        expect(wire.input_tokens).toBe(promptTokens(usage));
        expect(wire.total_tokens).toBe(promptTokens(usage) + completionTokens(usage));
        expect(readUsage(wire as unknown as JsonObject, NONE)).toEqual(usage);
      }),
    );
  });

  it("is never counted twice, whatever vendors send", () => {
    const details = fc.record({ cached_tokens: loose, cache_write_tokens: loose, reasoning_tokens: loose });
    const wires = fc.record({
      input_tokens: loose,
      output_tokens: loose,
      input_tokens_details: details,
      output_tokens_details: details,
    });
    fc.assert(
      fc.property(wires, (wire) => {
        const usage = readUsage(wire, NONE);
        for (const value of Object.values(usage)) expect(Number.isInteger(value) && value >= 0).toBe(true);
        const total = typeof wire.output_tokens === "number" && wire.output_tokens > 0 ? wire.output_tokens : 0;
        expect(completionTokens(usage)).toBeLessThanOrEqual(total + usage.reasoningTokens);
      }),
    );
  });

  it("counts parts beside the total where they are larger", () => {
    const wire = {
      input_tokens: 5,
      input_tokens_details: { cached_tokens: 9 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 3 },
    };
    expect(readUsage(wire, NONE)).toMatchObject({
      inputTokens: 5,
      cacheReadTokens: 9,
      outputTokens: 2,
      reasoningTokens: 3,
    });
  });
});
