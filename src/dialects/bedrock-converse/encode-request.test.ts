import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import { GatewayError } from "../../errors/gateway-error.ts";
import type { JsonObject } from "../dialect.ts";
import type { target } from "../test-support.ts";
import { assistant, CLAUDE, call, encode, LLAMA, NOVA, text, tool, turns, user } from "./test-support.ts";

describe("the body", () => {
  it("has neither model nor stream: both are in the path", () => {
    expect(encode({ stream: true }).body).toEqual({ messages: [{ role: "user", content: [{ text: "hi" }] }] });
  });

  it("alternates roles and begins with the user", () => {
    const messages = [assistant(text("a")), assistant(text("b")), user(text("c")), user(text(" ")), user(text("d"))];
    const { body } = encode({ messages });
    expect(body["messages"]).toEqual([
      { role: "user", content: [{ text: "[The conversation begins with the assistant.]" }] },
      { role: "assistant", content: [{ text: "a" }, { text: "b" }] },
      { role: "user", content: [{ text: "c" }, { text: "d" }] },
    ]);
  });

  it("sends a lone system message as the user's, and refuses an empty conversation", () => {
    const { body } = encode({ messages: [{ role: "system", blocks: [text("s")] }] });
    expect(body).toEqual({ messages: [{ role: "user", content: [{ text: "s" }] }] });
    expect(() => encode({ messages: [user(text(" "))] })).toThrow(GatewayError);
  });

  it("trims a final assistant turn", () => {
    expect(turns(encode({ messages: [user(text("a")), assistant(text("b \n"))] })).at(-1)).toEqual([{ text: "b" }]);
  });
});

describe("media", () => {
  it.each<[string, Block]>([
    ["image", { kind: "image", source: { kind: "url", url: "https://x.test/a.png" } }],
    ["document", { kind: "document", source: { kind: "url", url: "https://x.test/a.pdf" } }],
  ])("refuses the address of an %s by its path: Bedrock takes bytes only", (_name, block) => {
    expect(() => encode({ messages: [user(text("see"), block)] })).toThrow(
      expect.objectContaining({ code: "invalid_parameters", param: "messages[0].content[1]" }),
    );
  });

  it("tells the model what is missing", () => {
    const image: Block = { kind: "image", source: { kind: "file", dialect: "openai-chat", fileId: "f" } };
    const sent = encode({ messages: [user(image)] });
    expect(turns(sent)).toEqual([[{ text: "[An attached image is not available.]" }]]);
    expect(sent.fields).toEqual(["messages[0].content[0]"]);
  });

  it("gives documents plain names, each once, and text beside them", () => {
    const document = (title?: string): Block => ({ kind: "document", source: { kind: "text", text: "t" }, title });
    const sent = turns(
      encode({ messages: [user(document("a/b.txt"), document("a/b.txt"), document("日本"), document())] }),
    );
    const content = sent[0] as { document?: { name: string } }[];
    expect(content.map((block) => block.document?.name)).toEqual([
      "a-b-txt",
      "a-b-txt (2)",
      "document",
      "document (2)",
      undefined,
    ]);
  });

  it("leaves media out of assistant turns", () => {
    const image: Block = { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw" } };
    const sent = encode({ messages: [user(text("a")), assistant(text("b"), image)] });
    expect(turns(sent).at(-1)).toEqual([{ text: "b" }]);
    expect(sent.fields).toEqual(["messages[1].content[1]"]);
  });
});

describe("sampling", () => {
  const config = ({ body }: { body: JsonObject }) => body["inferenceConfig"];

  it("leaves out what the model refuses (trap 14)", () => {
    const sent = encode({ temperature: 1, topP: 0.5, topK: 4 }, { ...CLAUDE, sampling: false });
    expect([config(sent), sent.fields]).toEqual([undefined, ["temperature", "top_p", "top_k"]]);
  });

  it("knows where each kin takes top_k", () => {
    expect(encode({ topK: 4 }, CLAUDE).body["additionalModelRequestFields"]).toEqual({ top_k: 4 });
    expect(encode({ topK: 4 }, NOVA).body["additionalModelRequestFields"]).toEqual({ inferenceConfig: { topK: 4 } });
    expect(encode({ topK: 4 }, LLAMA).fields).toEqual(["top_k"]);
  });

  it("warns of what has no place, but not of a penalty of nothing", () => {
    const none = { presencePenalty: 0, frequencyPenalty: 0 };
    expect(encode(none).fields).toEqual([]);
    expect(encode({ seed: 0, presencePenalty: 1, frequencyPenalty: -1 }).fields).toEqual([
      "seed",
      "presence_penalty",
      "frequency_penalty",
    ]);
  });

  it("leaves stop sequences out where they are refused", () => {
    const sent = encode({ stopSequences: ["a"] }, { model: "openai.gpt-oss-120b-1:0" });
    expect([sent.body["inferenceConfig"], sent.fields]).toEqual([undefined, ["stop"]]);
  });

  it("asks Claude which stop sequence it met", () => {
    const paths = (stream: boolean) =>
      encode({ stream, stopSequences: ["a"] }, CLAUDE).body["additionalModelResponseFieldPaths"];
    expect([paths(true), paths(false)]).toEqual([["/delta/stop_sequence"], ["/stop_sequence"]]);
    expect(encode({ stopSequences: ["a"] }, LLAMA).body["additionalModelResponseFieldPaths"]).toBeUndefined();
  });
});

describe("cache marks", () => {
  const marked: Block = { kind: "text", text: "a", cache: { ttl: "1h" } };

  it.each([
    ["Claude", CLAUDE, { type: "default", ttl: "1h" }],
    ["Nova, whose cache has one lifetime", NOVA, { type: "default" }],
    ["others, which take none", LLAMA, undefined],
  ])("go to %s", (_name, of, point) => {
    const sent = encode({ messages: [user(marked)] }, of);
    expect(turns(sent)).toEqual([point === undefined ? [{ text: "a" }] : [{ text: "a" }, { cachePoint: point }]]);
    expect(sent.fields.length).toBe(of === CLAUDE ? 0 : 1);
  });

  it("on tools go to Claude only", () => {
    const tools = [{ ...tool, cache: {} }];
    const sent = (of: Parameters<typeof target>[0]) =>
      (encode({ tools }, of).body["toolConfig"] as JsonObject)["tools"];
    expect(sent(CLAUDE)).toEqual([{ toolSpec: expect.anything() }, { cachePoint: { type: "default" } }]);
    expect(sent(NOVA)).toEqual([{ toolSpec: expect.anything() }]);
  });

  it("inside a result stand behind it", () => {
    const inner: Block = { kind: "tool-result", toolCallId: "c1", content: [{ kind: "text", text: "r", cache: {} }] };
    const messages = [user(text("a")), assistant(call("c1")), user(inner)];
    expect(turns(encode({ messages }, CLAUDE)).at(-1)).toEqual([
      { toolResult: { toolUseId: "c1", content: [{ text: "r" }] } },
      { cachePoint: { type: "default" } },
    ]);
  });
});

describe("format, tier and labels", () => {
  it("gives as an instruction what the provider has no word for", () => {
    const json = encode({ responseFormat: { kind: "json" } });
    expect([(json.body["system"] as unknown[]).length, json.fields]).toEqual([1, ["response_format"]]);
    const schema = { kind: "json-schema", schema: { type: "object" } } as const;
    const sent = encode({ responseFormat: schema }, { quirks: ["json-object-only"] });
    expect(JSON.stringify(sent.body["system"])).toContain('{\\"type\\":\\"object\\"}');
    expect(sent.body["outputConfig"]).toBeUndefined();
  });

  it("keeps labels that Bedrock takes", () => {
    const sent = encode({
      metadata: { team: "blue", "bad|name": "x", long: "x".repeat(300) },
      serviceTier: "standard_only",
    });
    expect([sent.body["requestMetadata"], sent.body["serviceTier"], sent.fields]).toEqual([
      { team: "blue" },
      { type: "default" },
      ["metadata"],
    ]);
  });

  it("warns of the rest", () => {
    const sent = encode({ userId: "u", promptCacheKey: "k", verbosity: "low", serviceTier: "fast", unmapped: ["n"] });
    expect(sent.fields).toEqual(["n", "user", "prompt_cache_key", "verbosity", "service_tier"]);
    expect(encode({ serviceTier: "auto" }).fields).toEqual([]);
  });
});
