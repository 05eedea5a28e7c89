/** What a signature may depend on. */
export interface SigningRequest {
  readonly method: string;
  readonly origin: string;
  /** With its query, exactly as it is sent. */
  readonly path: string;
  readonly body: Buffer;
  readonly contentType: string;
}

/** Gives the headers that authorise one request: a flat list of names and values. Throws a {@link SigningError}. */
export type Signer = (request: SigningRequest) => readonly string[] | Promise<readonly string[]>;

/** Authorisation that cannot be made: the credential is no good, or who would confirm it does not answer. */
export class SigningError extends Error {
  readonly kind: "credential" | "server";

  /** `message` is for logs: it must hold no secret, so it never quotes what a library or a token service said. */
  constructor(kind: SigningError["kind"], message: string) {
    super(message);
    this.name = "SigningError";
    this.kind = kind;
  }
}

/** What signers need from outside. Vendors' libraries are large, so each is loaded when it is first needed. */
export interface SignerDeps {
  /** Milliseconds since 1970. */
  now(): number;
  /** Asks token services. */
  readonly fetch: typeof globalThis.fetch;
  /** A file as UTF-8 text; rejects when it cannot be read. */
  readFile(path: string): Promise<string>;
  loadAws(): Promise<AwsCredentialProviders>;
  loadGoogle(): Promise<GoogleAuthLibrary>;
  /**
   * Whether what this machine itself is (its role, a profile, files on its disk) may be used. True for the operator's
   * own credentials only: a tenant's credential must never act with the operator's rights.
   */
  readonly ownIdentity: boolean;
}

export type AwsCredentialProviders = Pick<
  typeof import("@aws-sdk/credential-providers"),
  "fromIni" | "fromNodeProviderChain" | "fromTemporaryCredentials"
>;

export type GoogleAuthLibrary = Pick<
  typeof import("google-auth-library"),
  "ExternalAccountClient" | "GoogleAuth" | "JWT" | "UserRefreshClient"
>;
