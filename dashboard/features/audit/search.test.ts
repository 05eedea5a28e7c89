import { describe, expect, it } from "vitest";
import { validateAuditSearch } from "./search.ts";

describe("the audit log's address", () => {
  it.each([
    [
      { outcome: "denied", range: "7d", platform: "true" },
      { outcome: "denied", range: "7d", platform: true },
    ],
    [{ outcome: "maybe", range: "1y", from: "yesterday" }, {}],
    [{ from: "2026-11-21T12:00:00.000Z" }, { from: "2026-11-21T12:00:00.000Z" }],
  ])("%j is %j", (raw, value) => {
    expect(validateAuditSearch(raw)).toEqual(value);
  });
});
