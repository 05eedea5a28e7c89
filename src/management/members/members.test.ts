import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../store/sql/schema.ts";
import { describeOnEngines, useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { MemberView } from "./schema.ts";

interface Many {
  readonly members: readonly MemberView[];
  readonly nextCursor: string | null;
}

const place = (member: Pick<Member, "organizationId" | "userId">) =>
  `/organizations/${member.organizationId}/members/${member.userId}`;

describe("members", () => {
  const engine = useEmbedded();
  let api: Harness;
  let owner: string;
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = await api.signIn();
  });

  const patch = (token: string, member: Member, role: unknown) =>
    api.call<{ member: MemberView; revoked: object; code: string }>(place(member), {
      method: "PATCH",
      token,
      body: { role },
    });
  const remove = (token: string, member: Member) => api.call(place(member), { method: "DELETE", token });

  it("200: lists members page by page, to members only", async () => {
    const tenant = await api.otherTenant();
    const { db } = api.store;
    const made: string[] = [tenant.userId];
    for (let n = 0; n < 4; n += 1) {
      api.clock.nowMs += n % 2 === 0 ? 1_000 : 0;
      const member = await api.member("viewer");
      made.push(member.userId);
      const values = {
        organization_id: tenant.organizationId,
        role: "viewer",
        created_at: new Date(api.clock.now()),
      } as const;
      await db
        .insertInto("memberships")
        .values({ user_id: member.userId, ...values })
        .execute();
    }
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const path: string = `/organizations/${tenant.organizationId}/members?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const { body }: { body: Many } = await api.call<Many>(path, { token: tenant.token });
      seen.push(...body.members.map((each) => each.userId));
      cursor = body.nextCursor;
    }
    expect([...seen].sort()).toEqual([...made].sort());
    expect(seen.length).toBe(5);
    const path = `/organizations/${tenant.organizationId}/members`;
    const { body } = await api.call<Many>(path, { token: tenant.token });
    expect(body.members.at(-1)).toEqual({
      userId: tenant.userId,
      email: tenant.email,
      name: "Member",
      role: "owner",
      secondFactor: false,
      joinedAt: expect.any(String),
    });
    expect((await api.call(path, { token: (await api.otherTenant()).token })).status).toBe(404);
    expect((await api.call(`${path}?cursor=x`, { token: tenant.token })).status).toBe(400);
  });

  const changes: readonly [Role, Role, Role, number][] = [
    ["owner", "viewer", "admin", 200],
    ["owner", "admin", "owner", 200],
    ["owner", "owner", "viewer", 200],
    ["admin", "viewer", "developer", 200],
    ["admin", "viewer", "admin", 200],
    ["admin", "admin", "viewer", 200],
    ["admin", "viewer", "owner", 403],
    ["admin", "admin", "owner", 403],
    ["admin", "owner", "viewer", 403],
    ["admin", "owner", "owner", 403],
    ["developer", "viewer", "viewer", 403],
    ["viewer", "viewer", "owner", 403],
  ];
  it.each(changes)("a member who is %s makes one who is %s a %s: %i", async (by, of, to, expected) => {
    const [actor, member] = [await api.member(by), await api.member(of)];
    const answer = await patch(actor.token, member, to);
    expect(answer.status).toBe(expected);
    const { body } = await api.call<{ memberships: { role: Role }[] }>("/auth/me", { token: member.token });
    expect(body.memberships[0]?.role).toBe(expected === 200 ? to : of);
  });

  it.each([
    ["owner", "owner", 200],
    ["admin", "developer", 200],
    ["admin", "admin", 200],
    ["admin", "owner", 403],
    ["developer", "viewer", 403],
  ] as const)("a member who is %s removes one who is %s: %i", async (by, of, expected) => {
    const [actor, member] = [await api.member(by), await api.member(of)];
    expect((await remove(actor.token, member)).status).toBe(expected);
    const path = `/organizations/${member.organizationId}`;
    expect((await api.call(path, { token: member.token })).status).toBe(expected === 200 ? 403 : 200);
  });

  it("nobody makes themselves more than they are", async () => {
    for (const role of ["admin", "developer", "viewer"] as const) {
      const member = await api.member(role);
      expect((await patch(member.token, member, "owner")).status).toBe(403);
    }
  });

  it("404: another organization's member, and a stranger, by whomever", async () => {
    const tenant = await api.otherTenant();
    const member = await api.member("viewer");
    expect((await patch(tenant.token, member, "admin")).status).toBe(404);
    expect((await remove(tenant.token, member)).status).toBe(404);
    const crossed = { ...member, organizationId: tenant.organizationId };
    expect((await patch(tenant.token, crossed, "admin")).status).toBe(404);
    expect((await remove(tenant.token, crossed)).status).toBe(404);
  });

  it.each(["root", "", null, ["owner"]])("400: the role %j", async (role) => {
    expect((await patch(owner, await api.member("viewer"), role)).status).toBe(400);
  });

  it("400: mass assignment", async () => {
    const member = await api.member("viewer");
    const body = { role: "viewer", userId: "user_1" };
    expect((await api.call(place(member), { method: "PATCH", token: owner, body })).status).toBe(400);
  });

  it("leaving: 200 for any role; 409 for the last owner, who can leave when there is another", async () => {
    const tenant = await api.otherTenant();
    const leave = (member: Member) =>
      api.call(`/organizations/${member.organizationId}/leave`, { method: "POST", token: member.token });
    const refused = await leave(tenant);
    expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
    expect((await patch(tenant.token, tenant, "admin")).status).toBe(409);
    expect((await remove(tenant.token, tenant)).status).toBe(409);
    expect((await leave(await api.member("viewer"))).status).toBe(200);
    const second = await api.member("viewer");
    const now = new Date(api.clock.now());
    const values = { user_id: second.userId, organization_id: tenant.organizationId, created_at: now };
    await api.store.db
      .insertInto("memberships")
      .values({ ...values, role: "owner" })
      .execute();
    expect((await leave(tenant)).status).toBe(200);
  });

  it("what a member granted goes with the rights they lose, and the rest stays", async () => {
    const admin = await api.member("admin");
    const path = `/organizations/${admin.organizationId}`;
    const tokenOf = async (role: Role) =>
      (await api.call<{ secret: string }>(`${path}/tokens`, { token: admin.token, body: { name: role, role } })).body
        .secret;
    const [strong, weak] = [await tokenOf("admin"), await tokenOf("viewer")];
    const invitation = { email: `${admin.userId.toLowerCase()}.friend@example.com`, role: "admin" };
    await api.call(`${path}/invitations`, { token: admin.token, body: invitation });
    const works = async (secret: string) => (await api.call("/projects", { token: secret })).status === 200;
    expect([await works(strong), await works(weak)]).toEqual([true, true]);

    const demoted = await patch(owner, admin, "developer");
    expect(demoted.body.revoked).toEqual({ tokens: 1, invitations: 1 });
    expect([await works(strong), await works(weak)]).toEqual([false, true]);
    expect((await remove(owner, admin)).body).toEqual({ success: true, revoked: { tokens: 1, invitations: 0 } });
    expect(await works(weak)).toBe(false);
  });
});

describeOnEngines("the last owner", (engine) => {
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  const owners = async (organizationId: string): Promise<number> => {
    const rows = await api.store.db
      .selectFrom("memberships")
      .where("organization_id", "=", organizationId)
      .where("role", "=", "owner")
      .select("user_id")
      .execute();
    return rows.length;
  };
  const twoOwners = async (): Promise<readonly [Member, Member]> => {
    const first = await api.otherTenant();
    const second = await api.member("viewer");
    const values = { user_id: second.userId, organization_id: first.organizationId, created_at: new Date() };
    await api.store.db
      .insertInto("memberships")
      .values({ ...values, role: "owner" })
      .execute();
    return [first, { ...second, organizationId: first.organizationId }];
  };

  const races: readonly [string, (by: Member, of: Member) => Promise<{ status: number }>][] = [
    [
      "demote each other",
      (by, of) => api.call(place(of), { method: "PATCH", token: by.token, body: { role: "viewer" } }),
    ],
    ["demote themselves", (by) => api.call(place(by), { method: "PATCH", token: by.token, body: { role: "admin" } })],
    ["remove each other", (by, of) => api.call(place(of), { method: "DELETE", token: by.token })],
    ["leave", (by) => api.call(`/organizations/${by.organizationId}/leave`, { method: "POST", token: by.token })],
  ];
  it.each(races)("is never lost when two owners at once %s", async (_, act) => {
    for (let round = 0; round < 5; round += 1) {
      const [one, two] = await twoOwners();
      const answers = await Promise.all([act(one, two), act(two, one)]);
      expect(await owners(one.organizationId)).toBe(1);
      expect(answers.filter((each) => each.status === 200).length).toBe(1);
    }
  });
});
