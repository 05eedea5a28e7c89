import { afterAll, describe, expect, it } from "vitest";
import { fieldsOf } from "../../dashboard/features/guardrails/parameters.ts";
import type { GuardrailTypes } from "../../src/client/api.ts";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { makeMember } from "./member.ts";
import { untilLogged } from "./traffic.ts";

/** Changes reach the gateway within a second, and a busy machine is slow. */
const PATIENCE = { timeout: 15_000 };
const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

describe.skipIf(stage === null).each(LOOKS)("guardrails at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;
  const say = async (content: string): Promise<{ status: number; requestId: string; text: string }> => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "mock/echo", messages: [{ role: "user", content }] }),
    });
    const requestId = response.headers.get("x-request-id") ?? "";
    return { status: response.status, requestId, text: await response.text() };
  };

  it("tries a draft, saves it, and finds the requests that it redacted and refused", async () => {
    const word = `Falcon${look.width}`;
    const name = `codenames ${look.width}`;
    const { page, complaints } = await stage.openSignedIn("/guardrails", look);
    await page.getByRole("button", { name: "Add guardrail" }).click();
    await page.getByLabel("Looks for").selectOption("regex");
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByLabel("Values, one a line").fill("(?=x)");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("Looks for").selectOption("keywords");
    await page.getByLabel("Values, one a line").fill(word);
    await page.getByLabel("When it finds something").selectOption("redact");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Not saved yet.").waitFor();

    await page.getByRole("textbox", { name: "Text" }).fill(`Where does the ${word} fly?`);
    await page.getByText("passes, changed").waitFor();
    expect(await page.locator("mark").allTextContents()).toEqual([word, "<REDACTED>"]);
    expect(await violationsOf(page)).toEqual([]);
    // Nothing holds yet.
    expect((await say(`The ${word}`)).text).toContain(word);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Not saved yet.").waitFor({ state: "detached" });
    await expect.poll(async () => (await say(`The ${word}`)).text, PATIENCE).not.toContain(word);
    const redacted = await say(`Has the ${word} landed?`);
    expect(redacted.text).toContain("<REDACTED>");

    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Edit…" }).click();
    await page.getByLabel("When it finds something").selectOption("block");
    await page.getByLabel("What callers read").fill("No code names, please.");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("“No code names, please.”").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Not saved yet.").waitFor({ state: "detached" });
    await expect.poll(async () => (await say(`The ${word}`)).status, PATIENCE).toBe(400);
    const refused = await say(`Once more the ${word}`);
    expect(refused.text).toContain("No code names, please.");
    await untilLogged(gateway, redacted.requestId);
    await untilLogged(gateway, refused.requestId);
    await page.goto("/dashboard/guardrails");
    await page.getByRole("link", { name: "All", exact: true }).click();
    await page.locator(`a[title="${redacted.requestId}"]`).waitFor();
    await page.locator(`a[title="${refused.requestId}"]`).click();
    await page.getByText(name).first().waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("asks before a draft is left, and forgets it on request", async () => {
    const { page, complaints } = await stage.openSignedIn("/guardrails?project=", look);
    const personal = page.getByLabel("Look for personal data in all that callers send");
    await personal.check();
    await page.getByText("Not saved yet.").waitFor();
    await page.getByRole("link", { name: "All", exact: true }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Stay" }).click();
    await page.getByRole("textbox", { name: "Text" }).fill("Write to jane@example.com");
    await page.getByText("passes, changed").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    expect(await personal.isChecked()).toBe(false);
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(stage === null)("guardrails", () => {
  if (stage === null) return;

  it("of every type have a form with words and controls for all parameters", async () => {
    const { body } = await stage.gateway.api("GET", "/guardrails/types");
    const { types, piiTypes, judgePrompts } = body as GuardrailTypes;
    const pii = piiTypes.map(({ type }) => type);
    for (const type of types) {
      for (const { name, label, kind, options } of fieldsOf(type, {
        types: pii,
        entities: pii,
        prompt_ref: judgePrompts,
      })) {
        expect(label, `${type.type} ${name}`).not.toBe(name);
        if (kind === "choice" || kind === "several") expect(options.length, `${type.type} ${name}`).toBeGreaterThan(0);
      }
    }
  });

  it("are tried by developers, who may not read the organization's", async () => {
    const { token } = await makeMember(stage.gateway, "dev@example.test", "developer");
    await stage.gateway.api("PATCH", `/organizations/${await organizationOf()}/settings`, {
      pii: { pii_detection_enabled: true },
    });
    const { page, context } = await stage.open();
    await context.addCookies([{ name: "llm_gw_session", value: token, url: stage.gateway.url }]);
    await page.goto("/dashboard/guardrails");
    await page.getByText("Administrators see and change").waitFor();
    await page.getByRole("textbox", { name: "Text" }).fill("Write to jane@example.com");
    await page.getByText("pii", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Add guardrail" }).count()).toBe(0);
    await context.close();
  });
});

async function organizationOf(): Promise<string> {
  const { body } = (await stage?.gateway.api("GET", "/auth/me")) ?? { body: null };
  return (body as { memberships: { organizationId: string }[] }).memberships[0]?.organizationId ?? "";
}
