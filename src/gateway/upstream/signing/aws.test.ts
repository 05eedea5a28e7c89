import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { awsSigner } from "./aws.ts";
import type { AwsCredentialProviders, SignerDeps, SigningRequest } from "./signer.ts";

const NOW = Date.parse("2015-08-30T12:36:00Z");
const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const REGION = "us-east-1";
const request: SigningRequest = {
  method: "POST",
  origin: "https://bedrock-runtime.us-east-1.amazonaws.com",
  path: "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
  body: Buffer.from('{"messages":[]}'),
  contentType: "application/json",
};

function deps(over: Partial<SignerDeps> = {}): SignerDeps {
  const unexpected = (): never => {
    throw new Error("not expected");
  };
  return {
    now: () => NOW,
    fetch: unexpected,
    readFile: unexpected,
    loadAws: unexpected,
    loadGoogle: unexpected,
    ownIdentity: false,
    ...over,
  };
}

function headersOf(flat: readonly string[]): Record<string, string> {
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ""]] : [])));
}

/**
 * Signature Version 4 as the AWS General Reference describes it, written from that description: the check does not
 * share code with what it checks.
 */
function signatureOf(seen: Seen, secret: string): string {
  const [, date = "", region = "", service = "", signedHeaders = ""] =
    /Credential=[^/]+\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, SignedHeaders=([\w;-]+)/.exec(
      seen.headers["authorization"] ?? "",
    ) ?? [];
  const sha = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac("sha256", key).update(data).digest();
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const [path = "", query = ""] = seen.path.split("?");
  const canonical = [
    seen.method,
    path.split("/").map(encode).join("/"),
    query
      .split("&")
      .filter(Boolean)
      .map((pair) =>
        pair
          .split("=")
          .map((part) => encode(decodeURIComponent(part)))
          .join("="),
      )
      .sort()
      .join("&"),
    ...signedHeaders.split(";").map((name) => `${name}:${seen.headers[name]?.trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders,
    seen.headers["x-amz-content-sha256"] ?? sha(seen.body),
  ].join("\n");
  const toSign = [
    "AWS4-HMAC-SHA256",
    seen.headers["x-amz-date"],
    `${date}/${region}/${service}/aws4_request`,
    sha(canonical),
  ].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<Buffer | string>(hmac, `AWS4${secret}`);
  return hmac(key, toSign).toString("hex");
}

interface AwsRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

/** Sends over HTTP/1.1 what AWS's client made; its own handler for this service wants HTTP/2. */
const overHttp1: NonNullable<BedrockRuntimeClientConfig["requestHandler"]> = {
  async handle({ protocol, hostname, port = 80, method, path, headers, body }: AwsRequest) {
    const call = httpRequest({ protocol, hostname, port, method, path, headers });
    call.end(body);
    const [response] = (await once(call, "response")) as [IncomingMessage];
    return { response: { statusCode: response.statusCode ?? 0, headers: response.headers, body: response } as never };
  },
};

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

describe("published test vectors (AWS Signature Version 4 test suite)", () => {
  it("post-x-www-form-urlencoded", async () => {
    const sign = awsSigner("service", { ...KEYS, region: REGION }, deps());
    const headers = headersOf(
      await sign({
        method: "POST",
        origin: "https://example.amazonaws.com",
        path: "/",
        body: Buffer.from("Param1=value1"),
        contentType: "application/x-www-form-urlencoded",
      }),
    );
    expect(headers).toEqual({
      "x-amz-date": "20150830T123600Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
        "SignedHeaders=content-type;host;x-amz-date, " +
        "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    });
  });
});

describe("beside AWS's own client", () => {
  const seen: Seen[] = [];
  let server: Server;
  let origin = "";

  beforeAll(async () => {
    server = createServer((req: IncomingMessage, res) => {
      const chunks: Buffer[] = [];
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      req.on("end", () => {
        const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
        seen.push({ method: req.method ?? "", path: req.url ?? "", headers, body: Buffer.concat(chunks) });
        res.setHeader("content-type", "application/json");
        res.end('{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"end_turn"}');
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it.each([
    ["a plain id", "amazon.nova-lite-v1"],
    ["an id with a colon", "anthropic.claude-3-haiku-20240307-v1:0"],
    ["an ARN", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0"],
    ["an id with spaces and marks", "a b+c(d)'e!*~"],
  ])("the signature is right for the path that is sent: %s", async (_, modelId) => {
    seen.length = 0;
    const sessionToken = "a/session+token==";
    const client = new BedrockRuntimeClient({
      region: REGION,
      endpoint: origin,
      credentials: { ...KEYS, sessionToken },
      maxAttempts: 1,
      requestHandler: overHttp1,
    });
    await client.send(new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ text: "héllo" }] }] }));
    client.destroy();
    const theirs = seen[0];
    if (theirs === undefined) throw new Error("nothing arrived");
    // What the description says is what AWS's client does: the check is right.
    expect(theirs.headers["authorization"]).toContain(`Signature=${signatureOf(theirs, KEYS.secretAccessKey)}`);

    const path = `/model/${encodeURIComponent(modelId)}/converse`;
    const sign = awsSigner("bedrock", { ...KEYS, sessionToken, region: REGION }, deps());
    const added = headersOf(
      await sign({ method: "POST", origin, path, body: theirs.body, contentType: "application/json" }),
    );
    await fetch(origin + path, {
      method: "POST",
      body: theirs.body,
      headers: { ...added, "content-type": "application/json" },
    });
    const ours = seen[1];
    if (ours === undefined) throw new Error("nothing arrived");
    expect(ours.headers["authorization"]).toContain(`Signature=${signatureOf(ours, KEYS.secretAccessKey)}`);
    expect(ours.headers["x-amz-security-token"]).toBe(sessionToken);
    expect(decodeURIComponent(ours.path)).toBe(decodeURIComponent(theirs.path));
  });
});

describe("a signature", () => {
  const sign = (over: Partial<SigningRequest>, fields = {}): Promise<string> =>
    Promise.resolve(awsSigner("bedrock", { ...KEYS, region: REGION, ...fields }, deps())({ ...request, ...over })).then(
      (flat) => headersOf(flat)["authorization"] ?? "",
    );

  it.each<[string, Partial<SigningRequest>, Record<string, string>]>([
    ["body", { body: Buffer.from("{}") }, {}],
    ["path", { path: "/model/x/converse-stream" }, {}],
    ["query", { path: `${request.path}?a=b` }, {}],
    ["host", { origin: "https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com" }, {}],
    ["port", { origin: `${request.origin}:8443` }, {}],
    ["region", {}, { region: "eu-central-1" }],
    ["content type", { contentType: "text/plain" }, {}],
  ])("depends on the %s", async (_, over, fields) => {
    expect(await sign(over, fields)).not.toBe(await sign({}));
  });

  it("never shows the secret key", async () => {
    expect(await sign({})).not.toContain(KEYS.secretAccessKey);
  });
});

describe("whose identity signs", () => {
  const temporary = { accessKeyId: "ASIATEMP", secretAccessKey: "s", sessionToken: "t" };
  const identity =
    (expiresInMs = 3_600_000) =>
    async () => ({ ...temporary, expiration: new Date(NOW + expiresInMs) });
  function library() {
    return {
      fromIni: vi.fn(() => identity()),
      fromNodeProviderChain: vi.fn(() => identity()),
      fromTemporaryCredentials: vi.fn(() => identity()),
    };
  }
  const wired = (aws: ReturnType<typeof library>, ownIdentity: boolean): SignerDeps =>
    deps({ ownIdentity, loadAws: async () => aws as unknown as AwsCredentialProviders });

  it.each<[string, Record<string, string>, "fromIni" | "fromNodeProviderChain" | "fromTemporaryCredentials", unknown]>([
    ["a profile", { profile: "work" }, "fromIni", { profile: "work" }],
    ["the machine's own", {}, "fromNodeProviderChain", undefined],
    [
      "a role with access keys",
      { ...KEYS, roleArn: "arn:aws:iam::1:role/r", externalId: "x" },
      "fromTemporaryCredentials",
      {
        masterCredentials: KEYS,
        params: { RoleArn: "arn:aws:iam::1:role/r", RoleSessionName: "llm-gateway", ExternalId: "x" },
        clientConfig: { region: REGION },
      },
    ],
  ])("%s", async (_, fields, used, options) => {
    const aws = library();
    const sign = awsSigner("bedrock", { region: REGION, ...fields }, wired(aws, true));
    const headers = headersOf(await sign(request));
    expect(headers["authorization"]).toContain("Credential=ASIATEMP/");
    expect(headers["x-amz-security-token"]).toBe("t");
    expect(aws[used].mock.calls).toEqual([options === undefined ? [] : [options]]);
    await sign(request);
    expect(aws[used]).toHaveBeenCalledTimes(1);
  });

  it("a role from a profile", async () => {
    const aws = library();
    await awsSigner("bedrock", { region: REGION, profile: "work", roleArn: "arn:r" }, wired(aws, true))(request);
    expect(aws.fromIni).toHaveBeenCalledWith({ profile: "work" });
    expect(aws.fromTemporaryCredentials).toHaveBeenCalledWith(
      expect.objectContaining({ masterCredentials: expect.any(Function) }),
    );
  });

  it.each<[string, Record<string, string>]>([
    ["nothing", { region: REGION }],
    ["a profile", { region: REGION, profile: "default" }],
    ["a role", { region: REGION, roleArn: "arn:aws:iam::1:role/r" }],
    ["half a key pair", { region: REGION, accessKeyId: "AKID" }],
    ["no region", { ...KEYS }],
  ])("a tenant's credential with %s never gets the machine's", async (_, fields) => {
    await expect(awsSigner("bedrock", fields, deps())(request)).rejects.toMatchObject({ kind: "credential" });
  });

  it.each([
    [{ name: "CredentialsProviderError" }, "credential"],
    [{ name: "AccessDenied", $fault: "client" }, "credential"],
    [{ name: "ThrottlingException", $fault: "client", $retryable: {} }, "server"],
    [{ name: "ServiceUnavailable", $fault: "server" }, "server"],
    [{ name: "TimeoutError" }, "server"],
    [{ name: "Error", code: "ECONNREFUSED" }, "server"],
  ])("%j is the failure of the %s, told without its message", async (facts, kind) => {
    const failure = Object.assign(new Error("arn of secret"), facts);
    const aws = { ...library(), fromIni: vi.fn(() => () => Promise.reject(failure)) };
    const sign = awsSigner(
      "bedrock",
      { region: REGION, profile: "p" },
      deps({ ownIdentity: true, loadAws: async () => aws as unknown as AwsCredentialProviders }),
    );
    const error = await Promise.resolve(sign(request)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind });
    expect(String(error)).not.toContain("secret");
  });
});
