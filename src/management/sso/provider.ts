import { LRUCache } from "lru-cache";
import type * as openid from "openid-client";
import { fail, type GatewayError, isGatewayError } from "../../errors/gateway-error.ts";
import type { Clock } from "../../store/clock.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import type { SsoNetwork } from "./network.ts";

const TIMEOUT_SECONDS = 10;
/** Providers change their endpoints seldom; their keys are looked up anew when one is unknown. */
const KEPT_MS = 10 * 60_000;
const KEPT_MAX = 200;
const CAUSES_MAX = 4;
const CODE = /^[\w.-]{1,80}$/;
const SCOPE = "openid email profile";

/** An identity provider with our client in it. */
export interface ProviderClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What has to be the same when the browser comes back. */
export interface Challenge {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly codeVerifier: string;
}

/** Whom the provider vouches for. */
export interface Claims {
  readonly subject: string;
  readonly email: string | null;
  /** Null when the provider does not say. */
  readonly emailVerified: boolean | null;
  readonly name: string | null;
}

/** OpenID Connect's authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207). */
export interface Provider {
  /** Reads the provider's metadata. Throws `sso_failed`. */
  discover(client: ProviderClient): Promise<void>;
  /** Where to send the browser, and what to keep until it comes back. */
  begin(client: ProviderClient, callbackUrl: string, loginHint: string | null): Promise<Challenge & { url: string }>;
  /** Exchanges the code that came with the callback's URL, and checks the provider's signature. */
  finish(client: ProviderClient, callback: URL, challenge: Challenge): Promise<Claims>;
}

export function createProvider(network: SsoNetwork, clock: Clock): Provider {
  const kept = new LRUCache<string, { readonly config: openid.Configuration; readonly atMs: number }>({
    max: KEPT_MAX,
  });
  const configOf = async (client: ProviderClient): Promise<openid.Configuration> => {
    const name = JSON.stringify([client.issuer, client.clientId, client.clientSecret]);
    const known = kept.get(name);
    if (known !== undefined && clock.now() - known.atMs < KEPT_MS) return known.config;
    const config = await discover(client, network);
    kept.set(name, { config, atMs: clock.now() });
    return config;
  };
  return {
    async discover(client): Promise<void> {
      await configOf(client);
    },
    async begin(client, callbackUrl, loginHint) {
      const library = await import("openid-client");
      const config = await configOf(client);
      const challenge = {
        state: library.randomState(),
        nonce: library.randomNonce(),
        codeVerifier: library.randomPKCECodeVerifier(),
      };
      const url = library.buildAuthorizationUrl(config, {
        redirect_uri: callbackUrl,
        scope: SCOPE,
        state: challenge.state,
        nonce: challenge.nonce,
        code_challenge: await library.calculatePKCECodeChallenge(challenge.codeVerifier),
        code_challenge_method: "S256",
        ...(loginHint === null ? {} : { login_hint: loginHint }),
      });
      if (url.protocol !== "https:" && !network.allowHttp) throw ssoFailed("its sign-in page has no https:// address");
      return { ...challenge, url: url.href };
    },
    finish: (client, callback, challenge) =>
      understood(async () => exchange(await configOf(client), callback, challenge)),
  };
}

/** The failure of a sign-in through an identity provider. */
export function ssoFailed(reason: string): GatewayError {
  return fail("sso_failed", {
    message: `Single sign-on did not work: ${reason}. Try again, or tell your administrator.`,
  });
}

async function discover(client: ProviderClient, network: SsoNetwork): Promise<openid.Configuration> {
  await network.assertPublicUrl(client.issuer);
  return await understood(async () => {
    const library = await import("openid-client");
    const { issuer, clientId, clientSecret } = client;
    const custom = boundedFetch(network.fetch) as unknown as openid.CustomFetch;
    const found = await library.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      execute: network.allowHttp ? [library.allowInsecureRequests] : [],
      timeout: TIMEOUT_SECONDS,
      [library.customFetch]: custom,
    });
    const metadata = found.serverMetadata();
    // What a provider that names none supports (OpenID Connect Discovery 1.0, section 3).
    const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const basic = methods.includes("client_secret_basic") || !methods.includes("client_secret_post");
    const authentication = basic ? library.ClientSecretBasic(clientSecret) : library.ClientSecretPost(clientSecret);
    const config = new library.Configuration(metadata, clientId, clientSecret, authentication);
    config[library.customFetch] = custom;
    config.timeout = TIMEOUT_SECONDS;
    if (network.allowHttp) library.allowInsecureRequests(config);
    // By TLS alone it would be known that the provider's host answered; so its signature is checked too.
    library.enableNonRepudiationChecks(config);
    return config;
  });
}

async function exchange(config: openid.Configuration, callback: URL, challenge: Challenge): Promise<Claims> {
  const library = await import("openid-client");
  const tokens = await library.authorizationCodeGrant(config, callback, {
    expectedState: challenge.state,
    expectedNonce: challenge.nonce,
    pkceCodeVerifier: challenge.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw ssoFailed("the provider sent no identity");
  if (typeof claims["email"] === "string" || config.serverMetadata().userinfo_endpoint === undefined) {
    return toClaims(claims.sub, claims);
  }
  return toClaims(claims.sub, await library.fetchUserInfo(config, tokens.access_token, claims.sub));
}

function toClaims(subject: string, claims: Readonly<Record<string, unknown>>): Claims {
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
  const verified = claims["email_verified"];
  return {
    subject,
    email: text(claims["email"]),
    // Some send the word.
    emailVerified: verified === undefined ? null : verified === true || verified === "true",
    name: text(claims["name"]),
  };
}

/** The library's errors as ours: by their code, because messages and causes may hold tokens. */
async function understood<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isGatewayError(error) ? error : ssoFailed(codeOf(error));
  }
}

/** The provider's own code (`access_denied`), else the library's, else that of the connection below it. */
function codeOf(error: unknown): string {
  let each = error;
  for (let depth = 0; depth < CAUSES_MAX && typeof each === "object" && each !== null; depth += 1) {
    const { error: theirs, code, cause } = each as { error?: unknown; code?: unknown; cause?: unknown };
    for (const known of [theirs, code]) {
      if (typeof known === "string" && CODE.test(known)) return known;
    }
    each = cause;
  }
  return "the provider could not be reached";
}
