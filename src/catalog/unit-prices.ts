import type { Price } from "./types.ts";

const PICO_A_NANO = 1_000;

/** What can be charged beside tokens of text. */
export type PriceUnit =
  | "request"
  | "image"
  | "search_unit"
  | "input_image"
  | "output_image"
  | "input_audio"
  | "output_audio"
  | "audio_second"
  | "input_character";

/** What is charged beside tokens of text, in pico-dollars for one: a token, a second, a piece. */
export function unitPrices(price: Omit<Price, "windows">): readonly (readonly [PriceUnit, number])[] {
  const ofNanos = (nanos: number | undefined): number | undefined => nanos && nanos * PICO_A_NANO;
  const all: readonly (readonly [PriceUnit, number | undefined])[] = [
    ["request", ofNanos(price.requestNanos)],
    ["image", ofNanos(price.imageNanos)],
    ["search_unit", ofNanos(price.searchUnitNanos)],
    ["input_image", price.inputImagePico],
    ["output_image", price.outputImagePico],
    ["input_audio", price.inputAudioPico],
    ["output_audio", price.outputAudioPico],
    ["audio_second", price.audioSecondPico],
    ["input_character", price.inputCharacterPico],
  ];
  return all.filter((one): one is readonly [PriceUnit, number] => one[1] !== undefined);
}
