import { createVerify, generateKeyPairSync } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { googleSigner } from "./google.ts";
import type { GoogleAuthLibrary, SignerDeps, SigningRequest } from "./signer.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const ACCOUNT = {
  type: "service_account",
  project_id: "p",
  private_key_id: "kid-1",
  private_key: privateKey,
  client_email: "gateway@p.iam.gserviceaccount.com",
  // Whoever made the file cannot send the signed assertion elsewhere.
  token_uri: "https://evil.example/token",
};
const request: SigningRequest = {
  method: "POST",
  origin: "https://aiplatform.googleapis.com",
  path: "/v1/x",
  body: Buffer.from("{}"),
  contentType: "application/json",
};

function setUp(answer: () => Response | Promise<Response>, over: Partial<SignerDeps> = {}) {
  const clock = { now: Date.now() };
  const fetch = vi.fn<typeof globalThis.fetch>(async () => answer());
  const deps: SignerDeps = {
    now: () => clock.now,
    fetch,
    readFile: () => Promise.reject(new Error("not expected")),
    loadAws: () => Promise.reject(new Error("not expected")),
    loadGoogle: () => import("google-auth-library"),
    ownIdentity: false,
    ...over,
  };
  return { clock, fetch, deps };
}

const token = (): Response => Response.json({ access_token: "ya29.token", expires_in: 3600, token_type: "Bearer" });
const failure = (promise: unknown): Promise<unknown> => Promise.resolve(promise).catch((error: unknown) => error);

describe("a service account", () => {
  it("exchanges a signed assertion for a token, at Google's own address only", async () => {
    const { deps, fetch } = setUp(token);
    const sign = googleSigner({ serviceAccountJson: JSON.stringify(ACCOUNT) }, deps);
    expect(await sign(request)).toEqual(["authorization", "Bearer ya29.token"]);

    expect(fetch.mock.calls).toHaveLength(1);
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect((url as URL).href).toBe("https://oauth2.googleapis.com/token");
    const form = new URLSearchParams(init?.body as URLSearchParams);
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      iss: ACCOUNT.client_email,
      aud: "https://oauth2.googleapis.com/token",
      scope: expect.stringContaining("cloud-platform"),
    });
    expect(
      createVerify("RSA-SHA256").update(`${head}.${claims}`).verify(publicKey, Buffer.from(signature, "base64url")),
    ).toBe(true);
  });

  it("asks once for many requests, and again before the token expires", async () => {
    const { clock, deps, fetch } = setUp(token);
    const sign = googleSigner({ serviceAccountJson: JSON.stringify(ACCOUNT) }, deps);
    await Promise.all([sign(request), sign(request), sign(request)]);
    clock.now += 50 * 60_000;
    await sign(request);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("takes a key whose line breaks were escaped twice", async () => {
    const { deps } = setUp(token);
    const json = JSON.stringify({ ...ACCOUNT, private_key: privateKey.replaceAll("\n", "\\n") });
    expect(await googleSigner({ serviceAccountJson: json }, deps)(request)).toHaveLength(2);
  });

  it.each<[string, string]>([
    ["no JSON", "nonsense"],
    ["null", "null"],
    ["another kind, which names addresses and programs", JSON.stringify({ ...ACCOUNT, type: "external_account" })],
    ["no key", JSON.stringify({ ...ACCOUNT, private_key: undefined })],
    ["a broken key", JSON.stringify({ ...ACCOUNT, private_key: "-----BEGIN PRIVATE KEY-----\nxxx" })],
  ])("with %s is a bad credential and asks nobody", async (_, serviceAccountJson) => {
    const { deps, fetch } = setUp(token);
    const error = await failure(googleSigner({ serviceAccountJson }, deps)(request));
    expect(error).toMatchObject({ name: "SigningError", kind: "credential" });
    expect(String(error)).not.toContain("xxx");
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    [400, { error: "invalid_grant", error_description: `no ${ACCOUNT.client_email}` }, "credential"],
    [401, { error: "invalid_client" }, "credential"],
    [403, { error: "access_denied" }, "credential"],
  ] as const)("refused with %d is a bad credential, told without what was said", async (status, body, kind) => {
    const { deps } = setUp(() => Response.json(body, { status }));
    const error = await failure(googleSigner({ serviceAccountJson: JSON.stringify(ACCOUNT) }, deps)(request));
    expect(error).toMatchObject({ kind });
    expect(String(error)).toContain(String(status));
    expect(String(error)).not.toContain(ACCOUNT.client_email);
  });

  it("is not to blame when the token service is out of reach", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { deps } = setUp(() => Promise.reject(new TypeError("fetch failed")));
    const failed = failure(googleSigner({ serviceAccountJson: JSON.stringify(ACCOUNT) }, deps)(request));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await failed).toMatchObject({ kind: "server" });
    vi.useRealTimers();
  });
});

describe("the machine's own identity", () => {
  function library(headers: Record<string, string>) {
    const options: unknown[] = [];
    class GoogleAuth {
      constructor(given: unknown) {
        options.push(given);
      }
      async getClient() {
        return { getRequestHeaders: async () => new Headers(headers), credentials: { expiry_date: null } };
      }
    }
    return { options, load: async () => ({ GoogleAuth }) as unknown as GoogleAuthLibrary };
  }

  it("is never a tenant's", async () => {
    const { deps } = setUp(token);
    for (const fields of [{}, { credentialsFile: "/etc/key.json" }]) {
      expect(await failure(googleSigner(fields, deps)(request))).toMatchObject({ kind: "credential" });
    }
  });

  it("is what the library finds", async () => {
    const { load, options } = library({ authorization: "Bearer own", "x-goog-user-project": "billed" });
    const { deps } = setUp(token, { ownIdentity: true, loadGoogle: load });
    expect(await googleSigner({}, deps)(request)).toEqual([
      "authorization",
      "Bearer own",
      "x-goog-user-project",
      "billed",
    ]);
    expect(options).toEqual([{ scopes: ["https://www.googleapis.com/auth/cloud-platform"] }]);
  });

  it.each<[string, unknown, string]>([
    ["a service account", ACCOUNT, "JWT"],
    [
      "workload identity federation",
      {
        type: "external_account",
        audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        token_url: "https://sts.googleapis.com/v1/token",
        credential_source: { file: "/var/token" },
      },
      "IdentityPoolClient",
    ],
    [
      "a user",
      { type: "authorized_user", client_id: "c", client_secret: "s", refresh_token: "r" },
      "UserRefreshClient",
    ],
  ])("is what the named file holds: %s", async (_, content, kind) => {
    const { BaseExternalAccountClient, OAuth2Client } = await import("google-auth-library");
    const spies = [BaseExternalAccountClient, OAuth2Client].map((one) =>
      vi.spyOn(one.prototype, "getRequestHeaders").mockImplementation(async function named(this: object) {
        return new Headers({ authorization: `Bearer of ${this.constructor.name}` });
      }),
    );
    const { deps } = setUp(token, { ownIdentity: true, readFile: async () => JSON.stringify(content) });
    const headers = await googleSigner({ credentialsFile: "/etc/key.json" }, deps)(request);
    for (const spy of spies) spy.mockRestore();
    expect(headers).toEqual(["authorization", `Bearer of ${kind}`]);
  });

  it.each([
    ["cannot be read", () => Promise.reject(new Error("ENOENT /etc/key.json"))],
    ["is no JSON", async () => "nonsense"],
    ["holds something else", async () => '{"type":"gdch_service_account"}'],
  ])("in a file that %s is a bad credential", async (_, readFile) => {
    const { deps } = setUp(token, { ownIdentity: true, readFile });
    const error = await failure(googleSigner({ credentialsFile: "/etc/key.json" }, deps)(request));
    expect(error).toMatchObject({ name: "SigningError", kind: "credential" });
  });

  it("that gives no token is a bad credential", async () => {
    const { deps } = setUp(token, { ownIdentity: true, loadGoogle: library({}).load });
    expect(await failure(googleSigner({}, deps)(request))).toMatchObject({ kind: "credential" });
  });
});
