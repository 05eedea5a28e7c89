import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { openWebhook } from "./webhook.ts";

/** Changes reach the gateway within a second, and a busy machine is slow. */
const PATIENCE = { timeout: 15_000 };
const stage = HAS_BROWSER ? await openStage() : null;
const hook = await openWebhook();
afterAll(async () => {
  await stage?.stop();
  await hook.close();
});

describe.skipIf(stage === null).each(LOOKS)("alerts at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;
  const callTagged = async (tags: string): Promise<number> => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: {
        ...{ authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
        "x-tags": tags,
      },
      body: JSON.stringify({ model: "mock/priced", messages: [{ role: "user", content: "Hello!" }] }),
    });
    await response.text();
    return response.status;
  };

  it("makes a channel and a rule, and sees the alert that was raised, sent and received", async () => {
    const channel = `On call ${look.width}`;
    const rule = `Teams ${look.width}`;
    const { page, complaints } = await stage.openSignedIn("/alerts?tab=channels", look);
    await page.getByRole("button", { name: "Create channel" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(channel);
    await page.getByLabel("URL").fill(hook.url);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Create channel" }).click();
    const secret = (await page.locator("[data-secret]").textContent()) ?? "";
    expect(secret.length).toBeGreaterThan(20);
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("button", { name: `Test ${channel}` }).click();
    await page.getByRole("dialog", { name: "The test arrived" }).getByRole("button", { name: "Close" }).last().click();
    expect(hook.received()).toContain("test");

    await page.getByRole("tab", { name: "Rules" }).click();
    await page.getByRole("button", { name: "Create rule" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(rule);
    await page.getByLabel("Percent of the budget").fill("half");
    await page.getByRole("dialog").getByRole("button", { name: "Create rule" }).click();
    await page.getByText("Whole numbers from 1 to 1000").waitFor();
    // Refusals are told at once; what was spent is looked at every half a minute.
    await page.getByLabel("Tells that").selectOption("budget_exceeded");
    await page.getByRole("combobox", { name: "Channels" }).click();
    await page.getByRole("option", { name: channel }).click();
    await page.keyboard.press("Escape");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Create rule" }).click();
    await page.getByRole("row").filter({ hasText: rule }).getByText("on", { exact: true }).waitFor();

    const scopeId = `team=w${look.width}`;
    await gateway.api("POST", "/budgets", { scope: "tag", scopeId, period: "day", limitUsd: 0.000001 });
    await expect.poll(() => callTagged(scopeId), PATIENCE).toBe(402);

    await page.getByRole("tab", { name: "Events" }).click();
    await page.getByRole("row").filter({ hasText: "A request was refused" }).filter({ hasText: scopeId }).waitFor();
    await page.getByRole("tab", { name: "Deliveries" }).click();
    const delivery = page.getByRole("row").filter({ hasText: channel }).filter({ hasText: "Budget exceeded" });
    await delivery.first().getByText("delivered").waitFor();
    expect(hook.received()).toContain("budget_exceeded");
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("says why a delivery failed, and sends it again", async () => {
    const channel = `Gone ${look.width}`;
    await gateway.api("POST", "/alerts/channels", { name: channel, kind: "webhook", url: `${hook.url}/missing` });
    const { page, complaints } = await stage.openSignedIn("/alerts?tab=channels", look);
    await page.getByRole("button", { name: `Test ${channel}` }).click();
    await page.getByRole("dialog", { name: "The test did not arrive" }).getByText("It answered 404.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: `Actions for ${channel}` }).click();
    await page.getByRole("menuitem", { name: "What was sent" }).click();
    const row = page.getByRole("row").filter({ hasText: channel }).first();
    await row.getByText("It answered 404.").waitFor();
    await row.getByRole("button", { name: `Retry sending to ${channel}` }).click();
    await page.getByText("It is sent again.", { exact: true }).waitFor();

    await page.goBack();
    await page.getByRole("button", { name: `Actions for ${channel}` }).click();
    await page.getByRole("menuitem", { name: "New secret…" }).click();
    await page.getByRole("button", { name: "Make a new secret" }).click();
    await page.locator("[data-secret]").waitFor();
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("button", { name: `Actions for ${channel}` }).click();
    await page.getByRole("menuitem", { name: "Turn off" }).click();
    const listed = page.getByRole("row").filter({ hasText: channel });
    await listed.getByText("off", { exact: true }).waitFor();
    await page.getByRole("button", { name: `Actions for ${channel}` }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill(channel);
    await page.getByRole("button", { name: "Delete channel" }).click();
    await listed.waitFor({ state: "detached" });
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});
