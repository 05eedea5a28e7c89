import { type Expiring, Renewed } from "./renewed.ts";
import { type Signer, type SignerDeps, SigningError } from "./signer.ts";

type Fields = Readonly<Record<string, string>>;

const RESOURCE = "https://cognitiveservices.azure.com";
const LOGIN = "https://login.microsoftonline.com";
/** The machine's own metadata service: a fixed address that only the machine itself can reach. */
const METADATA = "http://169.254.169.254/metadata/identity/oauth2/token";
const TIMEOUT_MS = 10_000;

/**
 * Authorises with an access token of Entra ID (Microsoft identity platform, "client credentials flow"). Fields:
 * `tenantId`, `clientId` and `clientSecret`. Where the machine's own identity is allowed: the same with
 * `federatedTokenFile` for the secret (workload identity), or `identity: managed` (managed identity of the machine,
 * `clientId` to choose one of several).
 */
export function azureSigner(fields: Fields, deps: SignerDeps): Signer {
  const renewed = new Renewed<readonly string[]>(async () => {
    const token = await askForToken(await tokenRequest(fields, deps), deps);
    return { value: ["authorization", `Bearer ${token.value}`], expiresAtMs: token.expiresAtMs };
  }, deps.now);
  return async () => renewed.get();
}

interface TokenRequest {
  readonly url: string;
  readonly init: RequestInit;
}

async function tokenRequest(fields: Fields, deps: SignerDeps): Promise<TokenRequest> {
  const { tenantId, clientId, clientSecret, federatedTokenFile, identity } = fields;
  if (tenantId && clientId && clientSecret)
    return clientCredentials(tenantId, clientId, { client_secret: clientSecret });
  if (!deps.ownIdentity)
    throw new SigningError("credential", "The Azure credential has neither key nor client secret.");
  if (tenantId && clientId && federatedTokenFile) {
    return clientCredentials(tenantId, clientId, {
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await readAssertion(federatedTokenFile, deps),
    });
  }
  if (identity === "managed") return managedIdentity(clientId);
  throw new SigningError("credential", "The Azure credential is incomplete.");
}

function clientCredentials(tenantId: string, clientId: string, proof: Readonly<Record<string, string>>): TokenRequest {
  const form = { grant_type: "client_credentials", client_id: clientId, scope: `${RESOURCE}/.default`, ...proof };
  return {
    url: `${LOGIN}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    init: { method: "POST", body: new URLSearchParams(form) },
  };
}

/** The file is replaced while the process runs, so it is read for every token. */
async function readAssertion(path: string, deps: SignerDeps): Promise<string> {
  try {
    return (await deps.readFile(path)).trim();
  } catch {
    throw new SigningError("credential", "The federated token file cannot be read.");
  }
}

/** Azure Virtual Machines, "How to use managed identities to acquire an access token": the instance metadata service. */
function managedIdentity(clientId: string | undefined): TokenRequest {
  const query = new URLSearchParams({ "api-version": "2018-02-01", resource: RESOURCE });
  if (clientId) query.set("client_id", clientId);
  return { url: `${METADATA}?${query.toString()}`, init: { headers: { metadata: "true" } } };
}

async function askForToken({ url, init }: TokenRequest, deps: SignerDeps): Promise<Expiring<string>> {
  let status: number;
  let body: unknown;
  try {
    const response = await deps.fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    status = response.status;
    body = await response.json();
  } catch {
    throw new SigningError("server", "Entra ID does not answer as a token service does.");
  }
  const { access_token: token, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
  if (status !== 200) throw refusal(status, body);
  if (typeof token !== "string" || token === "") throw new SigningError("server", "Entra ID sent no access token.");
  // A number from Entra ID, a text from the metadata service.
  const life = Number(seconds);
  return { value: token, expiresAtMs: deps.now() + (Number.isFinite(life) && life > 0 ? life : 300) * 1000 };
}

/** Of what Entra ID said, only its codes are kept. */
function refusal(status: number, body: unknown): SigningError {
  const said = JSON.stringify(body ?? null);
  const codes = [/"error":"([a-z_]{1,40})"/.exec(said)?.[1], /\bAADSTS\d{1,10}\b/.exec(said)?.[0]];
  const why = [`status ${status}`, ...codes.filter((code) => code !== undefined)].join(", ");
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return refused
    ? new SigningError("credential", `Entra ID refused the credential (${why}).`)
    : new SigningError("server", `Entra ID failed (${why}).`);
}
