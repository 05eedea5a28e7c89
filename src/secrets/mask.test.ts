import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSecretName, maskSecrets } from "./mask.ts";
import { Secret } from "./secret.ts";

describe("maskSecrets", () => {
  it.each([
    ["password", true],
    ["newPassword", true],
    ["token", true],
    ["refresh_token", true],
    ["clientSecret", true],
    ["client_secret", true],
    ["apiKey", true],
    ["x-api-key", true],
    ["API_KEY", true],
    ["secretAccessKey", true],
    ["privateKeyPem", true],
    ["passwordHash", true],
    ["credential", true],
    ["Authorization", true],
    ["set-cookie", true],
    ["recoveryCodes", true],
    ["apiKeyId", false],
    ["keyPrefix", false],
    ["tokenName", false],
    ["keyExpiresAt", false],
    ["name", false],
    ["monkey", false],
    ["keyboard", false],
    ["statusCode", false],
    ["", false],
  ])("takes the name '%s' for a secret's: %s", (name, expected) => {
    expect(isSecretName(name)).toBe(expected);
  });

  it("masks by name at any depth, and keeps the rest", () => {
    expect(
      maskSecrets({
        name: "Main",
        apiKey: "sk-x",
        credential: { apiKey: "abc", region: "eu", id: "pk_1", list: ["abc"] },
        apiKeys: [{ id: "key_1", hash: "abc" }],
        deep: { list: [{ token: "abc" }] },
        maxTokens: 5,
        pin: 1234,
        tokenLimit: 9,
        hasPassword: true,
        password: null,
        at: new Date(0),
        big: 10n,
        gone: undefined,
        odd: Number.NaN,
        wrapped: new Secret("abc"),
      }),
    ).toEqual({
      name: "Main",
      apiKey: "[masked]",
      credential: { apiKey: "[masked]", region: "[masked]", id: "pk_1", list: ["[masked]"] },
      apiKeys: [{ id: "key_1", hash: "[masked]" }],
      deep: { list: [{ token: "[masked]" }] },
      maxTokens: 5,
      pin: "[masked]",
      tokenLimit: 9,
      hasPassword: true,
      password: null,
      at: "1970-01-01T00:00:00.000Z",
      big: "10",
      gone: null,
      odd: null,
      wrapped: "[secret]",
    });
  });

  it("masks keys that stand in other texts", () => {
    const shown = JSON.stringify(maskSecrets({ note: `use llm_gw_prod_${"a".repeat(40)} or sk-${"b".repeat(40)}` }));
    expect(shown).not.toContain("aaaa");
    expect(shown).not.toContain("bbbb");
  });

  it("bounds whatever it is given", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(JSON.stringify(maskSecrets(loop))).toContain("too deep");
    const wide = maskSecrets(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`m${index}`, index])));
    expect(Object.keys(wide as object)).toHaveLength(101);
    expect(maskSecrets(Array.from({ length: 500 }, () => 1))).toHaveLength(101);
    expect(String(maskSecrets("x".repeat(1e6))).length).toBeLessThan(2_100);
  });

  it("gives JSON for any value, and no secret under a secret name", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const shown = JSON.stringify(maskSecrets({ value, apiKey: "4f9c1e", inner: { token: { value: "4f9c1e" } } }));
        expect(JSON.parse(shown)).toBeTypeOf("object");
        expect(shown).not.toContain("4f9c1e");
      }),
    );
  });
});
