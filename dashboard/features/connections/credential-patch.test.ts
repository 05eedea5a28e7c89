import { describe, expect, it } from "vitest";
import type { Provider } from "../../../src/client/api.ts";
import type { FormField } from "./credential-fields.ts";
import { credentialPatch, formIdOf, typedOf } from "./credential-patch.ts";

const FIELDS = [
  { name: "apiKey", secret: true },
  { name: "region", secret: false },
] as unknown as readonly FormField[];
const CURRENT = { apiKey: "••••cdef", region: "eu" };

describe("a credential that is changed", () => {
  it("begins with what is no secret", () => {
    expect(typedOf(FIELDS, CURRENT)).toEqual({ apiKey: "", region: "eu" });
  });

  it.each([
    ["nothing that was left as it is", { apiKey: "", region: "eu" }, CURRENT, undefined],
    ["a new secret alone", { apiKey: " sk-new ", region: "eu" }, CURRENT, { apiKey: "sk-new" }],
    ["null for what was emptied", { apiKey: "", region: "" }, CURRENT, { region: null }],
    ["null for what is of another way", { region: "eu" }, { ...CURRENT, bearer: "••••" }, { bearer: null }],
    ["nothing for what never was", {}, {}, undefined],
  ])("sends %s", (_, typed, current, patch) => expect(credentialPatch(FIELDS, current, typed)).toEqual(patch));

  it("finds the way in which it was given", () => {
    const provider = {
      credentialForms: [
        { id: "keys", needs: ["accessKey", "secretKey"] },
        { id: "bearer", needs: ["bearer"] },
      ],
    } as unknown as Provider;
    expect(formIdOf(provider, { bearer: "••••" })).toBe("bearer");
    expect(formIdOf(provider, {})).toBe("keys");
    expect(formIdOf({ credentialForms: [] } as unknown as Provider, {})).toBeUndefined();
  });
});
