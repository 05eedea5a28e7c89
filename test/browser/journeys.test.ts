import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage, signIn } from "./browser.ts";
import { readableOf } from "./in-page.ts";
import { enrol, makeMember } from "./member.ts";
import { callMock, untilLogged } from "./traffic.ts";

if (!HAS_BROWSER) console.warn("No chromium here: the dashboard's journeys are skipped. CHROMIUM_PATH names one.");
const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

describe.skipIf(stage === null).each(LOOKS)("journeys at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("signs in, and goes on to where one wanted to be", async () => {
    const { page, complaints } = await stage.open(look);
    await page.goto("/dashboard/logs?status=error");
    await page.getByLabel("Email").fill("nobody@example.test");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("alert").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "Requests" }).waitFor();
    expect(new URL(page.url()).searchParams.get("status")).toBe("error");
    // No script can read the session's token.
    const [cookie] = await page.context().cookies();
    expect(cookie?.httpOnly).toBe(true);
    expect(await readableOf(page)).not.toContain(cookie?.value);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("creates a key, shows its secret once, and calls with it; then disables, enables and deletes it", async () => {
    const name = `Checkout ${look.width}`;
    const { page, complaints } = await stage.openSignedIn("/api-keys", look);
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByLabel("Name").fill(name);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
    const secret = (await page.locator("[data-secret]").textContent()) ?? "";
    expect(secret).toMatch(/^llm_gw_prod_/);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "I have copied it" }).click();
    expect(await page.content()).not.toContain(secret);
    const { status, requestId } = await callMock(gateway, { key: secret });
    expect(status).toBe(200);
    await untilLogged(gateway, requestId);

    const act = async (item: string): Promise<void> => {
      await page.getByRole("button", { name: `Actions for ${name}` }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    const row = page.getByRole("row").filter({ hasText: name });
    await act("Disable");
    await row.getByText("disabled").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row.getByText("active").waitFor();
    await act("Rotate…");
    await page.getByLabel("The present secret works for").selectOption("0");
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    const next = (await page.locator("[data-secret]").textContent()) ?? "";
    expect(next).not.toBe(secret);
    await page.getByRole("button", { name: "I have copied it" }).click();
    expect((await callMock(gateway, { key: next })).status).toBe(200);
    await act("Delete…");
    await page.getByRole("dialog").getByRole("textbox").fill(next.slice(-4));
    await page.getByRole("button", { name: "Delete key" }).click();
    await row.waitFor({ state: "detached" });
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("finds a failed request and reads why", async () => {
    const { requestId } = await callMock(gateway, { mock: { status: 503, message: "overloaded" } });
    await untilLogged(gateway, requestId);
    const { page, complaints } = await stage.openSignedIn("/logs", look);
    await page.getByLabel("Status", { exact: true }).selectOption("error");
    await page.getByRole("searchbox").fill(requestId);
    await page.waitForURL((url) => url.searchParams.get("text") === requestId);
    await page.locator(`a[title="${requestId}"]`).click();
    await page.getByRole("heading", { name: "What happened" }).waitFor();
    await page.getByText("Ended").waitFor();
    expect(await page.getByText("all_providers_failed").count()).toBeGreaterThan(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.goBack();
    await page.locator(`a[title="${requestId}"]`).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("connects a provider and tests it", async () => {
    const name = `Own ${look.width}`;
    const { page, complaints } = await stage.openSignedIn("/connections", look);
    const connect = page.getByRole("link", { name: "Connect a provider" }).first();
    await connect.click();
    await page.getByRole("searchbox").fill("openai");
    await page.getByRole("link", { name: /^OpenAI/ }).click();
    await page.getByLabel("API key").fill("sk-0123456789abcdef");
    // Nothing listens there: the form must say what the test found.
    await page.getByLabel("Base URL").fill("http://127.0.0.1:9/v1");
    await page.getByLabel("Name").fill(name);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Connect and test" }).click();
    await page.getByText("The connection is saved, and its test failed.").waitFor();
    const correct = await page.getByRole("link", { name: "Correct it" }).getAttribute("href");
    expect(correct).toMatch(/\/connections\/pk_/);
    await page.getByRole("button", { name: "Go to the connections" }).click();
    const row = page.getByRole("row").filter({ hasText: name });
    await row.getByText("unreachable").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("creates a project, changes it, archives it and takes that back", async () => {
    const { page, complaints } = await stage.openSignedIn("/projects", look);
    await page.getByRole("button", { name: "Create project" }).click();
    await page.getByLabel("Name").fill(`Search ${look.width}`);
    await page.getByRole("dialog").getByRole("button", { name: "Create project" }).click();
    await page.getByLabel("Answer the same question from the cache").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByText("archived", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Archive" }).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(stage === null)("others than the owner", () => {
  if (stage === null) return;
  const { gateway } = stage;

  it("sign in with their second factor", async () => {
    const member = await makeMember(gateway, "ada@example.test", "developer");
    const [code = ""] = await enrol(gateway, member);
    const { page } = await stage.open();
    await page.goto("/dashboard/login");
    await page.getByLabel("Email").fill(member.email);
    await page.getByLabel("Password").fill(member.password);
    const signIn = page.getByRole("button", { name: "Sign in", exact: true });
    await signIn.click();
    await page.getByLabel("Code").fill("000000");
    await signIn.click();
    await page.getByText("The code is wrong").waitFor();
    await page.getByLabel("Code").fill(code);
    await signIn.click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.context().close();
  });

  it("see what their role may do, and no more", async () => {
    const { token } = await makeMember(gateway, "viewer@example.test", "viewer");
    const { page, context } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: gateway.url }]);
    await page.goto("/dashboard/api-keys");
    await page.getByRole("table", { name: "API keys" }).waitFor();
    await page.getByText("Bootstrap key").waitFor();
    expect(await page.getByRole("button", { name: "Create key" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: /^Actions for/ }).count()).toBe(0);
    await page.goto("/dashboard/connections/new");
    await page.getByText("Your role does not allow this").waitFor();
    await context.close();
  });
});
