import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, makeHarness, OWNER_PASSWORD } from "../testing/harness.ts";

describe("one's account", () => {
  const engine = useEmbedded();
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  const patch = (token: string, body: object) => api.call("/auth/me", { method: "PATCH", token, body });

  it("200: another name, and with the password another email, in lower case", async () => {
    const { token, email } = await api.member("viewer");
    const renamed = await patch(token, { name: "  Ada  " });
    expect([renamed.status, renamed.body.user]).toEqual([200, { id: expect.any(String), email, name: "Ada" }]);
    const moved = await patch(token, { email: `New.${email.toUpperCase()}`, password: OWNER_PASSWORD });
    expect([moved.status, moved.body.user.email]).toEqual([200, `new.${email}`]);
    expect((await api.call("/auth/login", { body: { email, password: OWNER_PASSWORD } })).status).toBe(401);
    expect(await api.signIn(`new.${email}`)).toMatch(/^llm_gw_ses_/);
    const me = await api.call("/auth/me", { token });
    expect(me.body.user).toMatchObject({ name: "Ada", emailVerified: false });
  });

  it("400, 401: another email needs the password", async () => {
    const { token } = await api.member("viewer");
    const without = await patch(token, { email: "thief@example.com" });
    expect([without.status, without.body.param]).toEqual([400, "password"]);
    expect((await patch(token, { email: "thief@example.com", password: "wrong" })).status).toBe(401);
  });

  it("409: an email that somebody has, also when two take it at once", async () => {
    const [one, two] = [await api.member("viewer"), await api.member("viewer")];
    const taken = await patch(one.token, { email: api.first.email, password: OWNER_PASSWORD });
    expect([taken.status, taken.body.code]).toEqual([409, "conflict"]);
    const body = { email: "both@example.com", password: OWNER_PASSWORD };
    const answers = await Promise.all([patch(one.token, body), patch(two.token, body)]);
    expect(answers.map((each) => each.status).sort()).toEqual([200, 409]);
  });

  it.each([
    ["role", "owner"],
    ["id", "user_1"],
    ["emailVerified", true],
    ["email_verified", true],
    ["secondFactor", false],
    ["memberships", []],
    ["passwordHash", "x"],
    ["__proto__x", {}],
  ])("400: mass assignment of %s, named", async (name, value) => {
    const { token } = await api.member("viewer");
    const answer = await patch(token, { name: "Ada", [name]: value });
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_parameters"]);
    expect(JSON.stringify(answer.body)).toContain(name);
    const me = await api.call("/auth/me", { token });
    expect(me.body.user.name).toBe("Member");
  });

  it.each(["", " ", "a\nb", "a\0b", "x".repeat(256), 5, null])("400: the name %j", async (name) => {
    const { token } = await api.member("viewer");
    expect((await patch(token, { name })).status).toBe(400);
  });
});
