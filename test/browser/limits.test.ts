import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { makeMember } from "./member.ts";
import { callMock, untilLogged } from "./traffic.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** More than a budget of a few calls needs, and far fewer than take long. */
const CALLS_MAX = 60;

describe.skipIf(stage === null).each(LOOKS)("limits and budgets at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;
  /** Calls until an answer has this status. */
  const callUntil = async (status: number): Promise<string> => {
    for (let call = 0; call < CALLS_MAX; call += 1) {
      const answer = await callMock(gateway);
      if (answer.status === status) return answer.requestId;
    }
    throw new Error(`no answer was ${status}`);
  };

  it("sets a budget and sees it block, then raises it and passes; deletes it and takes that back", async () => {
    const name = `Everybody ${look.width}`;
    const { page, complaints } = await stage.openSignedIn("/limits", look);
    await page.getByRole("button", { name: "Create budget" }).click();
    await page.getByLabel("Limit in US$").fill("0.00005");
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByLabel("Alerts at, in percent").fill("half");
    await page.getByRole("dialog").getByRole("button", { name: "Create budget" }).click();
    await page.getByText("Whole numbers from 1 to 1000").waitFor();
    await page.getByLabel("Alerts at, in percent").fill("50, 100");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Create budget" }).click();
    const row = page.getByRole("list", { name: "Budgets" }).getByRole("listitem").filter({ hasText: name });
    await row.getByRole("meter").waitFor();

    const requestId = await callUntil(402);
    await untilLogged(gateway, requestId);
    await page.reload();
    await row.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Refused requests" }).click();
    await page.locator(`a[title="${requestId}"]`).waitFor();
    await page.goBack();

    await row.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Edit…" }).click();
    await page.getByLabel("Limit in US$").fill("25");
    await page.getByRole("button", { name: "Save" }).click();
    await row.getByText("$25.00 a month").waitFor();
    await callUntil(200);

    await row.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await row.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await row.getByText("$25.00 a month").waitFor();
    await row.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await row.waitFor({ state: "detached" });
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("bounds the organization's rates and clears that again", async () => {
    const { page, complaints } = await stage.openSignedIn("/limits?tab=rates", look);
    const save = async (value: string): Promise<void> => {
      await page.getByRole("button", { name: "Edit the organization's limits" }).click();
      await page.getByRole("dialog").getByLabel("Requests a day (UTC)").first().fill(value);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };
    const row = page.getByRole("table", { name: "Rates" }).getByRole("row").filter({ hasText: "Requests a day" });
    await save("5000");
    await row.locator("b").getByText("5,000").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await save("");
    await row.locator("b").getByText("none").waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(stage === null)("limits and budgets for viewers", () => {
  if (stage === null) return;

  it("are read and not changed", async () => {
    const { token } = await makeMember(stage.gateway, "reader@example.test", "viewer");
    const { page, context, complaints } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: stage.gateway.url }]);
    await page.goto("/dashboard/limits");
    await page.getByText("Nothing bounds what is spent").waitFor();
    expect(await page.getByRole("button", { name: "Create budget" }).count()).toBe(0);
    await page.getByRole("tab", { name: "Limits" }).click();
    await page.getByText("Administrators see and change").waitFor();
    expect(await page.getByRole("button", { name: /^Edit/ }).count()).toBe(0);
    expect(complaints()).toEqual([]);
    await context.close();
  });
});
