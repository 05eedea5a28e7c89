import type { Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { chatCompletion } from "../../../test/upstream/openai-chat.ts";
import { target as encodeTarget } from "../../dialects/test-support.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { Gateway } from "../gateway.ts";
import { LocalBreakers } from "../health/breaker.ts";
import { Delivered } from "../recovery/delivered.ts";
import { resume } from "../recovery/resume.ts";
import type { ModelTerms } from "../routes/model-terms.ts";
import { decodedJson } from "../routes/testing/decoded.ts";
import type { Plan } from "../routing/plan.ts";
import type { Target } from "../routing/target.ts";
import { Attempt } from "./attempt.ts";
import { AttemptRun } from "./run.ts";

const deadlines = { headersMs: 1_000, firstTokenMs: 1_000, firstTokenPatienceMs: 1_000, idleMs: 1_000, totalMs: 9_000 };
const hi = { model: "p/r", messages: [{ role: "user", content: "Hi" }] };

interface Told {
  readonly name: string;
  readonly dialect?: Target["dialect"];
  readonly terms?: Partial<ModelTerms>;
  readonly retries?: number;
}

/** A run whose upstream answers with these statuses in order, and the bodies that it was told. */
async function runOf(told: readonly Told[], statuses: readonly number[], headers = {}, body: object = hi) {
  const bodies: { model?: string; temperature?: number }[] = [];
  const dispatch = (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void => {
    const status = statuses[bodies.length] ?? 200;
    bodies.push(JSON.parse((options.body as Buffer).toString()) as object);
    const controller = {
      abort: () => {},
      pause: () => {},
      resume: () => {},
    } as unknown as Dispatcher.DispatchController;
    handler.onRequestStart?.(controller, {});
    handler.onResponseStart?.(controller, status, { "content-type": "application/json" });
    const answer = status === 200 ? chatCompletion({}) : { error: { message: "busy" } };
    handler.onResponseData?.(controller, Buffer.from(JSON.stringify(answer)));
    handler.onResponseEnd?.(controller, {});
  };
  const targets = told.map(({ name, dialect = "openai-chat", terms, retries }) => ({
    providerId: "x",
    modelId: name,
    label: `x/${name}`,
    dialect,
    nativeModel: name,
    nativeJson: JSON.stringify(name),
    speech: { path: "/chat" },
    model: { capabilities: ["prefill"] },
    encode: encodeTarget({ model: name }),
    credentials: [{ id: name, paidBy: "own-key", origin: "http://x", basePath: "", fields: {}, headers: [], dispatch }],
    forwardHeaders: [],
    terms: terms && { params: {}, prompt: undefined, promptCache: false, ...terms },
    retries,
  }));
  const gateway = {
    clock: { now: () => 0, monotonic: () => 0 },
    settings: { maxAnswerBytes: 1e6, maxFrameBytes: 1e6 },
    breakers: new LocalBreakers(),
    random: () => 0,
  } as unknown as Gateway;
  const { exchange, request } = await decodedJson("/v1/chat/completions", body, headers);
  const execution = { retries: 0, deadlines, hedgeAfterMs: undefined, recovery: "prefill" };
  const plan = { targets, execution } as unknown as Plan;
  return { run: new AttemptRun(exchange, gateway, request, plan), bodies, targets: targets as unknown as Target[] };
}

describe("a target of a configuration", () => {
  it("is asked with its own terms, and another with its own", async () => {
    const { run, bodies } = await runOf(
      [
        { name: "one", terms: { params: { temperature: 0.1 }, prompt: { role: "system", text: "P" } } },
        { name: "two", terms: { params: { temperature: 0.2, logit_bias: {} } } },
        { name: "three" },
      ],
      [500, 500],
    );
    expect((await run.first()).attempt.target.modelId).toBe("three");
    expect(bodies).toEqual([
      { ...hi, model: "one", temperature: 0.1, messages: [{ role: "system", content: "P" }, ...hi.messages] },
      { ...hi, model: "two", temperature: 0.2, logit_bias: {} },
      { ...hi, model: "three" },
    ]);
  });

  it("is retried as often as it says, others as the plan says", async () => {
    const { run, bodies } = await runOf([{ name: "one", retries: 2 }, { name: "two" }], [500, 500, 500, 500]);
    await expect(run.first()).rejects.toThrow();
    expect(bodies.map(({ model }) => model)).toEqual(["one", "one", "one", "two"]);
  });

  it("is passed over where its terms cannot be told, and the next is asked", async () => {
    const wrong = { params: { response_format: { type: "nonsense" } } };
    const { run, bodies } = await runOf([{ name: "one", dialect: "gemini", terms: wrong }, { name: "two" }], []);
    await run.first();
    expect(bodies.map(({ model }) => model)).toEqual(["two"]);
  });

  it("is not refused to strict callers for what the configuration wants of it", async () => {
    const terms = { params: { seed: 1, logit_bias: {} } };
    const strict = { "x-llm-gateway-strict": "true" };
    const { run, targets } = await runOf([{ name: "one", dialect: "anthropic-messages", terms }], [], strict);
    const body = run.prepare(targets[0] as Target);
    expect(isGatewayError(body)).toBe(false);
    expect(body).toMatchObject({ warnings: [{ field: "seed" }] });
  });

  it("goes on with a stream that broke by its own terms, once", async () => {
    const terms = { prompt: { role: "system", text: "P" } as const, params: { temperature: 0.1 } };
    const { run, bodies, targets } = await runOf(
      [{ name: "one", terms }, { name: "two" }],
      [500, 500],
      {},
      { ...hi, stream: true },
    );
    const [one] = targets as [Target];
    run.take();
    const delivered = new Delivered();
    delivered.add('data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}\n\n');
    const [credential] = one.credentials as [Target["credentials"][number]];
    expect(await resume(run, new Attempt(one, credential, [], 0), delivered)).toBeUndefined();
    const rest = { role: "assistant", content: "Hel" };
    expect(bodies).toMatchObject([
      { model: "two", messages: [...hi.messages, rest] },
      { model: "one", temperature: 0.1, messages: [{ role: "system", content: "P" }, ...hi.messages, rest] },
    ]);
  });
});
