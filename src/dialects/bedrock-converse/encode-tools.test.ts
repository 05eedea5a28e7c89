import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import type { target } from "../test-support.ts";
import {
  assistant,
  CLAUDE,
  call,
  encode,
  LLAMA,
  MISTRAL,
  NOVA,
  result,
  text,
  tool,
  turns,
  user,
} from "./test-support.ts";

describe("tools", () => {
  const history = [user(text("a")), assistant(call("c1")), user(result("c1"))];

  it("puts all results of a turn into one message, in call order, before all else (trap 11)", () => {
    const messages = [
      user(text("a")),
      assistant(call("c1"), call("c2")),
      user(result("c2", "two")),
      user(text("and")),
      user(result("c1", "one")),
    ];
    expect(turns(encode({ messages, tools: [tool] }, CLAUDE)).at(-1)).toEqual([
      { toolResult: { toolUseId: "c1", content: [{ text: "one" }] } },
      { toolResult: { toolUseId: "c2", content: [{ text: "two" }] } },
      { text: "and" },
    ]);
  });

  it("names the tools of a history when none is offered (trap 12)", () => {
    expect(encode({ messages: history }).body["toolConfig"]).toEqual({
      tools: [{ toolSpec: { name: "f", inputSchema: { json: { type: "object" } } } }],
    });
  });

  it("offers no tools when none may be called, and tells earlier calls as text", () => {
    const sent = encode({ messages: history, tools: [tool], toolChoice: { kind: "none" } });
    expect(sent.body["toolConfig"]).toBeUndefined();
    expect(turns(sent)).toEqual([
      [{ text: "a" }],
      [{ text: "[Called tool f with {}]" }],
      [{ text: "[Result of tool f]" }, { text: "ok" }],
    ]);
    expect(sent.fields).toEqual(["tool_choice"]);
    expect(encode({ tools: [tool], toolChoice: { kind: "none" } })).toEqual({
      body: { messages: [{ role: "user", content: [{ text: "hi" }] }] },
      fields: [],
    });
  });

  it.each([
    [{ kind: "auto" }, { auto: {} }],
    [{ kind: "required" }, { any: {} }],
    [{ kind: "tool", name: "f" }, { tool: { name: "f" } }],
    [{ kind: "allowed", mode: "required", names: ["f"] }, { any: {} }],
    [undefined, undefined],
  ] as const)("spells the choice %j", (toolChoice, wire) => {
    const tools = [tool, { ...tool, name: "g" }];
    const config = encode({ tools, toolChoice }).body["toolConfig"] as JsonObject;
    expect(config["toolChoice"]).toEqual(wire);
    expect((config["tools"] as unknown[]).length).toBe(toolChoice?.kind === "allowed" ? 1 : 2);
  });

  it("is strict with Claude, where the schema allows it", () => {
    const closed = { type: "object", additionalProperties: false, properties: { a: { type: "string" } } };
    const flags = (of: Parameters<typeof target>[0], parameters: JsonObject) => {
      const sent = encode({ tools: [{ name: "f", strict: true, parameters }] }, of);
      return [JSON.stringify(sent.body["toolConfig"]).includes('"strict":true'), sent.fields];
    };
    expect(flags(CLAUDE, closed)).toEqual([true, []]);
    for (const open of [{ type: "object" }, { ...closed, properties: { a: { type: "object" } } }]) {
      expect(flags(CLAUDE, open)).toEqual([false, ["tools"]]);
    }
    expect(flags(LLAMA, closed)).toEqual([false, ["tools"]]);
  });

  it("says in Claude's own field that tools run one at a time", () => {
    const choice = { kind: "tool", name: "f" } as const;
    const sent = encode({ tools: [tool], toolChoice: choice, parallelToolCalls: false }, CLAUDE).body;
    expect(sent["additionalModelRequestFields"]).toEqual({
      tool_choice: { type: "tool", name: "f", disable_parallel_tool_use: true },
    });
    expect((sent["toolConfig"] as JsonObject)["toolChoice"]).toBeUndefined();
    expect(encode({ tools: [tool], parallelToolCalls: false }, LLAMA).fields).toEqual(["parallel_tool_calls"]);
  });

  it("gives a tool of free text one string parameter, in the history too", () => {
    const custom: Block = { kind: "tool-call", id: "c1", name: "f", arguments: 'say "hi"', custom: true };
    const messages = [user(text("a")), assistant(custom), user(result("c1"))];
    const sent = encode({ messages, tools: [{ name: "f", parameters: {}, custom: { format: { type: "text" } } }] });
    expect(JSON.stringify(sent.body["toolConfig"])).toContain('"required":["input"]');
    expect(turns(sent)[1]).toEqual([{ toolUse: { toolUseId: "c1", name: "f", input: { input: 'say "hi"' } } }]);
    expect(sent.fields).toContain("tools");
  });

  it("searches the web with Nova and refuses to with others", () => {
    const hostedTools = [{ kind: "web-search", path: "tools[0]", allowedDomains: ["a.test"] }] as const;
    const sent = encode({ hostedTools }, NOVA);
    expect(sent.body["toolConfig"]).toEqual({ tools: [{ systemTool: { name: "nova_grounding" } }] });
    expect(sent.fields).toEqual(["tools[0]"]);
    for (const toolChoice of [undefined, { kind: "none" } as const]) {
      expect(() => encode({ hostedTools, toolChoice }, CLAUDE)).toThrow(
        expect.objectContaining({ code: "invalid_parameters", param: "tools[0]" }),
      );
    }
  });

  it.each([
    ["claude", CLAUDE, { toolUseId: "c_1", content: [{ text: "ok" }], status: "error" }],
    ["others, which take no status", LLAMA, { toolUseId: "c_1", content: [{ text: "Error:" }, { text: "ok" }] }],
  ])("marks failed results: %s", (_name, of, wire) => {
    const messages = [user(text("a")), assistant(call("c.1")), user({ ...result("c.1"), isError: true } as Block)];
    expect(turns(encode({ messages }, of)).at(-1)).toEqual([{ toolResult: wire }]);
  });

  it("spells ids as the wire and Mistral's models want them, and each once", () => {
    const messages = [
      user(text("a")),
      assistant(call("call_0")),
      user(result("call_0")),
      assistant(call("call_0"), call("x".repeat(70))),
      user(result("call_0"), result("x".repeat(70))),
    ];
    const ids = (of: Parameters<typeof target>[0]) =>
      [...JSON.stringify(encode({ messages }, of).body).matchAll(/"toolUseId":"([^"]*)"/g)].map((match) => match[1]);
    const [first, second, third, ...results] = ids(CLAUDE);
    expect([first, third]).toEqual(["call_0", "call_0_2"]);
    expect(second).toBe("call_0");
    expect(results[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(results.slice(1)).toEqual(["call_0_2", results[0]]);
    const nine = ids(MISTRAL);
    expect(nine.every((id) => /^[0-9a-f]{9}$/.test(id ?? ""))).toBe(true);
    expect(nine[0]).toBe(nine[1]);
    expect(new Set(nine).size).toBe(3);
  });

  it("tells ids apart that come again each turn, in a long conversation too", () => {
    const turn = [assistant(call("call_0")), user(result("call_0"))];
    const messages = [user(text("a")), ...Array.from({ length: 20_000 }, () => turn).flat()];
    const body = JSON.stringify(encode({ messages }, CLAUDE).body);
    expect(new Set(body.match(/"toolUseId":"[^"]+"/g)).size).toBe(20_000);
  });

  it("refuses arguments that are no object, by their path", () => {
    expect(() => encode({ messages: [user(text("a")), assistant(call("c", "f", '{"a'))] })).toThrow(
      expect.objectContaining({ param: "messages[1].content[0]" }),
    );
  });
});
