import { expect, it } from "vitest";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { Grant } from "../limits/grant.ts";
import { LocalLimitEngine } from "../limits/local-limit-engine.ts";
import { settle } from "./settle.ts";

it("gives back what was reserved although no record can be made, and lets nobody wait for the answer", async () => {
  const engine = new LocalLimitEngine();
  const of = { scope: "key", scopeId: "key_1", hard: true } as const;
  const running = {
    ...of,
    counter: "key:key_1:parallel",
    measure: "running",
    window: { kind: "running" },
    limit: 1,
  } as const;
  const reserve = (id: string) => ({
    id,
    tenant: "org_1",
    claims: [{ rule: running, amount: 1 }],
    nowMs: 1,
    holdMs: 1e6,
  });
  const reserved = reserve("rec_1");
  const verdict = engine.reserve(reserved);
  if (verdict instanceof Promise || !verdict.granted) throw new Error("not granted");
  const ended: string[] = [];
  const exchange = {
    grant: new Grant(engine, reserved, verdict.states),
    attempt: { leave: () => ended.push("place") },
    cache: { end: () => ended.push("cache") },
    get caller(): never {
      throw new Error("no record");
    },
  } as unknown as Exchange;
  const errors: unknown[] = [];
  const gateway = { clock: { now: () => 2 }, log: { error: (facts: unknown) => errors.push(facts) } };
  await settle(exchange, gateway as unknown as Gateway, { status: 500, errorCode: "internal_error", send: () => {} });
  expect(errors).toHaveLength(1);
  expect(ended).toEqual(["place", "cache"]);
  expect(engine.reserve(reserve("rec_2"))).toMatchObject({ granted: true });
});
