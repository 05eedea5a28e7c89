import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** How a provider of tests behaves; changed between requests. */
export interface Behaviour {
  /** Added to, or put in place of, the ID token's claims; undefined leaves one out. */
  claims: Record<string, unknown>;
  /** Of the userinfo endpoint; null: it has none. */
  userinfo: Record<string, unknown> | null;
  /** What the ID token is signed with. */
  signing: "own key" | "another key" | "nothing";
  /** What the metadata says of the ways of a client to sign in. */
  clientAuthentication: readonly string[] | undefined;
  /** Put in place of the metadata's members. */
  metadata: Record<string, unknown>;
  /** The answer of the sign-in page, such as `error=access_denied`; null: a code. */
  refusal: string | null;
  /** The size of the metadata, for providers that send too much. */
  paddingBytes: number;
}

const WELL_BEHAVED: Behaviour = {
  claims: {},
  userinfo: null,
  signing: "own key",
  clientAuthentication: ["client_secret_basic"],
  metadata: {},
  refusal: null,
  paddingBytes: 0,
};

/** An OpenID provider on the loopback, written apart from the product's code. */
export interface OidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  behave(how: Partial<Behaviour>): void;
  /** The requests of the token endpoint, newest last. */
  readonly exchanges: readonly { readonly verifierMatches: boolean; readonly clientBy: "basic" | "post" | "wrong" }[];
  close(): Promise<void>;
}

interface Grant {
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly redirectUri: string | null;
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const clientId = "gateway";
  const clientSecret = `secret/${randomBytes(8).toString("hex")}+=`;
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const grants = new Map<string, Grant>();
  const exchanges: { verifierMatches: boolean; clientBy: "basic" | "post" | "wrong" }[] = [];
  let how = WELL_BEHAVED;
  let issuer = "";

  const metadata = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: how.clientAuthentication,
    ...(how.userinfo === null ? {} : { userinfo_endpoint: `${issuer}/userinfo` }),
    ...how.metadata,
    ...(how.paddingBytes === 0 ? {} : { padding: "x".repeat(how.paddingBytes) }),
  });

  const authorize = (query: URLSearchParams, res: ServerResponse): void => {
    const to = new URL(query.get("redirect_uri") ?? "");
    to.searchParams.set("state", query.get("state") ?? "");
    if (how.refusal === null) {
      const code = randomBytes(16).toString("hex");
      const challenge = query.get("code_challenge_method") === "S256" ? query.get("code_challenge") : null;
      grants.set(code, { nonce: query.get("nonce"), challenge, redirectUri: query.get("redirect_uri") });
      to.searchParams.set("code", code);
    } else to.searchParams.set("error", how.refusal);
    res.writeHead(302, { location: to.href }).end();
  };

  const idToken = (nonce: string | null): string => {
    const now = Math.floor(Date.now() / 1_000);
    const standard = { iss: issuer, aud: clientId, sub: "subject-1", iat: now, exp: now + 300, nonce };
    const claims = { ...standard, email: "ada@corp.example", ...how.claims };
    if (how.signing === "nothing") return `${part({ alg: "none" })}.${part(claims)}.`;
    const body = `${part({ alg: "RS256", kid: "1" })}.${part(claims)}`;
    return `${body}.${signed(body, how.signing === "own key" ? privateKey : stranger)}`;
  };

  const exchange = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(req));
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const verifierMatches = grant !== undefined && grant.challenge === challenge;
    const clientBy = clientOf(req, form, clientId, clientSecret);
    exchanges.push({ verifierMatches, clientBy });
    if (clientBy === "wrong") return json(res, { error: "invalid_client" }, 401);
    if (!verifierMatches || grant.redirectUri !== form.get("redirect_uri")) {
      return json(res, { error: "invalid_grant" }, 400);
    }
    const answer = { access_token: "access-1", token_type: "Bearer", expires_in: 300, id_token: idToken(grant.nonce) };
    return json(res, answer);
  };

  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", issuer);
    if (url.pathname === "/.well-known/openid-configuration") json(res, metadata());
    else if (url.pathname === "/jwks")
      json(res, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256" }] });
    else if (url.pathname === "/authorize") authorize(url.searchParams, res);
    else if (url.pathname === "/token") void exchange(req, res);
    else if (url.pathname === "/userinfo") json(res, { sub: "subject-1", ...how.userinfo });
    else res.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    issuer,
    clientId,
    clientSecret,
    exchanges,
    behave: (given) => {
      how = { ...WELL_BEHAVED, ...given };
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signed(body: string, key: KeyObject): string {
  return sign("sha256", Buffer.from(body), key).toString("base64url");
}

/** RFC 6749, section 2.3.1: the two halves are form-encoded before they are joined. */
function clientOf(req: IncomingMessage, form: URLSearchParams, id: string, secret: string): "basic" | "post" | "wrong" {
  const { authorization } = req.headers;
  if (authorization !== undefined) {
    const [user = "", password = ""] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
      .toString()
      .split(":");
    const decoded = new URLSearchParams(`user=${user}&password=${password}`);
    return decoded.get("user") === id && decoded.get("password") === secret ? "basic" : "wrong";
  }
  return form.get("client_id") === id && form.get("client_secret") === secret ? "post" : "wrong";
}

async function text(req: IncomingMessage): Promise<string> {
  let all = "";
  for await (const piece of req) all += String(piece);
  return all;
}

function json(res: ServerResponse, body: object, status = 200): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
