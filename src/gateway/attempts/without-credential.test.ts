import { expect, it } from "vitest";
import { withoutCredential } from "./without-credential.ts";

const said = (message: string) => ({ kind: "credential" as const, status: 401, message });

it.each([
  ["authorization", "Bearer my-own-key-1"],
  ["x-api-key", "my-own-key-1"],
  ["api-key", "my-own-key-1"],
  ["x-goog-api-key", "my-own-key-1"],
])("takes the key of %s out of what a provider says", (name, value) => {
  const headers = ["anthropic-version", "2023-06-01", name, value];
  const { message } = withoutCredential(said("Bad key my-own-key-1 (my-own-key-1) of 2023-06-01."), { headers });
  expect(message).toBe("Bad key …[masked] (…[masked]) of 2023-06-01.");
});

it("leaves everything else as it was said", () => {
  const error = said("The key is none.");
  expect(withoutCredential(error, { headers: ["authorization", "Bearer none", "x-api-key", ""] })).toBe(error);
});
