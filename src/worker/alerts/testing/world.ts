import { createId } from "../../../ids.ts";
import { guardedAgent } from "../../../net-guard/guarded-connect.ts";
import { masterKeys } from "../../../secrets/master-keys.ts";
import { mintChannelSecret, sealChannelSecret } from "../../../store/alerts/channel-secret.ts";
import type { Store } from "../../../store/sql/open-store.ts";
import type { AlertKind, AlertScope, AlertThresholds } from "../../../store/sql/tables/alerts.ts";
import { type Engine, silent, type TestClock, testClock } from "../../../store/sql/testing/engines.ts";
import type { DeliverOptions } from "../deliver.ts";
import { createAlertSender } from "../send-alert.ts";

export const KEYS_OF_TESTS = masterKeys(Buffer.alloc(32, 7));

/** A store with one organization, and all that sends its alerts. */
export interface AlertWorld {
  readonly store: Store;
  readonly clock: TestClock;
  readonly organizationId: string;
  readonly options: DeliverOptions;
  /** Of another organization. */
  organization(): Promise<string>;
  channel(url: string, over?: { readonly format?: "json" | "slack" }): Promise<{ id: string; secret: string }>;
  rule(rule: NewRule): Promise<string>;
  settings(document: object): Promise<void>;
  close(): Promise<void>;
}

export interface NewRule {
  readonly kind: AlertKind;
  readonly scope?: AlertScope;
  readonly thresholds?: AlertThresholds;
  readonly channels?: readonly string[];
  readonly enabled?: boolean;
  readonly mutedUntil?: Date;
}

export async function makeAlertWorld(
  engine: Engine,
  over: { readonly allowPrivate?: boolean; readonly mailer?: Parameters<typeof createAlertSender>[0]["mailer"] } = {},
): Promise<AlertWorld> {
  const store = await engine.open();
  const { db } = store;
  const clock = testClock();
  const dispatcher = guardedAgent({ allowPrivate: over.allowPrivate ?? true, connectTimeoutMs: 1_000 });
  const send = createAlertSender({
    masterKeys: KEYS_OF_TESTS,
    dispatcher,
    mailer: over.mailer ?? null,
    clock,
    timeoutMs: 300,
  });
  const now = (): Date => new Date(clock.now());
  const organization = async (): Promise<string> => {
    const id = createId("org");
    const dates = { created_at: now(), updated_at: now() };
    await db
      .insertInto("organizations")
      .values({ id, name: "Acme", plan: "free", ...dates })
      .execute();
    return id;
  };
  const organizationId = await organization();
  return {
    store,
    clock,
    organizationId,
    organization,
    options: { db, clock, log: silent, masterKeys: KEYS_OF_TESTS, send, random: () => 0.5 },
    async channel(url, { format = "json" } = {}) {
      const place = { id: createId("ach"), organization_id: organizationId };
      const secret = mintChannelSecret();
      const sealed = sealChannelSecret(KEYS_OF_TESTS, { url, secret, previous: null }, place);
      const fixed = { name: "Hook", kind: "webhook", recipients: "[]", enabled: true, disabled_reason: null } as const;
      const dates = { created_at: now(), updated_at: now() };
      await db
        .insertInto("alert_channels")
        .values({ ...place, ...fixed, ...dates, format, origin: new URL(url).origin, secret: sealed })
        .execute();
      return { id: place.id, secret };
    },
    async rule({ kind, scope = {}, thresholds = {}, channels, enabled = true, mutedUntil }) {
      const id = createId("alr");
      await db
        .insertInto("alert_rules")
        .values({
          id,
          organization_id: organizationId,
          name: "Rule",
          kind,
          scope: JSON.stringify(scope),
          thresholds: JSON.stringify(thresholds),
          channels: channels === undefined ? null : JSON.stringify(channels),
          enabled,
          muted_until: mutedUntil ?? null,
          created_at: now(),
          updated_at: now(),
        })
        .execute();
      return id;
    },
    async settings(document) {
      const text = JSON.stringify(document);
      await db
        .insertInto("organization_settings")
        .values({ organization_id: organizationId, document: text, version: 1, updated_at: now() })
        .onConflict((on) => on.column("organization_id").doUpdateSet({ document: text }))
        .execute();
    },
    close: () => dispatcher.destroy(),
  };
}
