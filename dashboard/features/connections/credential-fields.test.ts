import { describe, expect, it } from "vitest";
import type { CredentialField, Provider } from "../../../src/client/api.ts";
import { fieldsOf } from "./credential-fields.ts";

const field = (name: string, more: Partial<CredentialField> = {}): CredentialField => ({
  name,
  label: name,
  secret: false,
  required: false,
  help: null,
  multiline: false,
  options: null,
  pattern: null,
  default: null,
  unlessBaseUrl: false,
  ...more,
});

const CLOUD = {
  credential: [
    field("region", { required: true, unlessBaseUrl: true }),
    field("accessKey"),
    field("sessionToken"),
    field("bearer"),
  ],
  credentialForms: [
    { id: "keys", label: "", needs: ["accessKey"], takes: ["sessionToken"] },
    { id: "bearer", label: "", needs: ["bearer"], takes: [] },
  ],
} as unknown as Provider;

const shape = (formId?: string, hasBaseUrl = false) =>
  fieldsOf(CLOUD, formId, hasBaseUrl).map(({ name, mustHave }) => `${name}${mustHave ? "!" : ""}`);

describe("the fields of a credential's form", () => {
  it.each([
    [undefined, false, ["region!", "accessKey!", "sessionToken"]],
    ["bearer", false, ["region!", "bearer!"]],
    ["bearer", true, ["region", "bearer!"]],
  ])("way %s, other address %s", (formId, hasBaseUrl, fields) => {
    expect(shape(formId, hasBaseUrl)).toEqual(fields);
  });

  it("shows all where there is one way, and needs nothing that has a default", () => {
    const plain = {
      credential: [field("apiKey", { required: true }), field("version", { required: true, default: "1" })],
      credentialForms: [],
    } as unknown as Provider;
    expect(fieldsOf(plain, undefined, false).map(({ mustHave }) => mustHave)).toEqual([true, false]);
  });
});
