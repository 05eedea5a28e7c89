import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { callMock } from "./traffic.ts";
import { openWebhook } from "./webhook.ts";

const stage = HAS_BROWSER ? await openStage() : null;
const hook = await openWebhook();
afterAll(async () => {
  await stage?.stop();
  await hook.close();
});

describe.skipIf(stage === null).each(LOOKS)("alerts at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("makes a channel and a rule, and sees the alert that was raised, sent and received", async () => {
    const channel = `On call ${look.width}`;
    const rule = `A hundredth ${look.width}`;
    const { page, complaints } = await stage.openSignedIn("/alerts?tab=channels", look);
    await page.getByRole("button", { name: "Create channel" }).click();
    await page.getByLabel("Name").fill(channel);
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
    await page.getByLabel("Name").fill(rule);
    await page.getByLabel("Percent of the budget").fill("1");
    await page.getByRole("combobox", { name: "Channels" }).click();
    await page.getByRole("option", { name: channel }).click();
    await page.keyboard.press("Escape");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Create rule" }).click();
    await page.getByRole("row").filter({ hasText: rule }).getByText("on", { exact: true }).waitFor();

    const { body } = await gateway.api("POST", "/budgets", {
      ...{ name: `Small ${look.width}`, scope: "organization", period: "day", limitUsd: 0.0001, hard: false },
      thresholds: [],
    });
    const { id } = (body as { budget: { id: string } }).budget;
    for (let call = 0; call < 5; call += 1) await callMock(gateway);

    await page.getByRole("tab", { name: "Events" }).click();
    const alert = page.getByRole("row").filter({ hasText: `'Small ${look.width}' has used` });
    await alert
      .or(page.getByRole("row").filter({ hasText: "has used 1 %" }))
      .first()
      .waitFor();
    await page.getByRole("tab", { name: "Deliveries" }).click();
    const delivery = page.getByRole("row").filter({ hasText: channel }).filter({ hasText: "Budget nearly used" });
    await delivery.first().getByText("delivered").waitFor();
    expect(hook.received()).toContain("budget_threshold");
    expect(await violationsOf(page)).toEqual([]);
    await gateway.api("DELETE", `/budgets/${id}`);
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
    await row.getByRole("button", { name: `Send again to ${channel}` }).click();
    await page.getByText("It is sent again.").waitFor();

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
