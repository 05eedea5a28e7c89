import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "./testing/harness.ts";

/** Open to all: they sign in, or carry a secret of their own. */
const OPEN = new Set([
  "get /auth/options",
  "post /auth/register",
  "post /auth/login",
  "post /auth/password-reset",
  "post /auth/password-reset/confirm",
  "post /invitations/accept",
  "get /auth/sso/start",
  "get /auth/sso/callback",
  "post /billing/stripe/webhook",
]);

/** Answered from what is the same for everybody. */
const SAME_FOR_ALL = new Set(["get /providers/health", "get /providers"]);

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly enum?: readonly string[] };
}
interface Operation {
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Read from the published document, so that no route is forgotten. */
describe("every route", () => {
  const engine = useEmbedded();
  let api: Harness;
  let tenant: Member;
  let routes: readonly { readonly method: string; readonly path: string; readonly operation: Operation }[];
  beforeAll(async () => {
    api = await makeHarness(engine);
    tenant = await api.otherTenant();
    const { body } = await api.call<Document>("/openapi.json");
    routes = Object.entries(body.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        method,
        path: path.replace("/api/v1", ""),
        operation,
      })),
    );
    expect(routes.length).toBeGreaterThan(40);
  });

  const ask = (method: string, path: string, token?: string) =>
    api.call<unknown>(path, {
      method: method.toUpperCase(),
      ...(token === undefined ? {} : { token }),
      ...(["post", "put", "patch"].includes(method) ? { body: {} } : {}),
    });
  /** A path with ids of the first organization's objects in it. */
  const filled = async (path: string): Promise<string> => {
    const { db } = api.store;
    const { organizationId, projectId } = api.first;
    const owner = await db
      .selectFrom("memberships")
      .select("user_id")
      .where("organization_id", "=", organizationId)
      .executeTakeFirstOrThrow();
    const key = await db.selectFrom("api_keys").select("id").executeTakeFirstOrThrow();
    const ids: Readonly<Record<string, string>> = {
      organizations: organizationId,
      projects: projectId,
      "api-keys": key.id,
      members: owner.user_id,
    };
    return path.replace(/([\w-]+)\/\{\w+\}/g, (_, resource: string) => `${resource}/${ids[resource] ?? "missing_1"}`);
  };

  /** Some value of each query parameter that a route cannot do without. */
  const neededOf = ({ parameters = [] }: Operation): Record<string, string> =>
    Object.fromEntries(
      parameters
        .filter((each) => each.in === "query" && each.required === true)
        .map((each) => [each.name, each.schema?.enum?.[0] ?? "x"]),
    );

  it("says in the document whether it needs a session, and 401 without one", async () => {
    for (const { method, path, operation } of routes) {
      const name = `${method} ${path}`;
      expect([name, operation.security !== undefined]).toEqual([name, !OPEN.has(name)]);
      if (OPEN.has(name)) continue;
      for (const token of [undefined, "llm_gw_ses_x", `llm_gw_org_${"x".repeat(43)}`]) {
        const { status } = await ask(method, await filled(path), token);
        expect([name, status]).toEqual([name, 401]);
      }
    }
  });

  it("keeps objects of another organization from its owner: no success, and none of their data", async () => {
    for (const { method, path } of routes) {
      if (!path.includes("{") || path.startsWith("/auth/")) continue;
      const name = `${method} ${path}`;
      const { status, body } = await ask(method, await filled(path), tenant.token);
      expect([name, [400, 403, 404].includes(status)], `${name}: ${status}`).toEqual([name, true]);
      // A body that is not good is refused before anything is looked up; reading and removing have none.
      if (method === "get" || method === "delete") expect([name, status]).toEqual([name, 404]);
      expect(JSON.stringify(body)).not.toContain(api.first.email);
    }
  });

  it("lists nothing of another organization that is named", async () => {
    for (const { method, path, operation } of routes) {
      const name = `${method} ${path}`;
      if (method !== "get" || path.includes("{") || path.startsWith("/auth/") || SAME_FOR_ALL.has(name)) continue;
      if (path === "/organizations") continue;
      const query = new URLSearchParams({ organizationId: api.first.organizationId, ...neededOf(operation) });
      const { status } = await ask(method, `${path}?${query.toString()}`, tenant.token);
      expect([name, status]).toEqual([name, 404]);
    }
  });

  it("lets no organization's token in that has no scope for it", async () => {
    const path = `/organizations/${api.first.organizationId}/tokens`;
    const body = { name: "Narrow", role: "owner", scopes: ["analytics:read"] };
    const { body: minted } = await api.call<{ secret: string }>(path, { token: await api.signIn(), body });
    for (const { method, path: each } of routes) {
      const name = `${method} ${each}`;
      if (OPEN.has(name) || each.startsWith("/analytics")) continue;
      const { status } = await ask(method, await filled(each), minted.secret);
      expect([name, status]).toEqual([name, 403]);
    }
  });
});
