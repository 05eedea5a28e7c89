import { expect, it } from "vitest";
import { bytes } from "./bytes.ts";
import { keepingTime } from "./keeping-time.ts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [20_480, "20.5 kB"],
  [1_000_000, "1 MB"],
  [7_340_000_000_000_000, "7340 TB"],
])("%s bytes are %s", (value, text) => expect(bytes(value)).toBe(text));

it.each([
  [10, "10 seconds"],
  [90, "90 seconds"],
  [60, "1 minute"],
  [5_400, "90 minutes"],
  [86_400, "1 day"],
  [31_536_000, "365 days"],
])("%s seconds are %s", (value, text) => expect(keepingTime(value)).toBe(text));
