import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { CONFIG_TEXT, callRoute, draftOf, newProject, stepOf, writeText } from "./configured.ts";
import { sidewaysOf, untilLoaded } from "./in-page.ts";
import { untilLogged } from "./traffic.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** A whole life of a version, on a busy machine. */
const JOURNEY_MS = 90_000;

const SHADOW_TRIES = 10;
/** Longer than the page takes to look again. */
const SHADOW_WAIT_MS = 6_000;

/** Presses one of a version's steps, says why, and takes it. */
async function take(page: Page, step: string, why: string): Promise<void> {
  await page.getByRole("button", { name: `${step}…` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill(why);
  await dialog.getByRole("button", { name: step, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

describe.skipIf(stage === null).each(LOOKS)("configurations at $name", { timeout: JOURNEY_MS }, (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("are written, mended, saved, approved and served, changed, compared and rolled back", async () => {
    const project = await newProject(gateway, `Shop ${look.width}`);
    const { page, complaints } = await stage.openSignedIn(`/configurations/${project.id}`, look);
    await page.getByRole("link", { name: "Write the first one" }).click();
    await page.getByRole("link", { name: "Guarded support bot" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("link", { name: "An empty text" }).click();
    await writeText(page, CONFIG_TEXT.replace("retry_attempts", "retry_atempts"));
    // The mistake is told at its line, leads there, and is mended by what was meant.
    const problem = page.getByRole("list", { name: "Problems" }).getByRole("listitem");
    await problem.getByText("4:5 chat_models[0].retry_atempts").click();
    await page.getByRole("button", { name: "Save as draft" }).click();
    await page.getByText("Not saved.", { exact: false }).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    await problem.getByRole("button", { name: "Use it" }).click();
    await page.getByText("Nothing is wrong with this text.").waitFor();
    await page.getByLabel("Why this version").fill("The first one");
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByRole("heading", { level: 1, name: "Version 1" }).waitFor();
    expect(await page.locator(".cm-content").textContent()).toContain("retry_attempts");

    await take(page, "Approve", "Read it");
    await page.getByText("Ready to serve", { exact: true }).waitFor();
    await take(page, "Serve", "Go live");
    await page.getByText("Served", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Call it" }).click();
    await page.getByText(`"model":"${project.slug}/support"`, { exact: false }).waitFor();
    const { status, requestId } = await callRoute(gateway, project, "support");
    expect(status).toBe(200);
    const { body } = await gateway.receipt(requestId);
    expect(body).toMatchObject({ routing: { route: { project: project.slug, route: "support", config_version: 1 } } });

    await page.getByRole("link", { name: "Text", exact: true }).click();
    await page.getByRole("link", { name: "Make a new version of it" }).click();
    await page.getByRole("textbox", { name: "Text of the new version" }).waitFor();
    await writeText(page, CONFIG_TEXT.replace("mock/echo", "mock/priced"));
    await page.getByText("Nothing is wrong with this text.").waitFor();
    await page.getByRole("button", { name: "Save as draft" }).click();
    await page.getByRole("heading", { level: 1, name: "Version 2" }).waitFor();
    await page.getByRole("link", { name: "Changes" }).click();
    await page.getByRole("list", { name: "Changes" }).getByText("mock/priced").first().waitFor();
    await page.getByRole("textbox", { name: "Version 2 compared with version 1" }).waitFor();
    await untilLoaded(page);
    expect(await violationsOf(page)).toEqual([]);
    await take(page, "Approve", "Read it");
    await take(page, "Serve", "Priced");
    // At once: it is offered for a few seconds.
    await page.getByRole("button", { name: "Back to version 1" }).click();
    await page.getByText("Retired", { exact: true }).waitFor();
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("list", { name: "History" }).getByText("Priced").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await take(page, "Roll back", "It was good");
    await page.getByText("Served", { exact: true }).first().waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("are tried in the shadow, and their requests are found by route", async () => {
    const name = `Desk of everything that customers of the web shop ask ${look.width}`;
    const project = await newProject(gateway, name);
    const served = await draftOf(gateway, project.id);
    for (const step of ["approve", "serve"]) await stepOf(gateway, served.id, step);
    const tried = await draftOf(gateway, project.id, CONFIG_TEXT.replace("mock/echo", "mock/priced"));
    await stepOf(gateway, tried.id, "approve");
    const { page, complaints } = await stage.openSignedIn(`/configurations/${project.id}/${tried.id}`, look);
    await page.getByLabel("Share in %").fill("100");
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByText("Shadow 100%").waitFor();
    const { requestId } = await callRoute(gateway, project, "support");
    await untilLogged(gateway, requestId);
    const other = page.getByRole("list", { name: "Other models first" }).getByText("mock/priced");
    // The first calls may come before the shadow does.
    for (let tries = 0; tries < SHADOW_TRIES && (await other.count()) === 0; tries += 1) {
      await callRoute(gateway, project, "support");
      await other.waitFor({ timeout: SHADOW_WAIT_MS }).catch(() => undefined);
    }
    await other.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByRole("button", { name: "Begin" }).waitFor();

    await page.goto("/dashboard/analytics?by=route&range=nonsense");
    const row = page.getByRole("table", { name: "By route" }).getByRole("row").filter({ hasText: name });
    await row.getByRole("link", { name: "support" }).click();
    await page.locator(`a[title="${requestId}"]`).click();
    await page.getByRole("link", { name: `${project.slug}/support` }).waitFor();
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    await page.getByRole("link", { name: "version 1" }).click();
    await page.getByRole("heading", { level: 1, name: "Version 1" }).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});
