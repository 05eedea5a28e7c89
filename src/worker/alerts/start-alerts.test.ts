import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guardedAgent } from "../../net-guard/guarded-connect.ts";
import { raiseEvent } from "../../store/alerts/raise-event.ts";
import { silent, useEmbedded } from "../../store/sql/testing/engines.ts";
import { startAlerts } from "./start-alerts.ts";
import { type Receiver, startReceiver } from "./testing/receiver.ts";
import { type AlertWorld, KEYS_OF_TESTS, makeAlertWorld } from "./testing/world.ts";
import { startTurns } from "./turns.ts";

describe("alerts of a process", () => {
  const engine = useEmbedded();
  let world: AlertWorld;
  let receiver: Receiver;
  beforeAll(async () => {
    world = await makeAlertWorld(engine);
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await world.close();
    await receiver.close();
  });

  it("what was raised before the start is sent, and leases are given back at the end", async () => {
    const { db } = world.store;
    await world.channel(receiver.url);
    const event = { organizationId: world.organizationId, kind: "low_balance", dedupeKey: "k", details: {} } as const;
    await raiseEvent(db, event);
    const dispatcher = guardedAgent({ allowPrivate: true, connectTimeoutMs: 1_000 });
    const { clock } = world;
    const options = { db, clock, log: silent, masterKeys: KEYS_OF_TESTS, dispatcher, mailer: null, random: () => 0.5 };
    const stop = startAlerts(options);
    const other = startAlerts(options);
    while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all([stop(), other()]);
    expect(receiver.received).toHaveLength(1);
    const rows = await db.selectFrom("alert_deliveries").select("status").execute();
    expect(rows).toEqual([{ status: "delivered" }]);
    expect(await db.selectFrom("alert_leases").selectAll().execute()).toEqual([]);
    await dispatcher.destroy();
  });
});

it("turns go on while there is more to do, are told of once while they fail, and end when stopped", async () => {
  const warned: object[] = [];
  const log = { ...silent, warn: (fields: object) => void warned.push(fields) };
  let left = 3;
  let turns = 0;
  const turn = (): Promise<boolean> => {
    turns += 1;
    left -= 1;
    if (left < -2) throw new Error("no database");
    return Promise.resolve(left > 0);
  };
  const stop = startTurns({ everyMs: 1, log, what: "tests", turn });
  while (turns < 10) await new Promise((resolve) => setTimeout(resolve, 1));
  await stop();
  const after = turns;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(turns).toBe(after);
  expect(warned).toEqual([{ error: "Error: no database", what: "tests" }]);
});
