import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HAS_BROWSER, openStage } from "./browser.ts";
import { draftOf, newProject, stepOf, writeText } from "./configured.ts";
import { makeMember } from "./member.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

describe.skipIf(stage === null)("configurations: what is not allowed", () => {
  if (stage === null) return;
  const { gateway } = stage;
  let path = "";
  let configId = "";
  beforeAll(async () => {
    const project = await newProject(gateway, "Guarded");
    const draft = await draftOf(gateway, project.id);
    await stepOf(gateway, draft.id, "approve");
    path = `/configurations/${project.id}`;
    configId = draft.id;
  });

  it("viewers see that there are versions, and no texts and secrets", async () => {
    const { token } = await makeMember(gateway, "config-viewer@example.test", "viewer");
    const { page, context } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: gateway.url }]);
    await page.goto(`/dashboard${path}`);
    await page.getByRole("table", { name: "Versions" }).getByText("Version 1").waitFor();
    expect(await page.getByRole("link", { name: /version/i }).count()).toBe(1);
    for (const below of [`/${configId}`, "/new", "/secrets"]) {
      await page.goto(`/dashboard${path}${below}`);
      await page.getByText("Your role does not allow this").waitFor();
    }
    await context.close();
  });

  it("developers approve, and do not serve", async () => {
    const { token } = await makeMember(gateway, "config-dev@example.test", "developer");
    const { page, context } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: gateway.url }]);
    await page.goto(`/dashboard${path}/${configId}`);
    await page.getByRole("button", { name: "Cancel approval…" }).waitFor();
    expect(await page.getByRole("button", { name: "Serve…" }).count()).toBe(0);
    await context.close();
  });

  it("whoever approved does not serve, where two people are wanted", async () => {
    const { body } = await gateway.api("GET", "/auth/me");
    const [membership] = (body as { memberships: { organizationId: string }[] }).memberships;
    const settings = `/organizations/${membership?.organizationId}/settings`;
    await gateway.api("PATCH", settings, { configs: { separate_approval: true } });
    const { page, context } = await stage.openSignedIn(`${path}/${configId}`);
    await page.getByRole("button", { name: "Serve…" }).click();
    await page.getByText("ask another administrator to", { exact: false }).waitFor();
    expect(await page.getByRole("dialog").getByRole("button", { name: "Serve", exact: true }).isDisabled()).toBe(true);
    await gateway.api("PATCH", settings, { configs: { separate_approval: false } });
    await context.close();
  });

  it("a description needs a model that writes, and says what to set", async () => {
    const { page, context } = await stage.openSignedIn(`${path}/new?from=description`);
    await page.getByLabel("What should it do?").fill("One cheap model");
    await page.getByRole("button", { name: "Write it" }).click();
    await page.getByText("CONFIG_GENERATOR_MODEL").waitFor();
    await context.close();
  });
});

describe.skipIf(stage === null)("the editor of configurations", () => {
  if (stage === null) return;
  const { gateway } = stage;

  it("offers what the schema has at the cursor, and is left by Escape and Tab", async () => {
    const project = await newProject(gateway, "Editor");
    const { page, complaints } = await stage.openSignedIn(`/configurations/${project.id}/new?from=empty`);
    await writeText(page, "routes:\n  r:\n    strat");
    await page.keyboard.press("Control+Space");
    await page.getByRole("option", { name: /^strategy/ }).click();
    await page.keyboard.press("Control+Space");
    await page.getByRole("option", { name: "latency" }).click();
    const line = page.locator(".cm-line").filter({ hasText: "strategy: latency" });
    await line.waitFor();
    await line.getByText("strategy").hover();
    await page.locator(".cm-tooltip-hover").getByText("Which of the chat models is asked first").waitFor();
    await page.locator(".cm-content").focus();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await page.getByLabel("Why this version").and(page.locator(":focus")).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});
