import type { CatalogModel } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { count, money } from "../../ui/format.ts";

const MILLION = 1_000_000;
/** Units that are priced one by one; all others are told by the million. */
const PIECES: Readonly<Record<string, string>> = {
  request: "a request",
  image: "an image",
  search_unit: "a search",
  audio_second: "a second of audio",
};

/** What is charged otherwise than by tokens of text, and prices that hold for long inputs; nothing where there is none. */
export function SpecialPrices({ model }: { readonly model: CatalogModel }) {
  const lines = model.offerings.flatMap(({ provider, pricing }) => {
    if (pricing === null) return [];
    const tiers = pricing.tiers.map(({ aboveInputTokens, inputUsdPerMillion: input, outputUsdPerMillion: output }) => ({
      name: `above ${count(aboveInputTokens)} input tokens`,
      value: `${money(input)} / ${money(output)}`,
    }));
    const units = pricing.units.map(({ unit, usd }) => {
      const piece = PIECES[unit];
      return piece === undefined
        ? { name: `a million of ${unit.replaceAll("_", " ")}`, value: money(usd * MILLION) }
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
