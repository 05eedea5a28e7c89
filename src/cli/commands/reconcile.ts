import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { EXIT, UsageError } from "../exit-codes.ts";
import { withLocalStore } from "../local-store.ts";
import { showList } from "../output.ts";
import { compareUsage, type Difference } from "../reconcile/compare.ts";
import { meteredUsage } from "../reconcile/metered-usage.ts";
import { columnsOf, usageOfExport } from "../reconcile/usage-of-export.ts";

const DAY_MS = 86_400_000;

interface ReconcileOptions {
  readonly provider: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly columns?: string;
  readonly organization?: string;
  readonly paidBy?: string;
  readonly tolerance: string;
}

/** `reconcile`. */
export function addReconcile(program: Command, context: () => CliContext): void {
  program
    .command("reconcile")
    .description("on the gateway's machine: compare metered usage with a provider's export; 1 where they differ")
    .requiredOption("--provider <id>", "whose usage, such as openai")
    .requiredOption("--file <path>", "the provider's export, CSV or JSON, by day and model")
    .requiredOption("--from <day>", "first day, such as 2026-11-01 (UTC)")
    .requiredOption("--to <day>", "last day")
    .option("--columns <list>", "of another layout: day=date,model=name,input=a+b,output=c,requests=n")
    .option("--organization <id>", "requests of one organization")
    .option("--paid-by <who>", "credits: requests with the operator's keys; own-key: with organizations'")
    .option("--tolerance <percent>", "differences up to it are none", "1")
    .action(async (options: ReconcileOptions) => {
      const { env, output } = context();
      const { from, to } = daysOf(options);
      const tolerance = percentOf(options.tolerance);
      const columns = options.columns === undefined ? null : columnsOf(options.columns);
      const exported = usageOfExport(read(options.file), columns).filter(({ day }) => isWithin(day, from, to));
      const wanted = { provider: options.provider, from, to, organizationId: options.organization };
      const paidBy = paidByOf(options.paidBy);
      const metered = await withLocalStore(env, ({ store: { db } }) => meteredUsage(db, { ...wanted, paidBy }));
      const differences = compareUsage(metered, exported, tolerance);
      showList(output, { differences }, differences, COLUMNS);
      output.note(`${metered.length} metered and ${exported.length} exported rows; ${differences.length} differences.`);
      if (differences.length > 0) process.exitCode = EXIT.failed;
    });
}

const COLUMNS: Readonly<Record<string, (difference: Difference) => unknown>> = {
  DAY: ({ day }) => day,
  MODEL: ({ model }) => model,
  OF: ({ measure }) => measure,
  METERED: ({ metered }) => metered,
  EXPORTED: ({ exported }) => exported,
  DIFFERENCE: ({ difference }) => difference,
  PERCENT: ({ percent }) => percent,
};

/** From the first moment of the first day until before the first after the last. */
function daysOf({ from, to }: ReconcileOptions): { readonly from: Date; readonly to: Date } {
  const first = dayOf(from);
  const last = dayOf(to);
  if (last < first) throw new UsageError(`'${to}' is before '${from}'.`);
  return { from: first, to: new Date(last.getTime() + DAY_MS) };
}

function dayOf(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime())) throw new UsageError(`'${text}' is not a day.`);
  return day;
}

function isWithin(day: string, from: Date, to: Date): boolean {
  return day >= from.toISOString().slice(0, 10) && day < to.toISOString().slice(0, 10);
}

function percentOf(text: string): number {
  const percent = Number(text);
  if (text.trim() !== "" && percent >= 0 && percent <= 100) return percent;
  throw new UsageError(`'${text}' is not a percentage.`);
}

function paidByOf(text: string | undefined): "credits" | "own-key" | undefined {
  if (text === undefined || text === "credits" || text === "own-key") return text;
  throw new UsageError(`'${text}' is neither credits nor own-key.`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`'${path}' cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
