import { describe, expect, it, vi } from "vitest";
import { azureSigner } from "./azure.ts";
import type { SignerDeps, SigningRequest } from "./signer.ts";

const CLIENT = { tenantId: "tenant-1", clientId: "client-1", clientSecret: "s3cr3t" };
const request: SigningRequest = {
  method: "POST",
  origin: "https://r.openai.azure.com",
  path: "/openai/v1/responses",
  body: Buffer.from("{}"),
  contentType: "application/json",
};

function setUp(answer: () => Response | Promise<Response>, over: Partial<SignerDeps> = {}) {
  const clock = { now: 1_000_000 };
  const fetch = vi.fn<typeof globalThis.fetch>(async () => answer());
  const unexpected = (): never => {
    throw new Error("not expected");
  };
  const deps: SignerDeps = {
    now: () => clock.now,
    fetch,
    readFile: unexpected,
    loadAws: unexpected,
    loadGoogle: unexpected,
    ownIdentity: false,
    ...over,
  };
  return { clock, fetch, deps };
}

const token = (expires: unknown = 3600) => Response.json({ access_token: "eyJ.token", expires_in: expires });
const failure = (promise: unknown): Promise<unknown> => Promise.resolve(promise).catch((error: unknown) => error);

describe("a client secret", () => {
  it("is exchanged for a token with one POST that no redirect carries elsewhere", async () => {
    const { deps, fetch } = setUp(token);
    expect(await azureSigner(CLIENT, deps)(request)).toEqual(["authorization", "Bearer eyJ.token"]);
    expect(fetch.mock.calls).toHaveLength(1);
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(url).toBe("https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token");
    expect(init).toMatchObject({ method: "POST", redirect: "manual" });
    expect(Object.fromEntries(init?.body as URLSearchParams)).toEqual({
      grant_type: "client_credentials",
      client_id: "client-1",
      client_secret: "s3cr3t",
      scope: "https://cognitiveservices.azure.com/.default",
    });
  });

  it("cannot choose another host by its tenant", async () => {
    const { deps, fetch } = setUp(token);
    await azureSigner({ ...CLIENT, tenantId: "../../@evil.example/x?" }, deps)(request);
    expect(new URL(fetch.mock.calls[0]?.[0] as string).host).toBe("login.microsoftonline.com");
  });

  it.each([3600, "3600"])("is asked for once while its token lives (%j)", async (expires) => {
    const { clock, deps, fetch } = setUp(() => token(expires));
    const sign = azureSigner(CLIENT, deps);
    await Promise.all([sign(request), sign(request)]);
    clock.now += 3_300_000;
    await sign(request);
    expect(fetch).toHaveBeenCalledTimes(1);
    clock.now += 300_000;
    await sign(request);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  const INVALID = { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret s3cr3t for app" };
  it.each<[string, () => Response | Promise<Response>, string, string]>([
    [
      "refused",
      () => Response.json(INVALID, { status: 401 }),
      "credential",
      "status 401, invalid_client, AADSTS7000215",
    ],
    ["throttled", () => Response.json({}, { status: 429 }), "server", "status 429"],
    ["met by a failure", () => Response.json({}, { status: 503 }), "server", "status 503"],
    ["met by a page", () => new Response("<html>s3cr3t"), "server", "does not answer"],
    ["met by null", () => Response.json(null), "server", "no access token"],
    ["met by an empty token", () => Response.json({ access_token: "" }), "server", "no access token"],
    ["not answered", () => Promise.reject(new TypeError("fetch failed for s3cr3t")), "server", "does not answer"],
  ])("%s: the error says whose failure it is and no secret", async (_, answer, kind, says) => {
    const { deps } = setUp(answer);
    const error = await failure(azureSigner(CLIENT, deps)(request));
    expect(error).toMatchObject({ name: "SigningError", kind, message: expect.stringContaining(says) });
    expect(String(error)).not.toContain("s3cr3t");
  });
});

describe("the machine's own identity", () => {
  const FEDERATED = { tenantId: "t", clientId: "c", federatedTokenFile: "/var/token" };

  it.each([[{ identity: "managed" }], [FEDERATED], [{}], [{ tenantId: "t", clientId: "c" }]])(
    "%j is never a tenant's",
    async (fields) => {
      const { deps, fetch } = setUp(token);
      expect(await failure(azureSigner(fields, deps)(request))).toMatchObject({ kind: "credential" });
      expect(fetch).not.toHaveBeenCalled();
    },
  );

  it.each([
    [{ identity: "managed" }, null],
    [{ identity: "managed", clientId: "c" }, "c"],
  ])("managed: the metadata service is asked (%j)", async (fields, clientId) => {
    const { deps, fetch } = setUp(() => token("86399"), { ownIdentity: true });
    expect(await azureSigner(fields, deps)(request)).toEqual(["authorization", "Bearer eyJ.token"]);
    const [url, init] = fetch.mock.calls[0] ?? [];
    const asked = new URL(url as string);
    expect(asked.origin + asked.pathname).toBe("http://169.254.169.254/metadata/identity/oauth2/token");
    expect(asked.searchParams.get("resource")).toBe("https://cognitiveservices.azure.com");
    expect(asked.searchParams.get("client_id")).toBe(clientId);
    expect(init?.headers).toEqual({ metadata: "true" });
  });

  it("federated: the file is read again for every token", async () => {
    const readFile = vi.fn(async () => " assertion\n");
    const { clock, deps, fetch } = setUp(token, { ownIdentity: true, readFile });
    const sign = azureSigner(FEDERATED, deps);
    await sign(request);
    clock.now += 3_600_000;
    await sign(request);
    expect(readFile).toHaveBeenCalledTimes(2);
    const form = Object.fromEntries(fetch.mock.calls[0]?.[1]?.body as URLSearchParams);
    expect(form).toMatchObject({
      client_assertion: "assertion",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
  });

  it("federated: a file that cannot be read is a bad credential", async () => {
    const readFile = (): Promise<string> => Promise.reject(new Error("ENOENT"));
    const { deps } = setUp(token, { ownIdentity: true, readFile });
    expect(await failure(azureSigner(FEDERATED, deps)(request))).toMatchObject({ kind: "credential" });
  });
});
