import { dollars } from "../../gateway/metering/cost.ts";
import type { AlertDetails } from "../sql/tables/alerts.ts";

/** An event's details as they are sent and shown: amounts in dollars, so `spentNanos` becomes `spentUsd`. */
export function shownDetails(details: AlertDetails): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) =>
      name.endsWith("Nanos") && typeof value === "number" ? [`${name.slice(0, -5)}Usd`, dollars(value)] : [name, value],
    ),
  );
}
