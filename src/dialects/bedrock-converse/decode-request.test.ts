import { describe, expect, it } from "vitest";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { decodeRequest } from "./decode-request.ts";

const hello = { role: "user", content: [{ text: "hi" }] };
const decode = (body: JsonObject) => decodeRequest({ model: "m", messages: [hello], ...body });
const messages = (...list: unknown[]) => decode({ messages: list });
const blocks = (...content: unknown[]) => messages({ role: "user", content }).messages[0]?.blocks;
const answer = (...content: unknown[]) => ({ role: "assistant", content });

describe("decodeRequest", () => {
  it("takes model and stream as members, and all that is unset as absent", () => {
    expect(decode({ stream: true })).toMatchObject({ model: "m", stream: true, unmapped: [] });
    expect(decode({}).messages).toEqual([
      { role: "user", blocks: [{ kind: "text", text: "hi" }], path: "messages[0]" },
    ]);
  });

  it("reads configuration, vendor fields included", () => {
    const request = decode({
      system: [{ text: "s" }, { cachePoint: { type: "default", ttl: "1h" } }],
      inferenceConfig: { maxTokens: 5, temperature: 0.1, topP: 0.2, stopSequences: ["x"] },
      additionalModelRequestFields: {
        thinking: { type: "enabled", budget_tokens: 2048, display: "omitted" },
        output_config: { effort: "low" },
        top_k: 3,
        tool_choice: { type: "any", disable_parallel_tool_use: true },
        anthropic_beta: ["x"],
      },
      requestMetadata: { a: "b" },
      serviceTier: { type: "flex" },
      guardrailConfig: { guardrailIdentifier: "g" },
      additionalModelResponseFieldPaths: ["/stop_sequence", "/usage"],
    });
    expect(request).toMatchObject({
      maxOutputTokens: 5,
      temperature: 0.1,
      topP: 0.2,
      topK: 3,
      stopSequences: ["x"],
      reasoning: { effort: "low", budgetTokens: 2048, visible: false },
      toolChoice: { kind: "required" },
      parallelToolCalls: false,
      metadata: { a: "b" },
      serviceTier: "flex",
      unmapped: ["guardrailConfig", "additionalModelResponseFieldPaths", "additionalModelRequestFields.anthropic_beta"],
    });
    expect(request.messages[0]).toEqual({
      role: "system",
      blocks: [{ kind: "text", text: "s", cache: { ttl: "1h" } }],
      path: "system",
    });
  });

  it.each<[string, JsonObject, unknown]>([
    [
      "Nova's effort",
      { additionalModelRequestFields: { reasoningConfig: { type: "enabled", maxReasoningEffort: "high" } } },
      { effort: "high" },
    ],
    ["Nova's off", { additionalModelRequestFields: { reasoningConfig: { type: "disabled" } } }, { effort: "none" }],
    ["Claude's off", { additionalModelRequestFields: { thinking: { type: "disabled" } } }, { effort: "none" }],
    ["adaptive thinking", { additionalModelRequestFields: { thinking: { type: "adaptive" } } }, { adaptive: true }],
    ["the wire's own effort", { outputConfig: { effort: "max" } }, { effort: "max" }],
    ["nothing", {}, undefined],
  ])("reads %s", (_name, body, reasoning) => {
    expect(decode(body).reasoning).toEqual(reasoning);
  });

  it("reads Nova's top_k", () => {
    expect(decode({ additionalModelRequestFields: { inferenceConfig: { topK: 9 } } }).topK).toBe(9);
  });

  it("reads tools, marks, grounding and choices", () => {
    const spec = (name: string) => ({
      toolSpec: { name, description: "d", inputSchema: { json: { type: "object" } } },
    });
    const config = (toolChoice?: unknown) => ({
      toolConfig: {
        tools: [spec("f"), { cachePoint: { type: "default" } }, spec("g"), { systemTool: { name: "nova_grounding" } }],
        toolChoice,
      },
    });
    const request = decode(config({ tool: { name: "g" } }));
    expect(request.tools?.map((tool) => [tool.name, tool.cache])).toEqual([
      ["f", {}],
      ["g", undefined],
    ]);
    expect(request.hostedTools).toEqual([{ kind: "web-search", path: "toolConfig.tools[3]" }]);
    expect(request.toolChoice).toEqual({ kind: "tool", name: "g" });
    expect(decode(config({ auto: {} })).toolChoice).toEqual({ kind: "auto" });
    expect(decode(config({ any: {} })).toolChoice).toEqual({ kind: "required" });
    expect(decode(config()).toolChoice).toBeUndefined();
  });

  it("reads content of every kind, and names what has no place", () => {
    const request = messages({
      role: "user",
      content: [
        { text: "t" },
        { image: { format: "png", source: { bytes: "iVBORw" } } },
        { image: { format: "jpeg", source: { s3Location: { uri: "s3://b/k", bucketOwner: "1" } } } },
        {
          document: { format: "pdf", name: "n", source: { bytes: "JVBE" }, citations: { enabled: true }, context: "c" },
        },
        { document: { format: "txt", name: "n", source: { text: "plain" } } },
        { document: { name: "n", source: { content: [{ text: "a" }, { text: "b" }] } } },
        { guardContent: { text: { text: "g", qualifiers: ["query"] } } },
        { guardContent: { image: { format: "png", source: { bytes: "iVBORw" } } } },
        { searchResult: { source: "u", title: "T", content: [{ text: "found" }] } },
        { video: { format: "mp4", source: { bytes: "AA" } } },
        { audio: { format: "wav", source: { bytes: "AA" } } },
        { cachePoint: { type: "default" } },
      ],
    });
    const png = { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw" } };
    const at = (i: number) => `messages[0].content[${i}]`;
    expect(request.messages[0]?.blocks).toEqual([
      { kind: "text", text: "t" },
      png,
      { kind: "image", source: { kind: "file", dialect: "bedrock-converse", fileId: "jpeg:s3://b/k" } },
      { kind: "document", source: { kind: "data", mediaType: "application/pdf", data: "JVBE" }, title: "n" },
      { kind: "document", source: { kind: "text", text: "plain" }, title: "n" },
      { kind: "document", source: { kind: "text", text: "ab" }, title: "n" },
      { kind: "text", text: "g" },
      png,
      { kind: "document", source: { kind: "text", text: "found" }, title: "T", cache: {} },
    ]);
    expect(request.unmapped).toEqual([
      `${at(2)}.image.source.s3Location.bucketOwner`,
      `${at(3)}.document.citations`,
      `${at(3)}.document.context`,
      `${at(6)}.guardContent`,
      `${at(7)}.guardContent`,
      at(9),
      at(10),
    ]);
  });

  it("reads turns of assistants: reasoning, calls, cited text; state of other wires comes back", () => {
    const foreign = { dialect: "gemini", data: { thought: "x" } };
    const { messages: read } = messages(
      hello,
      answer(
        { reasoningContent: { reasoningText: { text: "t", signature: "sig" } } },
        { reasoningContent: { reasoningText: { text: "u" } } },
        { reasoningContent: { reasoningText: { text: "", signature: sealCarry(foreign) } } },
        { reasoningContent: { redactedContent: "ZW5j" } },
        { citationsContent: { content: [{ text: "c" }], citations: [] } },
        { reasoningContent: { redactedContent: sealCarry(foreign, "c1") } },
        { toolUse: { toolUseId: "c1", name: "f", input: { a: 1 } } },
        { toolUse: { toolUseId: "c2", name: "g", input: {} } },
      ),
      {
        role: "user",
        content: [
          { toolResult: { toolUseId: "c2", content: [{ json: { ok: true } }, { text: "x" }], status: "error" } },
          { toolResult: { toolUseId: "c1", content: [] } },
        ],
      },
    );
    const own = (data: string) => ({ dialect: "bedrock-converse", data });
    expect(read[1]?.blocks).toEqual([
      { kind: "reasoning", text: "t", carry: own("sig") },
      { kind: "reasoning", text: "u" },
      { kind: "reasoning", text: "", carry: foreign },
      { kind: "reasoning", text: "", redacted: true, carry: own("ZW5j") },
      { kind: "text", text: "c" },
      { kind: "tool-call", id: "c1", name: "f", arguments: '{"a":1}', carry: foreign },
      { kind: "tool-call", id: "c2", name: "g", arguments: "{}" },
    ]);
    expect(read[2]?.blocks).toEqual([
      {
        kind: "tool-result",
        toolCallId: "c2",
        content: [
          { kind: "text", text: '{"ok":true}' },
          { kind: "text", text: "x" },
        ],
        isError: true,
      },
      { kind: "tool-result", toolCallId: "c1", content: [] },
    ]);
  });

  it("leaves out calls that ran at Amazon, by their path", () => {
    const request = messages(
      hello,
      answer(
        { toolUse: { toolUseId: "s", name: "nova_grounding", input: {}, type: "server_tool_use" } },
        { toolResult: { toolUseId: "s", content: [], type: "nova_grounding_result" } },
        { text: "done" },
      ),
    );
    expect(request.messages[1]?.blocks).toEqual([{ kind: "text", text: "done" }]);
    expect(request.unmapped).toEqual(["messages[1].content[0]", "messages[1].content[1]"]);
  });

  it("leaves a mark without a block before it out, by its path", () => {
    expect(blocks({ cachePoint: { type: "default" } }, { text: "a" })).toEqual([{ kind: "text", text: "a" }]);
    const bare = messages({ role: "user", content: [{ cachePoint: { type: "default" } }, { text: "a" }] });
    expect(bare.unmapped).toEqual(["messages[0].content[0]"]);
  });

  const use = (id: string, more: object = {}) => ({ toolUse: { toolUseId: id, name: "f", input: {}, ...more } });
  it.each<[string, JsonObject]>([
    ["messages", { messages: [] }],
    ["messages", { messages: null }],
    ["messages[0]", { messages: ["x"] }],
    ["messages[0].role", { messages: [{ role: "tool", content: [] }] }],
    ["messages[0].content", { messages: [{ role: "user", content: "text" }] }],
    ["messages[0].content[0].text", { messages: [{ role: "user", content: [{ text: 1 }] }] }],
    ["messages[0].content[0].image.format", { messages: [{ role: "user", content: [{ image: { format: "tiff" } }] }] }],
    [
      "messages[0].content[0].image.source.bytes",
      { messages: [{ role: "user", content: [{ image: { format: "png", source: {} } }] }] },
    ],
    [
      "messages[0].content[0].document.format",
      { messages: [{ role: "user", content: [{ document: { format: "ppt", source: {} } }] }] },
    ],
    ["messages[0].content[0]", { messages: [{ role: "user", content: [use("a")] }] }],
    ["messages[1].content[0]", { messages: [hello, answer({ toolResult: { toolUseId: "a" } })] }],
    ["messages[1].content[0].toolUse.toolUseId", { messages: [hello, answer(use("a"))] }],
    ["messages[1].content[0].toolUse.input", { messages: [hello, answer(use("a", { input: "{" }))] }],
    ["messages[1].content[1].toolUse.toolUseId", { messages: [hello, answer(use("a"), use("a"))] }],
    [
      "messages[0].content[0].toolResult.toolUseId",
      { messages: [{ role: "user", content: [{ toolResult: { toolUseId: "z" } }] }] },
    ],
    ["system[0]", { system: [{ image: { format: "png", source: { bytes: "AA" } } }] }],
    ["inferenceConfig.maxTokens", { inferenceConfig: { maxTokens: -1 } }],
    ["toolConfig.tools[0].toolSpec", { toolConfig: { tools: [{}] } }],
    [
      "toolConfig.tools[0].toolSpec.inputSchema.json",
      { toolConfig: { tools: [{ toolSpec: { name: "f", inputSchema: {} } }] } },
    ],
    ["toolConfig.tools[0]", { toolConfig: { tools: [{ systemTool: { name: "nova_code_interpreter" } }] } }],
    ["toolConfig.toolChoice.tool.name", { toolConfig: { tools: [], toolChoice: { tool: { name: "z" } } } }],
    [
      "outputConfig.textFormat.structure.jsonSchema.schema",
      { outputConfig: { textFormat: { type: "json_schema", structure: { jsonSchema: { schema: "{" } } } } },
    ],
    ["requestMetadata.a", { requestMetadata: { a: 1 } }],
    ["model", { model: "" }],
  ])("refuses what is wrong at %s", (param, body) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: "invalid_parameters", param }));
  });
});
