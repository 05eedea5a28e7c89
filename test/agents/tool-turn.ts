import { expect } from "vitest";
import type { Gateway } from "../harness/gateway.ts";
import type { Behaviour, RecordedRequest, ToolCall, Wire } from "../upstream/index.ts";
import { answer } from "../upstream/index.ts";

/** A turn in which the model asks for tools and then, when it has their results, speaks. */
export interface ToolTurn {
  readonly calls: readonly [ToolCall, ...ToolCall[]];
  /** Stands in the results alone: whoever sends it has run the tools. */
  readonly proof: string;
  readonly final: string;
}

/** Plays the model. What an agent asks beside its turn, such as a title, has no tools and gets words. */
export function toolTurn({ calls, proof, final }: ToolTurn): Behaviour {
  return (exchange) => {
    const text = exchange.request.body.toString("utf8");
    if (!text.includes(`"${calls[0].name}"`)) return answer({ text: "A title" })(exchange);
    if (text.includes(proof)) return answer({ text: final })(exchange);
    return answer({ thinking: "The file must be read first.", toolCalls: [...calls] })(exchange);
  };
}

/** The requests of the turn itself: the one that was answered with calls, and the one that brought their results. */
export function turnRequests(
  requests: readonly RecordedRequest[],
  { calls, proof }: ToolTurn,
  wire: Wire,
): RecordedRequest {
  const texts = requests.map((request) => request.body.toString("utf8"));
  const own = requests.filter((_request, index) => texts[index]?.includes(`"${calls[0].name}"`));
  expect(own.map((request) => request.wire)).toEqual([wire, wire]);
  const [first, second] = own;
  if (first === undefined || second === undefined) throw new Error("the turn did not come to its end");
  expect(first.body.toString("utf8")).not.toContain(proof);
  return second;
}

/** Everything that was asked went well, and under no key but the provider's. */
export async function expectHealthy(
  gateway: Gateway,
  requests: readonly RecordedRequest[],
  provider: string,
): Promise<void> {
  for (const request of requests) {
    const headers = request.rawHeaders.map(([name, value]) => `${name}: ${value}`).join("\n");
    expect(`${headers}\n${request.body.toString("utf8")}`).not.toContain(gateway.apiKey);
  }
  const logs = async (): Promise<unknown[]> => {
    const found = await gateway.logs({ provider, limit: "100" });
    return found.slice(0, requests.length).map(({ status, errorCode }) => [status, errorCode ?? null]);
  };
  await expect.poll(logs, { timeout: 5_000 }).toEqual(requests.map(() => [200, null]));
}
