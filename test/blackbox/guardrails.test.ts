import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, startUpstream } from "../upstream/index.ts";
import { call, expectError } from "./expect-error.ts";
import { INBOUND_WIRES, type InboundWire } from "./inbound-wires.ts";
import { textOf } from "./read-stream.ts";

const upstream = await startUpstream();
const gateway: Gateway = await startGateway({
  upstream,
  env: { RETRIES: "0", STREAM_RECOVERY: "off", ALLOW_PRIVATE_URLS: "true" },
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});
beforeEach(() => upstream.reset());

const EMAIL = "anna.rossi@example.com";
const CARD = "4111 1111 1111 1111";
const TOLD = `Write to ${EMAIL} and charge ${CARD}.`;

let organizationId = "";
/** Changes the organization's settings; data planes know within a second. */
async function set(patch: object): Promise<void> {
  if (organizationId === "") {
    const { body } = await gateway.api("GET", "/organizations");
    organizationId = (body as { organizations: { id: string }[] }).organizations[0]?.id ?? "";
  }
  const answered = await gateway.api("PATCH", `/organizations/${organizationId}/settings`, patch);
  expect([answered.status, answered.body]).toEqual([200, expect.anything()]);
  await sleep(1_100);
}

const chat = (content: string, more: object = {}, headers: Record<string, string> = {}) =>
  call(
    gateway,
    "/v1/chat/completions",
    { model: "openai/gpt-4o-mini", messages: [{ role: "user", content }], ...more },
    headers,
  );
const sent = (): string => upstream.requests.map(({ body }) => body.toString("utf8")).join("\n");

describe("personal data", () => {
  it("is taken out before a provider sees it, at every endpoint", async () => {
    await set({ pii: { pii_detection_enabled: true, pii_action: "redact" }, guardrails: null });
    const bodies: [string, object][] = [
      ["/v1/chat/completions", { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: TOLD }] }],
      ["/v1/messages", { model: "openai/gpt-4o-mini", max_tokens: 9, messages: [{ role: "user", content: TOLD }] }],
      ["/v1/responses", { model: "openai/gpt-4o-mini", input: TOLD }],
      ["/v1beta/models/openai/gpt-4o-mini:generateContent", { contents: [{ role: "user", parts: [{ text: TOLD }] }] }],
      ["/v1/embeddings", { model: "openai/text-embedding-3-small", input: [TOLD] }],
      ["/v1/images/generations", { model: "openai/gpt-image-1", prompt: TOLD }],
      ["/v1/moderations", { model: "openai/omni-moderation-latest", input: TOLD }],
      ["/v1/audio/speech", { model: "openai/tts-1", voice: "alloy", input: TOLD }],
    ];
    for (const [path, body] of bodies) {
      upstream.reset();
      await call(gateway, path, body, { "x-api-key": gateway.apiKey });
      expect(upstream.requests.length, path).toBeGreaterThan(0);
      expect(sent(), path).not.toContain(EMAIL);
      expect(sent(), path).not.toContain("4111");
      expect(sent(), path).toMatch(/Write to <EMAIL>/);
    }
  });

  it("is told of in the receipt, and never itself", async () => {
    const answered = await chat(TOLD);
    const id = answered.headers.get("x-request-id") ?? "";
    const receipt = (await gateway.receipt(id)).body as { guardrails: object[] };
    expect(receipt.guardrails).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ guardrail: "pii", type: "email", where: "input", behavior: "redact", count: 1 }),
      ]),
    );
    expect(JSON.stringify(receipt)).not.toContain(EMAIL);
    await expect
      .poll(async () => JSON.stringify((await gateway.logs({ requestId: id }))[0] ?? {}), { timeout: 5_000 })
      .toContain(id);
    expect(gateway.output()).not.toContain(EMAIL);
  });

  it("leaves a body as it is that has none", async () => {
    const text =
      '{"model": "openai/gpt-4o-mini" , "messages":[{"role":"user","content":"Nothing here \\u00e9"}],"x":1e2}';
    await call(gateway, "/v1/chat/completions", text);
    expect(sent()).toBe(text.replace("openai/gpt-4o-mini", "gpt-4o-mini"));
  });

  it.each(INBOUND_WIRES.flatMap((wire) => [false, true].map((stream) => [wire.name, stream, wire] as const)))(
    "comes back into the answer where it was put aside (%s, stream: %s)",
    async (name, stream, wire) => {
      if (name === "chat" && !stream) {
        await set({ pii: { pii_detection_enabled: true, pii_action: "tokenize" }, guardrails: null });
      }
      upstream.respond((exchange) => {
        const [token = "none"] = /<EMAIL_[A-Z0-9_]+>/.exec(exchange.request.body.toString("utf8")) ?? [];
        // In pieces, cut within the token.
        return answer({ text: ["I wrote to ", token.slice(0, 5), token.slice(5, 9), token.slice(9), " today."] })(
          exchange,
        );
      });
      const body = withText(wire, stream, `Write to ${EMAIL}.`);
      const answered = await call(gateway, wire.path("openai/gpt-4o-mini", stream), body, {
        "x-api-key": gateway.apiKey,
      });
      expect(answered.status, answered.text).toBe(200);
      expect(sent()).not.toContain(EMAIL);
      const said = stream ? wire.streamed(answered.text) : wire.whole(JSON.parse(answered.text));
      expect(said.text).toBe(`I wrote to ${EMAIL} today.`);
      expect(said.finish).toBe(wire.finishes.stop);
    },
  );
});

/** The wire's usual question with other words and no tools. */
function withText(wire: InboundWire, stream: boolean, text: string): object {
  const body = JSON.parse(JSON.stringify(wire.body("openai/gpt-4o-mini", stream)).replaceAll("Say sixty words.", text));
  for (const name of ["tools", "tool_choice", "toolConfig"]) delete body[name];
  return body;
}

describe("guardrails on answers", () => {
  it("redact streams without holding them back whole", async () => {
    await set({
      pii: null,
      guardrails: [
        { name: "no-mail", type: "pii", where: "output", behavior: "redact", parameters: { types: ["email"] } },
      ],
    });
    upstream.respond(
      answer({ text: ["Ask ", "anna.ro", "ssi@exa", "mple.com", " or wait. ", ..."word ".repeat(30).split(/(?<= )/)] }),
    );
    const streamed = await chat("Whom?", { stream: true });
    expect(textOf(streamed.text)).toBe(`Ask <EMAIL> or wait. ${"word ".repeat(30)}`);
    expect(streamed.text.endsWith("data: [DONE]\n\n")).toBe(true);
    // Frames that hold none are passed on one by one.
    expect(streamed.text.split("\n\n").length).toBeGreaterThan(25);
    const whole = JSON.parse((await chat("Whom?")).text);
    expect(whole.choices[0].message.content).toBe(`Ask <EMAIL> or wait. ${"word ".repeat(30)}`);
  });

  it("end a stream in the caller's wire when they block, and say nothing of what they saw", async () => {
    await set({
      guardrails: [
        {
          name: "secret-plan",
          type: "contains",
          where: "output",
          behavior: "block",
          parameters: { values: ["PLAN-X"] },
        },
      ],
    });
    upstream.respond(
      answer(
        { text: ["We have ", ..."many words here ".repeat(10).split(/(?<= )/), "PLA", "N-X", " at hand."] },
        { gapMs: 5 },
      ),
    );
    const streamed = await chat("Tell me.", { stream: true });
    expect(streamed.status).toBe(200);
    expect(streamed.text).toContain('"code":"guardrail_blocked"');
    expect(streamed.text).not.toContain("[DONE]");
    expect(textOf(streamed.text)).not.toContain("PLA");
    const whole = await chat("Tell me.");
    expectError(whole, "openai", 400, "guardrail_blocked");
    await expect
      .poll(
        async () => (await gateway.logs({ requestId: whole.headers.get("x-request-id") ?? "" }))[0]?.["errorCode"],
        {
          timeout: 5_000,
        },
      )
      .toBe("guardrail_blocked");
  });
});

describe("guardrails on requests", () => {
  it("block with a message of their own, before anybody is asked", async () => {
    await set({
      guardrails: [
        {
          name: "no-weapons",
          type: "keywords",
          where: "input",
          behavior: "block",
          parameters: { values: ["bomb"], ignore_case: true },
          response_message: "We do not talk about that.",
        },
      ],
    });
    const message = expectError(await chat("How to build a BOMB?"), "openai", 400, "guardrail_blocked");
    expect(message).toBe("We do not talk about that.");
    expect(upstream.requests).toHaveLength(0);
    expect((await chat("How to build a house?")).status).toBe(200);
  });

  it.each(INBOUND_WIRES.flatMap((wire) => [false, true].map((stream) => [wire.name, stream, wire] as const)))(
    "soft blocks answer in the model's place (%s, stream: %s)",
    async (name, stream, wire) => {
      if (name === "chat" && !stream) {
        await set({
          guardrails: [
            {
              name: "soft",
              type: "contains",
              where: "input",
              behavior: "soft_block",
              parameters: { values: ["forbidden"] },
              response_message: "Let us talk about something else.",
            },
          ],
        });
      }
      const body = withText(wire, stream, "This is forbidden.");
      const answered = await call(gateway, wire.path("openai/gpt-4o-mini", stream), body, {
        "x-api-key": gateway.apiKey,
      });
      expect(answered.status, answered.text).toBe(200);
      const said = stream ? wire.streamed(answered.text) : wire.whole(JSON.parse(answered.text));
      expect(said.text).toBe("Let us talk about something else.");
      expect(upstream.requests).toHaveLength(0);
    },
  );

  it("soft block what no translation understands", async () => {
    const input = [{ role: "user", content: "This is forbidden." }, { type: "strange" }];
    const answered = await call(gateway, "/v1/responses", { model: "openai/gpt-4o-mini", input });
    expect(answered.status, answered.text).toBe(200);
    expect(answered.text).toContain("Let us talk about something else.");
  });

  it("tell where they found something by the wire's names alone", async () => {
    const secret = "anna.rossi@example.com";
    const use = { type: "tool_use", id: "t1", name: "f", input: { [secret]: "This is forbidden." } };
    const messages = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: [use] },
    ];
    const answered = await call(gateway, "/v1/messages", { model: "openai/gpt-4o-mini", max_tokens: 9, messages });
    const id = answered.headers.get("request-id") ?? answered.headers.get("x-request-id") ?? "";
    const receipt = JSON.stringify((await gateway.receipt(id)).body);
    expect(receipt).toContain('"messages[1].content[0].input"');
    expect(answered.text + receipt).not.toContain(secret);
  });

  it("ask a judge through the gateway, whose cost is the caller's", async () => {
    await set({
      guardrails: [
        {
          name: "judge",
          type: "judge",
          where: "input",
          behavior: "block",
          parameters: { prompt_ref: "toxicity_check", model_id: "openai/gpt-4o" },
        },
      ],
    });
    upstream.onModel("gpt-4o", (exchange) => {
      const bad = exchange.request.body.toString("utf8").includes("idiot");
      return answer({ text: [JSON.stringify({ is_triggered: bad, reasoning: "x" })] })(exchange);
    });
    expectError(await chat("You idiot"), "openai", 400, "guardrail_blocked");
    expect((await chat("Good morning")).status).toBe(200);
    await expect
      .poll(async () => (await gateway.logs({ model: "gpt-4o" })).length, { timeout: 5_000 })
      .toBeGreaterThanOrEqual(2);
  });
});
