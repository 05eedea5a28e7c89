import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { target } from "../test-support.ts";
import { checkRequest } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";
import { encodeRequest } from "./encode-request.ts";
import { relayEdits } from "./relay.ts";
import { SKIP_VALIDATION, UNSIGNED_CALL } from "./signatures.ts";

const user = { role: "user", parts: [{ text: "hi" }] };
const model = (...parts: object[]) => ({ role: "model", parts });
const results = (...parts: object[]) => ({ role: "user", parts });
const call = (name: string, more: object = {}) => ({ functionCall: { name, args: {}, ...more } });
const result = (name: string, more: object = {}) => ({
  functionResponse: { name, response: { output: "ok" }, ...more },
});
const body = (changes: JsonObject): JsonObject => ({ model: "m", stream: false, contents: [user], ...changes });
const decode = (changes: JsonObject) => decodeRequest(body(changes));

function paramOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (isGatewayError(error) && error.code === "invalid_parameters") return error.param;
    throw error;
  }
  return undefined;
}

describe("a body that is refused at once", () => {
  it.each<[string, JsonObject, string]>([
    ["no model", { contents: [user] }, "model"],
    ["no contents", { model: "m" }, "contents"],
    ["empty contents", body({ contents: [] }), "contents"],
    ["a role that there is not", body({ contents: [{ role: "assistant", parts: [] }] }), "contents[0].role"],
    ["a content that is text", body({ contents: ["hi"] }), "contents[0]"],
    ["no parts", body({ contents: [{ role: "user" }] }), "contents[0].parts"],
    ["a system instruction that is text", body({ systemInstruction: "x" }), "systemInstruction"],
    ["the same in snake case", body({ system_instruction: "x" }), "systemInstruction"],
    ["tools that are no objects", body({ tools: ["x"] }), "tools[0]"],
    ["a config that is no object", body({ generationConfig: [] }), "generationConfig"],
  ])("%s", (_name, given, param) => {
    expect(paramOf(() => checkRequest(given))).toBe(param);
    expect(paramOf(() => decodeRequest(given))).toBe(param);
  });
});

describe("a body that is refused when it is translated", () => {
  it.each<[string, JsonObject, string]>([
    ["text that is no text", { contents: [results({ text: 5 })] }, "contents[0].parts[0].text"],
    [
      "data without a type",
      { contents: [results({ inlineData: { data: "AA" } })] },
      "contents[0].parts[0].inlineData.mimeType",
    ],
    ["a call of the user's", { contents: [results(call("f"))] }, "contents[0].parts[0].functionCall"],
    ["a result of the model's", { contents: [user, model(result("f"))] }, "contents[1].parts[0].functionResponse"],
    ["a call without a result", { contents: [user, model(call("f")), user] }, "contents[1].parts[0].functionCall"],
    ["a result without a call", { contents: [results(result("f"))] }, "contents[0].parts[0].functionResponse"],
    [
      "a result of another function",
      { contents: [user, model(call("f")), results(result("g"))] },
      "contents[2].parts[0].functionResponse",
    ],
    [
      "one id twice in a turn",
      { contents: [user, model(call("f", { id: "a" }), call("g", { id: "a" }))] },
      "contents[1].parts[1].functionCall",
    ],
    ["code execution", { tools: [{ codeExecution: {} }] }, "tools[0].codeExecution"],
    ["URL context", { tools: { url_context: {} } }, "tools.urlContext"],
    ["a function without a name", { tools: [{ functionDeclarations: [{}] }] }, "tools[0].functionDeclarations[0].name"],
    [
      "a schema type that there is not",
      { tools: [{ functionDeclarations: [{ name: "f", parameters: { type: "MAP" } }] }] },
      "tools[0].functionDeclarations[0].parameters.type",
    ],
    [
      "an unknown mode",
      { toolConfig: { functionCallingConfig: { mode: "MAYBE" } } },
      "toolConfig.functionCallingConfig.mode",
    ],
    [
      "a choice of an unknown function",
      { toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] } } },
      "toolConfig.functionCallingConfig.allowedFunctionNames[0]",
    ],
    [
      "a limit that is no number",
      { generationConfig: { maxOutputTokens: "many" } },
      "generationConfig.maxOutputTokens",
    ],
    [
      "a level that there is not",
      { generationConfig: { thinkingConfig: { thinkingLevel: "DEEP" } } },
      "generationConfig.thinkingConfig.thinkingLevel",
    ],
    [
      "a type of answer that there is not",
      { generationConfig: { responseMimeType: "a/b" } },
      "generationConfig.responseMimeType",
    ],
    ["a label that is no text", { labels: { a: 1 } }, "labels.a"],
  ])("%s", (_name, changes, param) => {
    expect(paramOf(() => decode(changes))).toBe(param);
  });
});

const CONTENTS = {
  contents: [
    {
      role: "user",
      parts: [
        { inlineData: { mimeType: "image/PNG", data: "AA==" } },
        { inlineData: { mimeType: "audio/mpeg", data: "BB==" } },
        { inlineData: { mimeType: "application/pdf", data: "CC==", displayName: "a.pdf" } },
        { fileData: { mimeType: "image/jpeg", fileUri: "https://x.y/a" } },
        { fileData: { fileUri: "gs://b/c.pdf" } },
        { fileData: { fileUri: "https://generativelanguage.googleapis.com/v1beta/files/f1", mimeType: "image/png" } },
      ],
    },
  ],
};

describe("contents", () => {
  it("hold media of every kind", () => {
    expect(decode(CONTENTS).messages[0]?.blocks).toEqual([
      { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA==" } },
      { kind: "audio", format: "mp3", data: "BB==" },
      {
        kind: "document",
        source: { kind: "data", mediaType: "application/pdf", data: "CC==" },
        title: "a.pdf",
      },
      { kind: "image", source: { kind: "url", url: "https://x.y/a" } },
      { kind: "document", source: { kind: "file", dialect: "gemini", fileId: "gs://b/c.pdf" } },
      {
        kind: "image",
        source: {
          kind: "file",
          dialect: "gemini",
          fileId: "https://generativelanguage.googleapis.com/v1beta/files/f1",
        },
      },
    ]);
  });

  it("read the same in snake case, and with lone items for lists", () => {
    const snake = {
      contents: {
        role: "user",
        parts: [
          { inline_data: { mime_type: "image/PNG", data: "AA==" } },
          { inline_data: { mime_type: "audio/mpeg", data: "BB==" } },
          { inline_data: { mime_type: "application/pdf", data: "CC==", display_name: "a.pdf" } },
          { file_data: { mime_type: "image/jpeg", file_uri: "https://x.y/a" } },
          { file_data: { file_uri: "gs://b/c.pdf" } },
          {
            file_data: {
              file_uri: "https://generativelanguage.googleapis.com/v1beta/files/f1",
              mime_type: "image/png",
            },
          },
        ],
      },
    };
    expect(decode(snake)).toEqual(decode(CONTENTS));
    expect(
      decode({ contents: { parts: { text: "hi" } }, system_instruction: { parts: { text: "s" } } }).messages,
    ).toEqual([
      { role: "system", blocks: [{ kind: "text", text: "s" }], path: "systemInstruction" },
      { role: "user", blocks: [{ kind: "text", text: "hi" }], path: "contents[0]" },
    ]);
  });

  it("put an answer together that came in pieces, in one content or many", () => {
    const sealed = sealCarry({ dialect: "anthropic-messages", data: "s1" });
    const pieces = [
      { text: "th", thought: true },
      { text: "ink", thought: true },
      { text: "", thought: true, thoughtSignature: sealed },
      { text: "Hel" },
      { text: "lo" },
      { text: "", thoughtSignature: "g1" },
      { text: "more" },
    ];
    const blocks = [
      { kind: "reasoning", text: "think", carry: { dialect: "anthropic-messages", data: "s1" } },
      { kind: "text", text: "Hello", carry: { dialect: "gemini", data: "g1" } },
      { kind: "text", text: "more" },
    ];
    const one = decode({ contents: [user, model(...pieces), user] });
    const many = decode({ contents: [user, ...pieces.map((piece) => model(piece)), user] });
    expect(one.messages[1]?.blocks).toEqual(blocks);
    expect(many.messages.map((message) => message.role)).toEqual(["user", "assistant", "user"]);
    expect(many.messages[1]?.blocks).toEqual(blocks);
  });

  it("keep reasoning that was encrypted as a whole, and own state of calls", () => {
    const redacted = sealCarry({ dialect: "anthropic-messages", data: "enc" }, "redacted");
    const { messages } = decode({
      contents: [
        user,
        model({ text: "", thought: true, thoughtSignature: redacted }, { ...call("f"), thoughtSignature: "g" }),
        results(result("f")),
      ],
    });
    expect(messages[1]?.blocks).toMatchObject([
      { kind: "reasoning", text: "", redacted: true, carry: { dialect: "anthropic-messages", data: "enc" } },
      { kind: "tool-call", name: "f", carry: { dialect: "gemini", data: "g" } },
    ]);
  });

  it.each([SKIP_VALIDATION, UNSIGNED_CALL])("take no placeholder for a signature: %s", (thoughtSignature) => {
    const { messages } = decode({ contents: [user, model({ ...call("f"), thoughtSignature }), results(result("f"))] });
    expect(messages[1]?.blocks[0]).not.toHaveProperty("carry");
  });

  it("pair results by id, else by name and order", () => {
    const { messages } = decode({
      contents: [
        user,
        model(call("f", { id: "a" }), call("f", { id: "b" }), call("g"), call("g")),
        results(result("g"), result("f", { id: "b" }), result("f", { id: "unknown" }), result("g")),
      ],
    });
    const ids = messages[1]?.blocks.map((block) => (block.kind === "tool-call" ? block.id : ""));
    expect(ids).toEqual(["a", "b", "call_1_2", "call_1_3"]);
    const answered = messages[2]?.blocks.map((block) => (block.kind === "tool-result" ? block.toolCallId : ""));
    expect(answered).toEqual(["call_1_2", "b", "a", "call_1_3"]);
  });

  it("mint ids that differ from turn to turn", () => {
    const turn = [model(call("f")), results(result("f"))];
    const { messages } = decode({ contents: [user, ...turn, ...turn] });
    const ids = messages.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "tool-call" ? [block.id] : [])),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it.each<[string, object, object]>([
    ["output", { output: "x" }, { content: [{ kind: "text", text: "x" }] }],
    ["result", { result: { a: 1 } }, { content: [{ kind: "text", text: '{"a":1}' }] }],
    ["error", { error: "bad" }, { content: [{ kind: "text", text: "bad" }], isError: true }],
    ["another object", { a: 1, b: 2 }, { content: [{ kind: "text", text: '{"a":1,"b":2}' }] }],
    ["the name repeated", { name: "f", content: "x" }, { content: [{ kind: "text", text: "x" }] }],
    ["nothing", {}, { content: [] }],
  ])("read a result in %s", (_name, response, expected) => {
    const { messages } = decode({ contents: [user, model(call("f")), results(result("f", { response }))] });
    expect(messages[2]?.blocks).toEqual([{ kind: "tool-result", toolCallId: "call_1_0", ...expected }]);
  });

  it("read images of a result", () => {
    const parts = [{ inlineData: { mimeType: "image/png", data: "AA==" } }];
    const { messages } = decode({ contents: [user, model(call("f")), results(result("f", { parts }))] });
    expect(messages[2]?.blocks[0]).toMatchObject({
      content: [
        { kind: "text", text: "ok" },
        { kind: "image", source: { kind: "data", data: "AA==" } },
      ],
    });
  });
});

describe("tools", () => {
  it("are functions with either kind of schema, and the web search", () => {
    const { tools, hostedTools } = decode({
      tools: [
        {
          functionDeclarations: [
            { name: "a", description: "d", parametersJsonSchema: { type: "object", additionalProperties: false } },
            {
              name: "b",
              parameters: {
                type: "OBJECT",
                properties: {
                  n: { type: "INTEGER", nullable: true, description: "n" },
                  list: { type: "ARRAY", items: { type: "STRING", enum: ["x"] }, min_items: "2" },
                  any: { anyOf: [{ type: "NUMBER" }, { type: "BOOLEAN" }] },
                  type: { type: "STRING", example: "e" },
                },
                required: ["n"],
                propertyOrdering: ["n"],
              },
            },
            { name: "c" },
          ],
        },
        { google_search: { exclude_domains: ["x.y"] } },
      ],
    });
    expect(tools).toEqual([
      { name: "a", description: "d", parameters: { type: "object", additionalProperties: false } },
      {
        name: "b",
        parameters: {
          type: "object",
          properties: {
            n: { type: ["integer", "null"], description: "n" },
            list: { type: "array", items: { type: "string", enum: ["x"] }, minItems: 2 },
            any: { anyOf: [{ type: "number" }, { type: "boolean" }] },
            type: { type: "string", examples: ["e"] },
          },
          required: ["n"],
        },
      },
      { name: "c", parameters: { type: "object", properties: {} } },
    ]);
    expect(hostedTools).toEqual([{ kind: "web-search", path: "tools[1].googleSearch", blockedDomains: ["x.y"] }]);
  });

  it.each<[object, unknown]>([
    [{ mode: "AUTO" }, { kind: "auto" }],
    [{ mode: "VALIDATED" }, { kind: "auto" }],
    [{ mode: "none" }, { kind: "none" }],
    [{ mode: "ANY" }, { kind: "required" }],
    [
      { mode: "ANY", allowedFunctionNames: ["f"] },
      { kind: "tool", name: "f" },
    ],
    [
      { mode: "ANY", allowed_function_names: ["f", "g"] },
      { kind: "allowed", mode: "required", names: ["f", "g"] },
    ],
    [
      { mode: "VALIDATED", allowedFunctionNames: ["f"] },
      { kind: "allowed", mode: "auto", names: ["f"] },
    ],
    [{ mode: "MODE_UNSPECIFIED" }, undefined],
    [{}, undefined],
  ])("are chosen by %j", (functionCallingConfig, choice) => {
    const tools = [{ functionDeclarations: [{ name: "f" }, { name: "g" }] }];
    expect(decode({ tools, toolConfig: { functionCallingConfig } }).toolChoice).toEqual(choice);
  });
});

describe("the generation config", () => {
  it("sets limits, sampling and format", () => {
    const generationConfig = {
      maxOutputTokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      topK: 4,
      stopSequences: ["a"],
      seed: 7,
      presence_penalty: 1,
      frequencyPenalty: 2,
      response_mime_type: "application/json",
      responseSchema: { type: "OBJECT" },
      candidateCount: 1,
      responseModalities: ["TEXT"],
    };
    const { unmapped, ...request } = decode({ generationConfig });
    expect(unmapped).toEqual([]);
    expect(request).toMatchObject({
      maxOutputTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 4,
      stopSequences: ["a"],
      seed: 7,
      presencePenalty: 1,
      frequencyPenalty: 2,
      responseFormat: { kind: "json-schema", schema: { type: "object" } },
    });
  });

  it.each<[object, unknown]>([
    [{ responseMimeType: "application/json" }, { kind: "json" }],
    [{ responseMimeType: "text/plain" }, { kind: "text" }],
    [{ responseJsonSchema: { a: 1 } }, { kind: "json-schema", schema: { a: 1 } }],
    [{}, undefined],
  ])("asks for a format with %j", (generationConfig, format) => {
    expect(decode({ generationConfig }).responseFormat).toEqual(format);
  });

  it.each<[object, unknown]>([
    [{ thinkingBudget: 0 }, { effort: "none" }],
    [
      { thinkingBudget: -1, includeThoughts: true },
      { adaptive: true, visible: true },
    ],
    [{ thinking_budget: 2_000 }, { effort: "low", budgetTokens: 2_000, visible: false }],
    [
      { thinkingLevel: "HIGH", include_thoughts: true },
      { effort: "high", visible: true },
    ],
    [{ includeThoughts: true }, { adaptive: true, visible: true }],
    [{ includeThoughts: false }, undefined],
    [{}, undefined],
  ])("asks for thinking with %j", (thinkingConfig, reasoning) => {
    expect(decode({ generationConfig: { thinkingConfig } }).reasoning).toEqual(reasoning);
  });
});

it("names what has no place elsewhere, and nothing that is empty or idle", () => {
  const request = decode({
    safetySettings: [{ category: "c", threshold: "OFF" }],
    cached_content: "cachedContents/x",
    unknownThing: 1,
    tools: [],
    labels: { team: "a" },
    serviceTier: "standard",
    "x-routing-hints": {},
    generationConfig: { candidateCount: 2, responseLogprobs: false, mediaResolution: "LOW" },
    toolConfig: { retrievalConfig: { languageCode: "de" } },
    contents: [
      results({ text: "a", videoMetadata: { fps: 1 } }),
      model({ executableCode: { code: "1" } }, { toolCall: { id: "x" } }, { text: "b" }),
      user,
    ],
  });
  expect(request.metadata).toEqual({ team: "a" });
  expect(request.serviceTier).toBe("default");
  expect([...request.unmapped].toSorted()).toEqual([
    "cachedContent",
    "contents[0].parts[0].videoMetadata",
    "contents[1].parts[0].executableCode",
    "contents[1].parts[1].toolCall",
    "generationConfig.candidateCount",
    "generationConfig.mediaResolution",
    "safetySettings",
    "toolConfig.retrievalConfig",
    "unknownThing",
  ]);
});

it("reads no caller's member name as one of JavaScript's", () => {
  const text =
    '{"model":"m","contents":[{"parts":[{"text":"a","__proto__":{"thought":true}}]}],"generation_config":{"__proto__":{"topK":1}}}';
  const request = decodeRequest(JSON.parse(text) as JsonObject);
  expect(request.topK).toBeUndefined();
  expect(request.messages[0]?.blocks).toEqual([{ kind: "text", text: "a" }]);
});

it("reads tens of thousands of calls without ids in linear time", () => {
  const calls = Array.from({ length: 50_000 }, () => call("f"));
  const answers = calls.map(() => result("f"));
  const { messages } = decode({ contents: [user, model(...calls), results(...answers)] });
  const last = messages[2]?.blocks.at(-1);
  expect(last?.kind === "tool-result" && last.toolCallId).toBe("call_1_49999");
});

const names = fc.constantFrom(
  ...[
    "role",
    "parts",
    "text",
    "thought",
    "thoughtSignature",
    "thought_signature",
    "inlineData",
    "inline_data",
    "mimeType",
  ],
  ...[
    "data",
    "fileData",
    "fileUri",
    "functionCall",
    "function_call",
    "name",
    "args",
    "id",
    "functionResponse",
    "response",
  ],
  ...["functionDeclarations", "parameters", "type", "properties", "items", "anyOf", "nullable", "$ref", "googleSearch"],
  ...["functionCallingConfig", "mode", "thinkingConfig", "thinkingBudget", "responseSchema", "responseMimeType"],
);
const leaves = fc.constantFrom<unknown>(
  "user",
  "model",
  "a",
  "",
  "STRING",
  "OBJECT",
  "ANY",
  "image/png",
  "#",
  0,
  -1,
  5,
  null,
  true,
);
const { any } = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    leaves,
    fc.jsonValue(),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(names, tie("any"), { maxKeys: 4 }),
  ),
}));
const members = fc.constantFrom(
  "contents",
  "systemInstruction",
  "tools",
  "toolConfig",
  "generationConfig",
  "labels",
  "safetySettings",
);
const content = fc.record({
  role: fc.constantFrom("user", "model"),
  parts: fc.array(fc.dictionary(names, any, { maxKeys: 2 }), { maxLength: 3 }),
});

it("refuses what it cannot read, and never fails otherwise, whatever comes", () => {
  const bodies = fc.tuple(
    fc.dictionary(members, any, { maxKeys: 4 }),
    fc.array(fc.oneof(content, any), { maxLength: 4 }),
  );
  fc.assert(
    fc.property(bodies, ([changes, contents]) => {
      const given: JsonObject = { contents: [user, ...contents], model: "m", ...changes };
      relayEdits(given);
      try {
        checkRequest(given);
        encodeRequest(decodeRequest(given), target());
      } catch (error) {
        expect(isGatewayError(error) && error.code).toBe("invalid_parameters");
      }
    }),
    { numRuns: 3_000 },
  );
});
