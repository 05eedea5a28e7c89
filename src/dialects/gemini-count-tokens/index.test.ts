import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import { scanMembers } from "../../framing/json-members.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { target } from "../test-support.ts";
import { geminiCountTokens } from "./index.ts";

const contents = [{ role: "user", parts: [{ text: "hi" }] }];

function paramOf(body: JsonObject): string | undefined {
  try {
    geminiCountTokens.checkRequest(body);
  } catch (error) {
    if (isGatewayError(error)) return error.param;
    throw error;
  }
  return undefined;
}

describe("counting tokens", () => {
  it.each<[string, JsonObject, string | undefined]>([
    ["contents", { model: "m", contents }, undefined],
    ["a whole request", { model: "m", generateContentRequest: { model: "models/m", contents } }, undefined],
    ["the same in snake case", { model: "m", generate_content_request: { contents } }, undefined],
    ["nothing", { model: "m" }, "contents"],
    ["no model", { contents }, "model"],
    ["a whole request without contents", { model: "m", generateContentRequest: {} }, "generateContentRequest.contents"],
    [
      "a whole request with an odd role",
      { model: "m", generateContentRequest: { contents: [{ role: "x", parts: [] }] } },
      "generateContentRequest.contents[0].role",
    ],
  ])("takes %s", (_name, body, param) => {
    expect(paramOf(body)).toBe(param);
  });

  it("relays contents as they are, without state of other vendors", () => {
    const thoughtSignature = sealCarry({ dialect: "anthropic-messages", data: "s" });
    expect(geminiCountTokens.relayEdits({ model: "m", contents }, target())).toEqual({ set: {}, drop: [] });
    const foreign = [...contents, { role: "model", parts: [{ text: "a", thoughtSignature }] }];
    const { set } = geminiCountTokens.relayEdits({ model: "m", contents: foreign }, target());
    expect(set["contents"]).toBe(JSON.stringify([...contents, { role: "model", parts: [{ text: "a" }] }]));
  });

  it("names the provider's model in a whole request", () => {
    const whole = { model: "models/google/gemini", contents, systemInstruction: { parts: [{ text: "s" }] } };
    const { set } = geminiCountTokens.relayEdits(
      { model: "m", generateContentRequest: whole },
      target({ model: "gemini-x" }),
    );
    expect(JSON.parse(set["generateContentRequest"] ?? "")).toEqual({ ...whole, model: "models/gemini-x" });
  });

  it("costs nothing and never streams", () => {
    const text = '{"totalTokens":7}';
    const scanned = scanMembers(text);
    const facts = scanned && geminiCountTokens.readAnswer(text, scanned, new Set());
    expect(facts).toMatchObject({ terminal: true, usage: { inputTokens: 0, outputTokens: 0 }, error: undefined });
    expect(geminiCountTokens.streams?.({ stream: true })).toBe(false);
  });
});
