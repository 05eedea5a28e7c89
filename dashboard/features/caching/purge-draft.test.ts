import { expect, it } from "vitest";
import { NO_SELECTORS, purgeOf } from "./purge-draft.ts";

it("holds what is given, and nothing where everything is meant", () => {
  expect(purgeOf({ ...NO_SELECTORS, model: "  " })).toEqual({});
  expect(purgeOf({ ...NO_SELECTORS, projectId: "proj_1", olderThanSeconds: "0" })).toEqual({
    projectId: "proj_1",
    olderThanSeconds: 0,
  });
});
