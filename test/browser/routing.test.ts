import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { sidewaysOf, untilLoaded } from "./in-page.ts";
import { firstProject, makeConnection } from "./made.ts";
import { makeMember } from "./member.ts";
import { callMock } from "./traffic.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** Each is tried three times; five failures in a row open the circuit. */
const FAILURES = 2;

describe.skipIf(stage === null).each(LOOKS)("routing at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("changes a connection without showing its secret, and tests it", async () => {
    const { id } = await makeConnection(gateway, {
      provider: "openai",
      name: `Main ${look.width}`,
      credential: { apiKey: "sk-0123456789abcdef" },
      // Nothing listens there.
      baseUrl: "http://127.0.0.1:9/v1",
    });
    const { page, complaints } = await stage.openSignedIn("/connections", look);
    await page.getByRole("link", { name: `Main ${look.width}` }).click();
    await page.getByLabel("Name").fill(`Spare ${look.width}`);
    await page.getByLabel("Priority").fill("7");
    await page.getByLabel("Requests a minute").fill("30");
    await page.getByLabel("API key").fill("sk-fedcba9876543210");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: `Spare ${look.width}` }).waitFor();
    await page.getByPlaceholder("••••3210").waitFor();
    expect(await page.content()).not.toContain("sk-fedcba9876543210");
    const { body } = await gateway.api("GET", `/provider-keys/${id}`);
    expect(body).toMatchObject({ providerKey: { priority: 7, rateLimits: { rpm: 30 } } });
    await page.getByRole("button", { name: "Test now" }).click();
    await page.getByText("unreachable").waitFor();
    await untilLoaded(page);
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    // Another host would get the secret: it must be typed again.
    await page.getByLabel("Base URL").fill("http://localhost:9/v1");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").first().waitFor();
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByRole("button", { name: "Enable" }).waitFor();
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill(`Spare ${look.width}`);
    await page.getByRole("button", { name: "Delete connection" }).click();
    await page.getByRole("heading", { level: 1, name: "Connections" }).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("shows a circuit that opened, and its details", async () => {
    for (let sent = 0; sent < FAILURES; sent += 1) await callMock(gateway, { mock: { status: 503 } });
    const { page, complaints } = await stage.openSignedIn("/routing", look);
    const row = page.getByRole("row").filter({ hasText: "mock/priced" });
    await row.getByText("circuit open").waitFor();
    await page.getByLabel("State").selectOption("trouble");
    await page.waitForURL((url) => url.searchParams.get("state") === "trouble");
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    await row.getByRole("link").click();
    const dialog = page.getByRole("dialog", { name: "mock/priced" });
    await dialog.getByText("Failures in a row").waitFor();
    await untilLoaded(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("blocks a provider, and takes it back", async () => {
    const { page, complaints } = await stage.openSignedIn("/routing?view=preferences", look);
    await page.getByLabel("Put first").selectOption("latency");
    await page.getByRole("combobox", { name: "Never these providers" }).click();
    await page.getByPlaceholder("Search, or type your own").fill("cohere");
    await page.getByRole("option", { name: /^cohere/ }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Remove cohere" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Save preferences" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Remove cohere" }).waitFor({ state: "detached" });
    expect(await page.getByLabel("Put first").inputValue()).toBe("");
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("shows a project what its organization prefers, and lets it prefer something else", async () => {
    const project = await firstProject(gateway);
    const settings = `/organizations/${project.organizationId}/settings`;
    const prefer = (default_priority: string | null, blocked_providers: readonly string[]) =>
      gateway.api("PATCH", settings, { routingPreferences: { default_priority, blocked_providers } });
    await prefer("latency", ["cohere"]);
    const { page, complaints } = await stage.openSignedIn(`/routing?view=preferences&project=${project.id}`, look);
    await page.getByText("As the organization: latency").waitFor({ state: "attached" });
    await page.getByText("The organization: cohere.").waitFor();
    await page.getByLabel("Put first").selectOption("quality");
    await page.getByRole("button", { name: "Save preferences" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Save preferences", disabled: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await prefer(null, []);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("tells what would be done with a request, and leaves no key behind", async () => {
    const { page, complaints } = await stage.openSignedIn("/routing?view=try", look);
    await page.getByLabel("Prompt").fill("Prove that the square root of 2 is irrational.");
    await page.getByRole("button", { name: "Decide" }).click();
    const candidates = page.getByRole("table", { name: "Candidates" });
    await candidates.getByText("mock/echo").waitFor();
    await page.getByText("Not tried").waitFor();
    expect(new URL(page.url()).searchParams.get("prompt")).toContain("square root");
    await untilLoaded(page);
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    const { body } = await gateway.api("GET", "/api-keys");
    expect(JSON.stringify(body)).not.toContain("Dry run");
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(stage === null)("routing for others", () => {
  if (stage === null) return;

  it("shows viewers the health, and who can help with the rest", async () => {
    const { token } = await makeMember(stage.gateway, "viewer@example.test", "viewer");
    const { page, context } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: stage.gateway.url }]);
    await page.goto("/dashboard/routing?view=preferences");
    await page.getByText("Your role does not show these").waitFor();
    await page.getByRole("tab", { name: "Dry run" }).click();
    await page.getByText("Your role does not allow this").waitFor();
    await page.getByRole("tab", { name: "Health" }).click();
    await page.getByRole("table", { name: "Health" }).waitFor();
    await context.close();
  });
});
