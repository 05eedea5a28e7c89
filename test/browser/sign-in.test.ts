import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startOidcProvider } from "../../src/management/sso/testing/oidc-provider.ts";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage, signIn } from "./browser.ts";
import { callMock, untilLogged } from "./traffic.ts";

// A journey is a dozen pages, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const provider = HAS_BROWSER ? await startOidcProvider() : null;
const stage = HAS_BROWSER ? await openStage() : null;
afterAll(async () => {
  await stage?.stop();
  await provider?.close();
});

beforeAll(async () => {
  if (stage === null) return;
  // Without any request, one would land where one gets started.
  const { requestId } = await callMock(stage.gateway);
  await untilLogged(stage.gateway, requestId);
});

describe.skipIf(stage === null)("single sign-on", () => {
  if (stage === null || provider === null) return;
  const { gateway } = stage;

  it("is offered only when it is there; an owner sets it up, and a colleague comes by it", async () => {
    const [look] = LOOKS;
    const visitor = await stage.open(look);
    await visitor.page.goto("/dashboard/login");
    await visitor.page.getByRole("link", { name: "Forgot password?" }).waitFor();
    await visitor.page.waitForLoadState("networkidle");
    expect(await visitor.page.getByRole("button", { name: "Single sign-on" }).count()).toBe(0);

    const { page, context, complaints } = await stage.openSignedIn("/settings?tab=sign-on", look);
    await page.getByLabel("Issuer").fill("http://127.0.0.1:9");
    await page.getByLabel("Client id").fill(provider.clientId);
    await page.getByLabel("Client secret").fill(provider.clientSecret);
    await page.getByLabel("Email domains").fill("corp.example");
    await page.getByRole("button", { name: "Check and turn on" }).click();
    await page.getByText(/its metadata cannot be used/).waitFor();
    await page.getByLabel("Issuer").fill(provider.issuer);
    await page.getByRole("button", { name: "Check and turn on" }).click();
    await page.getByText("Nobody has tried it yet.").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    // Where the provider sends browsers back to; cookies are of one name of the host.
    const home = `http://localhost:${gateway.port}/dashboard/login`;
    provider.behave({ claims: { sub: "1", email: "ada@corp.example", email_verified: true, name: "Ada" } });
    await visitor.page.goto(home);
    await visitor.page.getByLabel("Email").fill("ada@corp.example");
    await visitor.page.getByRole("button", { name: "Single sign-on" }).click();
    await visitor.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await visitor.page.goto(`http://localhost:${gateway.port}/dashboard/account`);
    await visitor.page.getByText("You came by single sign-on").waitFor();
    expect(await violationsOf(visitor.page)).toEqual([]);
    // The owner sees that it worked.
    await page.getByText("ada@corp.example").waitFor();
    expect(complaints()).toEqual([]);
    await visitor.context.close();
    await context.close();
  });
});

describe.skipIf(stage === null).each(LOOKS)("what goes wrong around signing in at $name", (look) => {
  if (stage === null) return;

  it("a gateway that does not answer is told on the page where one signs in", async () => {
    const { page, context } = await stage.open(look);
    await page.goto("/dashboard/login");
    await page.route("**/api/v1/auth/login", (route) => route.abort("connectionrefused"));
    await signIn(page);
    await page.getByRole("alert").getByText("The gateway does not answer.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.unroute("**/api/v1/auth/login");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await context.close();
  });

  it("a failure while the first page loads is told, and tried again", async () => {
    const { page, context } = await stage.openSignedIn("/team", look);
    await page.getByRole("table", { name: "Members" }).waitFor();
    const body = JSON.stringify({ error: true, status: 500, code: "internal", message: "Something failed." });
    const headers = { "content-type": "application/json", "x-request-id": "req_first" };
    await page.route("**/api/v1/auth/me", (route) => route.fulfill({ status: 500, body, headers }));
    await page.reload();
    await page.getByText("The gateway could not answer").waitFor();
    await page.getByText("req_first").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.unroute("**/api/v1/auth/me");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("table", { name: "Members" }).waitFor();
    await context.close();
  });

  it("a device that is offline is told so, and the page goes on when it is back", async () => {
    const { page, context } = await stage.openSignedIn("/team", look);
    await page.getByRole("table", { name: "Members" }).waitFor();
    await context.setOffline(true);
    // Asks the gateway for something that was not read before.
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByLabel("Email").fill("offline@example.test");
    await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
    await page.getByText("This device is offline.").waitFor();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await context.setOffline(false);
    await page.getByText("This device is offline.").waitFor({ state: "detached" });
    await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
    await page.getByRole("button", { name: "I have copied it" }).waitFor();
    await context.close();
  });

  it("a session that ended while a page was read leads to signing in and back to the same view", async () => {
    const { page, context } = await stage.openSignedIn("/audit?outcome=success", look);
    await page.getByRole("table", { name: "Audit log" }).waitFor();
    await context.clearCookies();
    await page.getByLabel("Outcome").selectOption("denied");
    await page.getByText("Your session has ended.").waitFor();
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
    expect(new URL(page.url()).searchParams.get("outcome")).toBe("denied");
    await context.close();
  });
});
