import { expect, it } from "vitest";
import { LocalBreakers } from "../health/breaker.ts";
import { GatewayMetrics } from "./metrics.ts";

it("shows the worst circuit of each model", async () => {
  const breakers = new LocalBreakers();
  const metrics = new GatewayMetrics();
  metrics.watchCircuits(() => breakers.list(1_000));
  for (let i = 0; i < 5; i += 1) breakers.failed("openai/gpt#openai#1", "server", 1_000);
  breakers.failed("openai/gpt#openai#2", "server", 1_000);
  breakers.failed("groq/a/b#groq#1", "server", 1_000);
  const lines = (await metrics.text()).split("\n").filter((line) => line.includes("llm_gateway_circuit_state"));
  expect(lines).toEqual([
    expect.stringContaining("# HELP"),
    "# TYPE llm_gateway_circuit_state gauge",
    'llm_gateway_circuit_state{provider="openai",model="gpt"} 2',
    'llm_gateway_circuit_state{provider="groq",model="a/b"} 0',
  ]);
});
