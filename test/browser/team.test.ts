import { afterAll, describe, expect, it, vi } from "vitest";
import { violationsOf } from "./axe.ts";
import { HAS_BROWSER, LOOKS, openStage } from "./browser.ts";
import { makeMember } from "./member.ts";

// A journey is a dozen pages, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const stage = HAS_BROWSER ? await openStage() : null;
afterAll(() => stage?.stop());

describe.skipIf(stage === null).each(LOOKS)("the team at $name", (look) => {
  if (stage === null) return;
  const { gateway } = stage;

  it("invites a viewer, who joins in another browser and sees the limits of the role", async () => {
    const email = `viewer-${look.width}@example.test`;
    const owner = await stage.openSignedIn("/team", look);
    await owner.page.getByRole("button", { name: "Invite", exact: true }).click();
    const dialog = owner.page.getByRole("dialog");
    await dialog.getByLabel("Email").fill(email);
    await dialog.getByLabel("Role").selectOption("viewer");
    expect(await violationsOf(owner.page)).toEqual([]);
    await dialog.getByRole("button", { name: "Invite" }).click();
    const link = (await owner.page.locator("[data-secret]").textContent()) ?? "";
    expect(await violationsOf(owner.page)).toEqual([]);
    await owner.page.getByRole("button", { name: "I have copied it" }).click();
    const invitations = owner.page.getByRole("table", { name: "Pending invitations" });
    await invitations.getByText(email).waitFor();

    const visitor = await stage.open(look);
    const { page } = visitor;
    await page.goto(`/dashboard/accept-invitation${new URL(link).hash}`);
    await page.getByLabel("Your name").fill("Vera");
    await page.getByLabel("Password").fill("correct-horse-of-vera");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

    await page.goto("/dashboard/team");
    const members = page.getByRole("table", { name: "Members" });
    await members.getByText(email).waitFor();
    expect(await page.getByRole("button", { name: "Invite", exact: true }).count()).toBe(0);
    expect(await page.getByText("Pending invitations").count()).toBe(0);
    // Their own row has a menu, with the way out; nobody else's has.
    expect(await page.getByRole("button", { name: /^Actions for/ }).allInnerTexts()).toHaveLength(1);
    for (const closed of ["audit", "settings"]) {
      await page.goto(`/dashboard/${closed}`);
      await page.getByText("Your role does not allow this").waitFor();
      expect(await violationsOf(page)).toEqual([]);
    }
    await page.goto("/dashboard/billing");
    await page.getByText("Do the books agree?").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
    const organizationId = new URL(page.url()).pathname.split("/")[2];
    const refused = await page.request.post(`/api/v1/organizations/${organizationId}/invitations`, {
      headers: { origin: gateway.url },
      data: { email: "more@example.test", role: "viewer" },
    });
    expect([refused.status(), ((await refused.json()) as { message: string }).message]).toEqual([
      403,
      expect.stringContaining("role"),
    ]);
    expect(visitor.complaints()).toEqual([]);
    expect(owner.complaints()).toEqual([]);
    await visitor.context.close();
    await owner.context.close();
  });

  it("gives a member another role, takes it back, and removes them", async () => {
    const { email } = await makeMember(gateway, `grace-${look.width}@example.test`, "developer");
    const { page, context, complaints } = await stage.openSignedIn("/team", look);
    const row = page.getByRole("row").filter({ hasText: email });
    const act = async (item: string): Promise<void> => {
      await row.getByRole("button", { name: "Actions for Ada" }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await act("Change role…");
    await page.getByRole("radio", { name: /^Admin/ }).check();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Change role" }).click();
    await row.getByText("Admin").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row.getByText("Developer").waitFor();
    await act("Remove…");
    await page.getByLabel(`Type “${email}” to confirm`).fill(email);
    await page.getByRole("button", { name: "Remove member" }).click();
    await row.waitFor({ state: "detached" });
    // The last owner stays.
    await page.getByRole("button", { name: "Actions for Owner" }).click();
    expect(await page.getByRole("menuitem", { name: "Leave…" }).getAttribute("aria-disabled")).toBe("true");
    expect(complaints()).toEqual([]);
    await context.close();
  });

  it("revokes an invitation, and offers to make it again", async () => {
    const email = `alan-${look.width}@example.test`;
    const { page, context, complaints } = await stage.openSignedIn("/team?invite=true", look);
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Email").fill(email);
    await dialog.getByRole("button", { name: "Invite" }).click();
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("button", { name: `Revoke the invitation of ${email}` }).click();
    await page.getByRole("button", { name: "Invite again" }).click();
    await dialog.waitFor();
    expect(await dialog.getByLabel("Email").inputValue()).toBe(email);
    expect(complaints()).toEqual([]);
    await context.close();
  });
});
