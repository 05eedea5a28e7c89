import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createId } from "../../ids.ts";
import { describeOnEngines, silent } from "../../store/sql/testing/engines.ts";
import { createCircuitAlerts } from "./circuits.ts";
import { type AlertWorld, makeAlertWorld } from "./testing/world.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 21, 12);

describeOnEngines("circuits", (engine) => {
  let world: AlertWorld;
  beforeAll(async () => {
    world = await makeAlertWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.store.db.deleteFrom("alert_events").execute();
  });

  const events = async () => {
    const rows = await world.store.db.selectFrom("alert_events").selectAll().orderBy("dedupe_key").execute();
    return rows.map(({ kind, details, resolved_at }) => ({ kind, details, open: resolved_at === null }));
  };

  const change = (key: string, to: "open" | "closed" | "half-open", atMs = START) => ({
    key,
    from: to === "open" ? ("closed" as const) : ("half-open" as const),
    to,
    reason: "server",
    atMs,
  });
  const ownKey = async () => {
    const id = createId("pk");
    await sql`insert into provider_keys (id, organization_id, provider, name, fields, hints, priority, weight, status,
        created_at, updated_at)
      values (${id}, ${world.organizationId}, 'openai', 'Mine', '{}', '{}', 1, 1, 'active', now(), now())`.execute(
      world.store.db,
    );
    return id;
  };

  it("of one provider are one alert, which ends with the last of them", async () => {
    const id = await ownKey();
    const alerts = createCircuitAlerts(world.store.db, { log: silent });
    const tell = async (...args: Parameters<typeof change>) => {
      alerts.onCircuit(change(...args));
      await alerts.settled();
    };
    await tell(`openai/gpt-4o#${id}`, "open");
    await tell(`openai/gpt-4o-mini#${id}`, "open");
    await tell(`openai/gpt-4o#${id}`, "half-open");
    await tell(`openai/gpt-4o#${id}`, "closed");
    expect(await events()).toEqual([
      {
        kind: "circuit_opened",
        open: true,
        details: { provider: "openai", model: "gpt-4o", reason: "server", providerKeyId: id },
      },
    ]);
    await tell(`openai/gpt-4o-mini#${id}`, "closed");
    expect((await events()).map(({ kind, open }) => [kind, open])).toEqual([
      ["circuit_closed", false],
      ["circuit_opened", false],
    ]);
    for (let flap = 0; flap < 5; flap += 1) {
      await tell(`openai/gpt-4o#${id}`, "open");
      await tell(`openai/gpt-4o#${id}`, "closed");
    }
    await tell(`openai/gpt-4o#${id}`, "open");
    expect((await events()).map(({ kind, open }) => [kind, open])).toEqual([
      ["circuit_closed", false],
      ["circuit_opened", true],
    ]);
    await tell(`openai/gpt-4o#${id}`, "closed", START + 2 * HOUR_MS);
    expect(await events()).toHaveLength(3);
  });

  it("of the installation's credentials are the operator's; of unknown ones nobody's", async () => {
    const alerts = createCircuitAlerts(world.store.db, { log: silent });
    alerts.onCircuit(change("openai/gpt-4o#pk_gone", "open"));
    alerts.onCircuit(change("openai/gpt-4o#env-1", "open"));
    await alerts.settled();
    expect(await events()).toEqual([]);
    const { db } = world.store;
    const project = createId("proj");
    await sql`insert into projects (id, organization_id, name, slug, mode, status, created_at, updated_at)
        values (${project}, ${world.organizationId}, 'Search', 'search', 'hybrid', 'active', now(), now())`.execute(db);
    await sql`insert into users (id, name, email, email_verified, created_at, updated_at)
      values ('user_1', 'Ada', 'ada@example.com', true, now(), now())`.execute(db);
    await sql`insert into installation (organization_id, project_id, owner_id, created_at)
      values (${world.organizationId}, ${project}, 'user_1', now())`.execute(db);
    alerts.onCircuit(change("openai/gpt-4o#env-2", "open"));
    await alerts.settled();
    expect(await events()).toMatchObject([{ details: { provider: "openai", model: "gpt-4o" } }]);
  });

  it("never hold up who tells of them, nor grow without bound", async () => {
    const dropped: object[] = [];
    const log = { ...silent, warn: (fields: object) => void dropped.push(fields) };
    const alerts = createCircuitAlerts(world.store.db, { log });
    for (let index = 0; index < 1_500; index += 1) alerts.onCircuit(change(`p/m${index}#pk_gone`, "open"));
    await alerts.settled();
    expect(dropped).toEqual([{ dropped: expect.any(Number) as number }]);
  });
});
