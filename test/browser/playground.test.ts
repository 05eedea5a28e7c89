import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../harness/gateway.ts";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, type Look, openStage } from "./browser.ts";
import { sidewaysOf } from "./in-page.ts";
import { callMock, untilLogged } from "./traffic.ts";

const KEPT_TRIES = 60;
const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** Changes a setting: beside the conversation on a wide screen, in a dialog on a phone. */
async function setting(page: Page, look: Look, label: string, value: string): Promise<void> {
  const isNarrow = look.width < 1280;
  if (isNarrow) await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel(label).fill(value);
  if (isNarrow) await page.getByRole("button", { name: "Close" }).click();
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel("Question", { exact: true }).fill(question);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

const answerOf = (page: Page, model: string) => page.getByRole("region", { name: `Answer of ${model}` });
const receipts = (page: Page) => page.getByRole("link", { name: "Receipt" });

/** Calls until content is kept: the setting reaches the data plane a moment after it was made. */
async function untilKept(gateway: Gateway): Promise<string> {
  for (let tries = 0; tries < KEPT_TRIES; tries += 1) {
    const { requestId } = await callMock(gateway, { model: "mock/echo" });
    await untilLogged(gateway, requestId);
    if ((await gateway.api("GET", `/logs/${requestId}/content`)).status === 200) return requestId;
  }
  throw new Error("no content was kept");
}

describe.skipIf(stage === null).each(LOOKS)("the playground at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("asks two models beside one another, with a key that is an ordinary one", async () => {
    const { page, complaints } = await stage.openSignedIn("/playground?model=mock/echo", look);
    await page.getByText("Ask the first question").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("combobox", { name: "Model 2" }).click();
    await page.getByPlaceholder("Search, or type your own").fill("mock/priced");
    await page.getByRole("option", { name: "mock/priced" }).click();
    await page.waitForURL((url) => url.searchParams.getAll("model").join() === "mock/echo,mock/priced");
    await ask(page, "One two three");
    await receipts(page).nth(1).waitFor();
    for (const model of ["mock/echo", "mock/priced"]) {
      await answerOf(page, model).getByText("One two three").waitFor();
      expect(await answerOf(page, model).textContent()).toMatch(/Total.*ms.*Tokens.*Cost\$/s);
    }
    expect(await violationsOf(page)).toEqual([]);
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    const { body } = await gateway.api("GET", "/api-keys");
    const own = (body as { apiKeys: { description: string; expiresAt: string | null }[] }).apiKeys.find(
      ({ description }) => description === "Playground of Owner",
    );
    expect(Date.parse(own?.expiresAt ?? "")).toBeLessThan(Date.now() + 2 * 3_600_000);

    // The way to the receipt and back keeps the conversation.
    await receipts(page).first().click();
    await page.getByRole("heading", { name: "What happened" }).waitFor();
    await page.goBack();
    await answerOf(page, "mock/priced").getByText("One two three").waitFor();

    // Said otherwise, it is asked anew.
    await page.getByRole("button", { name: "Edit this question" }).click();
    await page.getByLabel("Question", { exact: true }).first().fill("Four");
    await page.getByRole("button", { name: "Ask this instead" }).click();
    await answerOf(page, "mock/echo").getByText("Four", { exact: true }).waitFor();
    await receipts(page).nth(1).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("stops, and tells a part from the whole: stopped, cut, refused", async () => {
    const { page, complaints } = await stage.openSignedIn("/playground?model=mock/echo", look);
    await setting(
      page,
      look,
      "Other members of the body",
      '{"mock": {"chunk_delay_ms": 400, "reply": "a b c d e f g h i j k l m n o p"}}',
    );
    await ask(page, "Slowly");
    const answer = answerOf(page, "mock/echo");
    await answer.getByText("a b").waitFor();
    await page.getByRole("button", { name: "Stop all" }).click();
    await answer.getByText("You stopped it.").waitFor();
    expect(await answer.textContent()).not.toContain("o p");

    await setting(
      page,
      look,
      "Other members of the body",
      '{"mock": {"reply": "a b c d e f", "chunk_delay_ms": 20, "fault": "cut", "fault_after_chunks": 3}}',
    );
    await page.getByRole("button", { name: "Retry mock/echo" }).click();
    await answer.getByText("Cut: this answer is not complete").waitFor();

    await setting(page, look, "Other members of the body", '{"mock": {"status": 400, "message": "No."}}');
    await page.getByRole("button", { name: "Retry mock/echo" }).click();
    await answer.getByText("Refused with 400").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await setting(page, look, "Temperature", "hot");
    await page.getByRole("button", { name: "Retry mock/echo" }).click();
    await page.getByRole("alert").getByText("Temperature: This must be a number from 0 to 2.").waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("shows calls of tools, takes their results by hand, and shows code and routes", async () => {
    const { page, complaints } = await stage.openSignedIn("/playground?model=mock/echo", look);
    const call =
      '{"mock": {"reasoning": "Look it up.", "tool_calls": [{"name": "get_weather", "arguments": {"city": "Oslo"}}]}}';
    await setting(page, look, "Other members of the body", call);
    await ask(page, "Weather?");
    const answer = answerOf(page, "mock/echo");
    await answer.getByLabel("Result of get_weather").fill("21 degrees");
    await answer.getByText("Look it up.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await setting(page, look, "Other members of the body", '{"mock": {"reply": "It is warm."}}');
    await answer.getByRole("button", { name: "Send result" }).click();
    await answer.getByText("It is warm.").waitFor();
    await answer.getByText("21 degrees").waitFor();

    await page.getByRole("button", { name: "Code" }).click();
    await page.getByRole("radio", { name: "Python" }).click();
    await page.getByRole("region", { name: "Python code" }).getByText("LLM_GATEWAY_API_KEY").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Dry run" }).click();
    await page.getByRole("dialog").getByRole("row").filter({ hasText: "mock/echo" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(stage === null)("a logged request", () => {
  if (stage === null) return;
  const { gateway } = stage;
  let kept = "";
  beforeAll(async () => {
    const { body } = await gateway.api("GET", "/organizations");
    const [organization] = (body as { organizations: { id: string }[] }).organizations;
    const path = `/organizations/${organization?.id ?? ""}/settings`;
    const { status } = await gateway.api("PATCH", path, { retention: { store_content: true, days: 7 } });
    expect(status).toBe(200);
    kept = await untilKept(gateway);
  }, 30_000);

  it("is opened and asked again", async () => {
    const { page, complaints } = await stage.openSignedIn(`/logs/${kept}`);
    await page.getByRole("button", { name: "Show content" }).click();
    await page.getByRole("link", { name: "Open in playground" }).click();
    await page.getByRole("button", { name: "Ask mock/echo" }).click();
    await answerOf(page, "mock/echo").getByText("Hello!").waitFor();
    await receipts(page).waitFor();
    expect(new URL(page.url()).searchParams.get("request")).toBeNull();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("of which nothing was kept says so", async () => {
    const { page } = await stage.openSignedIn("/playground?request=req_none");
    await page.getByText("This request cannot be loaded").waitFor();
    await page.context().close();
  });
});

describe.skipIf(stage === null)("the catalogue", () => {
  if (stage === null) return;

  it("is searched by what is in the address, and leads to the playground", async () => {
    const { page, complaints } = await stage.openSignedIn("/models?can=tools");
    await page.getByRole("table", { name: "Models" }).waitFor();
    await page.getByRole("radio", { name: "Connected" }).click();
    await page.getByRole("searchbox").fill("priced");
    await page.waitForURL(({ searchParams }) => searchParams.get("text") === "priced" && searchParams.has("connected"));
    await page.getByRole("link", { name: "Echo with a price (mock)" }).click();
    await page.getByText("mock/priced").first().waitFor();
    await page.getByRole("link", { name: "Try in playground" }).click();
    await page.waitForURL((url) => url.searchParams.get("model") === "mock/priced");
    await page.getByRole("combobox", { name: "Model" }).getByText("mock/priced").waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByRole("searchbox").fill("no such thing");
    await page.getByRole("button", { name: "Remove all filters" }).click();
    await page.getByRole("table", { name: "Models" }).waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});
