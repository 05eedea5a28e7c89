import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Call, type Harness, IDENTITY_OF_TESTS, makeHarness } from "../testing/harness.ts";

const ADA = { email: "Ada@Example.com", password: "correct horse", name: "Ada" };

interface Invited {
  readonly accept: { readonly token: string };
}

describe("registration", () => {
  const engine = useEmbedded();
  const withPolicy = (registration: "open" | "invite-only" | "closed") =>
    makeHarness(engine, { identity: { ...IDENTITY_OF_TESTS, registration } });
  const register = (api: Harness, body: object, call: Partial<Call> = {}) =>
    api.call("/auth/register", { body, ...call });
  const invite = async (api: Harness, email: string): Promise<string> => {
    const path = `/organizations/${api.first.organizationId}/invitations`;
    const answer = await api.call<Invited>(path, { token: await api.signIn(), body: { email, role: "viewer" } });
    return answer.body.accept.token;
  };

  describe("open", () => {
    let api: Harness;
    beforeAll(async () => {
      api = await withPolicy("open");
    });

    it("201: makes an account that owns an organization, signed in", async () => {
      const { status, body, headers } = await register(api, ADA);
      expect(status).toBe(201);
      expect(body.user).toMatchObject({ email: "ada@example.com", name: "Ada" });
      expect(headers.get("set-cookie")).toContain(body.token);
      const me = await api.call("/auth/me", { token: body.token });
      expect(me.body).toMatchObject({
        memberships: [{ organizationName: "Ada's organization", role: "owner" }],
        organizations: [{ plan: "free" }],
      });
      const foreign = await api.call(`/organizations/${api.first.organizationId}`, { token: body.token });
      expect(foreign.status).toBe(404);
    });

    it("409: an email that has an account; of two at once one is told so", async () => {
      expect((await register(api, ADA, { clientIp: "203.0.113.2" })).status).toBe(409);
      const body = { ...ADA, email: "both@example.com" };
      const answers = await Promise.all([register(api, body), register(api, body)]);
      expect(answers.map((each) => each.status).sort()).toEqual([201, 409]);
      const { db } = api.store;
      const owned = await db
        .selectFrom("organizations")
        .where("name", "=", "Ada's organization")
        .select("id")
        .execute();
      expect(owned.length).toBe(2);
    });

    it("429: many accounts from one address", async () => {
      const statuses: number[] = [];
      for (let n = 0; n < 11; n += 1) {
        const body = { ...ADA, email: `many${n}@example.com` };
        statuses.push((await register(api, body, { clientIp: "192.0.2.9" })).status);
      }
      expect(statuses).toEqual([...Array(10).fill(201), 429]);
    });

    it.each([
      [{ ...ADA, email: "x" }, "email"],
      [{ ...ADA, password: "short" }, "password"],
      [{ ...ADA, name: "" }, "name"],
    ])("400: %j", async (body, param) => {
      const answer = await register(api, body);
      expect([answer.status, answer.body.param]).toEqual([400, param]);
    });

    it.each(["role", "organizationId", "emailVerified", "plan", "id"])("400: mass assignment of %s", async (name) => {
      const answer = await register(api, { ...ADA, email: "mass@example.com", [name]: "owner" });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(name);
    });
  });

  it("invite-only: 403 without an invitation; with one the account joins as invited", async () => {
    const api = await withPolicy("invite-only");
    const refused = await register(api, ADA);
    expect([refused.status, refused.body.code]).toEqual([403, "permission_denied"]);
    const invitationToken = await invite(api, "ada@example.com");
    const other = await register(api, { ...ADA, email: "eve@example.com", invitationToken });
    expect([other.status, other.body.code]).toEqual([403, "permission_denied"]);
    expect((await register(api, { ...ADA, invitationToken: "llm_gw_inv_x" })).status).toBe(404);
    const joined = await register(api, { ...ADA, invitationToken });
    expect(joined.status).toBe(201);
    const me = await api.call("/auth/me", { token: joined.body.token });
    expect(me.body).toMatchObject({
      memberships: [{ organizationId: api.first.organizationId, role: "viewer" }],
    });
    expect((await register(api, { ...ADA, email: "ada2@example.com", invitationToken })).status).toBe(404);
  });

  it("closed: 403, also with an invitation", async () => {
    const api = await withPolicy("closed");
    const invitationToken = await invite(api, "ada@example.com");
    expect((await register(api, ADA)).status).toBe(403);
    expect((await register(api, { ...ADA, invitationToken })).status).toBe(403);
    const body = { token: invitationToken, name: "Ada", password: ADA.password };
    expect((await api.call("/invitations/accept", { body })).status).toBe(403);
  });
});
