import { afterAll, describe, expect, it, vi } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";

// A journey is a dozen pages, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

describe.skipIf(stage === null).each(LOOKS)("settings and their audit at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("renames the organization, takes that back, and finds both in the audit log", async () => {
    const name = `Acme ${look.width}`;
    const { page, context, complaints } = await stage.openSignedIn("/settings", look);
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByText("The organization has a new name.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The organization has a new name.", { exact: true }).waitFor({ state: "detached" });

    await page.goto(`/dashboard/audit?action=organization.update&text=${encodeURIComponent(name)}`);
    await page.getByRole("table", { name: "Audit log" }).getByRole("link").last().click();
    const dialog = page.getByRole("dialog", { name: "organization.update" });
    await dialog.getByText(name).first().waitFor();
    expect(await dialog.locator("dd").filter({ hasText: name }).last().innerText()).toMatch(/Default/);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Integrity and retention" }).click();
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByText(/^All \d+ events are as they were written/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("creates a token, shows it once, and revokes it by its name", async () => {
    const name = `Pipeline ${look.width}`;
    const { page, context, complaints } = await stage.openSignedIn("/settings?tab=tokens", look);
    await page.getByRole("button", { name: "Create token" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Projects, configurations, cache").selectOption("read");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Create token" }).click();
    const secret = (await page.locator("[data-secret]").textContent()) ?? "";
    expect(secret).toMatch(/^llm_gw_org_/);
    await page.getByRole("button", { name: "I have copied it" }).click();
    const statusOf = async (path: string): Promise<number> => {
      const headers = { authorization: `Bearer ${secret}` };
      return (await fetch(`${gateway.url}/api/v1${path}`, { headers })).status;
    };
    expect([await statusOf("/projects"), await statusOf("/logs")]).toEqual([200, 403]);
    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.getByLabel(`Type “${name}” to confirm`).fill(name);
    await page.getByRole("button", { name: "Revoke token" }).click();
    await page.getByText(`${name} is revoked.`, { exact: true }).waitFor();
    expect(await statusOf("/projects")).toBe(401);
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("says beside the field what is wrong with an address, and keeps what is right", async () => {
    const { page, context, complaints } = await stage.openSignedIn("/settings?tab=access", look);
    const field = page.getByLabel("Addresses and ranges");
    await field.fill("203.0.113.0/24\n10.1");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/must be an IPv4 or IPv6 address/).waitFor();
    await field.fill("203.0.113.0/24");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Keys work from these addresses only.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Keys work from these addresses only.", { exact: true }).waitFor({ state: "detached" });
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("keeps prompts when it is turned on, and asks before it removes them", async () => {
    const { page, context, complaints } = await stage.openSignedIn("/settings?tab=data", look);
    const keep = page.getByLabel("Keep prompts and answers");
    const save = page.getByRole("button", { name: "Save" }).first();
    await keep.check();
    await save.click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    await keep.uncheck();
    await save.click();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("Type “Default” to confirm").fill("Default");
    await page.getByRole("button", { name: "Remove them" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(complaints()).toEqual([]);
    await context.close();
  });
});
