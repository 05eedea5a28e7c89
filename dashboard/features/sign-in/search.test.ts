import { describe, expect, it } from "vitest";
import { safeReturn } from "./search.ts";

describe("where signing in leads", () => {
  it.each([
    [undefined, "/dashboard/"],
    ["/org_1/logs?status=4xx", "/dashboard/org_1/logs?status=4xx"],
    ["https://evil.example", "/dashboard/"],
    ["//evil.example", "/dashboard/"],
    ["/\\evil.example", "/dashboard/"],
    ["/a\nb", "/dashboard/"],
    ["javascript:alert(1)", "/dashboard/"],
  ])("%j goes to %s", (returnTo, to) => {
    expect(safeReturn(returnTo)).toBe(to);
  });
});
