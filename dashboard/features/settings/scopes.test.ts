import { describe, expect, it } from "vitest";
import { GRANTED_SCOPES } from "../../../src/management/auth/scopes.ts";
import { AREAS, scopesOf } from "./scopes.ts";

describe("a token's scopes", () => {
  it.each([
    [{}, []],
    [{ projects: "read", logs: "none" }, ["projects:read"]],
    [{ billing: "write", projects: "write" }, ["projects:write", "billing:write"]],
  ] as const)("%j", (chosen, scopes) => {
    expect(scopesOf(chosen)).toEqual(scopes);
  });

  it("are all of those that there are", () => {
    const all = (access: "read" | "write") => scopesOf(Object.fromEntries(AREAS.map(({ area }) => [area, access])));
    expect(["*", ...all("read"), ...all("write")].sort()).toEqual([...GRANTED_SCOPES].sort());
  });
});
