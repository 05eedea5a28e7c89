import { Link } from "@tanstack/react-router";
import { ListFilter } from "lucide-react";
import type { AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import type { Range } from "../../shell/ranges.ts";
import { Button } from "../../ui/button.tsx";
import { percent } from "../../ui/format.ts";
import { Meter } from "../../ui/meter.tsx";
import { aboveRowLink, rowLink } from "../../ui/row-link.ts";
import type { Column } from "../../ui/table.tsx";
import { DIMENSION_WORDS, type Dimension, filterOf, isSearchable } from "./dimensions.ts";
import { type Narrowing, narrowingOf } from "./narrowing.ts";
import type { Names } from "./use-names.ts";

export interface BreakdownPlace {
  readonly organizationId: string;
  readonly range: Range;
  readonly by: Dimension;
  readonly narrowing: Narrowing;
  readonly names: Names;
}

/** What a row is about; leads to its requests, those of the page's other filters included. */
export function valueColumn({
  organizationId,
  range,
  by,
  narrowing,
  names,
}: BreakdownPlace): Column<AnalyticsBreakdownRow> {
  return {
    id: "value",
    header: DIMENSION_WORDS[by].label,
    width: "minmax(0,2fr)",
    cell: (row) => {
      const value = names.valueOf(by, row);
      const name = names.ofRow(by, row);
      if (value === null || !isSearchable(row)) return <span className="text-muted">{name}</span>;
      const { status, ...others } = narrowingOf(narrowing);
      const kept = { ...others, ...(status === undefined || status === "other" ? {} : { status }), range };
      return (
        <Link
          {...rowLink}
          to="/$organizationId/logs"
          params={{ organizationId }}
          search={by === "project" ? { ...kept, project: value } : { ...kept, [filterOf(by)]: value }}
          title={`Requests of ${name}`}
        >
          {name}
        </Link>
      );
    },
  };
}

/** How much of the whole a row is, drawn and in figures. */
export function shareColumn(
  header: string,
  of: (row: AnalyticsBreakdownRow) => number | null,
): Column<AnalyticsBreakdownRow> {
  return {
    id: "share",
    header,
    from: "lg",
    width: "6.5rem",
    cell: (row) => {
      const share = of(row);
      return (
        <span className="flex items-center gap-2">
          <Meter label={header} value={share ?? 0} max={1} text={percent(share)} />
          <span className="nums w-12 shrink-0 text-right text-muted">{percent(share)}</span>
        </span>
      );
    },
  };
}

/** Keeps one value of the whole page. */
export function narrowColumn(
  { by, names }: BreakdownPlace,
  onNarrow: (value: string) => void,
): Column<AnalyticsBreakdownRow> {
  return {
    id: "narrow",
    header: "Narrow",
    headerHidden: true,
    width: "2.25rem",
    cell: (row) => {
      const value = names.valueOf(by, row);
      if (value === null) return null;
      const label = `Narrow to ${names.ofRow(by, row)}`;
      return (
        <span className={aboveRowLink}>
          <Button variant="quiet" size="icon" aria-label={label} title={label} onClick={() => onNarrow(value)}>
            <ListFilter aria-hidden />
          </Button>
        </span>
      );
    },
  };
}
