import { describe, expect, it } from "vitest";
import type { Auth } from "../../../providers/provider.ts";
import { makeSigner } from "./make-signer.ts";
import type { SignerDeps } from "./signer.ts";

const unexpected = (): never => {
  throw new Error("not expected");
};
const deps: SignerDeps = {
  now: () => 0,
  fetch: unexpected,
  readFile: unexpected,
  loadAws: unexpected,
  loadGoogle: unexpected,
  ownIdentity: false,
};
const AWS: Auth = { kind: "aws", service: "bedrock" };

describe("headers that never change", () => {
  it.each<[Auth, Record<string, string>, string[]]>([
    [{ kind: "bearer" }, { apiKey: "k" }, ["authorization", "Bearer k"]],
    [{ kind: "bearer" }, {}, []],
    [{ kind: "bearer" }, { apiKey: "" }, []],
    [{ kind: "header", name: "x-api-key" }, { apiKey: "k" }, ["x-api-key", "k"]],
    [{ kind: "header", name: "x-api-key" }, {}, []],
    [{ kind: "none" }, { apiKey: "k" }, []],
    [AWS, { apiKey: "k", region: "us-east-1" }, ["authorization", "Bearer k"]],
    [{ kind: "azure" }, { apiKey: "k" }, ["api-key", "k"]],
    [{ kind: "google" }, { apiKey: "k", project: "p" }, ["x-goog-api-key", "k"]],
  ])("%j with %j", (auth, fields, headers) => {
    expect(makeSigner(auth, fields, deps)).toEqual({ headers });
  });
});

describe("headers made for each request", () => {
  it.each<[Auth, Record<string, string>]>([
    [AWS, { accessKeyId: "a", secretAccessKey: "s", region: "us-east-1" }],
    [{ kind: "google" }, { serviceAccountJson: "{}" }],
    [{ kind: "azure" }, { tenantId: "t", clientId: "c", clientSecret: "s" }],
  ])("%j", (auth, fields) => {
    expect(makeSigner(auth, fields, deps)).toEqual({ sign: expect.any(Function) });
  });

  it.each<[Auth]>([[AWS], [{ kind: "google" }], [{ kind: "azure" }]])(
    "an incomplete credential fails when it signs, not when it is made: %j",
    async (auth) => {
      const proof = makeSigner(auth, {}, deps);
      if (!("sign" in proof)) throw new Error("not signed");
      const request = {
        method: "POST",
        origin: "https://x.test",
        path: "/",
        body: Buffer.alloc(0),
        contentType: "a/b",
      };
      await expect(Promise.resolve(proof.sign(request))).rejects.toMatchObject({ kind: "credential" });
    },
  );
});
