import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import { assistant, call, encode, result, text, tool, user } from "./test-support.ts";

describe("messages", () => {
  it("sends little for little", () => {
    expect(encode({ stream: true }).body).toEqual({
      model: "native-model",
      messages: [{ role: "user", content: "hi" }],
      stream: true,
    });
  });

  it("refuses an empty conversation", () => {
    expect(() => encode({ messages: [user(text(""))] })).toThrow(expect.objectContaining({ param: "messages" }));
  });

  it("makes what was said before calls their plan: text beside calls is a 400 (vercel/ai#5794)", () => {
    const { messages } = encode({
      messages: [user(text("a")), assistant(text("I will "), text("look."), call("c1")), user(result("c1"))],
    });
    expect(messages.slice(1)).toEqual([
      {
        role: "assistant",
        tool_plan: "I will look.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "c1", content: "ok" },
    ]);
  });

  it("puts the results of a turn right behind its calls", () => {
    const { messages } = encode({
      messages: [
        user(text("a")),
        assistant(call("c1"), call("c2", "")),
        user(text("also"), result("c2", "")),
        user(result("c1", "one")),
      ],
    });
    expect(messages.slice(2)).toEqual([
      { role: "tool", tool_call_id: "c2", content: "(no output)" },
      { role: "tool", tool_call_id: "c1", content: "one" },
      { role: "user", content: "also" },
    ]);
  });

  it("tells failed results as such, and keeps documents of results to be cited", () => {
    const failed: Block = {
      kind: "tool-result",
      toolCallId: "c1",
      isError: true,
      content: [
        { kind: "document", title: "T", source: { kind: "text", text: "x" } },
        { kind: "document", source: { kind: "data", mediaType: "text/plain", data: "eQ==" } },
        { kind: "document", source: { kind: "url", url: "https://x.test" } },
      ],
    };
    const sent = encode({ messages: [user(text("a")), assistant(call("c1")), user(failed)] });
    expect(sent.messages[2]?.["content"]).toEqual([
      { type: "text", text: "Error:" },
      { type: "document", document: { data: { title: "T", text: "x" } } },
      { type: "text", text: "y" },
      { type: "text", text: "[An attached document is not available.]" },
    ]);
    expect(sent.fields).toEqual(["messages[2].content[0].content[2]"]);
  });

  it("tells the model what is missing", () => {
    const sent = encode({
      messages: [
        user(
          { kind: "image", source: { kind: "file", dialect: "openai-chat", fileId: "f" } },
          { kind: "audio", format: "wav", data: "AA" },
        ),
      ],
    });
    expect(sent.messages[0]?.["content"]).toEqual([
      { type: "text", text: "[An attached image is not available.]" },
      { type: "text", text: "[An attached recording is not available.]" },
    ]);
    expect(sent.fields).toEqual(["messages[0].content[0]", "messages[0].content[1]"]);
  });

  it("keeps details of images that the wire knows", () => {
    const image = (detail: string): Block => ({
      kind: "image",
      source: { kind: "url", url: "https://x.test/a" },
      detail,
    });
    const sent = encode({ messages: [user(image("low"), image("original"))] });
    expect(sent.messages[0]?.["content"]).toEqual([
      { type: "image_url", image_url: { url: "https://x.test/a", detail: "low" } },
      { type: "image_url", image_url: { url: "https://x.test/a" } },
    ]);
    expect(sent.fields).toEqual(["messages[0].content[1].image_url.detail"]);
  });

  it("tells documents as text beside tools or a format, which they do not go with", () => {
    const messages = [user({ kind: "document", title: "T", source: { kind: "text", text: "x" } }, text("what?"))];
    for (const more of [{ tools: [tool] }, { responseFormat: { kind: "json" } as const }]) {
      const sent = encode({ messages, ...more });
      expect(sent.messages.at(-1)?.["content"]).toEqual([
        { type: "text", text: "T\n\nx" },
        { type: "text", text: "what?" },
      ]);
      expect(sent.body["documents"]).toBeUndefined();
    }
    expect(encode({ messages }).body["documents"]).toEqual([{ data: { title: "T", text: "x" } }]);
  });

  it("warns of names, cache marks and media in assistant turns", () => {
    const sent = encode({
      messages: [
        { ...user({ kind: "text", text: "a", cache: {} }), name: "Ada" },
        assistant(text("b"), { kind: "image", source: { kind: "url", url: "https://x.test" } }),
      ],
    });
    expect(sent.fields).toEqual(["messages[0].name", "cache_control", "messages[1].content[1]"]);
  });

  it("refuses arguments that are no object, by their path", () => {
    expect(() => encode({ messages: [user(text("a")), assistant(call("c", "[1]"))] })).toThrow(
      expect.objectContaining({ param: "messages[1].content[0]" }),
    );
  });
});

describe("tools", () => {
  it.each([
    [{ kind: "auto" }, undefined, 2],
    [{ kind: "none" }, "NONE", 2],
    [{ kind: "required" }, "REQUIRED", 2],
    [{ kind: "tool", name: "g" }, "REQUIRED", 1],
    [{ kind: "allowed", mode: "auto", names: ["g"] }, undefined, 1],
    [{ kind: "allowed", mode: "required", names: ["g"] }, "REQUIRED", 1],
  ] as const)("spells the choice %j", (toolChoice, word, sent) => {
    const { body } = encode({ tools: [tool, { ...tool, name: "g" }], toolChoice });
    expect([body["tool_choice"], (body["tools"] as unknown[]).length]).toEqual([word, sent]);
  });

  it("has neither choice nor strictness without tools", () => {
    expect(encode({ toolChoice: { kind: "required" } }).body).not.toHaveProperty("tool_choice");
  });

  it("is strict with all tools or none", () => {
    const strict = { ...tool, strict: true };
    expect(encode({ tools: [strict, strict] }).body["strict_tools"]).toBe(true);
    const mixed = encode({ tools: [strict, tool] });
    expect([mixed.body["strict_tools"], mixed.fields]).toEqual([undefined, ["tools"]]);
    expect(encode({ tools: [tool] }).body).not.toHaveProperty("strict_tools");
  });

  it("gives a tool of free text one string parameter, in the history too", () => {
    const custom: Block = { kind: "tool-call", id: "c1", name: "f", arguments: 'say "hi"', custom: true };
    const sent = encode({
      tools: [{ name: "f", parameters: {}, custom: { format: {} } }],
      messages: [user(text("a")), assistant(custom), user(result("c1"))],
    });
    expect(JSON.stringify(sent.body["tools"])).toContain('"required":["input"]');
    expect(JSON.stringify(sent.messages[1])).toContain(JSON.stringify('{"input":"say \\"hi\\""}'));
    expect(sent.fields).toEqual(["tools"]);
  });

  it("refuses web search, by its path", () => {
    expect(() => encode({ hostedTools: [{ kind: "web-search", path: "tools[2]" }] })).toThrow(
      expect.objectContaining({ code: "invalid_parameters", param: "tools[2]" }),
    );
  });

  it("warns that calls cannot be made one at a time", () => {
    expect(encode({ tools: [tool], parallelToolCalls: false }).fields).toEqual(["parallel_tool_calls"]);
    expect(encode({ tools: [tool], parallelToolCalls: true }).fields).toEqual([]);
  });
});

describe("format", () => {
  const schema = { kind: "json-schema", schema: { type: "object" }, name: "x" } as const;

  it("sends the schema and asks for JSON, without which the model may write white space for ever", () => {
    const { body, messages } = encode({ responseFormat: schema });
    expect(body["response_format"]).toEqual({ type: "json_object", json_schema: { type: "object" } });
    expect(messages[0]).toEqual({ role: "system", content: "Answer with a JSON object." });
    expect(encode({ responseFormat: { kind: "json" } }).body["response_format"]).toEqual({ type: "json_object" });
    expect(encode({ responseFormat: { kind: "text" } }).body).not.toHaveProperty("response_format");
  });

  it("is an instruction beside tools", () => {
    const sent = encode({ responseFormat: schema, tools: [tool] });
    expect(sent.body).not.toHaveProperty("response_format");
    expect([sent.messages[0]?.["role"], sent.fields]).toEqual(["system", ["response_format"]]);
  });
});

describe("sampling and the rest", () => {
  it("keeps numbers in their bounds", () => {
    const { body, fields } = encode({ topP: 0, topK: 501, presencePenalty: -1, temperature: 1.2 });
    expect(body).toMatchObject({ p: 0.01, k: 500, presence_penalty: 0, temperature: 1 });
    expect(fields).toEqual(["temperature", "top_p", "top_k", "presence_penalty"]);
    const all = encode({ topP: 1 });
    expect([all.body["p"], all.fields]).toEqual([0.99, []]);
  });

  it("sends one penalty: the two are refused together", () => {
    const both = encode({ presencePenalty: 0.1, frequencyPenalty: 2 });
    expect([both.body["frequency_penalty"], both.body["presence_penalty"]]).toEqual([1, undefined]);
    expect(both.fields).toEqual(["frequency_penalty", "presence_penalty"]);
    const one = encode({ presencePenalty: 0.1, frequencyPenalty: 0 });
    expect([one.body["frequency_penalty"], one.body["presence_penalty"], one.fields]).toEqual([undefined, 0.1, []]);
  });

  it("leaves out what the model refuses (trap 14)", () => {
    const { body, fields } = encode({ temperature: 1, topP: 1, topK: 1, seed: 3 }, { sampling: false });
    expect(body).not.toHaveProperty("temperature");
    expect([body["seed"], fields]).toEqual([3, ["temperature", "top_p", "top_k"]]);
  });

  it("warns of what has no place", () => {
    const { fields } = encode({
      userId: "u",
      metadata: { a: "b" },
      promptCacheKey: "k",
      verbosity: "low",
      serviceTier: "priority",
      unmapped: ["n"],
    });
    expect(fields).toEqual(["n", "user", "metadata", "prompt_cache_key", "verbosity", "service_tier"]);
    expect(encode({ serviceTier: "default" }).fields).toEqual([]);
  });
});
