import { expect, it } from "vitest";
import { buildDashboard } from "./build.ts";
import { firstLoadOf } from "./first-load.ts";
import { BUILT } from "./vite-config.ts";

const BYTES_MAX = 200_000;

it("is 200 kB of packed script at most, without charts", async () => {
  await buildDashboard();
  const { scripts, bytes } = firstLoadOf(BUILT);
  expect(scripts.some((file) => file.includes("overview-page"))).toBe(true);
  expect(scripts.some((file) => file.includes("series-drawing"))).toBe(false);
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX);
});
