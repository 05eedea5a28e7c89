import type { Kysely } from "kysely";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { createId, type IdPrefix } from "../../ids.ts";
import { hashPassword, verifyPassword } from "../../store/passwords.ts";
import type { Database } from "../../store/sql/schema.ts";

const SESSION_SECONDS = 7 * 24 * 60 * 60;
const SESSION_REFRESH_SECONDS = 24 * 60 * 60;
/** Set by {@link headersOf} alone: no header of the caller's reaches the library. */
const CLIENT_ADDRESS_HEADER = "x-client-address";

const ID_PREFIX: Readonly<Record<string, IdPrefix>> = {
  user: "user",
  session: "sess",
  account: "acct",
  verification: "ver",
};

/** The user of a session, as the API shows it. */
export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** A new session. */
export interface SignedIn {
  readonly token: string;
  readonly expiresAt: Date;
  readonly user: SessionUser;
}

/** Where a request comes from; kept with the session. */
export interface CallerFacts {
  readonly clientIp: string | null;
  readonly userAgent: string | null;
}

/** Who somebody is; what they may do is decided by their memberships. */
export interface Identity {
  /** Null when the email or the password is wrong; takes equally long for both. */
  signIn(email: string, password: string, facts: CallerFacts): Promise<SignedIn | null>;
  /** The user of a bearer token; null when it is not, or no longer, a session's. */
  userOf(token: string): Promise<SessionUser | null>;
  signOut(token: string): Promise<void>;
}

export interface IdentityOptions {
  readonly db: Kysely<Database>;
  /** Public address of the service, such as `https://gateway.example.com`. */
  readonly baseUrl: string;
  /** Signs session tokens: a leaked sessions table alone lets nobody in. At least 32 characters. */
  readonly secret: string;
}

/** Identity by better-auth on our own tables and behind our own routes; none of its endpoints is mounted. */
export function createIdentity(options: IdentityOptions): Identity {
  let loading: Promise<Auth> | null = null;
  // A quarter of a second of loading that the first sign-in pays instead of every start.
  const load = (): Promise<Auth> => (loading ??= createAuth(options));
  return {
    async signIn(email, password, facts): Promise<SignedIn | null> {
      const auth = await load();
      try {
        const body = { email, password };
        const result = await auth.api.signInEmail({ body, headers: headersOf(facts), returnHeaders: true });
        const token = result.headers.get("set-auth-token");
        const session = token === null ? null : await sessionOf(auth, token);
        if (token === null || session === null) throw new Error("the new session cannot be read");
        return { token, expiresAt: session.session.expiresAt, user: toUser(session.user) };
      } catch (error) {
        if (isRefusal(error)) return null;
        throw unavailable(error);
      }
    },
    async userOf(token): Promise<SessionUser | null> {
      const session = await sessionOf(await load(), token);
      return session === null ? null : toUser(session.user);
    },
    async signOut(token): Promise<void> {
      const auth = await load();
      await auth.api.signOut({ headers: bearerHeaders(token) });
    },
  };
}

const dates = { createdAt: "created_at", updatedAt: "updated_at" };
const ACCOUNT_FIELDS = {
  userId: "user_id",
  accountId: "account_id",
  providerId: "provider_id",
  accessToken: "access_token",
  refreshToken: "refresh_token",
  idToken: "id_token",
  accessTokenExpiresAt: "access_token_expires_at",
  refreshTokenExpiresAt: "refresh_token_expires_at",
  ...dates,
};

async function createAuth({ db, baseUrl, secret }: IdentityOptions) {
  const [{ betterAuth }, { bearer }] = await Promise.all([import("better-auth"), import("better-auth/plugins/bearer")]);
  return betterAuth({
    baseURL: baseUrl,
    secret,
    database: { db, type: "postgres", transaction: true },
    plugins: [bearer({ requireSignature: true })],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    session: {
      modelName: "sessions",
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_REFRESH_SECONDS,
      fields: {
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        ...dates,
      },
    },
    user: { modelName: "users", fields: { emailVerified: "email_verified", ...dates } },
    account: { modelName: "accounts", fields: ACCOUNT_FIELDS },
    verification: { modelName: "verifications", fields: { expiresAt: "expires_at", ...dates } },
    advanced: {
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: ({ model }) => createId(ID_PREFIX[model] ?? "ver") },
    },
    // Ours counts failures by account and address; see `login-limiter.ts`.
    rateLimit: { enabled: false },
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
}

type Auth = Awaited<ReturnType<typeof createAuth>>;

async function sessionOf(auth: Auth, token: string) {
  try {
    return await auth.api.getSession({ headers: bearerHeaders(token) });
  } catch (error) {
    throw unavailable(error);
  }
}

/** What the library fails with is its storage: a caller's mistakes come back as values or as a refusal. */
function unavailable(cause: unknown): GatewayError {
  const internal = cause instanceof Error ? cause.message : String(cause);
  return fail("unhealthy", { message: "Signing in is not possible now. Try again shortly.", internal, cause });
}

function bearerHeaders(token: string): Headers {
  return new Headers({ authorization: `Bearer ${token}` });
}

function headersOf({ clientIp, userAgent }: CallerFacts): Headers {
  const headers = new Headers();
  if (clientIp !== null) headers.set(CLIENT_ADDRESS_HEADER, clientIp);
  if (userAgent !== null) headers.set("user-agent", userAgent.slice(0, 512));
  return headers;
}

function toUser(user: SessionUser): SessionUser {
  return { id: user.id, email: user.email, name: user.name };
}

/** The library's "wrong email or password"; anything else is a failure of ours. */
function isRefusal(error: unknown): boolean {
  return typeof error === "object" && error !== null && "statusCode" in error && error.statusCode === 401;
}
