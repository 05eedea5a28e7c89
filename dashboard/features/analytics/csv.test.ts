import { describe, expect, it } from "vitest";
import { toCsv } from "./csv.ts";

describe("CSV", () => {
  it("quotes what needs it, leaves unknown empty, and runs no formula", () => {
    const columns = [
      { header: "a,b", cell: (row: readonly (string | number | null)[]) => row[0] ?? null },
      { header: "n", cell: (row: readonly (string | number | null)[]) => row[1] ?? null },
    ];
    expect(
      toCsv(columns, [
        ['say "x"', 1.5],
        ["=1+1", null],
        ["two\nlines", -3],
      ]),
    ).toBe('"a,b",n\r\n"say ""x""",1.5\r\n\'=1+1,\r\n"two\nlines",-3\r\n');
  });
});
