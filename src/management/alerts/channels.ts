import type { Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { SecretError } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import {
  type ChannelSecret,
  mintChannelSecret,
  openChannelSecret,
  rotatedSecret,
  sealChannelSecret,
} from "../../store/alerts/channel-secret.ts";
import type { ChannelRow } from "../../store/alerts/settings-channel.ts";
import type { Database } from "../../store/sql/schema.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { lockOrganization } from "../organizations/lock.ts";
import type { AlertDeps, AlertPlace } from "./deps.ts";
import type { AlertChannelPatch, NewAlertChannel } from "./schema.ts";
import { toChannel } from "./views.ts";

const CHANNELS_MAX = 50;

/** Makes a channel; a webhook's secret is given this once. */
export async function createChannel(
  deps: AlertDeps,
  organizationId: string,
  input: NewAlertChannel,
  facts: AuditFacts,
): Promise<{ readonly row: ChannelRow; readonly secret: string | null }> {
  const { db, clock, audit, masterKeys, checkUrl } = deps;
  const { name, kind, url, recipients = [], enabled } = input;
  if (url !== undefined) await checkUrl(url, "url");
  const now = new Date(clock.now());
  const place = { id: createId("ach"), organization_id: organizationId };
  const secret = url === undefined ? null : { url, secret: mintChannelSecret(), previous: null };
  const row = await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    await refuseTooMany(tx, organizationId);
    const made = await tx
      .insertInto("alert_channels")
      .values({
        ...place,
        name,
        kind,
        format: kind === "webhook" ? (input.format ?? "json") : null,
        origin: url === undefined ? null : new URL(url).origin,
        secret: secret === null ? null : sealChannelSecret(masterKeys, secret, place),
        recipients: JSON.stringify(recipients),
        enabled,
        disabled_reason: null,
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const event = { ...facts, organizationId, action: "alert_channel.create", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(made), after: toChannel(made) }, tx);
    return made;
  });
  return { row, secret: secret?.secret ?? null };
}

/** Changes the fields that are given. Another URL keeps the secret. */
export async function patchChannel(
  deps: AlertDeps,
  place: AlertPlace,
  patch: AlertChannelPatch,
  facts: AuditFacts,
): Promise<ChannelRow> {
  const { db, clock, audit, masterKeys } = deps;
  // Before the transaction: name servers may be slow, and nobody should wait for them with a lock in hand.
  if (patch.url !== undefined) await deps.checkUrl(patch.url, "url");
  return await db.transaction().execute(async (tx) => {
    const before = await lockChannel(tx, place);
    refuseFields(before, patch);
    const after = await tx
      .updateTable("alert_channels")
      .set({
        name: patch.name ?? before.name,
        format: patch.format ?? before.format,
        ...(patch.url === undefined ? {} : withUrl(masterKeys, before, patch.url)),
        recipients: JSON.stringify(patch.recipients ?? before.recipients),
        enabled: patch.enabled ?? before.enabled,
        disabled_reason: patch.enabled === undefined ? before.disabled_reason : null,
        updated_at: new Date(clock.now()),
      })
      .where("id", "=", before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const changes = changesBetween(shown(before), shown(after));
    if (changes === null && patch.url === undefined) return after;
    const { organizationId } = place;
    const event = { ...facts, organizationId, action: "alert_channel.update", outcome: "success" as const };
    const replaced = patch.url === undefined ? [] : ["url"];
    const details = { before: changes?.before ?? {}, after: { ...changes?.after, replaced } };
    await audit.record({ ...event, target: targetOf(after), ...details }, tx);
    return after;
  });
}

/** Gives a webhook a new secret; the one before signs beside it for a day. */
export async function rotateChannel(
  { db, clock, audit, masterKeys }: AlertDeps,
  place: AlertPlace,
  facts: AuditFacts,
): Promise<{ readonly row: ChannelRow; readonly secret: string; readonly previousValidUntil: Date }> {
  const nowMs = clock.now();
  return await db.transaction().execute(async (tx) => {
    const before = await lockChannel(tx, place);
    if (before.kind !== "webhook") throw fail("conflict", { message: "A mail channel has no secret." });
    const rotated = rotatedSecret(requireSecret(masterKeys, before), nowMs);
    const secret = sealChannelSecret(masterKeys, rotated, before);
    const row = await tx
      .updateTable("alert_channels")
      .set({ secret, updated_at: new Date(nowMs) })
      .where("id", "=", before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const { organizationId } = place;
    const event = { ...facts, organizationId, action: "alert_channel.rotate", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row) }, tx);
    return { row, secret: rotated.secret, previousValidUntil: new Date(rotated.previous?.untilMs ?? nowMs) };
  });
}

export async function deleteChannel({ db, audit }: AlertDeps, place: AlertPlace, facts: AuditFacts): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await lockChannel(tx, place);
    if (row.from_settings) {
      const message = "This is the webhook of the organization's settings: clear alerts.webhook_url there.";
      throw fail("conflict", { message });
    }
    await tx.deleteFrom("alert_channels").where("id", "=", row.id).execute();
    const { organizationId } = place;
    const event = { ...facts, organizationId, action: "alert_channel.delete", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row), before: toChannel(row) }, tx);
  });
}

export function noSuchChannel() {
  return fail("not_found", { message: "There is no such alert channel." });
}

/** A channel as the audit log names it. */
export function targetOf(row: ChannelRow) {
  return { kind: "alert_channel", id: row.id, label: row.name };
}

async function lockChannel(tx: Transaction<Database>, { organizationId, id }: AlertPlace): Promise<ChannelRow> {
  const own = tx.selectFrom("alert_channels").selectAll().where("organization_id", "=", organizationId);
  const row = await own.where("id", "=", id).forUpdate().executeTakeFirst();
  if (row === undefined) throw noSuchChannel();
  return row;
}

function refuseFields(row: ChannelRow, patch: AlertChannelPatch): void {
  const foreign = row.kind === "mail" ? (["url", "format"] as const) : (["recipients"] as const);
  const wrong = foreign.find((field) => patch[field] !== undefined);
  if (wrong !== undefined) {
    throw fail("invalid_parameters", { message: `${wrong}: a ${row.kind} channel has none`, param: wrong });
  }
  if (row.from_settings && patch.url !== undefined) {
    const message = "url: comes from the organization's settings; change alerts.webhook_url there";
    throw fail("invalid_parameters", { message, param: "url" });
  }
}

function withUrl(masterKeys: MasterKeys, row: ChannelRow, url: string) {
  const before = openOrNull(masterKeys, row) ?? { url, secret: mintChannelSecret(), previous: null };
  const secret = sealChannelSecret(masterKeys, { ...before, url }, row);
  return { origin: new URL(url).origin, secret };
}

function requireSecret(masterKeys: MasterKeys, row: ChannelRow): ChannelSecret {
  const secret = openOrNull(masterKeys, row);
  if (secret !== null) return secret;
  throw fail("conflict", {
    message: "The channel's secret cannot be opened. Enter its URL again, or ask the operator to check ENCRYPTION_KEY.",
  });
}

function openOrNull(masterKeys: MasterKeys, row: ChannelRow): ChannelSecret | null {
  try {
    return openChannelSecret(masterKeys, row.secret ?? "", row);
  } catch (error) {
    if (error instanceof SecretError) return null;
    throw error;
  }
}

function shown(row: ChannelRow): object {
  const { updatedAt: _, ...rest } = toChannel(row);
  return rest;
}

async function refuseTooMany(tx: Transaction<Database>, organizationId: string): Promise<void> {
  const { count } = await tx
    .selectFrom("alert_channels")
    .where("organization_id", "=", organizationId)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count < CHANNELS_MAX) return;
  throw fail("permission_denied", {
    message: `An organization has ${CHANNELS_MAX} alert channels at most. Delete one first.`,
  });
}
