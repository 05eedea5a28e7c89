import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { rebuildRollups } from "../../worker/rebuild-rollups.ts";
import type { CliContext } from "../context.ts";
import { UsageError } from "../exit-codes.ts";
import { withLocalStore } from "../local-store.ts";
import { showOne } from "../output.ts";

interface RebuildOptions {
  readonly from: string;
  readonly to?: string;
}

/** `analytics rebuild`. */
export function addAnalytics(program: Command, context: () => CliContext): void {
  program
    .command("analytics")
    .description("sums of requests")
    .command("rebuild")
    .description("on the gateway's machine: make the sums of all organizations again from their logs")
    .requiredOption("--from <day>", "first day, such as 2026-11-01 (UTC)")
    .option("--to <day>", "day after the last; tomorrow when absent")
    .action(async (options: RebuildOptions) => {
      const { env, output } = context();
      const from = dayOf(options.from);
      const to = options.to === undefined ? new Date() : dayOf(options.to);
      const requests = await withLocalStore(env, async ({ store: { db } }) => {
        let counted = 0;
        for (const { id } of await db.selectFrom("organizations").select("id").orderBy("id").execute()) {
          counted += await rebuildRollups(db, systemClock, { organizationId: id, from, to });
        }
        return counted;
      });
      showOne(output, { requests });
    });
}

function dayOf(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime())) throw new UsageError(`'${text}' is not a day.`);
  return day;
}
