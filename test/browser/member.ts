import { createHmac } from "node:crypto";
import type { Gateway } from "../harness/gateway.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** Somebody who can sign in. */
export interface Member {
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** Invites somebody with a role and accepts for them. */
export async function makeMember(gateway: Gateway, email: string, role: string): Promise<Member> {
  const password = `correct-horse-${email}`;
  const { body: me } = await gateway.api("GET", "/auth/me");
  const [membership] = (me as { memberships: { organizationId: string }[] }).memberships;
  const organizationId = membership?.organizationId ?? "";
  const { body: invited } = await gateway.api("POST", `/organizations/${organizationId}/invitations`, { email, role });
  const { token } = (invited as { accept: { token: string } }).accept;
  const accepted = await post(gateway, "/invitations/accept", { token, name: "Ada", password });
  return { email, password, token: (accepted as { session: { token: string } }).session.token };
}

/** Turns the second factor on; gives codes that each sign in once. */
export async function enrol(gateway: Gateway, { token, password }: Member): Promise<readonly string[]> {
  const { secret } = (await post(gateway, "/auth/totp", { password }, token)) as { secret: string };
  const code = appCode(secret, Date.now());
  const { backupCodes } = (await post(gateway, "/auth/totp/confirm", { code }, token)) as { backupCodes: string[] };
  return backupCodes;
}

/** What an authenticator app shows (RFC 4226 and 6238). */
export function appCode(base32: string, nowMs: number): string {
  const bits = [...base32].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / STEP_MS)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function post(gateway: Gateway, path: string, body: object, token?: string): Promise<unknown> {
  const response = await fetch(`${gateway.url}/api/v1${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}
