import { SignatureV4 } from "@smithy/signature-v4";
import { type Expiring, Renewed } from "./renewed.ts";
import { Sha256 } from "./sha256.ts";
import {
  type AwsCredentialProviders,
  type Signer,
  type SignerDeps,
  SigningError,
  type SigningRequest,
} from "./signer.ts";

type Fields = Readonly<Record<string, string>>;
type Provider = ReturnType<AwsCredentialProviders["fromNodeProviderChain"]>;
type Temporary = Awaited<ReturnType<Provider>>;
type Identity = Pick<Temporary, "accessKeyId" | "secretAccessKey" | "sessionToken">;

/**
 * Signs requests with Signature Version 4 (AWS General Reference, "Create a signed AWS API request"). Fields:
 * `region`; `accessKeyId`, `secretAccessKey`, `sessionToken`; `roleArn`, `externalId`; `profile`. Without access keys
 * the machine's own identity signs, where that is allowed.
 */
export function awsSigner(service: string, fields: Fields, deps: SignerDeps): Signer {
  const identity = identityOf(fields, deps);
  const v4 = new SignatureV4({
    service,
    region: fields["region"] ?? "",
    credentials: async () => identity(),
    sha256: Sha256,
    // Of all services only S3 wants the body's hash as a header too.
    applyChecksum: false,
  });
  return (request) => sign(v4, request, deps.now());
}

async function sign(v4: SignatureV4, request: SigningRequest, nowMs: number): Promise<readonly string[]> {
  const url = new URL(request.origin);
  const [path = "/", query] = request.path.split("?", 2);
  const signed = await v4.sign(
    {
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: { host: url.host, "content-type": request.contentType },
      body: request.body,
    },
    { signingDate: new Date(nowMs) },
  );
  return ADDED.flatMap((name) => {
    const value = signed.headers[name];
    return value === undefined ? [] : [name, value];
  });
}

/** What signing adds; host and content type are sent anyway. */
const ADDED = ["x-amz-date", "x-amz-security-token", "authorization"];

/** Who signs: access keys as they are, or something that expires and is fetched again. */
function identityOf(fields: Fields, deps: SignerDeps): () => Identity | Promise<Identity> {
  const { accessKeyId, secretAccessKey, sessionToken, roleArn } = fields;
  if (!fields["region"]) return refusing("The AWS credential has no region.");
  const keys =
    accessKeyId && secretAccessKey
      ? { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
      : undefined;
  if (keys !== undefined && !roleArn) return () => keys;
  if (keys === undefined && !deps.ownIdentity) return refusing("The AWS credential has no access keys.");
  let provider: Promise<Provider> | undefined;
  const renewed = new Renewed<Identity>(async () => {
    provider ??= deps.loadAws().then((aws) => providerFrom(aws, fields, keys));
    return fetchIdentity(await provider);
  }, deps.now);
  return () => renewed.get();
}

function refusing(message: string): () => Promise<never> {
  return () => Promise.reject(new SigningError("credential", message));
}

function providerFrom(aws: AwsCredentialProviders, fields: Fields, keys: Identity | undefined): Provider {
  const { profile, roleArn, externalId, region = "" } = fields;
  // The chain: environment, shared files, SSO, web identity (EKS), container and machine roles.
  const own = (): Provider => (profile ? aws.fromIni({ profile }) : aws.fromNodeProviderChain());
  if (!roleArn) return own();
  return aws.fromTemporaryCredentials({
    masterCredentials: keys ?? own(),
    params: {
      RoleArn: roleArn,
      RoleSessionName: "llm-gateway",
      ...(externalId ? { ExternalId: externalId } : {}),
    },
    clientConfig: { region },
  });
}

async function fetchIdentity(provider: Provider): Promise<Expiring<Identity>> {
  let found: Temporary;
  try {
    found = await provider();
  } catch (error) {
    throw signingError(error);
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = found;
  return {
    value: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    expiresAtMs: expiration?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

/** The SDK's errors say by `$fault` whose they are; those of missing or unusable credentials say it by their name. */
function signingError(error: unknown): SigningError {
  const { name, $fault, $retryable } = error as { name?: string; $fault?: string; $retryable?: unknown };
  const unusable = /^(CredentialsProviderError|ProviderError|TokenProviderError)$/.test(name ?? "");
  if (unusable) return new SigningError("credential", "AWS credentials could not be found or used on this machine.");
  if ($fault === "client" && $retryable === undefined) {
    return new SigningError("credential", `AWS refused to assume the role (${word(name)}).`);
  }
  return new SigningError("server", `AWS gave no temporary credentials (${word(name)}).`);
}

/** A name of an error as far as it is one word: never a sentence that quotes something. */
function word(name: string | undefined): string {
  return /^\w{1,60}$/.test(name ?? "") ? (name as string) : "unknown error";
}
