import type { CatalogModel } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { count, money } from "../../ui/format.ts";

const MILLION = 1_000_000;
/** Units that are priced one by one. */
const PIECES: Readonly<Record<string, string>> = {
  request: "a request",
  image: "an image",
  search_unit: "a search",
  audio_second: "a second of audio",
};

/** Units that are told by the million, as tokens are. */
const MILLIONS: Readonly<Record<string, string>> = {
  input_image: "a million tokens of images read",
  output_image: "a million tokens of images made",
  input_audio: "a million tokens of audio heard",
  output_audio: "a million tokens of audio made",
  input_character: "a million characters",
};

/** What is charged otherwise than by tokens of text, and prices that hold for long inputs; nothing where there is none. */
export function SpecialPrices({ model }: { readonly model: CatalogModel }) {
  const lines = model.offerings.flatMap(({ provider, pricing }) => {
    if (pricing === null) return [];
    const tiers = pricing.tiers.map(({ aboveInputTokens, inputUsdPerMillion: input, outputUsdPerMillion: output }) => ({
      name: `above ${count(aboveInputTokens)} input tokens`,
      value: `${money(input)} in, ${money(output)} out`,
    }));
    const units = pricing.units.map(({ unit, usd }) => {
      const piece = PIECES[unit];
      return piece === undefined
        ? { name: MILLIONS[unit] ?? `a million of ${unit}`, value: money(usd * MILLION) }
        : { name: piece, value: money(usd) };
    });
    const hours = pricing.variesByHour ? [{ name: "by the hour", value: "shown is the price of now" }] : [];
    return [...tiers, ...units, ...hours].map((line) => ({ provider, ...line }));
  });
  if (lines.length === 0) return null;
  return (
    <Card title="Other prices">
      <Facts>
        {lines.map(({ provider, name, value }) => (
          <Fact key={`${provider} ${name}`} name={`${provider}, ${name}`}>
            {value}
          </Fact>
        ))}
      </Facts>
    </Card>
  );
}
