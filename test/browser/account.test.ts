import { afterAll, describe, expect, it, vi } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage, type Visit } from "./browser.ts";
import { appCode, type Member, makeMember } from "./member.ts";

// A journey is a dozen pages, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

const STEP_MS = 30_000;

describe.skipIf(stage === null).each(LOOKS)("one’s account at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  const openAs = async ({ token }: Member, path: string): Promise<Visit> => {
    const visit = await stage.open(look);
    await visit.context.addCookies([{ name: "llm_gw_session", value: token, url: gateway.url }]);
    await visit.page.goto(`/dashboard${path}`);
    return visit;
  };

  it("turns the second factor on, signs in with it, and turns it off", async () => {
    const member = await makeMember(gateway, `totp-${look.width}@example.test`, "viewer");
    const { page, context, complaints } = await openAs(member, "/account?tab=security");
    await page.getByRole("button", { name: "Turn on" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password").fill("wrong");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await dialog.getByText("The password is wrong.").waitFor();
    await dialog.getByLabel("Your password").fill(member.password);
    await dialog.getByRole("button", { name: "Go on" }).click();
    const secret = (await dialog.locator("code[data-secret]").textContent()) ?? "";
    expect(await dialog.getByRole("link", { name: "open it in the app" }).getAttribute("href")).toContain(secret);
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel("Code").fill(appCode(secret, Date.now()));
    await dialog.getByRole("button", { name: "Turn on" }).click();
    const codes = page.locator("ul[data-secret] li");
    await codes.first().waitFor();
    const [backupCode = ""] = await codes.allTextContents();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByRole("button", { name: "New backup codes…" }).waitFor();
    expect(await page.content()).not.toContain(backupCode);

    const other = await stage.open(look);
    await other.page.goto("/dashboard/login");
    await other.page.getByLabel("Email").fill(member.email);
    await other.page.getByLabel("Password").fill(member.password);
    await other.page.getByRole("button", { name: "Sign in", exact: true }).click();
    // Each code counts once: that of the next half minute is accepted already.
    await other.page.getByLabel("Code").fill(appCode(secret, Date.now() + STEP_MS));
    await other.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await other.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await other.context.close();

    await page.getByRole("button", { name: "Turn off…" }).click();
    await dialog.getByLabel("Your password").fill(member.password);
    await dialog.getByLabel("Code").fill(backupCode);
    await dialog.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("button", { name: "Turn on" }).waitFor();
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("changes the name and the password, and signs other sessions out", async () => {
    const member = await makeMember(gateway, `name-${look.width}@example.test`, "viewer");
    const login = { email: member.email, password: member.password };
    const signedIn = await fetch(`${gateway.url}/api/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "some-script/1.0" },
      body: JSON.stringify(login),
    });
    expect(signedIn.status).toBe(200);
    const { page, context, complaints } = await openAs(member, "/account");
    await page.getByLabel("Name").fill("Ada Lovelace");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Sessions" }).click();
    const others = page.getByRole("row").filter({ hasText: "some-script" });
    await others.getByRole("button", { name: "Sign out some-script" }).click();
    await others.waitFor({ state: "detached" });
    await page.getByRole("tab", { name: "Security" }).click();
    await page.getByLabel("Present password").fill(member.password);
    await page.getByLabel("New password").fill("another-horse-another-staple");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password is changed. Your other sessions have ended.", { exact: true }).waitFor();
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("creates an organization, and deletes it by its name", async () => {
    const name = `Skunkworks ${look.width}`;
    const member = await makeMember(gateway, `founder-${look.width}@example.test`, "viewer");
    const { page, context, complaints } = await openAs(member, "/account?tab=organizations");
    await page.getByRole("button", { name: "Create organization" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByRole("dialog").getByRole("button", { name: "Create organization" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    const [, , organizationId] = new URL(page.url()).pathname.split("/");
    await page.goto(`/dashboard/${organizationId}/settings?tab=end`);
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByLabel(`Type “${name}” to confirm`).fill(name);
    await page.getByRole("button", { name: "Delete organization" }).click();
    // Back in the one that is left.
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    expect(page.url()).not.toContain(organizationId);
    expect(complaints()).toEqual([]);
    await context.close();
  });
});
