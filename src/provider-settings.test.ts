import { describe, expect, it } from "vitest";
import type { ProviderSettings } from "./provider-settings.ts";
import { PROVIDERS } from "./providers/registry.ts";
import { readSettings, SettingsError } from "./settings.ts";

const read = (env: Record<string, string>): ReturnType<typeof readSettings> => readSettings(env, PROVIDERS);

function complaint(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return "";
}

describe("credentials of several fields", () => {
  const PEM = '{"type":"service_account",\n"private_key":"-----BEGIN…"}';
  const NONE = { apiKeys: [], baseUrl: undefined, fields: {} };

  it.each<[string, string, Record<string, string>, Partial<ProviderSettings>]>([
    [
      "access keys",
      "aws-bedrock",
      { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE0000000", AWS_SECRET_ACCESS_KEY: "s", AWS_REGION: "eu-central-1" },
      { fields: { region: "eu-central-1", accessKeyId: "AKIDEXAMPLE0000000", secretAccessKey: "s" } },
    ],
    [
      "our region over the vendor's",
      "aws-bedrock",
      { LLM_AWS_BEDROCK_REGION: "us-east-1", AWS_REGION: "eu-central-1" },
      { fields: { region: "us-east-1" } },
    ],
    [
      "API keys, several",
      "aws-bedrock",
      { LLM_AWS_BEDROCK_API_KEY: "k1,k2", AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "AKIDEXAMPLE0000000" },
      { apiKeys: ["k1", "k2"], fields: { region: "eu-central-1" } },
    ],
    [
      "our access keys over the vendor's API key",
      "aws-bedrock",
      {
        LLM_AWS_BEDROCK_ACCESS_KEY_ID: "AKIDEXAMPLE0000000",
        LLM_AWS_BEDROCK_SECRET_ACCESS_KEY: "s",
        LLM_AWS_BEDROCK_REGION: "us-east-1",
        AWS_BEARER_TOKEN_BEDROCK: "k",
      },
      { apiKeys: [], fields: { region: "us-east-1", accessKeyId: "AKIDEXAMPLE0000000", secretAccessKey: "s" } },
    ],
    [
      "the machine's own identity, asked for by a region",
      "aws-bedrock",
      { LLM_AWS_BEDROCK_REGION: "us-east-1", AWS_PROFILE: "work" },
      { apiKeys: [], fields: { region: "us-east-1", profile: "work" } },
    ],
    [
      "an API key and an address need no region",
      "aws-bedrock",
      { LLM_AWS_BEDROCK_API_KEY: "k", LLM_AWS_BEDROCK_BASE_URL: "http://127.0.0.1:9" },
      { apiKeys: ["k"], baseUrl: "http://127.0.0.1:9", fields: {} },
    ],
    [
      "a service account of several lines",
      "google-vertex",
      { LLM_GOOGLE_VERTEX_SERVICE_ACCOUNT_JSON: PEM, GOOGLE_CLOUD_PROJECT: "my-project" },
      { fields: { project: "my-project", serviceAccountJson: PEM } },
    ],
    [
      "a credentials file",
      "google-vertex",
      { GOOGLE_APPLICATION_CREDENTIALS: "/key.json", GOOGLE_CLOUD_PROJECT: "my-project" },
      { fields: { project: "my-project", credentialsFile: "/key.json" } },
    ],
    [
      "the machine's own identity, asked for by a project",
      "google-vertex",
      { LLM_GOOGLE_VERTEX_PROJECT: "my-project", LLM_GOOGLE_VERTEX_LOCATION: "us" },
      { fields: { project: "my-project", location: "us" } },
    ],
    [
      "a key and a resource",
      "azure",
      { AZURE_OPENAI_API_KEY: "k", LLM_AZURE_RESOURCE: "res" },
      { apiKeys: ["k"], fields: { resource: "res" } },
    ],
    [
      "a key and the vendor's name for the address",
      "azure",
      { AZURE_OPENAI_API_KEY: "k", AZURE_OPENAI_ENDPOINT: "https://res.services.ai.azure.com/" },
      { apiKeys: ["k"], baseUrl: "https://res.services.ai.azure.com", fields: {} },
    ],
    [
      "an application of Entra ID",
      "azure",
      { LLM_AZURE_RESOURCE: "res", AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c", AZURE_CLIENT_SECRET: "s" },
      { apiKeys: [], fields: { resource: "res", tenantId: "t", clientId: "c", clientSecret: "s" } },
    ],
    [
      "a managed identity",
      "azure",
      { LLM_AZURE_RESOURCE: "res", LLM_AZURE_IDENTITY: "managed", AZURE_TENANT_ID: "t" },
      { apiKeys: [], fields: { resource: "res", identity: "managed" } },
    ],
  ])("%s", (_, id, env, expected) => {
    expect(read(env).providers.get(id)).toEqual({ ...NONE, ...expected });
  });

  it.each<[string, string, Record<string, string>]>([
    ["a region of a machine", "aws-bedrock", { AWS_REGION: "eu-central-1", AWS_PROFILE: "default" }],
    ["keys without a region", "aws-bedrock", { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE0000000", AWS_SECRET_ACCESS_KEY: "s" }],
    ["half a key pair", "aws-bedrock", { AWS_SECRET_ACCESS_KEY: "s", AWS_REGION: "eu-central-1" }],
    ["a project", "google-vertex", { GOOGLE_CLOUD_PROJECT: "my-project" }],
    ["a credentials file alone", "google-vertex", { GOOGLE_APPLICATION_CREDENTIALS: "/key.json" }],
    [
      "an application without a resource",
      "azure",
      { AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c", AZURE_CLIENT_SECRET: "s" },
    ],
    ["an address", "azure", { AZURE_OPENAI_ENDPOINT: "https://res.openai.azure.com" }],
  ])("the vendor's own names alone do not connect by accident: %s", (_, id, env) => {
    expect(read(env).providers.get(id)).toEqual(NONE);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ LLM_AWS_BEDROCK_API_KEY: "k" }, /^Setting LLM_AWS_BEDROCK_REGION: is needed/],
    [{ LLM_AWS_BEDROCK_REGION: "mars" }, /^Setting LLM_AWS_BEDROCK_REGION: is not well formed/],
    [{ LLM_AWS_BEDROCK_API_KEY: "k", AWS_REGION: "a/b" }, /^Setting AWS_REGION: is not well formed/],
    [{ LLM_AZURE_API_KEY: "k" }, /^Setting LLM_AZURE_RESOURCE: is needed/],
    [
      { LLM_AZURE_API_KEY: "k", LLM_AZURE_RESOURCE: "evil.example/" },
      /^Setting LLM_AZURE_RESOURCE: is not well formed/,
    ],
    [
      { LLM_AZURE_RESOURCE: "res" },
      /^Setting LLM_AZURE_API_KEY: .*give LLM_AZURE_API_KEY, or LLM_AZURE_TENANT_ID \+ LLM_AZURE_CLIENT_ID \+ LLM_AZURE_CLIENT_SECRET, or/,
    ],
    [{ LLM_AZURE_RESOURCE: "res", LLM_AZURE_IDENTITY: "mine" }, /^Setting LLM_AZURE_IDENTITY: must be managed/],
    [{ LLM_GOOGLE_VERTEX_LOCATION: "us" }, /^Setting LLM_GOOGLE_VERTEX_PROJECT: .*incomplete/],
    [{ LLM_AWS_BEDROCK_REGON: "us-east-1" }, /not known\. Did you mean LLM_AWS_BEDROCK_REGION\?/],
    [{ LLM_AZURE_TENANT: "x" }, /not known\. Did you mean LLM_AZURE_TENANT_ID\?/],
  ])("%j is refused in one line that says what is lacking", (env, says) => {
    expect(complaint(env)).toMatch(says);
  });

  it("no secret is in a refusal", () => {
    expect(
      complaint({ LLM_AWS_BEDROCK_SECRET_ACCESS_KEY: "s3cr3 ÿ", LLM_AWS_BEDROCK_REGION: "us-east-1" }),
    ).not.toContain("s3cr3");
  });
});
