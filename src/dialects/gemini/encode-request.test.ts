import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest, Message } from "../../canonical/request.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { target } from "../test-support.ts";
import { decodeRequest } from "./decode-request.ts";
import { encodeRequest } from "./encode-request.ts";
import { SKIP_VALIDATION } from "./signatures.ts";

const hi: Message = { role: "user", blocks: [{ kind: "text", text: "hi" }] };
const request = (changes: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "m",
  messages: [hi],
  stream: true,
  unmapped: [],
  ...changes,
});
const user = (...blocks: Block[]): Message => ({ role: "user", blocks });
const assistant = (...blocks: Block[]): Message => ({ role: "assistant", blocks });
const call = (id: string, name: string, more: object = {}): Block => ({
  kind: "tool-call",
  id,
  name,
  arguments: "{}",
  ...more,
});
const result = (toolCallId: string, text: string, more: object = {}): Block => ({
  kind: "tool-result",
  toolCallId,
  content: [{ kind: "text", text }],
  ...more,
});

function encode(changes: Partial<ChatRequest>, at: EncodeTarget = target()): { body: JsonObject; fields: string[] } {
  const { body, warnings } = encodeRequest(request(changes), at);
  return { body, fields: warnings.map(({ field }) => field) };
}

describe("a conversation", () => {
  it("has neither model nor stream in its body", () => {
    expect(encode({}).body).toEqual({ contents: [{ role: "user", parts: [{ text: "hi" }] }] });
  });

  it("has its leading system text apart, later ones marked, and neighbours of one role merged", () => {
    const { body, fields } = encode({
      messages: [
        {
          role: "system",
          blocks: [
            { kind: "text", text: "s1" },
            { kind: "text", text: "s2" },
          ],
        },
        hi,
        user({ kind: "text", text: "" }, { kind: "text", text: "ho" }),
        { role: "system", blocks: [{ kind: "text", text: "later" }] },
        assistant({ kind: "text", text: "a" }),
        assistant({ kind: "refusal", text: "no" }),
      ],
    });
    expect(body["systemInstruction"]).toEqual({ parts: [{ text: "s1" }, { text: "s2" }] });
    expect(body["contents"]).toEqual([
      {
        role: "user",
        parts: [{ text: "hi" }, { text: "ho" }, { text: "<system-message>\nlater\n</system-message>" }],
      },
      { role: "model", parts: [{ text: "a" }, { text: "no" }] },
    ]);
    expect(fields).toEqual(["messages[3]"]);
  });

  it.each<[string, Message[], unknown]>([
    [
      "system text alone",
      [{ role: "system", blocks: [{ kind: "text", text: "s" }] }],
      [{ role: "user", parts: [{ text: "s" }] }],
    ],
    [
      "the assistant first",
      [assistant({ kind: "text", text: "a" }), hi],
      [
        { role: "user", parts: [{ text: "[The conversation begins with the assistant.]" }] },
        { role: "model", parts: [{ text: "a" }] },
        { role: "user", parts: [{ text: "hi" }] },
      ],
    ],
  ])("begins with the user: %s", (_name, messages, contents) => {
    const { body, fields } = encode({ messages });
    expect(body["contents"]).toEqual(contents);
    expect(fields).toEqual(["messages"]);
  });

  it("sends media as they are, and addresses for Google to fetch", () => {
    const { body, fields } = encode({
      messages: [
        user(
          { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA==" } },
          { kind: "image", source: { kind: "url", url: "https://x.y/a.webp?b=c.png" }, detail: "high" },
          { kind: "image", source: { kind: "url", url: "https://x.y/a" } },
          { kind: "document", source: { kind: "data", mediaType: "application/pdf", data: "CC==" }, title: "t" },
          { kind: "document", source: { kind: "data", mediaType: "application/json", data: "e30=" } },
          { kind: "document", source: { kind: "text", text: "body" }, title: "t" },
          { kind: "document", source: { kind: "file", dialect: "gemini", fileId: "gs://b/c" } },
          { kind: "document", source: { kind: "file", dialect: "openai-chat", fileId: "file_1" } },
          { kind: "audio", format: "wav", data: "DD==" },
        ),
      ],
    });
    expect((body["contents"] as JsonObject[])[0]?.["parts"]).toEqual([
      { inlineData: { mimeType: "image/png", data: "AA==" } },
      { fileData: { mimeType: "image/webp", fileUri: "https://x.y/a.webp?b=c.png" } },
      { fileData: { mimeType: "image/jpeg", fileUri: "https://x.y/a" } },
      { text: "t:" },
      { inlineData: { mimeType: "application/pdf", data: "CC==" } },
      { text: "{}" },
      { text: "t\n\nbody" },
      { fileData: { fileUri: "gs://b/c" } },
      { text: "[An attached document is not available.]" },
      { inlineData: { mimeType: "audio/wav", data: "DD==" } },
    ]);
    expect(fields).toEqual(["messages[0].content[1].image_url.detail", "messages[0].content[7]"]);
  });

  it("warns of names and cache marks", () => {
    const { fields } = encode({ messages: [{ ...user({ kind: "text", text: "a", cache: {} }), name: "n" }] });
    expect(fields).toEqual(["messages[0].name", "messages[0].content[0].cache_control"]);
  });
});

describe("calls and results", () => {
  const conversation = [
    hi,
    assistant(call("a", "f", { arguments: '{"x":1}' }), call("b", "g")),
    user({ kind: "text", text: "now" }, result("b", "two"), result("a", "one", { isError: true })),
  ];
  const contentsAt = (at: EncodeTarget, messages: Message[] = conversation) =>
    (encode({ messages }, at).body["contents"] as JsonObject[]).slice(1);

  it("pair by id and by order, results first, and the first call of a step is signed (trap 3)", () => {
    expect(contentsAt(target({ reasoningStyle: "effort" }))).toEqual([
      {
        role: "model",
        parts: [
          { functionCall: { id: "a", name: "f", args: { x: 1 } }, thoughtSignature: SKIP_VALIDATION },
          { functionCall: { id: "b", name: "g", args: {} } },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { id: "a", name: "f", response: { error: "one" } } },
          { functionResponse: { id: "b", name: "g", response: { output: "two" } } },
          { text: "now" },
        ],
      },
    ]);
  });

  it("have no ids where they are refused", () => {
    const text = JSON.stringify(contentsAt(target({ quirks: ["no-function-ids"] })));
    expect(text).not.toContain('"id"');
    expect(text.indexOf('"one"')).toBeLessThan(text.indexOf('"two"'));
  });

  it("are not signed for a model that takes a budget", () => {
    expect(JSON.stringify(contentsAt(target({ reasoningStyle: "budget" })))).not.toContain("thoughtSignature");
  });

  it("keep Gemini's own signatures and no others (traps 4, 5)", () => {
    const own = { dialect: "gemini", data: "sig" };
    const foreign = { dialect: "anthropic-messages", data: "other" };
    const contents = contentsAt(target(), [
      hi,
      assistant(
        { kind: "reasoning", text: "mine", carry: own },
        { kind: "reasoning", text: "yours", carry: foreign },
        { kind: "text", text: "", carry: own },
        { kind: "text", text: "t", carry: foreign },
        call("a", "f", { carry: own }),
        call("b", "g", { carry: foreign }),
      ),
      user(result("a", "1"), result("b", "2")),
    ]);
    expect(contents[0]?.["parts"]).toEqual([
      { text: "mine", thought: true, thoughtSignature: "sig" },
      { text: "", thoughtSignature: "sig" },
      { text: "t" },
      { functionCall: { id: "a", name: "f", args: {} }, thoughtSignature: "sig" },
      { functionCall: { id: "b", name: "g", args: {} } },
    ]);
  });

  it("sign each step", () => {
    const contents = contentsAt(target(), [
      hi,
      assistant(call("a", "f")),
      user(result("a", "1")),
      assistant(call("b", "f")),
      user(result("b", "2")),
    ]);
    const signatures = contents.flatMap(({ parts }) => (parts as JsonObject[]).map((part) => part["thoughtSignature"]));
    expect(signatures.filter(Boolean)).toEqual([SKIP_VALIDATION, SKIP_VALIDATION]);
  });

  it("hold free text of custom tools as 'input'", () => {
    const contents = contentsAt(target(), [
      hi,
      assistant(call("a", "f", { custom: true, arguments: "ls -l" })),
      user(result("a", "1")),
    ]);
    expect(contents[0]).toMatchObject({ parts: [{ functionCall: { args: { input: "ls -l" } } }] });
  });

  const image: Block = { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA==" } };
  const linked: Block = { kind: "image", source: { kind: "url", url: "https://x.y/a.png" } };
  it.each<[EncodeTarget["reasoningStyle"], unknown]>([
    [
      "effort",
      [
        {
          functionResponse: {
            id: "a",
            name: "f",
            response: { output: "The result is attached." },
            parts: [{ inlineData: { mimeType: "image/png", data: "AA==" } }],
          },
        },
        { text: "Attached to the result of f:" },
        { fileData: { mimeType: "image/png", fileUri: "https://x.y/a.png" } },
      ],
    ],
    [
      "budget",
      [
        { functionResponse: { id: "a", name: "f", response: { output: "The result is attached." } } },
        { text: "Attached to the result of f:" },
        { inlineData: { mimeType: "image/png", data: "AA==" } },
        { fileData: { mimeType: "image/png", fileUri: "https://x.y/a.png" } },
      ],
    ],
  ])("hold media where the model takes them there: %s", (reasoningStyle, parts) => {
    const contents = contentsAt(target({ reasoningStyle }), [
      hi,
      assistant(call("a", "f")),
      user({ kind: "tool-result", toolCallId: "a", content: [image, linked] as never }),
    ]);
    expect(contents[1]?.["parts"]).toEqual(parts);
  });

  it.each<[string, Message[], string]>([
    ["arguments that are no object", [hi, assistant(call("a", "f", { arguments: "[1]" }))], "messages[1].content[0]"],
    ["a result of an unknown call", [user(result("zz", "1"))], "messages[0].content[0]"],
    ["nothing at all", [user()], "messages"],
  ])("are refused with %s", (_name, messages, param) => {
    let thrown: unknown;
    try {
      encode({ messages });
    } catch (error) {
      thrown = error;
    }
    expect(isGatewayError(thrown) && thrown.param).toBe(param);
  });
});

describe("tools", () => {
  const tools = [
    { name: "f", description: "d", parameters: { type: "object", properties: {} } },
    { name: "g", parameters: {} },
  ];
  const search = [{ kind: "web-search", path: "tools[1]" }] as const;
  const declared = {
    functionDeclarations: [
      { name: "f", description: "d", parametersJsonSchema: { type: "object", properties: {} } },
      { name: "g", parametersJsonSchema: { type: "object" } },
    ],
  };

  it.each<[string, Partial<ChatRequest>, unknown]>([
    ["no choice", {}, undefined],
    ["auto", { toolChoice: { kind: "auto" } }, { mode: "AUTO" }],
    ["none", { toolChoice: { kind: "none" } }, { mode: "NONE" }],
    ["required", { toolChoice: { kind: "required" } }, { mode: "ANY" }],
    ["one tool", { toolChoice: { kind: "tool", name: "f" } }, { mode: "ANY", allowedFunctionNames: ["f"] }],
    [
      "one of some",
      { toolChoice: { kind: "allowed", mode: "required", names: ["f", "g"] } },
      { mode: "ANY", allowedFunctionNames: ["f", "g"] },
    ],
  ])("with %s", (_name, changes, functionCallingConfig) => {
    const { body } = encode({ tools, ...changes });
    expect(body["tools"]).toEqual([declared]);
    expect(body["toolConfig"]).toEqual(functionCallingConfig && { functionCallingConfig });
  });

  it("of a free choice among some are those some", () => {
    const { body } = encode({ tools, toolChoice: { kind: "allowed", mode: "auto", names: ["g"] } });
    expect(body["tools"]).toEqual([{ functionDeclarations: [declared.functionDeclarations[1]] }]);
    expect(body["toolConfig"]).toEqual({ functionCallingConfig: { mode: "AUTO" } });
  });

  it("that are strict are checked", () => {
    const { body } = encode({ tools: [{ name: "f", parameters: {}, strict: true }] });
    expect(body["toolConfig"]).toEqual({ functionCallingConfig: { mode: "VALIDATED" } });
  });

  it("that take free text take one string", () => {
    const { body, fields } = encode({
      tools: [{ name: "f", parameters: {}, custom: { format: { type: "grammar" } } }],
    });
    expect(body["tools"]).toEqual([
      {
        functionDeclarations: [
          {
            name: "f",
            parametersJsonSchema: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
          },
        ],
      },
    ]);
    expect(fields).toEqual(["tools"]);
  });

  it("of Google's go along with a flag, where it is known", () => {
    expect(encode({ hostedTools: search }).body).toMatchObject({ tools: [{ googleSearch: {} }] });
    expect(encode({ hostedTools: search }).body).not.toHaveProperty("toolConfig");
    const both = { tools, hostedTools: search };
    expect(encode(both).body).toMatchObject({
      tools: [declared, { googleSearch: {} }],
      toolConfig: { functionCallingConfig: { mode: "VALIDATED" }, includeServerSideToolInvocations: true },
    });
    const without = encode(both, target({ quirks: ["no-server-tool-flag"] })).body;
    expect(without["toolConfig"]).toEqual({ functionCallingConfig: { mode: "VALIDATED" } });
  });

  it("of Google's are left out when none may run, and warn of domains", () => {
    expect(encode({ tools, hostedTools: search, toolChoice: { kind: "none" } }).body["tools"]).toEqual([declared]);
    const bound = [{ kind: "web-search", path: "tools[0]", allowedDomains: ["a.b"] }] as const;
    expect(encode({ hostedTools: bound }).fields).toEqual(["tools[0]"]);
  });

  it("cannot be called one at a time", () => {
    expect(encode({ tools, parallelToolCalls: false }).fields).toEqual(["parallel_tool_calls"]);
  });
});

describe("thinking", () => {
  it.each<[Partial<Omit<EncodeTarget, "quirks">>, ChatRequest["reasoning"], unknown, string[]]>([
    [{ reasoningStyle: "effort" }, { effort: "low" }, { includeThoughts: true, thinkingLevel: "LOW" }, []],
    [{ reasoningStyle: "effort" }, { effort: "low", visible: false }, { thinkingLevel: "LOW" }, []],
    [
      { reasoningStyle: "effort", efforts: ["low", "high"] },
      { effort: "medium" },
      { includeThoughts: true, thinkingLevel: "LOW" },
      ["reasoning_effort"],
    ],
    [
      { reasoningStyle: "effort", efforts: ["minimal", "low", "medium", "high"] },
      { effort: "max" },
      { includeThoughts: true, thinkingLevel: "HIGH" },
      ["reasoning_effort"],
    ],
    [{ reasoningStyle: "effort" }, { effort: "none" }, { thinkingLevel: "LOW" }, ["reasoning_effort"]],
    [{ reasoningStyle: "effort" }, { adaptive: true }, { includeThoughts: true }, []],
    [
      { reasoningStyle: "effort" },
      { budgetTokens: 9_000 },
      { includeThoughts: true, thinkingLevel: "HIGH" },
      ["reasoning_effort"],
    ],
    [{ reasoningStyle: "budget" }, { effort: "medium" }, { includeThoughts: true, thinkingBudget: 8_192 }, []],
    [
      { reasoningStyle: "budget" },
      { effort: "max" },
      { includeThoughts: true, thinkingBudget: 24_576 },
      ["reasoning_effort"],
    ],
    [{ reasoningStyle: "budget" }, { effort: "none" }, { thinkingBudget: 0 }, []],
    [
      { reasoningStyle: "budget", efforts: ["low", "high"] },
      { effort: "none" },
      { thinkingBudget: 512 },
      ["reasoning_effort"],
    ],
    [{ reasoningStyle: "budget" }, { adaptive: true }, { includeThoughts: true, thinkingBudget: -1 }, []],
    [{ reasoningStyle: "budget" }, { budgetTokens: 100 }, { includeThoughts: true, thinkingBudget: 512 }, []],
    [{ reasoningStyle: "none" }, { effort: "high" }, undefined, ["reasoning_effort"]],
    [{ reasoningStyle: "none" }, { effort: "none" }, undefined, []],
    [{ reasoningStyle: "effort" }, undefined, undefined, []],
  ])("at %j of %j", (at, reasoning, thinkingConfig, warned) => {
    const { body, fields } = encode({ reasoning }, target(at));
    expect(body["generationConfig"]).toEqual(thinkingConfig && { thinkingConfig });
    expect(fields).toEqual(warned);
  });

  it("leaves room for the answer", () => {
    const { body } = encode(
      { reasoning: { budgetTokens: 5_000 }, maxOutputTokens: 4_000 },
      target({ reasoningStyle: "budget" }),
    );
    expect(body["generationConfig"]).toEqual({
      maxOutputTokens: 4_000,
      thinkingConfig: { includeThoughts: true, thinkingBudget: 2_000 },
    });
  });
});

describe("the rest of a request", () => {
  it("goes into the generation config", () => {
    const { body, fields } = encode({
      maxOutputTokens: 9,
      temperature: 2,
      topP: 0.1,
      topK: 3,
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: 0,
      stopSequences: ["a", ""],
      responseFormat: { kind: "json-schema", schema: { $schema: "x", type: "object" }, strict: true },
      serviceTier: "priority",
    });
    expect(body).toMatchObject({
      serviceTier: "priority",
      generationConfig: {
        maxOutputTokens: 9,
        temperature: 2,
        topP: 0.1,
        topK: 3,
        seed: 1,
        presencePenalty: 1,
        stopSequences: ["a"],
        responseMimeType: "application/json",
        responseJsonSchema: { type: "object" },
      },
    });
    expect(body["generationConfig"]).not.toHaveProperty("frequencyPenalty");
    expect(fields).toEqual([]);
  });

  it("is warned of where Gemini has no place for it, and none of it leaks (trap 13)", () => {
    const { body, fields } = encode(
      {
        temperature: 1,
        topP: 1,
        topK: 1,
        maxOutputTokens: 100,
        stopSequences: ["1", "2", "3", "4", "5", "6"],
        metadata: { a: "b" },
        userId: "u",
        promptCacheKey: "k",
        verbosity: "low",
        serviceTier: "scale",
        unmapped: ["logit_bias"],
      },
      target({ sampling: false, maxOutputTokens: 50 }),
    );
    expect(body).toEqual({
      contents: [{ role: "user", parts: [{ text: "hi" }] }],
      generationConfig: { maxOutputTokens: 50, stopSequences: ["1", "2", "3", "4", "5"] },
    });
    expect(fields).toEqual([
      "logit_bias",
      "max_tokens",
      "stop",
      "temperature",
      "top_p",
      "top_k",
      "metadata",
      "user",
      "prompt_cache_key",
      "verbosity",
      "service_tier",
    ]);
  });

  it("asks in words for JSON beside tools before Gemini 3", () => {
    const changes: Partial<ChatRequest> = { tools: [{ name: "f", parameters: {} }], responseFormat: { kind: "json" } };
    const old = encode(changes, target({ reasoningStyle: "budget" }));
    expect(old.body).not.toHaveProperty("generationConfig");
    expect(JSON.stringify(old.body["systemInstruction"])).toContain("JSON object");
    expect(old.fields).toEqual(["response_format"]);
    expect(encode(changes).body["generationConfig"]).toEqual({ responseMimeType: "application/json" });
  });
});

it("means the same when it is read again, whatever texts and calls it holds", () => {
  const text = fc.string({ minLength: 1 }).map((value): Block => ({ kind: "text", text: value }));
  const steps = fc.array(
    fc.record({
      said: fc.array(text, { minLength: 1, maxLength: 2 }),
      results: fc.array(fc.string(), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(steps, (turns) => {
      const messages = turns.flatMap(({ said, results }, i): Message[] => {
        const ids = results.map((_, n) => `c${i}_${n}`);
        const calls = ids.map((id) => call(id, "f"));
        const answers = ids.map((id, n) => result(id, results[n] ?? ""));
        return [user(...said), assistant({ kind: "text", text: "a" }, ...calls), user(...answers, ...said)];
      });
      const { body } = encodeRequest(request({ messages }), target());
      const back = decodeRequest({ ...body, model: "m" });
      const flat = (list: readonly Message[]): unknown[] =>
        list.flatMap(({ role, blocks }) =>
          blocks.map((block) => {
            if (block.kind === "tool-result")
              return [role, block.toolCallId, block.content.map((c) => "text" in c && c.text).join("")];
            return [role, block.kind === "tool-call" ? [block.id, block.name] : "text" in block ? block.text : ""];
          }),
        );
      expect(flat(back.messages)).toEqual(flat(messages));
    }),
    { numRuns: 200 },
  );
});
