import type { Kysely, Selectable } from "kysely";
import { createId } from "../../ids.ts";
import { SecretError } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Database } from "../sql/schema.ts";
import type { AlertChannelsTable } from "../sql/tables/alerts.ts";
import { type ChannelSecret, mintChannelSecret, openChannelSecret, sealChannelSecret } from "./channel-secret.ts";

export type ChannelRow = Selectable<AlertChannelsTable>;

/**
 * Makes the organization's channels agree with `alerts.webhook_url` of its settings: one channel that posts there, made
 * at its first use with a secret of its own. A URL that was changed keeps the secret and enables the channel again; one
 * that was cleared takes the channel with it.
 */
export async function syncSettingsChannel(
  db: Kysely<Database>,
  master: MasterKeys,
  organizationId: string,
  now: Date,
): Promise<void> {
  const url = await webhookUrlOf(db, organizationId);
  const own = db.selectFrom("alert_channels").where("organization_id", "=", organizationId);
  const row = await own.where("from_settings", "=", true).selectAll().executeTakeFirst();
  if (row !== undefined && url === null) await db.deleteFrom("alert_channels").where("id", "=", row.id).execute();
  if (url === null) return;
  const before = row === undefined ? null : openOrNull(master, row);
  if (row !== undefined && before?.url === url) return;
  const place = { id: row?.id ?? createId("ach"), organization_id: organizationId };
  const secret: ChannelSecret = {
    url,
    secret: before?.secret ?? mintChannelSecret(),
    previous: before?.previous ?? null,
  };
  const set = { origin: new URL(url).origin, secret: sealChannelSecret(master, secret, place), updated_at: now };
  const on = { enabled: true, disabled_reason: null };
  if (row === undefined) {
    const fixed = { kind: "webhook", format: "json", recipients: "[]", from_settings: true } as const;
    await db
      .insertInto("alert_channels")
      .values({ ...place, ...fixed, ...set, ...on, name: "Webhook of the settings", created_at: now })
      // Two may do so at once: the other one's is as good.
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  } else {
    // Only where nobody has changed it since: a secret that was rotated meanwhile must stay.
    const update = db.updateTable("alert_channels").set({ ...set, ...on });
    await update.where("id", "=", row.id).where("secret", "=", row.secret).execute();
  }
}

async function webhookUrlOf(db: Kysely<Database>, organizationId: string): Promise<string | null> {
  const settings = await db
    .selectFrom("organization_settings")
    .select("document")
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  const url = settings?.document.alerts?.webhook_url;
  return typeof url === "string" && URL.canParse(url) ? url : null;
}

/** One whose master key is lost gets a new secret. */
function openOrNull(master: MasterKeys, row: ChannelRow): ChannelSecret | null {
  try {
    return openChannelSecret(master, row.secret ?? "", row);
  } catch (error) {
    if (error instanceof SecretError) return null;
    throw error;
  }
}
