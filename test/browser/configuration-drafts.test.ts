import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { CONFIG_TEXT, draftOf, newProject, writeText } from "./configured.ts";

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

/** Dozens of steps, on a busy machine. */
const JOURNEY_MS = 90_000;

describe.skipIf(stage === null).each(LOOKS)("drafts of configurations at $name", { timeout: JOURNEY_MS }, (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("keep what was not saved, and tell when somebody else saved meanwhile", async () => {
    const project = await newProject(gateway, `Kept ${look.width}`);
    const draft = await draftOf(gateway, project.id);
    const { page, complaints } = await stage.openSignedIn(`/configurations/${project.id}/${draft.id}`, look);
    await page.getByRole("textbox", { name: "Text of version 1" }).waitFor();
    await writeText(page, CONFIG_TEXT.replace("support:", "help:"));
    await page.getByText("Not saved; this tab keeps it.").waitFor();
    expect(await page.getByRole("button", { name: "Approve…" }).isDisabled()).toBe(true);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText("Changes that you had not saved were kept in this tab.").waitFor();
    expect(await page.locator(".cm-content").textContent()).toContain("help:");
    await gateway.api("PATCH", `/configs/${draft.id}`, { yaml: `# Theirs\n${CONFIG_TEXT}` });
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Somebody changed version 1 after you began.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await page.getByText("Version 1 is saved.").first().waitFor();
    await page.getByRole("button", { name: "Approve…" }).waitFor();
    await page.getByRole("button", { name: "Actions for version 1" }).click();
    await page.getByRole("menuitem", { name: "Delete draft…" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("version 1");
    await page.getByRole("button", { name: "Delete draft" }).click();
    await page.getByText("No configuration yet").waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });

  it("come from LiteLLM with a report, and their secrets are set on the way, changed and deleted", async () => {
    const project = await newProject(gateway, `Import ${look.width}`);
    const { page, complaints } = await stage.openSignedIn(`/configurations/${project.id}/new?from=import`, look);
    await page
      .getByLabel("Text")
      .fill(
        [
          "model_list:",
          "  - model_name: chat",
          "    litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY}",
          "router_settings: {redis_password: x}",
        ].join("\n"),
      );
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByText("is no draft yet").waitFor();
    await page.getByRole("list", { name: "Not carried over" }).getByText("redis_password").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Set OPENAI_API_KEY" }).click();
    await page.getByLabel("Value", { exact: true }).fill("sk-0123456789abcdef");
    await page.getByRole("button", { name: "Set secret" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Import again" }).click();
    await page.getByRole("link", { name: "Open version 1" }).click();
    await page.getByRole("heading", { level: 1, name: "Version 1" }).waitFor();

    await page.getByRole("link", { name: /^Configurations of/ }).click();
    await page.getByRole("link", { name: "Secrets" }).click();
    const row = page.getByRole("row").filter({ hasText: "OPENAI_API_KEY" });
    await row.getByRole("link", { name: "version 1" }).waitFor();
    await row.getByRole("button").click();
    await page.getByRole("menuitem", { name: "Set a new value…" }).click();
    await page.getByLabel("Value", { exact: true }).fill("sk-another-value-wxyz");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Change value" }).click();
    await row.getByText("ends with …wxyz").waitFor();
    await row.getByRole("button").click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("OPENAI_API_KEY");
    await page.getByRole("button", { name: "Delete secret" }).click();
    await page.getByText("No secrets yet").waitFor();
    expect(complaints()).toEqual([]);
    await page.context().close();
  });
});
