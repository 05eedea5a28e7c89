import { describe, expect, it } from "vitest";
import { awsBedrock } from "./aws-bedrock.ts";
import { azure } from "./azure.ts";
import { checkCredential } from "./credential.ts";
import { googleVertex } from "./google-vertex.ts";
import { mock } from "./mock/index.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import type { Provider } from "./provider.ts";

const TENANT = { hasBaseUrl: false, isOperator: false };
const OPERATOR = { hasBaseUrl: false, isOperator: true };
const KEY_PAIR = { accessKeyId: "AKIDEXAMPLE0000000", secretAccessKey: "s" };
const REGION = { region: "eu-central-1" };

function problemsOf(provider: Provider, given: Record<string, unknown>, circumstances = TENANT): string[] {
  const checked = checkCredential(provider, given, circumstances);
  return checked.ok ? [] : checked.problems.map(({ field, message }) => `${field} ${message}`);
}

describe("a complete credential", () => {
  it.each<[Provider, Record<string, unknown>, string | undefined, Record<string, string>]>([
    [openai, { apiKey: " sk-1 " }, undefined, { apiKey: "sk-1" }],
    [openai, { apiKey: "sk-1", other: " " }, undefined, { apiKey: "sk-1" }],
    [ollama, {}, undefined, {}],
    [mock, {}, undefined, {}],
    [awsBedrock, { ...REGION, apiKey: "k" }, "api-key", { ...REGION, apiKey: "k" }],
    [awsBedrock, { ...REGION, ...KEY_PAIR }, "access-keys", { ...REGION, ...KEY_PAIR }],
    [azure, { resource: "r1", apiKey: "k" }, "api-key", { resource: "r1", apiKey: "k", apiVersion: "v1" }],
    [
      googleVertex,
      { project: "my-project", serviceAccountJson: "{}\n" },
      "service-account",
      { project: "my-project", serviceAccountJson: "{}", location: "global" },
    ],
    [googleVertex, { apiKey: "k" }, "api-key", { apiKey: "k", location: "global" }],
  ])("%o", (provider, given, form, fields) => {
    expect(checkCredential(provider, given, TENANT)).toMatchObject({ ok: true, fields });
    const checked = checkCredential(provider, given, TENANT);
    expect(checked.ok && checked.form?.id).toBe(form);
    expect(checked.ok && checked.fields).toEqual(fields);
  });

  it("needs nothing for its host where a base URL is given", () => {
    expect(problemsOf(azure, { apiKey: "k" }, { ...TENANT, hasBaseUrl: true })).toEqual([]);
    expect(problemsOf(awsBedrock, { apiKey: "k" }, { ...TENANT, hasBaseUrl: true })).toEqual([]);
    // A signature depends on the region wherever the request goes.
    expect(problemsOf(awsBedrock, KEY_PAIR, { ...TENANT, hasBaseUrl: true })).not.toEqual([]);
  });
});

describe("what is refused", () => {
  it.each<[Provider, Record<string, unknown>, RegExp]>([
    [openai, {}, /^apiKey is needed/],
    [openai, { apiKey: "" }, /^apiKey is needed/],
    [openai, { apiKey: 7 }, /^apiKey must be a text$/],
    [openai, { apiKey: "a b" }, /^apiKey has spaces/],
    [openai, { apiKey: "a\r\nx-admin: 1" }, /^apiKey has spaces/],
    [openai, { apiKey: "k".repeat(8_193) }, /^apiKey is too long$/],
    [openai, { apiKey: "k", organization: "o" }, /^organization is not a field of openai: it has apiKey$/],
    [openai, JSON.parse('{"apiKey":"k","__proto__":"x"}'), /^__proto__ is not a field/],
    [mock, { apiKey: "k" }, /^apiKey mock takes no credential$/],
    [azure, { apiKey: "k" }, /^resource is needed/],
    [azure, { resource: "evil.example/x#", apiKey: "k" }, /^resource is not well formed/],
    [azure, { resource: "a", apiKey: "k", apiVersion: "../v1" }, /^resource|^apiVersion/],
    [azure, { resource: "res" }, /^apiKey the credential is incomplete: give apiKey, or tenantId \+ clientId/],
    [azure, { resource: "res", apiKey: "k", clientSecret: "s" }, /^tenantId is needed with clientSecret$/],
    [awsBedrock, { ...REGION, apiKey: "k", ...KEY_PAIR }, /^accessKeyId does not go with apiKey/],
    [awsBedrock, { ...REGION, apiKey: "k", secretAccessKey: "s" }, /^accessKeyId is needed with secretAccessKey$/],
    [awsBedrock, { ...KEY_PAIR, region: "eu-central-1.evil.example" }, /^region is not well formed/],
    [awsBedrock, { ...REGION, ...KEY_PAIR, roleArn: "not-an-arn" }, /^roleArn is not well formed/],
    [googleVertex, { project: "my-project" }, /^project the credential is incomplete/],
    [googleVertex, { serviceAccountJson: "{}" }, /incomplete/],
    [googleVertex, { project: "p/../../q", apiKey: "k" }, /^project is not well formed/],
    [googleVertex, { apiKey: "k", location: "evil.example#" }, /^location is not well formed/],
  ])("%o", (provider, given, says) => {
    const [first = ""] = problemsOf(provider, given);
    expect(first).toMatch(says);
  });

  it("holds no value that was given", () => {
    const secret = "s3cr3t value";
    for (const provider of [openai, azure, awsBedrock, googleVertex]) {
      const given = Object.fromEntries(provider.credential.map((field) => [field.name, secret]));
      expect(problemsOf(provider, given).join()).not.toContain(secret);
    }
  });
});

describe("what makes use of the gateway's machine", () => {
  it.each<[Provider, Record<string, string>]>([
    [awsBedrock, REGION],
    [awsBedrock, { ...REGION, profile: "work" }],
    [awsBedrock, { ...REGION, roleArn: "arn:aws:iam::123456789012:role/r" }],
    [googleVertex, { project: "my-project" }],
    [googleVertex, { project: "my-project", credentialsFile: "/key.json" }],
    [azure, { resource: "res", identity: "managed" }],
    [azure, { resource: "res", tenantId: "t", clientId: "c", federatedTokenFile: "/token" }],
  ])("is the operator's alone: %o %j", (provider, given) => {
    expect(problemsOf(provider, given, OPERATOR)).toEqual([]);
    expect(problemsOf(provider, given, TENANT)).not.toEqual([]);
  });
});
