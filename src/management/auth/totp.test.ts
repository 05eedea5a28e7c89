import { createHmac } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness, OWNER_PASSWORD } from "../testing/harness.ts";
import { matchingStep, newBackupCodes } from "./totp.ts";

interface Enrolment {
  readonly url: string;
  readonly secret: string;
  readonly code: string;
}

interface Codes {
  readonly backupCodes: readonly string[];
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What an authenticator app shows (RFC 4226 and 6238), written apart from the product's code. */
function appCode(base32: string, nowMs: number): string {
  let bits = "";
  for (const character of base32) bits += BASE32.indexOf(character).toString(2).padStart(5, "0");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

it("computes the codes of RFC 6238's appendix", async () => {
  const secret = "12345678901234567890";
  for (const [seconds, code] of [
    [59, "287082"],
    [1_111_111_109, "081804"],
    [2_000_000_000, "279037"],
  ] as const) {
    expect(await matchingStep(secret, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  }
  expect(await matchingStep(secret, "", 59_000)).toBeNull();
  expect(await matchingStep(secret, "0287082", 59_000)).toBeNull();
});

it("makes ten different backup codes of eighty bits", () => {
  const codes = newBackupCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9a-f]{5}(-[0-9a-f]{5}){3}$/);
});

describeOnEngines("second factor", (engine) => {
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  const post = <Body>(path: string, token: string, body: object) => api.call<Body>(path, { token, body });
  const login = (email: string, totpCode?: string, clientIp = "203.0.113.9") =>
    api.call("/auth/login", {
      body: { email, password: OWNER_PASSWORD, ...(totpCode === undefined ? {} : { totpCode }) },
      clientIp,
    });

  const enrol = async (member: Member) => {
    const { body, status } = await post<Enrolment>("/auth/totp", member.token, { password: OWNER_PASSWORD });
    expect(status).toBe(200);
    const code = (): string => appCode(body.secret, api.clock.now());
    const { body: confirmed, status: on } = await post<Codes>("/auth/totp/confirm", member.token, { code: code() });
    expect(on).toBe(200);
    api.clock.nowMs += 30_000;
    return { ...body, code, backupCodes: confirmed.backupCodes };
  };

  it("asks for the code once it is on, in the same call", async () => {
    const member = await api.member("viewer");
    const { url, secret, code } = await enrol(member);
    expect(url).toMatch(/^otpauth:\/\/totp\/LLM%20Gateway:/);
    expect(url).toContain(secret);
    const without = await login(member.email);
    expect([without.status, without.body.code]).toEqual([401, "totp_required"]);
    expect(without.headers.get("set-cookie")).toBeNull();
    const wrong = await login(member.email, "000000");
    expect([wrong.status, wrong.body.code, wrong.body.param]).toEqual([401, "invalid_credentials", "totpCode"]);
    const good = code();
    const spaced = await login(member.email, `${good.slice(0, 3)} ${good.slice(3)}`);
    expect(spaced.status).toBe(200);
    const me = await api.call("/auth/me", { token: spaced.body.token });
    expect(me.body.user).toMatchObject({ secondFactor: true });
  });

  it("says nothing of a second factor to who does not know the password", async () => {
    const member = await api.member("viewer");
    const { code } = await enrol(member);
    const guess = { email: member.email, password: "wrong", totpCode: code() };
    const answer = await api.call("/auth/login", { body: guess, clientIp: "203.0.113.10" });
    expect([answer.body.code, answer.body.message]).toEqual([
      "invalid_credentials",
      "The email or the password is wrong.",
    ]);
  });

  it("takes a code once, also when it is sent twice at the same time", async () => {
    const member = await api.member("viewer");
    const { code } = await enrol(member);
    const answers = await Promise.all([login(member.email, code()), login(member.email, code())]);
    expect(answers.map((each) => each.status).sort()).toEqual([200, 401]);
    expect((await login(member.email, code())).status).toBe(401);
    api.clock.nowMs += 30_000;
    expect((await login(member.email, code())).status).toBe(200);
  });

  it("takes a backup code once, in any spelling", async () => {
    const member = await api.member("viewer");
    const { backupCodes } = await enrol(member);
    const [one = "", two = ""] = backupCodes;
    const both = await Promise.all([login(member.email, one), login(member.email, one)]);
    expect(both.map((each) => each.status).sort()).toEqual([200, 401]);
    expect((await login(member.email, two.replaceAll("-", "").toUpperCase())).status).toBe(200);
    expect((await login(member.email, two)).status).toBe(401);
  });

  it("guesses of the code lock the account, and asking without one does not free it", async () => {
    const member = await api.member("viewer");
    await enrol(member);
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      statuses.push((await login(member.email, "000000", `198.51.100.${n}`)).status);
      statuses.push((await login(member.email, undefined, `198.51.100.${n}`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    api.clock.nowMs += 15 * 60_000;
  });

  it("turning it off and new backup codes need the password and a code", async () => {
    const member = await api.member("viewer");
    const { code, backupCodes } = await enrol(member);
    for (const path of ["/auth/totp/disable", "/auth/totp/backup-codes"]) {
      expect((await post(path, member.token, { password: OWNER_PASSWORD })).status).toBe(400);
      expect((await post(path, member.token, { password: "wrong", code: code() })).status).toBe(401);
      expect((await post(path, member.token, { password: OWNER_PASSWORD, code: "111111" })).status).toBe(401);
      api.clock.nowMs += 60 * 60_000;
    }
    const renewed = await post<Codes>("/auth/totp/backup-codes", member.token, {
      password: OWNER_PASSWORD,
      code: code(),
    });
    expect(renewed.status).toBe(200);
    expect((await login(member.email, backupCodes[0])).status).toBe(401);
    const [fresh = ""] = renewed.body.backupCodes;
    const off = await post("/auth/totp/disable", member.token, { password: OWNER_PASSWORD, code: fresh });
    expect(off.status).toBe(200);
    expect((await login(member.email)).status).toBe(200);
    const again = await post("/auth/totp/disable", member.token, { password: OWNER_PASSWORD, code: fresh });
    expect(again.status).toBe(401);
  });

  it("409: beginning anew while it is on; before that the newest secret counts", async () => {
    const member = await api.member("viewer");
    const begin = () => post<Enrolment>("/auth/totp", member.token, { password: OWNER_PASSWORD });
    const [old, fresh] = [await begin(), await begin()];
    const confirm = (secret: string) =>
      post("/auth/totp/confirm", member.token, { code: appCode(secret, api.clock.now()) });
    expect((await confirm(old.body.secret)).status).toBe(401);
    expect((await login(member.email)).status).toBe(200);
    expect((await confirm(fresh.body.secret)).status).toBe(200);
    // Refused for what it asks, not for who asks: that does not lock.
    for (let n = 0; n < 6; n += 1) expect((await begin()).status).toBe(409);
    expect((await confirm(fresh.body.secret)).status).toBe(401);
    expect((await api.call("/auth/totp", { token: member.token, body: { password: "wrong" } })).status).toBe(401);
  });

  it("keeps the secret sealed and the backup codes as hashes", async () => {
    const member = await api.member("viewer");
    const { secret, backupCodes } = await enrol(member);
    const { db } = api.store;
    const rows = JSON.stringify([
      await db.selectFrom("user_totp").selectAll().execute(),
      await db.selectFrom("backup_codes").selectAll().execute(),
      await db.selectFrom("audit_events").selectAll().execute(),
    ]);
    expect(rows).not.toContain(secret);
    for (const code of backupCodes) expect(rows).not.toContain(code);
  });
});
