import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { sidewaysOf, untilLoaded } from "./in-page.ts";
import { callMock, untilLogged } from "./traffic.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** As many rows as need scrolling on every screen. */
const ROWS = 40;
const FAILED = 3;
const SLOW_MS = 60_000;

describe.skipIf(stage === null).each(LOOKS)("watching traffic at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;
  beforeAll(async () => {
    const calls = Array.from({ length: ROWS }, (_, index) =>
      callMock(gateway, index < FAILED ? { mock: { status: 400 } } : {}),
    );
    for (const { requestId } of await Promise.all(calls)) await untilLogged(gateway, requestId);
  }, SLOW_MS);

  it(
    "breaks requests down, narrows to one of them, and leads to those behind a figure",
    async () => {
      const { page, complaints } = await stage.openSignedIn("/analytics", look);
      const table = page.getByRole("table", { name: "By model" });
      await table.getByRole("link", { name: "mock/priced" }).waitFor();
      await page.getByLabel("Figure", { exact: true }).selectOption("latency");
      await page.getByText("p99", { exact: true }).first().waitFor();
      await page.getByRole("radio", { name: "Compared" }).click();
      await page.getByText("The range before").first().waitFor();
      await page.getByRole("button", { name: "Narrow to mock/priced" }).click();
      await page.getByRole("button", { name: "Remove the filter Model mock/priced" }).waitFor();
      await page.getByLabel("Break down by").selectOption("errorCode");
      await page.getByRole("radio", { name: "By error code" }).click();
      await untilLoaded(page);
      expect(await violationsOf(page)).toEqual([]);
      expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
      // A view is its address.
      await page.reload();
      await page.getByRole("radio", { name: "By error code", checked: true }).waitFor();
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name: "CSV" }).click();
      await page.getByRole("menuitem", { name: "The table" }).click();
      expect((await downloading).suggestedFilename()).toBe("analytics-by-errorCode-7d.csv");
      await page.getByRole("button", { name: /^Remove the filter/ }).click();
      await page.getByRole("table", { name: "By error code" }).getByRole("link").first().click();
      await page.getByRole("heading", { level: 1, name: "Requests" }).waitFor();
      await page.getByRole("button", { name: "Remove the filter error" }).waitFor();
      expect(new URL(page.url()).searchParams.get("range")).toBe("7d");
      expect(complaints()).toEqual([]);
      await page.context().close();
    },
    SLOW_MS,
  );

  it(
    "tells what was spent and what it comes to",
    async () => {
      const { page, complaints } = await stage.openSignedIn("/costs", look);
      await page.getByRole("table", { name: "By model" }).getByRole("link", { name: "mock/priced" }).waitFor();
      await page.getByText("Per 1,000 requests").waitFor();
      await page.getByText("Answers from the cache").waitFor();
      // Today alone is too little to reckon a month from.
      await page.getByText(/once there are three full days/).waitFor();
      await untilLoaded(page);
      expect(await violationsOf(page)).toEqual([]);
      expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
      expect(complaints()).toEqual([]);
      await page.context().close();
    },
    SLOW_MS,
  );

  it(
    "shows new requests at the top, and lets them wait while one reads further down",
    async () => {
      const { page, complaints } = await stage.openSignedIn("/logs", look);
      await page.getByRole("table", { name: "Requests" }).getByRole("link").first().waitFor();
      const first = await callMock(gateway);
      await page.locator(`a[title="${first.requestId}"]`).waitFor();
      // Over the rows: the sidebar scrolls by itself.
      await page.mouse.move(look.width / 2, look.height / 2);
      await page.mouse.wheel(0, 700);
      const second = await callMock(gateway);
      await page.getByRole("button", { name: /^1 new request/ }).click();
      await page.locator(`a[title="${second.requestId}"]`).waitFor();
      await page.getByRole("switch", { name: "Live" }).click();
      await page.getByRole("switch", { name: "Live", checked: false }).waitFor();
      expect(new URL(page.url()).searchParams.get("live")).toBe("off");
      expect(await violationsOf(page)).toEqual([]);
      expect(complaints()).toEqual([]);
      await page.context().close();
    },
    SLOW_MS,
  );

  it(
    "keeps filters under a name, opens and deletes them, and takes that back",
    async () => {
      const name = `Failures ${look.width}`;
      // Views of the same filters are the same view to the page.
      const status = look.width > 1_000 ? "error" : "4xx";
      const { page, complaints } = await stage.openSignedIn(`/logs?status=${status}&live=off`, look);
      await page.getByRole("button", { name: "Views" }).click();
      await page.getByRole("menuitem", { name: "Save what is shown…" }).click();
      await page.getByLabel("Name").fill(name);
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole("button", { name: "Save view" }).click();
      await page.getByRole("button", { name }).waitFor();
      await page.goto("/dashboard/logs?live=off");
      await page.getByRole("button", { name: "Views" }).click();
      await page.getByRole("menuitem", { name }).click();
      await page.waitForURL((url) => url.searchParams.get("status") === status);
      await page.getByRole("button", { name }).click();
      await page.getByRole("menuitem", { name: "Manage views…" }).click();
      await page.getByRole("button", { name: `Actions for ${name}` }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.getByText(`“${name}” is deleted.`, { exact: true }).waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByRole("button", { name, exact: true }).waitFor();
      expect(complaints()).toEqual([]);
      await page.context().close();
    },
    SLOW_MS,
  );

  it(
    "goes through rows by keyboard, and reads what each stage did",
    async () => {
      const { page, complaints } = await stage.openSignedIn("/logs?live=off&dense=true", look);
      const links = page.getByRole("table", { name: "Requests" }).getByRole("link");
      await links.first().waitFor();
      const second = await links.nth(1).getAttribute("title");
      for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "What happened" }).waitFor();
      expect(new URL(page.url()).pathname.endsWith(`/${second}`)).toBe(true);
      for (const stageName of ["Arrived", "Routing", "Limits", "Calls"])
        await page.getByRole("heading", { level: 3, name: stageName }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(complaints()).toEqual([]);
      await page.context().close();
    },
    SLOW_MS,
  );
});
