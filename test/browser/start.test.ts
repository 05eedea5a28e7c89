import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage, signIn } from "./browser.ts";
import { makeMember } from "./member.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** Makes the request that a curl command says, without depending on curl. */
async function runCurl(command: string): Promise<{ readonly status: number; readonly answer: string }> {
  const [, url = ""] = /^curl (\S+)/.exec(command) ?? [];
  const headers = new Headers();
  for (const [, name = "", value = ""] of command.matchAll(/-H "([^:]+): ([^"]*)"/g)) headers.set(name, value);
  const [, body = ""] = /-d '(.*)'$/s.exec(command) ?? [];
  const response = await fetch(url, { method: "POST", headers, body });
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
  return { status: response.status, answer: choices[0]?.message.content ?? "" };
}

async function snippetOf(page: Page): Promise<string> {
  return (await page.getByRole("region", { name: "request", exact: true }).locator("pre").textContent()) ?? "";
}

describe.skipIf(stage === null)("an organization without requests", () => {
  if (stage === null) return;
  const { gateway } = stage;

  it("is led to its first request, and can leave", async () => {
    const { page, complaints } = await stage.open();
    await page.goto("/dashboard/");
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "Get started" }).waitFor();
    await page.getByRole("link", { name: "Skip for now" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.getByRole("link", { name: "Get started" }).click();
    await page.getByRole("heading", { level: 1, name: "Get started" }).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("tells those who may not make keys whom to ask", async () => {
    const { token } = await makeMember(gateway, "viewer@example.test", "viewer");
    const { page, context } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: gateway.url }]);
    await page.goto("/dashboard/");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.goto("/dashboard/start");
    await page.getByText("Your role may not make keys.").waitFor();
    await page.goto("/dashboard/playground");
    await page.getByText("Your role does not allow this").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await context.close();
  });
});

describe.skipIf(stage === null).each(LOOKS)("the first request at $name", (look) => {
  if (stage === null) return;

  it("goes from a key over a copied command to its receipt", async () => {
    const { page, complaints } = await stage.openSignedIn("/start", look);
    await page.getByText("Waiting for the first request.").or(page.getByText("Go to the overview")).first().waitFor();
    await page.getByLabel("Name").fill(`First ${look.width}`);
    await page.getByRole("button", { name: "Create key" }).click();
    await page.locator("[data-secret]").waitFor();
    await page.getByText("Waiting for the first request.").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    // Others' languages have the key as well; the choice is in the address.
    await page.getByLabel("Client").selectOption("claude-code");
    await page.waitForURL((url) => url.searchParams.get("client") === "claude-code");
    const secret = (await page.locator("[data-secret]").textContent()) ?? "";
    expect(await snippetOf(page)).toContain(`ANTHROPIC_AUTH_TOKEN=${secret}`);
    await page.getByLabel("Client").selectOption("curl");
    expect(await runCurl(await snippetOf(page))).toEqual({ status: 200, answer: "Hello, gateway!" });

    const arrived = page.getByRole("list", { name: "Requests that arrived" }).getByRole("link");
    await arrived.waitFor();
    expect(await arrived.textContent()).toContain("mock/echo");
    expect(await violationsOf(page)).toEqual([]);
    await arrived.click();
    await page.getByRole("heading", { name: "What happened" }).waitFor();

    // Coming back, the key is still there; and it can be sent from here.
    await page.goBack();
    expect(await page.locator("[data-secret]").textContent()).toBe(secret);
    await page.getByRole("button", { name: "Send it from here" }).click();
    await arrived.nth(1).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});
