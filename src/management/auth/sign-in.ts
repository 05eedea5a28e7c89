import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { type Credential, findCredential, isStillPassword } from "./accounts.ts";
import { type AttemptSubject, byAccount, byAddress } from "./attempts.ts";
import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { type SessionUser, userActor } from "./principal.ts";
import { lockSecondFactor, takeSecondFactor } from "./second-factor.ts";
import { endSessionOfToken, type StartedSession, startSession } from "./sessions.ts";

/** What somebody types to sign in. */
export interface SignIn {
  /** Lower case. */
  readonly email: string;
  readonly password: string;
  /** Of the app, or a backup code. */
  readonly totpCode?: string | undefined;
  /** What the browser brought along, to be ended. */
  readonly replaces: string | null;
}

/** A new session with its user. */
export interface SignedIn extends StartedSession {
  readonly user: SessionUser;
}

/**
 * Signs in by email and password, and by the second factor where it is on. Throws `invalid_credentials`,
 * `totp_required`, and `rate_limit_exceeded` with the seconds to wait while the account or the address is locked.
 */
export async function signIn(context: AuthContext, given: SignIn, facts: RequestFacts): Promise<SignedIn> {
  const subjects = [byAccount(given.email), byAddress(facts.clientIp)];
  const verdict = await context.attempts.begin(subjects);
  if (!verdict.allowed) throw locked(verdict.waitSeconds);
  const credential = await findCredential(context.db, given.email);
  const isRight = await context.checkPassword(credential?.passwordHash ?? null, given.password);
  const failed = async (reason: string): Promise<void> => {
    await recordFailure(context, { given, credential, reason, locks: verdict.locks }, facts);
  };
  if (credential === null || !isRight) {
    await failed("password");
    throw fail("invalid_credentials");
  }
  // Stays counted: else whoever knows the password could reset the count between guesses of the code.
  if (credential.hasTotp && given.totpCode === undefined) throw fail("totp_required");
  const session = await begin(context, { given, credential, subjects }, facts);
  if (session === null) {
    await failed("second factor");
    throw fail("invalid_credentials", { message: "The code is wrong, or was used before.", param: "totpCode" });
  }
  return { ...session, user: credential.user };
}

/** The refusal of an attempt while its account or address is locked. */
export function locked(waitSeconds: number): GatewayError {
  const message = `Too many failed attempts. Try again in ${waitSeconds} s.`;
  return fail("rate_limit_exceeded", { message, retryAfterSeconds: waitSeconds });
}

interface Proven {
  readonly given: SignIn;
  readonly credential: Credential;
  readonly subjects: readonly AttemptSubject[];
}

/** Null when the second factor's code is wrong. */
async function begin(
  { db, clock, audit, attempts, config }: AuthContext,
  { given, credential, subjects }: Proven,
  facts: RequestFacts,
): Promise<StartedSession | null> {
  const { user, hasTotp, organizationId } = credential;
  const nowMs = clock.now();
  return await db.transaction().execute(async (tx) => {
    const code = given.totpCode ?? "";
    if (hasTotp) await lockSecondFactor(tx, user.id);
    if (hasTotp && !(await takeSecondFactor(tx, config.masterKeys, user.id, code, nowMs))) return null;
    await attempts.succeeded(tx, subjects);
    // Changed while it was being checked: the sessions that the change ended are not to be joined by this one.
    if (!(await isStillPassword(tx, credential))) throw fail("invalid_credentials");
    if (given.replaces !== null) await endSessionOfToken(tx, given.replaces);
    const session = await startSession(tx, {
      userId: user.id,
      ssoOrganizationId: null,
      clientIp: facts.clientIp,
      userAgent: facts.userAgent,
      now: new Date(nowMs),
    });
    await audit.record(
      {
        ...as(userActor(user), facts),
        organizationId,
        action: "auth.login",
        outcome: "success",
        target: { kind: "session", id: session.id },
        after: { secondFactor: hasTotp },
      },
      tx,
    );
    return session;
  });
}

interface FailedSignIn {
  readonly given: SignIn;
  readonly credential: Credential | null;
  readonly reason: string;
  readonly locks: boolean;
}

async function recordFailure(
  { audit }: AuthContext,
  { given, credential, reason, locks }: FailedSignIn,
  facts: RequestFacts,
): Promise<void> {
  const event = {
    ...as({ kind: "anonymous", id: null, label: given.email }, facts),
    organizationId: credential?.organizationId ?? null,
    target: credential === null ? null : { kind: "user", id: credential.user.id, label: given.email },
  };
  await audit.record({ ...event, action: "auth.login", outcome: "failure", after: { reason } });
  if (locks) await audit.record({ ...event, action: "auth.lockout", outcome: "denied", after: { reason } });
}
