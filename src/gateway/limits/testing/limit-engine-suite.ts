import { describe } from "vitest";
import type { SpentBefore } from "../limit-engine.ts";
import { heldCases } from "./held-cases.ts";
import { Tenant, type TestedEngine } from "./limit-tenant.ts";
import { partCases } from "./part-cases.ts";
import { reservationCases } from "./reservation-cases.ts";
import { seedCases } from "./seed-cases.ts";
import { settlementCases } from "./settlement-cases.ts";
import { windowCases } from "./window-cases.ts";

/** What every engine of limits does. Engines made by one suite may share their state: each test has its own tenant. */
export function describeLimitEngine(name: string, make: (spentBefore?: SpentBefore) => TestedEngine): void {
  describe(`limits, ${name}`, () => {
    const open = (spentBefore?: SpentBefore): readonly [Tenant, TestedEngine] => {
      const engine = make(spentBefore);
      return [new Tenant(engine), engine];
    };
    windowCases(open);
    reservationCases(open);
    settlementCases(open);
    seedCases(open);
    heldCases(open);
    partCases(open);
  });
}
