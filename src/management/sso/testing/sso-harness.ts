import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { useEmbedded } from "../../../store/sql/testing/engines.ts";
import { type Answer, type Harness, type Member, makeHarness, PUBLIC_URL } from "../../testing/harness.ts";
import { type OidcProvider, startOidcProvider } from "./oidc-provider.ts";

export const CALLBACK = `${PUBLIC_URL}/api/v1/auth/sso/callback`;

/** What tests look at of `GET /auth/me`. */
export interface Me {
  readonly user: { readonly id: string; readonly email: string };
  readonly memberships: readonly { readonly organizationId: string; readonly role: string }[];
  readonly ssoRequired: readonly { readonly organizationId: string }[];
}

interface Configured {
  readonly sso: object;
  readonly param: string;
  readonly code: string;
}

/** The management API whose first organization lets `corp.example` in by a provider on the loopback. */
export interface SsoHarness {
  readonly api: Harness;
  readonly provider: OidcProvider;
  /** A session of the first organization's owner, and its id. */
  readonly owner: string;
  readonly organization: string;
  put(over: object, token?: string, organizationId?: string): Promise<Answer<Configured>>;
  start(query: string): Promise<Answer>;
  /** The whole way of a browser; what it is told at the end. */
  signIn(query?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Whom the provider vouches for next, as a subject that was not seen before. */
  person(email: string, claims?: object): string;
  me(answer: Answer): Promise<Me>;
  /** A member of the first organization with a password, whose email is of this domain. */
  memberAt(domain: string, role?: "owner" | "viewer"): Promise<Member>;
}

/** A cookie of an answer as the browser sends it back; undefined when it is not set. */
export function cookieOf(answer: Answer<unknown>, name: string): string | undefined {
  const set = answer.headers.getSetCookie().find((each) => each.startsWith(`${name}=`));
  return set?.split(";", 1)[0];
}

/** The token in the session's cookie. */
export function tokenOf(answer: Answer<unknown>): string {
  return cookieOf(answer, "llm_gw_session")?.split("=")[1] ?? "";
}

/** Makes one for a suite; filled before its first test, and its provider well-behaved before each. */
export function useSso(): SsoHarness {
  const engine = useEmbedded();
  let made: SsoHarness | null = null;
  beforeAll(async () => {
    const provider = await startOidcProvider();
    const api = await makeHarness(engine);
    made = ssoHarness(api, provider, await api.signIn());
    expect((await made.put({})).status).toBe(200);
  });
  afterAll(() => made?.provider.close());
  beforeEach(() => made?.provider.behave({}));
  return new Proxy({} as SsoHarness, {
    get: (_, name) => (made === null ? undefined : made[name as keyof SsoHarness]),
  });
}

function ssoHarness(api: Harness, provider: OidcProvider, owner: string): SsoHarness {
  const organization = api.first.organizationId;
  let subjects = 0;
  const start = (query: string) => api.call(`/auth/sso/start?${query}`);
  return {
    api,
    provider,
    owner,
    organization,
    start,
    put: (over, token = owner, organizationId = organization) =>
      api.call<Configured>(`/organizations/${organizationId}/sso`, {
        method: "PUT",
        token,
        body: {
          issuer: provider.issuer,
          clientId: provider.clientId,
          clientSecret: provider.clientSecret,
          emailDomains: ["corp.example"],
          ...over,
        },
      }),
    async signIn(query = `organization=${organization}`, headers = {}) {
      const begun = await start(query);
      expect(begun.status).toBe(302);
      const page = await fetch(begun.headers.get("location") ?? "", { redirect: "manual" });
      const back = page.headers.get("location") ?? "";
      expect(back.startsWith(`${CALLBACK}?`)).toBe(true);
      const cookie = cookieOf(begun, "llm_gw_sso") ?? "";
      return await api.call(`/auth/sso/callback${new URL(back).search}`, { headers: { cookie, ...headers } });
    },
    person(email, claims = {}) {
      subjects += 1;
      const sub = `subject-${subjects}`;
      provider.behave({ claims: { sub, email, ...claims } });
      return sub;
    },
    async me(answer) {
      const cookie = cookieOf(answer, "llm_gw_session") ?? "";
      return (await api.call<Me>("/auth/me", { headers: { cookie } })).body;
    },
    async memberAt(domain, role = "viewer") {
      const member = await api.member(role);
      const email = `${member.userId.toLowerCase()}@${domain}`;
      await api.store.db.updateTable("users").set({ email }).where("id", "=", member.userId).execute();
      return { ...member, email };
    },
  };
}
