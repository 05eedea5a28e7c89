import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { sidewaysOf, untilLoaded } from "./in-page.ts";
import { makeKey } from "./made.ts";
import { makeMember } from "./member.ts";
import { askUntil, callMock, untilLogged } from "./traffic.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

describe.skipIf(stage === null).each(LOOKS)("a key's page at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("restricts a key to one model, and another is refused by the rule's name", async () => {
    const made = await makeKey(gateway, { description: `Rules ${look.width}` });
    const { page, complaints } = await stage.openSignedIn("/api-keys", look);
    await page.getByRole("link", { name: made.name }).click();
    await page.getByRole("tab", { name: "Access" }).click();
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByRole("combobox", { name: "Models" }).click();
    await page.getByPlaceholder("Search, or type your own").fill("mock/echo");
    await page.getByRole("option", { name: "mock/echo" }).click();
    await page.keyboard.press("Escape");
    await page.getByLabel("Name").fill("echo alone");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Done" }).click();
    // What the rules come to is the gateway's own verdict, before they are saved.
    await page.getByText("What these rules would allow").waitFor();
    await page.getByLabel("Verdict").selectOption("refused");
    await page.getByLabel("Search models").fill("mock/priced");
    const models = page.getByRole("list", { name: "Models" });
    await models.getByText("echo alone").waitFor();
    expect(await models.getByRole("listitem").count()).toBe(1);
    expect((await callMock(gateway, { key: made.secret })).status).toBe(200);
    await page.getByRole("button", { name: "Save rules" }).click();
    await page.getByText("Rules saved. They are in force within a second.", { exact: true }).waitFor();
    const refusal = await askUntil(gateway, 403, made.secret);
    expect(refusal).toContain("echo alone");
    expect((await callMock(gateway, { key: made.secret, model: "mock/echo" })).status).toBe(200);
    // The choice is in the address, and the rule comes back with it.
    await page.reload();
    await page.getByText("echo alone").first().waitFor();
    await untilLoaded(page);
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: "Remove rule 1" }).click();
    await page.getByRole("button", { name: "Save rules" }).click();
    await askUntil(gateway, 200, made.secret);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("sets a rate limit, which refuses what is too fast, and takes it away", async () => {
    const made = await makeKey(gateway, { description: `Limits ${look.width}` });
    const { page, complaints } = await stage.openSignedIn(`/api-keys/${made.id}?view=limits`, look);
    await page.getByLabel("Requests a minute").fill("1");
    await page.getByLabel("US$ a month").fill("12.5");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Save limits" }).click();
    await page.getByText("Limits saved. They are in force within a second.", { exact: true }).waitFor();
    await askUntil(gateway, 429, made.secret);
    await page.getByLabel("Requests a minute").fill("");
    await page.getByRole("button", { name: "Save limits" }).click();
    await askUntil(gateway, 200, made.secret);
    expect(await page.getByLabel("US$ a month").inputValue()).toBe("12.5");
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("shows what a key was used for, renames it, and says what is wrong with an address", async () => {
    const made = await makeKey(gateway, { description: `Used ${look.width}` });
    const { requestId } = await callMock(gateway, { key: made.secret });
    await untilLogged(gateway, requestId);
    const { page, complaints } = await stage.openSignedIn(`/api-keys/${made.id}`, look);
    await page.locator(`a[title="${requestId}"]`).waitFor();
    await untilLoaded(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByLabel("Name").fill(`Renamed ${look.width}`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: `Renamed ${look.width}` }).waitFor();
    await page.getByRole("tab", { name: "Access" }).click();
    await page.getByLabel("Addresses").fill("999.1.1.1");
    await page.getByRole("button", { name: "Save addresses" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Addresses").fill("127.0.0.0/8\n::1");
    await page.getByRole("button", { name: "Save addresses" }).click();
    await page.getByText("Addresses saved.", { exact: true }).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(stage === null)("a key's page for others", () => {
  if (stage === null) return;

  it("lets viewers read, and says so where there is no such key", async () => {
    const made = await makeKey(stage.gateway, { description: "Read only" });
    const { token } = await makeMember(stage.gateway, "viewer@example.test", "viewer");
    const { page, context } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: stage.gateway.url }]);
    await page.goto(`/dashboard/api-keys/${made.id}?view=limits`);
    await page.getByLabel("Requests a minute").waitFor();
    expect(await page.getByLabel("Requests a minute").isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Save limits" }).count()).toBe(0);
    await page.getByRole("tab", { name: "Access" }).click();
    await page.getByText("models in the catalogue are allowed").waitFor();
    expect(await page.getByRole("button", { name: "Add a rule" }).count()).toBe(0);
    await page.goto("/dashboard/api-keys/key_nobodys");
    await page.getByText("Not found").waitFor();
    await context.close();
  });
});
