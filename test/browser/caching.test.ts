import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { sidewaysOf, untilLoaded } from "./in-page.ts";
import { makeKey, makeProject } from "./made.ts";
import { makeMember } from "./member.ts";
import { callMock, untilLogged } from "./traffic.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** A change of a project needs a moment to reach the data plane. */
const TRIES = 100;
const WAIT_MS = 100;

describe.skipIf(stage === null).each(LOOKS)("caching at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("is turned on, answers the second call, and is emptied", async () => {
    const name = `Cached ${look.width}`;
    const project = await makeProject(gateway, { name });
    const { secret } = await makeKey(gateway, { description: "Reader", projectId: project.id });
    const { page, complaints } = await stage.openSignedIn("/caching", look);
    await page.getByRole("button", { name: `Change the caching of ${name}` }).click();
    await page.getByLabel("Answer the same question from the cache").check();
    await page.getByRole("dialog").getByLabel("Kept for, in seconds").fill("300");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const row = page.getByRole("row").filter({ hasText: name });
    await row.getByText("on", { exact: true }).waitFor();

    const hit = await untilCached(secret);
    await untilLogged(gateway, hit);
    await page.goto(`/dashboard/caching?project=${project.id}`);
    await page.locator(`a[title="${hit}"]`).waitFor();
    await untilLoaded(page);
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);

    await page.getByRole("button", { name: "Remove answers" }).click();
    await page
      .getByText(/kept answers? removed\.$/)
      .first()
      .waitFor();
    expect(await isCached(secret)).toBe(false);
    expect(await isCached(secret)).toBe(true);
    // Nothing narrows it down: the organization's name is asked for.
    await page.getByLabel("Project", { exact: true }).selectOption("");
    await page.getByRole("button", { name: "Remove answers" }).click();
    const dialog = page.getByRole("dialog", { name: "Empty the whole cache?" });
    await dialog.getByRole("textbox").fill("Default");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Empty the cache" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await isCached(secret)).toBe(false);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("has settings for both caches, which are saved and taken back", async () => {
    const { page, complaints } = await stage.openSignedIn("/caching", look);
    await page.getByLabel("Answer questions that mean the same").check();
    await page.getByLabel("What it does").selectOption("shadow");
    await page.getByLabel("Least similarity").fill("0.97");
    await page.getByRole("button", { name: "Save semantic cache" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("checkbox", { name: "Answer questions that mean the same", checked: false }).waitFor();
    expect(await page.getByLabel("Least similarity").inputValue()).toBe("0.95");
    await page.getByLabel("Ask once for identical requests").check();
    await page.getByRole("button", { name: "Save exact cache" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("checkbox", { name: "Ask once for identical requests", checked: false }).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  const isCached = async (key: string): Promise<boolean> =>
    (await callMock(gateway, { key })).text.includes('"cached":true');
  /** The id of the first request that was answered from the cache. */
  const untilCached = async (key: string): Promise<string> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { requestId, text } = await callMock(gateway, { key });
      if (text.includes('"cached":true')) return requestId;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
    throw new Error("nothing was answered from the cache");
  };
});

describe.skipIf(stage === null)("caching for others", () => {
  if (stage === null) return;

  it("lets viewers read, and developers empty a project's", async () => {
    const visit = async (role: string) => {
      const { token } = await makeMember(stage.gateway, `${role}@example.test`, role);
      const { page, context } = await stage.open();
      await context.addCookies([{ name: "llm_gw_session", value: token, url: stage.gateway.url }]);
      await page.goto("/dashboard/caching");
      await page.getByRole("table", { name: "Caching of projects" }).waitFor();
      return page;
    };
    const viewer = await visit("viewer");
    expect(await viewer.getByRole("button", { name: "Remove answers" }).count()).toBe(0);
    expect(await viewer.getByRole("button", { name: /^Change/ }).count()).toBe(0);
    await viewer.context().close();
    const developer = await visit("developer");
    await developer.getByLabel("Project", { exact: true }).selectOption("");
    await developer.getByRole("button", { name: "Remove answers" }).click();
    // The browser asks for a project itself.
    expect(await developer.getByRole("dialog").count()).toBe(0);
    await developer.getByLabel("Project", { exact: true }).selectOption({ label: "default" });
    await developer.getByRole("button", { name: "Remove answers" }).click();
    await developer.getByText("No kept answer was like that.", { exact: true }).waitFor();
    await developer.context().close();
  });
});
