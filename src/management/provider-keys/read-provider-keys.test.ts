import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../providers/registry.ts";
import type { Call } from "../testing/harness.ts";
import { type Body, KEY, useProviderKeys } from "./testing/fixture.ts";

describe("reading provider-keys", () => {
  const on = useProviderKeys();

  it.each(["id", "organization_id", "secrets", "hints", "lastTestVerdict", "createdBy", "__proto__x"])(
    "400: nobody sets %s",
    async (field) => {
      const body = { provider: "openai", credential: { apiKey: KEY }, [field]: "x" };
      expect((await on.call("/provider-keys", { body })).status).toBe(400);
      const made = await on.create();
      const answer = await on.patch(made.id, { [field]: "x" });
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain(field);
      for (const fixed of ["provider", "customName", "wire", "organizationId"]) {
        expect((await on.patch(made.id, { [fixed]: "openai" })).status).toBe(400);
      }
    },
  );

  it("200: lists newest first in pages, by provider, name, status", async () => {
    const ids: string[] = [];
    for (const provider of ["openai", "groq", "openai", "mistral"]) {
      on.api.clock.nowMs += 1_000;
      ids.unshift((await on.create({ provider, ...(provider === "groq" ? { status: "inactive" } : {}) })).id);
    }
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body }: { body: Body } = await on.call(
        `/provider-keys?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      seen.push(...body.providerKeys.map((one) => one.id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(ids);
    expect((await on.call("/provider-keys?provider=openai")).body.providerKeys).toHaveLength(2);
    expect((await on.call("/provider-keys?status=inactive")).body.providerKeys.map((one) => one.provider)).toEqual([
      "groq",
    ]);
  });

  it("200: GET /providers describes every credential and what tenants may give of it", async () => {
    const viewer = await on.api.otherTenant("viewer");
    const { status, body } = await on.call("/providers", { token: viewer.token });
    expect(status).toBe(200);
    expect(body.providers.map((one) => one.id)).toEqual([...PROVIDERS.map((one) => one.id), "custom"]);
    const openai = body.providers.find((one) => one.id === "openai");
    expect(openai?.credential).toMatchObject([{ name: "apiKey", secret: true, required: true }]);
    const shown = JSON.stringify(body.providers);
    for (const name of ["profile", "federatedTokenFile", "credentialsFile"]) expect(shown).not.toContain(`"${name}"`);
    expect(body.providers.at(-1)).toMatchObject({ baseUrlRequired: true, wires: ["openai", "anthropic"] });
  });

  it("401: without a session", async () => {
    for (const path of ["/provider-keys", "/provider-keys/pk_1", "/providers"])
      expect((await on.api.call(path)).status).toBe(401);
    expect((await on.api.call("/provider-keys", { body: {} })).status).toBe(401);
    expect((await on.api.call("/provider-keys/pk_1/test", { method: "POST" })).status).toBe(401);
  });

  const routes = (id: string): [string, Call][] => [
    [`/provider-keys/${id}`, { method: "GET" }],
    [`/provider-keys/${id}`, { method: "PATCH", body: { name: "Mine" } }],
    [`/provider-keys/${id}`, { method: "DELETE" }],
    [`/provider-keys/${id}/test`, { method: "POST" }],
  ];

  it("404: another organization's connection, on every route, and nothing happens to it", async () => {
    const made = await on.create();
    const stranger = await on.api.otherTenant("owner");
    for (const [path, over] of routes(made.id)) {
      const { status, body } = await on.call(path, { ...over, token: stranger.token });
      expect([status, body.code], path).toEqual([404, "not_found"]);
      expect(JSON.stringify(body)).not.toContain("openai");
    }
    expect(
      (await on.call(`/provider-keys?organizationId=${on.organizationId}`, { token: stranger.token })).status,
    ).toBe(404);
    const body = { organizationId: on.organizationId, provider: "openai", credential: { apiKey: KEY } };
    expect((await on.call("/provider-keys", { body, token: stranger.token })).status).toBe(404);
    expect((await on.call("/provider-keys", { token: stranger.token })).body.providerKeys).toEqual([]);
    expect((await on.call(`/provider-keys/${made.id}`)).body.providerKey).toEqual(made);
    expect(on.tested).toEqual([]);
  });

  it("403: viewers and developers see, and change nothing", async () => {
    const made = await on.create();
    for (const role of ["viewer", "developer"] as const) {
      const member = await on.api.otherTenant(role);
      await on.join(member, on.organizationId, role);
      for (const [path, over] of routes(made.id)) {
        const { status } = await on.call(path, { ...over, token: member.token });
        expect(status, `${over.method}`).toBe(over.method === "GET" ? 200 : 403);
      }
      const body = { organizationId: on.organizationId, provider: "openai", credential: { apiKey: KEY } };
      expect((await on.call("/provider-keys", { body, token: member.token })).status).toBe(403);
    }
  });

  it("400: several organizations and none named", async () => {
    const other = await on.api.otherTenant("owner");
    await on.join(on.owner, other.organizationId, "owner");
    const body = { provider: "openai", credential: { apiKey: KEY } };
    expect((await on.call("/provider-keys", { body })).body.param).toBe("organizationId");
    expect((await on.call("/provider-keys", { body: { ...body, organizationId: other.organizationId } })).status).toBe(
      201,
    );
  });
});
