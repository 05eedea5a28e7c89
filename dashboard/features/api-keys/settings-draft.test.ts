import { expect, it } from "vitest";
import type { ApiKey } from "../../../src/client/api.ts";
import { draftOfSettings, settingsPatch } from "./settings-draft.ts";

const KEY = { description: "Shop", expiresAt: "2026-12-01T10:30:00.000Z", rotationReminderDays: 90 } as ApiKey;
const BEFORE = draftOfSettings(KEY);

it("sends only what was changed, and null for what was cleared", () => {
  expect(settingsPatch(BEFORE, BEFORE)).toEqual({});
  expect(settingsPatch(BEFORE, { ...BEFORE, description: "Store" })).toEqual({ description: "Store" });
  expect(settingsPatch(BEFORE, { ...BEFORE, expiresAt: "", rotationReminderDays: "" })).toEqual({
    expiresAt: null,
    rotationReminderDays: null,
  });
});

it("says the same instant in the reader's zone and back", () => {
  const { expiresAt } = settingsPatch({ ...BEFORE, expiresAt: "" }, BEFORE);
  expect(expiresAt).toBe(KEY.expiresAt);
  expect(draftOfSettings({ ...KEY, expiresAt: null }).expiresAt).toBe("");
});
