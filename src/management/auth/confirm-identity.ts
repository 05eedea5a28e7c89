import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { type Credential, credentialOfUser } from "./accounts.ts";
import { byAccount } from "./attempts.ts";
import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { type SessionUser, userActor } from "./principal.ts";
import { lockSecondFactor, takeSecondFactor } from "./second-factor.ts";
import { locked } from "./sign-in.ts";

/** What a signed-in user shows again before their account is changed. */
export interface Proof {
  readonly password: string;
  /** Needed where the second factor is on and the change is about it. */
  readonly code?: string | undefined;
  readonly facts: RequestFacts;
}

/**
 * Checks the password, and a code when one is asked for, of a user who is signed in: a session that was left open, or
 * stolen, is not enough to take an account over. Counts like signing in. `change` then runs in the transaction that
 * takes the code.
 */
export async function withProof<T>(
  context: AuthContext,
  user: Pick<SessionUser, "id" | "email">,
  proof: Proof,
  change: (tx: Kysely<Database>, credential: Credential) => Promise<T>,
): Promise<T> {
  const subjects = [byAccount(user.email)];
  const verdict = await context.attempts.begin(subjects);
  if (!verdict.allowed) throw locked(verdict.waitSeconds);
  const credential = await credentialOfUser(context.db, user.id);
  const isRight = await context.checkPassword(credential?.passwordHash ?? null, proof.password);
  if (credential === null || !isRight) {
    await recordRefusal(context, user, { proof, credential, reason: "password", locks: verdict.locks });
    throw fail("invalid_credentials", { message: "The password is wrong." });
  }
  let isProven = false;
  try {
    const done = await context.db.transaction().execute(async (tx) => {
      await lockSecondFactor(tx, user.id);
      if (!(await isCodeRight(context, tx, user.id, proof.code))) return null;
      isProven = true;
      await context.attempts.succeeded(tx, subjects);
      return { result: await change(tx, credential) };
    });
    if (done !== null) return done.result;
  } catch (error) {
    // The change was refused and all of it undone, but who asked for it has shown who they are.
    if (isProven) await context.attempts.succeeded(context.db, subjects);
    throw error;
  }
  await recordRefusal(context, user, { proof, credential, reason: "second factor", locks: verdict.locks });
  throw fail("invalid_credentials", { message: "The code is wrong, or was used before.", param: "code" });
}

async function isCodeRight(
  { config, clock }: AuthContext,
  tx: Kysely<Database>,
  userId: string,
  code: string | undefined,
): Promise<boolean> {
  return code === undefined || (await takeSecondFactor(tx, config.masterKeys, userId, code, clock.now()));
}

interface Refusal {
  readonly proof: Proof;
  readonly credential: Credential | null;
  readonly reason: string;
  readonly locks: boolean;
}

async function recordRefusal(
  { audit }: AuthContext,
  user: Pick<SessionUser, "id" | "email">,
  { proof, credential, reason, locks }: Refusal,
): Promise<void> {
  const event = {
    ...as(userActor(user), proof.facts),
    organizationId: credential?.organizationId ?? null,
    target: { kind: "user", id: user.id, label: user.email },
    after: { reason },
  };
  await audit.record({ ...event, action: "auth.confirm", outcome: "failure" });
  if (locks) await audit.record({ ...event, action: "auth.lockout", outcome: "denied" });
}
