import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSecret, rewrapSecret, type SecretContext, SecretError, sealSecret } from "./envelope.ts";
import { masterKey, masterKeys } from "./master-keys.ts";
import { Secret } from "./secret.ts";

const oldBytes = randomBytes(32);
const newBytes = randomBytes(32);
const master = masterKeys(oldBytes);
const context: SecretContext = { table: "provider_keys", id: "pk_1", organizationId: "org_1" };

function reasonOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof SecretError) return error.reason;
    throw error;
  }
  return "opened";
}

describe("envelope", () => {
  it("opens what it sealed, for any text and any place", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 500 });
    const place = fc.record({ table: text, id: text, organizationId: fc.option(text) });
    fc.assert(
      fc.property(text, place, (plaintext, where) => {
        expect(openSecret(master, sealSecret(master, plaintext, where), where)).toBe(plaintext);
      }),
    );
  });

  it("opens in no other place", () => {
    const part = fc.string({ maxLength: 8 });
    const place = fc.record({ table: part, id: part, organizationId: fc.option(part) });
    fc.assert(
      fc.property(place, place, (here, there) => {
        fc.pre(JSON.stringify(Object.values(here)) !== JSON.stringify(Object.values(there)));
        expect(reasonOf(() => openSecret(master, sealSecret(master, "x", here), there))).toBe("tampered");
      }),
    );
    const nobody = { ...context, organizationId: null };
    expect(
      reasonOf(() => openSecret(master, sealSecret(master, "x", nobody), { ...nobody, organizationId: "null" })),
    ).toBe("tampered");
  });

  it("opens after no change of any character, and says nothing of the value", () => {
    const sealed = sealSecret(master, "sk-very-secret", context);
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of ["A", "_", "."]) {
        if (sealed[at] === other) continue;
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        expect(
          reasonOf(() => openSecret(master, changed, context)),
          `${at}`,
        ).not.toBe("opened");
      }
    }
    for (const text of [
      sealed.slice(0, -1),
      `${sealed}A`,
      "",
      "v1",
      sealed.replace("v1", "v2"),
      sealed.toUpperCase(),
    ]) {
      expect(reasonOf(() => openSecret(master, text, context))).not.toBe("opened");
    }
    const moved = { ...context, id: "pk_2" };
    try {
      openSecret(master, sealed, moved);
    } catch (error) {
      expect(inspect(error)).toContain("belongs to another row");
      expect(inspect(error)).not.toContain("very-secret");
    }
  });

  it("takes no part of one value into another", () => {
    const [one, two] = ["one", "two"].map((text) => sealSecret(master, text, context).split("."));
    const mixed = [one?.[0], one?.[1], one?.[2], two?.[3]].join(".");
    expect(reasonOf(() => openSecret(master, mixed, context))).toBe("tampered");
  });

  it("never seals twice alike", () => {
    expect(sealSecret(master, "x", context)).not.toBe(sealSecret(master, "x", context));
  });

  it("names a master key that is not there, and refuses what is too large or no key", () => {
    const sealed = sealSecret(masterKeys(newBytes), "x", context);
    expect(reasonOf(() => openSecret(master, sealed, context))).toBe("unknown_key");
    expect(reasonOf(() => sealSecret(master, "x".repeat(262_145), context))).toBe("too_large");
    expect(() => masterKey(Buffer.alloc(16))).toThrow("32 bytes");
  });

  it("opens old and new values while a rotation lasts, and rewraps without opening", () => {
    const old = sealSecret(master, "before", context);
    const during = masterKeys(newBytes, oldBytes);
    expect(openSecret(during, old, context)).toBe("before");
    const fresh = rewrapSecret(old, masterKey(oldBytes), masterKey(newBytes));
    expect(openSecret(masterKeys(newBytes), fresh, context)).toBe("before");
    expect(fresh.split(".")[3]).toBe(old.split(".")[3]);
    expect(reasonOf(() => openSecret(master, fresh, context))).toBe("unknown_key");
    expect(reasonOf(() => rewrapSecret(fresh, masterKey(oldBytes), masterKey(newBytes)))).toBe("unknown_key");
  });
});

describe("Secret", () => {
  it("shows itself only when asked", () => {
    const secret = new Secret("sk-1234567890");
    const shown = [
      String(secret),
      [secret].join(),
      JSON.stringify({ secret }),
      inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
      Object.values(secret).join(),
      JSON.stringify(Object.entries(secret)),
    ];
    expect(shown.join("\n")).not.toContain("1234567890");
    expect(secret.reveal()).toBe("sk-1234567890");
  });
});
