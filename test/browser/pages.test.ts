import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage, signIn } from "./browser.ts";
import { scriptsOf, sidewaysOf, themeOf, untilLoaded } from "./in-page.ts";
import { callMock, untilLogged } from "./traffic.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** Every page that has an address, and what its heading says. A new page is one line here. */
const PAGES = [
  ["/login", "Sign in"],
  ["/forgot-password", "Forgot password"],
  ["/reset-password#token=x", "Set a new password"],
  ["/accept-invitation#token=x", "Accept the invitation"],
  ["/overview", "Overview"],
  ["/analytics", "Analytics"],
  ["/costs", "Costs"],
  ["/logs", "Requests"],
  ["/logs/no-such-request", "Request"],
  ["/playground", "Playground"],
  ["/playground?model=mock/echo&model=mock/priced&model=auto", "Playground"],
  ["/models", "Models"],
  ["/models/priced", "Echo with a price (mock)"],
  ["/models/no-such-model", "Model"],
  ["/start", "Get started"],
  ["/start?provider=openai", "Get started"],
  ["/api-keys", "API keys"],
  ["/connections", "Connections"],
  ["/connections/new", "Connect a provider"],
  ["/connections/new?provider=aws-bedrock", "Connect AWS Bedrock"],
  ["/connections/pk_nobodys", "Connection"],
  ["/api-keys/key_nobodys", "API key"],
  ["/routing", "Routing"],
  ["/routing?view=preferences", "Routing"],
  ["/routing?view=try", "Routing"],
  ["/caching", "Caching"],
  ["/projects", "Projects"],
  ["/team", "Team"],
  ["/audit", "Audit"],
  ["/audit?view=integrity", "Audit"],
  ["/billing", "Billing"],
  ["/billing?tab=transactions", "Billing"],
  ["/billing?tab=invoices", "Billing"],
  ["/billing?tab=operator", "Billing"],
  ["/settings", "Settings"],
  ["/settings?tab=data", "Settings"],
  ["/settings?tab=access", "Settings"],
  ["/settings?tab=sign-on", "Settings"],
  ["/settings?tab=tokens", "Settings"],
  ["/settings?tab=end", "Settings"],
  ["/account", "Your account"],
  ["/account?tab=security", "Your account"],
  ["/account?tab=sessions", "Your account"],
  ["/account?tab=organizations", "Your account"],
  ["/configurations", "Configurations"],
  ["/configurations/no-such-project/new", "New version"],
  ["/limits", "Limits & budgets"],
  ["/limits?tab=rates", "Limits & budgets"],
  ["/alerts", "Alerts"],
  ["/alerts?tab=channels", "Alerts"],
  ["/guardrails", "Guardrails"],
] as const;

/** Dozens of page loads on a busy machine. */
const ALL_PAGES_MS = 300_000;

describe.skipIf(stage === null)("each page", () => {
  if (stage === null) return;
  const { gateway } = stage;
  beforeAll(async () => {
    await callMock(gateway, { mock: { status: 429 } });
    const { requestId } = await callMock(gateway);
    await untilLogged(gateway, requestId);
  });

  it.each(LOOKS)(
    "is whole and has nothing for axe to say, at $name",
    async (look) => {
      const { page, complaints } = await stage.openSignedIn("/overview", look);
      for (const [path, heading] of PAGES) {
        await page.goto(`/dashboard${path}`);
        await page.getByRole("heading", { level: 1, name: heading }).waitFor();
        await untilLoaded(page);
        expect(await violationsOf(page), path).toEqual([]);
        expect(await sidewaysOf(page), `${path} scrolls sideways`).toBeLessThanOrEqual(0);
      }
      expect(complaints()).toEqual([]);
      await page.context().close();
    },
    ALL_PAGES_MS,
  );

  it("is reached by keyboard alone", async () => {
    const { page } = await stage.openSignedIn("/overview");
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("k");
    await page.getByRole("heading", { name: "API keys" }).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("proj");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    await page.context().close();
  });

  it("keeps the theme that was chosen", async () => {
    const { page } = await stage.openSignedIn("/overview");
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Dark" }).click();
    await page.reload();
    expect(await themeOf(page)).toBe("dark");
    await page.context().close();
  });
});

describe.skipIf(stage === null)("what goes wrong", () => {
  if (stage === null) return;

  it("an expired session asks to sign in, and goes back to the page", async () => {
    const { page, context } = await stage.openSignedIn("/projects");
    await page.getByRole("heading", { name: "Projects" }).waitFor();
    await context.clearCookies();
    await page.getByRole("button", { name: "Create project" }).click();
    await page.getByLabel("Name").fill("x");
    await page.getByRole("dialog").getByRole("button", { name: "Create project" }).click();
    await page.getByText("Your session has ended.").waitFor();
    await signIn(page);
    await page.getByRole("dialog", { name: "Create a project" }).waitFor();
    await context.close();
  });

  it("a failure of the gateway is told with the id to look for, and tried again", async () => {
    const { page, context } = await stage.openSignedIn("/projects");
    await page.getByRole("heading", { name: "Projects" }).waitFor();
    const body = JSON.stringify({ error: true, status: 500, code: "internal", message: "Something failed." });
    await page.route("**/api/v1/logs?*", (route) =>
      route.fulfill({ status: 500, body, headers: { "content-type": "application/json", "x-request-id": "req_seen" } }),
    );
    await page.getByRole("link", { name: "Requests" }).click();
    await page.getByText("The gateway could not answer").waitFor();
    await page.getByText("req_seen").waitFor();
    await page.unroute("**/api/v1/logs?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("table", { name: "Requests" }).waitFor();
    await context.close();
  });

  it("a gateway that does not answer is told at the top, and the page goes on by itself when it does", async () => {
    const { page, context } = await stage.openSignedIn("/projects");
    await page.getByRole("table", { name: "Projects" }).waitFor();
    await page.route("**/api/**", (route) => route.abort("connectionrefused"));
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByText("The gateway does not answer. This page tries again by itself.").waitFor();
    await page.unroute("**/api/**");
    await page.getByRole("table", { name: "API keys" }).waitFor();
    await page.getByText("This page tries again by itself.").waitFor({ state: "detached" });
    await context.close();
  });

  it("a slow gateway is told, and the page's frame is there meanwhile", async () => {
    const { page, context } = await stage.openSignedIn("/projects");
    await page.getByRole("table", { name: "Projects" }).waitFor();
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route("**/api/v1/provider-keys?*", async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("link", { name: "Connections" }).click();
    await page.getByRole("heading", { name: "Connections" }).waitFor();
    await page.getByText("The gateway is slow to answer.").waitFor();
    goOn();
    await page.getByText("No provider is connected").waitFor();
    await context.close();
  });

  it("an address of no page says so", async () => {
    const { page, context } = await stage.openSignedIn("/org_nobodys/logs");
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await context.close();
  });
});

describe.skipIf(stage === null)("the first load", () => {
  if (stage === null) return;

  it("fetches what it says: the charts come after the page can be used", async () => {
    const { page, context } = await stage.openSignedIn("/overview");
    await page.getByText("Spend").first().waitFor();
    const first = (await scriptsOf(page)).filter(({ name }) => !name.includes("series-drawing"));
    expect(first.length).toBeGreaterThan(3);
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(200_000);
    await context.close();
  });
});
