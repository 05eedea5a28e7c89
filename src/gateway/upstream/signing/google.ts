import { type Expiring, Renewed } from "./renewed.ts";
import { type GoogleAuthLibrary, type Signer, type SignerDeps, SigningError } from "./signer.ts";

type Fields = Readonly<Record<string, string>>;

const SCOPES = ["https://www.googleapis.com/auth/cloud-platform"];
/** A token service that does not answer must not hold requests longer. */
const TIMEOUT_MS = 10_000;
/** Where nothing is said, the token is fetched again soon. */
const UNKNOWN_LIFE_MS = 5 * 60_000;

/** The part of the library's clients that is used here. */
interface Client {
  getRequestHeaders(): Promise<Headers>;
  readonly credentials: { readonly expiry_date?: number | null };
}

/**
 * Authorises with an OAuth access token (Google Cloud, "Authentication methods at Google"). Fields:
 * `serviceAccountJson`, the key file of a service account; else the machine's own identity where that is allowed:
 * `credentialsFile` (of a service account, a user or workload identity federation), or what the machine has.
 */
export function googleSigner(fields: Fields, deps: SignerDeps): Signer {
  let client: Promise<Client> | undefined;
  const renewed = new Renewed<readonly string[]>(async () => {
    client ??= openClient(fields, deps);
    try {
      return await tokenOf(await client, deps.now());
    } catch (error) {
      // A client that could not be opened is opened anew: its file may be there the next time.
      client = undefined;
      throw signingError(error);
    }
  }, deps.now);
  return async () => renewed.get();
}

async function openClient(fields: Fields, deps: SignerDeps): Promise<Client> {
  const { serviceAccountJson, credentialsFile } = fields;
  if (serviceAccountJson) return serviceAccount(serviceAccountJson, deps);
  if (!deps.ownIdentity) throw new SigningError("credential", "The Google credential has no service account.");
  if (credentialsFile) return fromFile(await readCredentials(credentialsFile, deps), deps);
  const { GoogleAuth } = await deps.loadGoogle();
  return new GoogleAuth({ scopes: SCOPES }).getClient();
}

async function readCredentials(path: string, deps: SignerDeps): Promise<string> {
  try {
    return await deps.readFile(path);
  } catch {
    throw new SigningError("credential", "The Google credentials file cannot be read.");
  }
}

/** The kinds of files that Google's tools write (Google Cloud, "How Application Default Credentials works"). */
async function fromFile(json: string, deps: SignerDeps): Promise<Client> {
  const data = readJson(json);
  const { ExternalAccountClient, UserRefreshClient } = await deps.loadGoogle();
  if (data["type"] === "external_account") {
    const client = ExternalAccountClient.fromJSON(data as never);
    if (client === null) throw new SigningError("credential", "The Google credentials file cannot be used.");
    client.scopes = SCOPES;
    return client;
  }
  if (data["type"] === "authorized_user") {
    const client = new UserRefreshClient();
    client.fromJSON(data);
    return client;
  }
  return serviceAccount(json, deps);
}

/**
 * Takes no more of the JSON than the account and its key. Other kinds of credential files name addresses to ask and
 * programs to run, and a tenant's JSON must not say which.
 */
async function serviceAccount(json: string, deps: SignerDeps): Promise<Client> {
  const { email, key, keyId } = readServiceAccount(json);
  const { JWT }: GoogleAuthLibrary = await deps.loadGoogle();
  return new JWT({
    email,
    key,
    ...(keyId === undefined ? {} : { keyId }),
    scopes: SCOPES,
    transporterOptions: { fetchImplementation: deps.fetch, timeout: TIMEOUT_MS },
  });
}

function readServiceAccount(json: string): { email: string; key: string; keyId: string | undefined } {
  const { type, client_email: email, private_key: key, private_key_id: keyId } = readJson(json);
  if (type !== "service_account" || typeof email !== "string" || typeof key !== "string") {
    throw new SigningError("credential", "The JSON is not the key file of a service account.");
  }
  // Keys that went through an environment variable often have their line breaks escaped twice.
  return { email, key: key.replaceAll("\\n", "\n"), keyId: typeof keyId === "string" ? keyId : undefined };
}

function readJson(json: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(json) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    throw new SigningError("credential", "The Google credential is not JSON.");
  }
}

async function tokenOf(client: Client, nowMs: number): Promise<Expiring<readonly string[]>> {
  const headers = await client.getRequestHeaders();
  const authorization = headers.get("authorization");
  if (authorization === null) throw new SigningError("credential", "Google gave no access token.");
  const value = ["authorization", authorization];
  // Users' own credentials name the project that pays for the call.
  const quotaProject = headers.get("x-goog-user-project");
  if (quotaProject !== null) value.push("x-goog-user-project", quotaProject);
  return { value, expiresAtMs: client.credentials.expiry_date ?? nowMs + UNKNOWN_LIFE_MS };
}

/** Errors with a status come from Google; those with a request but no answer from the network; the rest is ours. */
function signingError(error: unknown): SigningError {
  if (error instanceof SigningError) return error;
  const { status, config } = (error ?? {}) as { status?: unknown; config?: unknown };
  if (typeof status === "number") {
    const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
    return refused
      ? new SigningError("credential", `Google refused the credential (status ${status}).`)
      : new SigningError("server", `Google's token service failed (status ${status}).`);
  }
  if (config !== undefined) return new SigningError("server", "Google's token service does not answer.");
  return new SigningError("credential", "The Google credential cannot be read or used.");
}
