import type { Kysely } from "kysely";
import { fail, isGatewayError } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { AuthContext } from "../auth/context.ts";
import type { Principal } from "../auth/principal.ts";
import { lockOrganization, roleInLocked } from "../organizations/lock.ts";
import { clientOf, findConnection, type SsoConnection, sealClientSecret, toSsoView } from "./connection.ts";
import type { Provider } from "./provider.ts";
import { ssoProviderId } from "./provider-id.ts";
import type { SsoPut } from "./schema.ts";

type Deps = Pick<AuthContext, "db" | "clock" | "audit" | "config"> & { readonly provider: Provider };

/** Whose single sign-on, and who changes it. */
export interface SsoPlace {
  readonly organizationId: string;
  readonly principal: Principal;
}

/**
 * Sets an organization's identity provider, after reading its metadata. With another issuer everybody's link to the
 * one before ends: its subjects are not the new one's.
 */
export async function putConnection(
  { db, clock, audit, config, provider }: Deps,
  place: SsoPlace,
  input: SsoPut,
  facts: AuditFacts,
): Promise<SsoConnection> {
  const { organizationId } = place;
  const clientSecret = input.clientSecret ?? secretBefore(config, await findConnection(db, organizationId), input);
  const { issuer, clientId } = input;
  await requireReachable(provider, { issuer, clientId, clientSecret });
  const now = new Date(clock.now());
  return await db.transaction().execute(async (tx) => {
    await lockForOwner(tx, place);
    const before = await findConnection(tx, organizationId);
    const values = {
      issuer,
      client_id: clientId,
      client_secret: sealClientSecret(config.masterKeys, organizationId, clientSecret),
      email_domains: input.emailDomains,
      default_role: input.defaultRole,
      enforced: input.enforced,
      updated_at: now,
    };
    const after = await tx
      .insertInto("sso_connections")
      .values({ organization_id: organizationId, created_at: now, ...values })
      .onConflict((conflict) => conflict.column("organization_id").doUpdateSet(values))
      .returningAll()
      .executeTakeFirstOrThrow();
    if (before !== null && before.issuer !== issuer) await endLinks(tx, organizationId);
    const changes = changesBetween(before === null ? {} : shown(before), {
      ...shown(after),
      ...(input.clientSecret === undefined ? {} : { clientSecretSet: now.toISOString() }),
    });
    const target = { kind: "sso", id: organizationId };
    const event = { ...facts, organizationId, action: "sso.update", outcome: "success" as const, target };
    if (changes !== null) await audit.record({ ...event, ...changes }, tx);
    return after;
  });
}

/** Ends an organization's single sign-on, and the sessions that it made. */
export async function deleteConnection(
  { db, audit }: Pick<Deps, "db" | "audit">,
  place: SsoPlace,
  facts: AuditFacts,
): Promise<void> {
  const { organizationId } = place;
  await db.transaction().execute(async (tx) => {
    await lockForOwner(tx, place);
    const before = await tx
      .deleteFrom("sso_connections")
      .where("organization_id", "=", organizationId)
      .returningAll()
      .executeTakeFirst();
    if (before === undefined) throw noSso();
    await endLinks(tx, organizationId);
    const target = { kind: "sso", id: organizationId };
    const event = { ...facts, organizationId, action: "sso.delete", outcome: "success" as const, target };
    await audit.record({ ...event, before: shown(before) }, tx);
  });
}

/** The refusal where there is no single sign-on; the same for organizations that do not exist. */
export function noSso() {
  return fail("not_found", { message: "There is no single sign-on for this. Sign in with your password." });
}

async function lockForOwner(tx: Kysely<Database>, { organizationId, principal }: SsoPlace): Promise<void> {
  await lockOrganization(tx, organizationId);
  if ((await roleInLocked(tx, organizationId, principal)) === "owner") return;
  throw fail("permission_denied", { message: "Only owners change an organization's single sign-on." });
}

function shown(row: SsoConnection) {
  const { createdAt: _created, updatedAt: _updated, ...rest } = toSsoView(row, "");
  return rest;
}

function secretBefore(config: Deps["config"], before: SsoConnection | null, input: SsoPut): string {
  if (before?.issuer === input.issuer && before.client_id === input.clientId) {
    return clientOf(config.masterKeys, before).clientSecret;
  }
  const message = "clientSecret: needed for a new issuer or client";
  throw fail("invalid_parameters", { message, param: "clientSecret" });
}

async function requireReachable(provider: Provider, client: Parameters<Provider["discover"]>[0]): Promise<void> {
  try {
    await provider.discover(client);
  } catch (error) {
    if (!isGatewayError(error) || error.code !== "sso_failed") throw error;
    throw fail("invalid_parameters", {
      message: `issuer: its metadata cannot be used. ${error.message}`,
      param: "issuer",
    });
  }
}

async function endLinks(tx: Kysely<Database>, organizationId: string): Promise<void> {
  await tx.deleteFrom("accounts").where("provider_id", "=", ssoProviderId(organizationId)).execute();
  await tx.deleteFrom("sessions").where("sso_organization_id", "=", organizationId).execute();
}
