import { describe, expect, it } from "vitest";
import { openaiTranscriptionsTexts } from "./texts.ts";

describe("transcripts that are no JSON", () => {
  const raw = (type: string, text: string) => openaiTranscriptionsTexts.rawTexts?.(type, text);
  it.each([
    ["text/plain", "Hello there\n", ["Hello there\n"]],
    [
      "text/plain",
      "1\n00:00:00,000 --> 00:00:02,000\nHello\nthere\n\n2\n00:00:02,000 --> 00:00:03,000\nyou\n",
      ["Hello\nthere", "you"],
    ],
    ["text/vtt", "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 align:start\nHello\n\n", ["Hello"]],
    ["text/plain", "1\r\n00:00:00,000 --> 00:00:02,000\r\nHello\r\n\r\n", ["Hello"]],
    ["text/plain", "00:00:00,000 --> 00:00:02,000", []],
    ["text/plain", "", []],
  ])("%s %j", (type, text, expected) => {
    const texts = raw(type, text);
    expect(texts?.slots.map((slot) => slot.text)).toEqual(expected);
    expect(texts?.write()).toBe(text);
    for (const slot of texts?.slots ?? []) slot.replace("X\n\nY");
    if (text.includes("-->"))
      expect(texts?.write()).toBe(expected.reduce((all, one) => all.replace(one, "X\nY"), text));
  });

  it("leaves audio alone", () => {
    expect(raw("audio/mpeg", "x")).toBeUndefined();
  });
});
