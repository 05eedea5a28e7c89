import { fail } from "../../errors/gateway-error.ts";
import type { DeliveryRow } from "../../store/alerts/deliveries.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { AlertDeps, AlertPlace } from "./deps.ts";
import type { EventRow } from "./views.ts";

/** Marks an event as over. One that is over already stays as it is. */
export async function resolveEvent(
  { db, clock, audit }: AlertDeps,
  { organizationId, id }: AlertPlace,
  facts: AuditFacts,
): Promise<EventRow> {
  return await db.transaction().execute(async (tx) => {
    const own = tx.selectFrom("alert_events").selectAll().where("organization_id", "=", organizationId);
    const before = await own.where("id", "=", id).forUpdate().executeTakeFirst();
    if (before === undefined) throw noSuchEvent();
    if (before.resolved_at !== null) return before;
    const resolved = new Date(clock.now());
    await tx.updateTable("alert_events").set({ resolved_at: resolved }).where("id", "=", id).execute();
    const target = { kind: "alert_event", id, label: before.kind };
    const event = { ...facts, organizationId, action: "alert_event.resolve", outcome: "success" as const, target };
    await audit.record(event, tx);
    return { ...before, resolved_at: resolved };
  });
}

/** Has a delivery tried again as soon as may be; one that was given up begins anew. */
export async function retryDelivery(
  { db, clock, audit }: AlertDeps,
  { organizationId, id }: AlertPlace,
  facts: AuditFacts,
): Promise<DeliveryRow> {
  const now = new Date(clock.now());
  return await db.transaction().execute(async (tx) => {
    const own = tx.selectFrom("alert_deliveries").selectAll().where("organization_id", "=", organizationId);
    const before = await own.where("id", "=", id).forUpdate().executeTakeFirst();
    if (before === undefined) throw noSuchDelivery();
    if (before.status === "delivered") throw fail("conflict", { message: "This was delivered already." });
    const row = await tx
      .updateTable("alert_deliveries")
      .set({
        status: "pending",
        next_at: now,
        attempts: before.status === "failed" ? 0 : before.attempts,
        updated_at: now,
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const target = { kind: "alert_delivery", id };
    const event = { ...facts, organizationId, action: "alert_delivery.retry", outcome: "success" as const, target };
    await audit.record(event, tx);
    return row;
  });
}

export function noSuchEvent() {
  return fail("not_found", { message: "There is no such alert." });
}

export function noSuchDelivery() {
  return fail("not_found", { message: "There is no such delivery." });
}
