import {
  Agent,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  Runner,
  setTracingDisabled,
  tool,
} from "@openai/agents";
import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import type { Wire } from "../upstream/index.ts";
import { furtherProviders, GET_TIME, GET_WEATHER, startUpstream } from "../upstream/index.ts";
import { expectHealthy, toolTurn, turnRequests } from "./tool-turn.ts";

const upstream = await startUpstream();
const gateway = await startGateway({ upstream, env: furtherProviders(upstream) });
const client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });

// Traces go to the vendor's own service.
setTracingDisabled(true);
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const MODELS: ReadonlyArray<{ model: string; wire: Wire }> = [
  { model: "anthropic/claude-haiku-4-5", wire: "anthropic" },
  { model: "google-ai-studio/gemini-3-flash-preview", wire: "gemini" },
  { model: "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", wire: "bedrock" },
  { model: "cohere/command-a-03-2025", wire: "cohere" },
];
const MODES = [
  { api: "responses", of: (model: string) => new OpenAIResponsesModel(client, model) },
  { api: "chat", of: (model: string) => new OpenAIChatCompletionsModel(client, model) },
].flatMap((mode) => [false, true].map((stream) => ({ ...mode, stream })));

const turn = { calls: [GET_WEATHER, GET_TIME], proof: "18 degrees", final: "18 degrees at nine." } as const;

describe.each(MODES)("OpenAI Agents over $api, streamed: $stream", ({ of, stream }) => {
  it.each(MODELS)("runs two tools and hears their results on $model", async ({ model, wire }) => {
    const seen: string[] = [];
    const made = (name: string, result: string) =>
      tool({
        name,
        description: `Calls ${name}.`,
        parameters: { type: "object", properties: {}, required: [], additionalProperties: true },
        strict: false,
        execute: (input) => {
          seen.push(`${name} ${JSON.stringify(input)}`);
          return result;
        },
      });
    const tools = [made("get_weather", turn.proof), made("get_time", "09:00")];
    const agent = new Agent({ name: "Guide", instructions: "Answer with tools.", model: of(model), tools });
    upstream.respond(toolTurn({ ...turn, calls: [GET_WEATHER, GET_TIME] }));
    const runner = new Runner();
    const asked = "What is it like in Paris?";
    let said: string | undefined;
    if (stream) {
      const result = await runner.run(agent, asked, { stream: true });
      const deltas: string[] = [];
      for await (const piece of result.toTextStream()) deltas.push(piece);
      await result.completed;
      said = result.finalOutput;
      expect(deltas.join("")).toBe(turn.final);
    } else said = (await runner.run(agent, asked)).finalOutput;
    expect(said).toBe(turn.final);
    expect(seen.toSorted()).toEqual([`get_time ${GET_TIME.arguments}`, `get_weather ${GET_WEATHER.arguments}`]);
    const second = turnRequests(upstream.requests, { ...turn, calls: [GET_WEATHER, GET_TIME] }, wire);
    const text = second.body.toString("utf8");
    expect(text.indexOf(turn.proof)).toBeGreaterThan(0);
    expect(text.indexOf("09:00")).toBeGreaterThan(text.indexOf(turn.proof));
    await expectHealthy(gateway, upstream.requests, model.split("/")[0] ?? "");
  });
});
