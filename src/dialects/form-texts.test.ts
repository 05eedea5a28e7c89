import { expect, it } from "vitest";
import { formOfBody } from "./form-texts.ts";

it("gives a form the texts of its body", () => {
  const file = { contentType: "image/png", bytes: Buffer.from("x") };
  const parts = [
    { name: "prompt", value: "a" },
    { name: "image[]", value: file },
    { name: "tag[]", value: "b" },
    { name: "tag[]", value: "c" },
    { name: "left", value: "d" },
  ];
  expect(formOfBody(parts, { prompt: "A", image: [file], tag: ["B", "C"] })).toEqual([
    { name: "prompt", value: "A" },
    { name: "image[]", value: file },
    { name: "tag[]", value: "B" },
    { name: "tag[]", value: "C" },
    { name: "left", value: "d" },
  ]);
});
