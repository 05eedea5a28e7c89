import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest, Message } from "../../canonical/request.ts";
import type { EncodeTarget } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { sealCarry } from "../sealed-carry.ts";
import { target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";

type Changes = Partial<Omit<EncodeTarget, "quirks">> & { quirks?: readonly Quirk[] };

const user: Message = { role: "user", blocks: [{ kind: "text", text: "hi" }] };
const encode = (request: Partial<ChatRequest>, to: Changes = {}) =>
  encodeRequest({ model: "a", messages: [user], stream: false, unmapped: [], ...request }, target(to));
const inputOf = (role: Message["role"], blocks: readonly Block[], to: Changes = {}) => {
  const { body, warnings } = encode({ messages: [{ role, blocks, path: "messages[0]" }] }, to);
  return { input: body["input"], fields: warnings.map((warning) => warning.field) };
};

describe("a request", () => {
  it("stores nothing and says no more than it must", () => {
    expect(encode({ stream: true }).body).toEqual({
      model: "native-model",
      input: [{ role: "user", content: "hi" }],
      store: false,
      stream: true,
    });
  });

  it("keeps settings", () => {
    const { body, warnings } = encode({
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      responseFormat: { kind: "json-schema", schema: { type: "object" }, name: "n", description: "d" },
      verbosity: "low",
      metadata: { a: "b" },
      promptCacheKey: "k",
      serviceTier: "standard_only",
      userId: "u",
    });
    expect(body).toMatchObject({
      max_output_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      text: {
        format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: false, description: "d" },
        verbosity: "low",
      },
      metadata: { a: "b" },
      prompt_cache_key: "k",
      service_tier: "default",
      safety_identifier: "u",
    });
    expect(warnings).toEqual([]);
  });

  it("asks for output within what wire and model allow", () => {
    expect(encode({ maxOutputTokens: 1 }).body["max_output_tokens"]).toBe(16);
    const { body, warnings } = encode({ maxOutputTokens: 1_000 }, { maxOutputTokens: 500 });
    expect(body["max_output_tokens"]).toBe(500);
    expect(warnings.map((warning) => warning.field)).toEqual(["max_tokens"]);
  });

  it("names what the wire cannot say", () => {
    const { body, warnings } = encode({
      topK: 1,
      stopSequences: ["x"],
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: 1,
      unmapped: ["logit_bias"],
    });
    expect(Object.keys(body)).toEqual(["model", "input", "store"]);
    const fields = ["logit_bias", "top_k", "stop", "seed", "presence_penalty", "frequency_penalty"];
    expect(warnings.map((warning) => warning.field)).toEqual(fields);
  });

  it("hashes long user ids", () => {
    expect(encode({ userId: "u".repeat(65) }).body["safety_identifier"]).toMatch(/^[0-9a-f]{64}$/);
    expect(encode({ userId: "u" }, { quirks: ["no-user-field"] }).body).not.toHaveProperty("safety_identifier");
  });

  it("gives a schema as an instruction where there are none", () => {
    const responseFormat = { kind: "json-schema", schema: { type: "object" } } as const;
    const { body } = encode({ responseFormat }, { quirks: ["json-object-only"] });
    expect(body["text"]).toEqual({ format: { type: "json_object" } });
    expect(body["input"]).toEqual([
      { role: "system", content: expect.stringContaining('{"type":"object"}') },
      { role: "user", content: "hi" },
    ]);
  });
});

describe("reasoning and sampling", () => {
  const reasons: Changes = { reasoningStyle: "effort", efforts: ["none", "low", "high"] };
  const cases: readonly [string, Partial<ChatRequest>, Changes, object, readonly string[]][] = [
    ["opaque reasoning is always asked for", {}, reasons, { include: ["reasoning.encrypted_content"] }, []],
    [
      "with an effort",
      { reasoning: { effort: "low" } },
      reasons,
      { reasoning: { effort: "low", summary: "auto" } },
      [],
    ],
    [
      "with the nearest effort",
      { reasoning: { effort: "medium" } },
      reasons,
      { reasoning: { effort: "low", summary: "auto" } },
      ["reasoning"],
    ],
    [
      "with a budget",
      { reasoning: { budgetTokens: 10_000 } },
      reasons,
      { reasoning: { effort: "high", summary: "auto" } },
      ["reasoning"],
    ],
    ["as the model likes", { reasoning: { adaptive: true } }, reasons, { reasoning: { summary: "auto" } }, []],
    ["unseen", { reasoning: { effort: "low", visible: false } }, reasons, { reasoning: { effort: "low" } }, []],
    [
      "off",
      { reasoning: { effort: "none" }, temperature: 1 },
      reasons,
      { reasoning: { effort: "none" }, temperature: 1 },
      [],
    ],
    ["not in a model that has none", { reasoning: { effort: "low" } }, {}, {}, ["reasoning"]],
    ["off in a model that has none", { reasoning: { effort: "none" } }, {}, {}, []],
    [
      "no sampling meanwhile",
      { reasoning: { effort: "high" }, temperature: 1, topP: 1 },
      reasons,
      { reasoning: { effort: "high", summary: "auto" } },
      ["temperature", "top_p"],
    ],
    ["no sampling at all", { temperature: 1 }, { sampling: false }, {}, ["temperature"]],
    [
      "three efforts only",
      { reasoning: { effort: "max" } },
      { reasoningStyle: "effort", quirks: ["effort-low-medium-high"] },
      { reasoning: { effort: "high", summary: "auto" } },
      ["reasoning"],
    ],
  ];
  it.each(cases)("%s", (_name, request, to, expected, fields) => {
    const { body, warnings } = encode(request, to);
    const { model: _model, input: _input, store: _store, include, ...rest } = body;
    expect({ include, ...rest }).toEqual({
      include: to.reasoningStyle && ["reasoning.encrypted_content"],
      ...expected,
    });
    expect(warnings.map((warning) => warning.field)).toEqual(fields);
  });
});

describe("tools", () => {
  it("are flat, with strict said, custom ones and web search as such", () => {
    const { body, warnings } = encode({
      tools: [
        { name: "f", description: "d", parameters: { type: "object" } },
        { name: "g", parameters: {}, strict: true },
        { name: "patch", parameters: {}, custom: { format: { type: "text" } } },
      ],
      hostedTools: [{ kind: "web-search", path: "tools[3]", allowedDomains: ["a.b"], blockedDomains: ["c.d"] }],
      toolChoice: { kind: "allowed", mode: "auto", names: ["f", "patch"] },
      parallelToolCalls: false,
    });
    expect(body).toMatchObject({
      tools: [
        { type: "function", name: "f", description: "d", parameters: { type: "object" }, strict: false },
        { type: "function", name: "g", parameters: {}, strict: true },
        { type: "custom", name: "patch", format: { type: "text" } },
        { type: "web_search", filters: { allowed_domains: ["a.b"] } },
      ],
      tool_choice: {
        type: "allowed_tools",
        mode: "auto",
        tools: [
          { type: "function", name: "f" },
          { type: "custom", name: "patch" },
        ],
      },
      parallel_tool_calls: false,
    });
    expect(warnings.map((warning) => warning.field)).toEqual(["tools[3]"]);
  });

  it.each([
    [{ kind: "required" }, "required"],
    [
      { kind: "tool", name: "f" },
      { type: "function", name: "f" },
    ],
  ] as const)("are chosen by %j", (toolChoice, expected) => {
    expect(encode({ tools: [{ name: "f", parameters: {} }], toolChoice }).body["tool_choice"]).toEqual(expected);
  });

  it("that are not there leave no choice behind", () => {
    expect(encode({ toolChoice: { kind: "auto" }, parallelToolCalls: true }).body).not.toHaveProperty("tool_choice");
  });
});

describe("the conversation", () => {
  const own = { dialect: "openai-responses", data: { id: "rs_1", encrypted_content: "enc" } };

  it("is items in order, results before what else a turn says", () => {
    const call = (id: string, extra: object = {}) => ({
      kind: "tool-call" as const,
      id,
      name: "f",
      arguments: "",
      ...extra,
    });
    const result = (toolCallId: string, isError: boolean): Block => ({
      kind: "tool-result",
      toolCallId,
      content: [{ kind: "text", text: "r" }],
      isError,
    });
    const messages: Message[] = [
      { role: "system", blocks: [{ kind: "text", text: "s" }] },
      user,
      {
        role: "assistant",
        blocks: [
          { kind: "reasoning", text: "t", carry: own },
          { kind: "text", text: "a" },
          { kind: "refusal", text: "no" },
          call("c1"),
          call("c2", { custom: true, arguments: "free" }),
          { kind: "text", text: "b" },
        ],
      },
      { role: "user", blocks: [{ kind: "text", text: "and" }, result("c1", true), result("c2", false)] },
      { role: "system", blocks: [{ kind: "text", text: "later" }] },
    ];
    expect(encode({ messages }).body["input"]).toEqual([
      { role: "system", content: "s" },
      { role: "user", content: "hi" },
      { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "t" }], encrypted_content: "enc" },
      {
        role: "assistant",
        content: [
          { type: "output_text", text: "a" },
          { type: "refusal", refusal: "no" },
        ],
      },
      { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
      { type: "custom_tool_call", call_id: "c2", name: "f", input: "free" },
      { role: "assistant", content: [{ type: "output_text", text: "b" }] },
      { type: "function_call_output", call_id: "c1", output: "Error: r" },
      { type: "custom_tool_call_output", call_id: "c2", output: "r" },
      { role: "user", content: "and" },
      { role: "system", content: "later" },
    ]);
  });

  it("replays reasoning with its own state only, hidden reasoning too", () => {
    const blocks: Block[] = [
      { kind: "reasoning", text: "", redacted: true, carry: own },
      { kind: "reasoning", text: "x", carry: { dialect: "anthropic-messages", data: "sig" } },
      { kind: "reasoning", text: "y" },
      {
        kind: "reasoning",
        text: "z",
        carry: { dialect: "openai-responses", data: { encrypted_content: sealCarry(own) } },
      },
      { kind: "reasoning", text: "w", carry: { dialect: "openai-responses", data: "odd" } },
    ];
    const { input, fields } = inputOf("assistant", blocks);
    expect(input).toEqual([{ type: "reasoning", id: "rs_1", summary: [], encrypted_content: "enc" }]);
    expect(fields).toEqual(["messages[0]"]);
  });

  it("replays reasoning as text where a vendor wants it", () => {
    const { input } = inputOf("assistant", [{ kind: "reasoning", text: "y" }], { quirks: ["replay-reasoning"] });
    expect(input).toEqual([{ type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "y" }] }]);
  });

  it("holds media, and a word for what cannot be sent", () => {
    const blocks: Block[] = [
      { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA" } },
      { kind: "image", source: { kind: "url", url: "https://x/y" }, detail: "low" },
      { kind: "image", source: { kind: "file", dialect: "openai-chat", fileId: "f1" } },
      { kind: "image", source: { kind: "file", dialect: "gemini", fileId: "f2" } },
      { kind: "document", source: { kind: "data", mediaType: "application/pdf", data: "BB" } },
      { kind: "document", source: { kind: "data", mediaType: "text/plain", data: "BB" }, title: "n.txt" },
      { kind: "document", source: { kind: "url", url: "https://x/a.pdf" } },
      { kind: "document", source: { kind: "text", text: "body" }, title: "T" },
      { kind: "document", source: { kind: "file", dialect: "openai-responses", fileId: "f3" } },
      { kind: "audio", format: "wav", data: "CC" },
    ];
    const { input, fields } = inputOf("user", blocks);
    expect(input).toEqual([
      {
        role: "user",
        content: [
          { type: "input_image", image_url: "data:image/png;base64,AA", detail: "auto" },
          { type: "input_image", image_url: "https://x/y", detail: "low" },
          { type: "input_image", file_id: "f1", detail: "auto" },
          { type: "input_text", text: "[The image at a file of another provider is not available.]" },
          { type: "input_file", filename: "document.pdf", file_data: "data:application/pdf;base64,BB" },
          { type: "input_file", filename: "n.txt", file_data: "data:text/plain;base64,BB" },
          { type: "input_file", file_url: "https://x/a.pdf" },
          { type: "input_text", text: "T\n\nbody" },
          { type: "input_file", file_id: "f3" },
          { type: "input_audio", input_audio: { data: "CC", format: "wav" } },
        ],
      },
    ]);
    expect(fields).toEqual(["messages[0].content[3]"]);
  });

  it("names cache marks, participants and pictures of the assistant as left out", () => {
    const image: Block = { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA" } };
    const { warnings } = encode({
      messages: [
        { role: "user", name: "ann", blocks: [{ kind: "text", text: "a", cache: {} }], path: "messages[0]" },
        { role: "assistant", blocks: [image], path: "messages[1]" },
      ],
    });
    expect(warnings.map((warning) => warning.field)).toEqual([
      "messages[0].name",
      "messages[0].content[0].cache_control",
      "messages[1].content[0]",
    ]);
  });
});
