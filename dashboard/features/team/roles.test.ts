import { describe, expect, it } from "vitest";
import { rolesUpTo } from "./roles.ts";

describe("the roles that one may give", () => {
  it.each([
    ["owner", ["owner", "admin", "developer", "viewer"]],
    ["admin", ["admin", "developer", "viewer"]],
    ["viewer", ["viewer"]],
  ] as const)("%s: up to their own", (own, roles) => {
    expect(rolesUpTo(own)).toEqual(roles);
  });
});
