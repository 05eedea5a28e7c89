import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid } from "../read.ts";

/** Ratios that the models draw in. (Gemini API documentation, image generation.) */
const RATIOS = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"] as const;
/** Longest side from which the next larger class is nearer. */
const SIDE_OF_2K = 1_536;
const SIDE_OF_4K = 3_072;
/** Ratios that differ less than this look the same. */
const SAME = 0.02;

/** `<width>x<height>` as a ratio and a class of size; the vendor knows no exact sizes. */
export function imageConfigFor(size: string, warnings: Warnings): JsonObject {
  const [, width = "0", height = "0"] = /^(\d{1,5})x(\d{1,5})$/.exec(size) ?? [];
  const [w, h] = [Number(width), Number(height)];
  if (w === 0 || h === 0) throw invalid("size", "must be '<width>x<height>', such as '1024x1024', or 'auto'.");
  const wanted = Math.log(w / h);
  const off = (ratio: string): number => Math.abs(Math.log(quotient(ratio)) - wanted);
  const aspectRatio = RATIOS.reduce((best, ratio) => (off(ratio) < off(best) ? ratio : best));
  if (off(aspectRatio) > SAME) {
    warnings.add("size", `The Gemini wire has no such ratio; the nearest, ${aspectRatio}, was asked for.`);
  }
  const side = Math.max(w, h);
  const imageSize = side > SIDE_OF_4K ? "4K" : side > SIDE_OF_2K ? "2K" : undefined;
  return imageSize === undefined ? { aspectRatio } : { aspectRatio, imageSize };
}

function quotient(ratio: string): number {
  const [w = "1", h = "1"] = ratio.split(":");
  return Number(w) / Number(h);
}
