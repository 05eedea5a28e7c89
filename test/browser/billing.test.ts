import { afterAll, describe, expect, it, vi } from "vitest";
import { paidSession } from "../../src/billing/testing/events.ts";
import { startStripeFake, WEBHOOK_SECRET } from "../../src/billing/testing/stripe-fake.ts";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";

// A journey is a dozen pages, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const stripe = HAS_BROWSER ? await startStripeFake() : null;
const stage =
  stripe === null
    ? null
    : await openStage({
        STRIPE_SECRET_KEY: "sk_test_x",
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        STRIPE_API_URL: stripe.url,
      });
afterAll(async () => {
  await stage?.stop();
  await stripe?.stop();
});

const CHECKOUT = "<!doctype html><title>Checkout</title><h1>Pay here</h1>";

describe.skipIf(stage === null).each(LOOKS)("billing at $name", (look) => {
  if (stage === null || stripe === null) return;
  const { gateway } = stage;

  it("pays with Stripe, says what is true on the way back, and shows what was booked", async () => {
    const { page, context, complaints } = await stage.openSignedIn("/billing", look);
    await page.route("https://pay.example/**", (route) => route.fulfill({ contentType: "text/html", body: CHECKOUT }));
    await page.getByLabel("Amount in US$").fill("3");
    await page.getByRole("button", { name: "Pay with Stripe" }).click();
    // The browser knows the least amount, and asks for nothing.
    expect(await page.locator("input:invalid").count()).toBe(1);
    await page.getByRole("button", { name: "$100" }).click();
    await page.getByRole("button", { name: "Pay with Stripe" }).click();
    await page.getByRole("heading", { name: "Pay here" }).waitFor();
    const sessionId = new URL(page.url()).pathname.slice(1);
    const checkout = stripe.calls.findLast(({ path }) => path === "/v1/checkout/sessions");
    const back = (name: string): string => {
      const url = new URL(checkout?.form[name] ?? "");
      return `${url.pathname}${url.search}`;
    };

    await page.goto(back("cancel_url"));
    await page.getByText("You left Stripe’s page without paying $100.00.").waitFor();
    await page.goto(back("success_url"));
    await page.getByText("Waiting for Stripe to report your payment of $100.00.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const topUpId = new URLSearchParams(back("success_url").split("?")[1]).get("topUp") ?? "";
    const paidBy = { id: sessionId, customer: checkout?.form["customer"] };
    const event = stripe.event("checkout.session.completed", paidSession({ topUpId, cents: 10_000 }, paidBy));
    const told = await fetch(`${gateway.url}/api/v1/billing/stripe/webhook`, { method: "POST", ...event });
    expect(told.status).toBe(200);
    await page.getByText("$100.00 have been credited.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(new URL(page.url()).search).toBe("");

    await page.getByRole("tab", { name: "Transactions" }).click();
    const transactions = page.getByRole("table", { name: "Transactions" });
    await transactions.getByText("Top-up", { exact: true }).first().waitFor();
    const csv = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
    expect(await (await page.request.get(csv ?? "")).text()).toContain(topUpId);
    await page.getByRole("tab", { name: "Invoices" }).click();
    const invoice = page.getByRole("table", { name: "Invoices" }).getByRole("link").first();
    await invoice.waitFor();
    const html = await page.request.get((await invoice.getAttribute("href")) ?? "");
    expect(html.headers()["content-type"]).toContain("text/html");
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("sets up warnings and who invoices are for", async () => {
    const { page, context, complaints } = await stage.openSignedIn("/billing", look);
    const company = `Acme ${look.width}`;
    await page.getByLabel("Company").fill(company);
    const recipient = page.locator("section").filter({ has: page.getByLabel("Company") });
    await recipient.getByRole("button", { name: "Save" }).click();
    await page.getByText(/^Saved\. Invoices/).waitFor();
    const warnings = page.locator("section").filter({ has: page.getByLabel("Warn below, in US$") });
    await warnings.getByLabel("Warn below, in US$").fill(String(look.width));
    await warnings.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    await page.reload();
    await page.getByLabel("Company").waitFor();
    expect(await page.getByLabel("Company").inputValue()).toBe(company);
    expect(await page.getByLabel("Warn below, in US$").inputValue()).toBe(String(look.width));
    // Cleared again: nothing is not nought.
    await warnings.getByLabel("Warn below, in US$").fill("");
    await warnings.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).first().waitFor();
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("lets the operator give credits and set the line", async () => {
    const { page, context, complaints } = await stage.openSignedIn("/billing?tab=operator", look);
    const grant = page.locator("section").filter({ has: page.getByRole("heading", { name: "Give credits" }) });
    await grant.getByLabel("Amount in US$").fill("12.5");
    await grant.getByLabel("Description").fill("Welcome");
    const grants: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/billing/grants")) grants.push(request.url());
    });
    // Two clicks are one grant.
    await grant.getByRole("button", { name: "Give credits" }).dblclick();
    await page.getByText("$12.50 are credited.", { exact: true }).first().waitFor();
    expect(grants).toHaveLength(1);
    const line = page.locator("section").filter({ has: page.getByRole("heading", { name: "Credit line" }) });
    await line.getByLabel("Without bound").uncheck();
    await line.getByLabel("Below zero by, in US$").fill("40");
    expect(await violationsOf(page)).toEqual([]);
    await line.getByRole("button", { name: "Set credit line" }).click();
    await page.getByText("The balance may go $40.00 below zero.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await line.getByLabel("Without bound").waitFor();
    expect(complaints()).toEqual([]);
    await context.close();
  });
});
