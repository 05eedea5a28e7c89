import { describe, expect, it } from "vitest";
import { breachesIn, checkImports } from "./check-imports.ts";

describe("the directions of imports", () => {
  it("are kept everywhere", () => {
    expect(checkImports()).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ["start.ts", "const { env } = process;\nprocess.env.HOME", /environment/],
    ["start.ts", 'import { env } from "node:process";', /environment/],
    ["store/x.ts", "import { argv, env as all } from 'process';", /environment/],
    ["gateway/x.ts", 'process["env"]', /environment/],
    ["catalog/x.ts", "Date.now()", /handed in/],
    ["dialects/x.ts", "const now = new Date();", /handed in/],
    ["framing/x.ts", "new Date( )", /handed in/],
    ["canonical/x.ts", "new Date;", /handed in/],
    ["providers/mock/x.ts", "performance.now()", /handed in/],
    ["providers/x.ts", "const chance = Math.random;", /handed in/],
    ["dialects/x.ts", 'import { get } from "node:http";', /no I\/O/],
    ["gateway/x.ts", 'if (providerId === "openai") {}', /provider id/],
    ["store/x.ts", 'import { start } from "../gateway/server.ts";', /may not import/],
    ["dialects/openai-chat/x.ts", 'import { a } from "../anthropic-messages/tap.ts";', /each other/],
  ])("are broken by src/%s with %s", (file, text, why) => {
    expect(breachesIn(file, text)).toEqual([expect.stringMatching(why)]);
  });

  it.each<[string, string]>([
    ["settings.ts", "process.env"],
    ["settings.ts", 'import { env } from "node:process";'],
    ["start.ts", 'import { argv } from "node:process"; const env = 1;'],
    ["catalog/x.ts", "new Date(0); new Date(text); new DateTimeFormat();"],
    ["gateway/x.ts", "performance.now(); new Date()"],
    ["worker/x.ts", 'import { isOutage } from "../store/sql/outage.ts";'],
  ])("allow src/%s %s", (file, text) => {
    expect(breachesIn(file, text)).toEqual([]);
  });
});
