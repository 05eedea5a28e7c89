import type { ConnectionTest } from "../../connections/test-connection.ts";
import { fail } from "../../errors/gateway-error.ts";
import { SecretError } from "../../secrets/envelope.ts";
import { openFields } from "../../store/connections.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { noSuchKey, targetOf } from "./change-provider-key.ts";
import { findProvider } from "./credential.ts";
import type { ProviderKeyDeps } from "./deps.ts";
import type { ProviderKeyRow } from "./queries.ts";

/** A test with the time it was made at. */
export interface TestedKey extends ConnectionTest {
  readonly testedAt: Date;
}

/** Tries a connection and notes what was found. */
export async function testProviderKey(
  deps: ProviderKeyDeps,
  row: ProviderKeyRow,
  facts: AuditFacts,
): Promise<TestedKey> {
  const result = await tryKey(deps, row);
  const testedAt = new Date(deps.clock.now());
  await deps.db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("provider_keys")
      .set({
        last_tested_at: testedAt,
        last_test_verdict: result.verdict,
        last_test_message: result.message,
        last_test_latency_ms: result.latencyMs,
      })
      .where("organization_id", "=", row.organization_id)
      .where("id", "=", row.id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw noSuchKey();
    const event = { ...facts, organizationId: row.organization_id, action: "provider_key.test", target: targetOf(row) };
    const outcome = result.verdict === "ok" ? ("success" as const) : ("failure" as const);
    await deps.audit.record({ ...event, outcome, after: { verdict: result.verdict, latencyMs: result.latencyMs } }, tx);
  });
  return { ...result, testedAt };
}

async function tryKey({ masterKeys, test }: ProviderKeyDeps, row: ProviderKeyRow): Promise<ConnectionTest> {
  const provider = findProvider({
    provider: row.provider,
    customName: row.custom_name,
    wire: row.wire,
    baseUrl: row.base_url,
  });
  if (provider === undefined) {
    throw fail("conflict", { message: `This version of the gateway has no provider '${row.provider}'.` });
  }
  try {
    const fields = { ...row.fields, ...openFields(masterKeys, row) };
    return await test({ provider, fields, baseUrl: row.base_url });
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    const message =
      "The stored secrets cannot be opened. Enter them again, or ask the operator to check ENCRYPTION_KEY.";
    return { verdict: "error", message, latencyMs: null };
  }
}
