// biome-ignore-all lint/a11y/useSemanticElements: rows of a real table cannot be a grid of their own, nor be left out
// biome-ignore-all lint/a11y/useFocusableInteractive: cells are read, not worked with; what is in them takes the focus
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { cn } from "./cn.ts";
import { Skeleton } from "./skeleton.tsx";

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  cell(row: Row): ReactNode;
  /** A track of the grid, such as `8rem` or `minmax(0,1fr)`; what is left when absent. */
  readonly width?: string;
  /** Figures stand at the right. */
  readonly numeric?: boolean;
  /** From which width of the screen it is shown; always when absent. The first column is always shown. */
  readonly from?: "md" | "lg" | "xl";
  /** The header is for readers of screens only: columns of buttons. */
  readonly headerHidden?: boolean;
}

export interface TableProps<Row> {
  /** What the table holds, for its name. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while the first rows are loading. */
  readonly rows: readonly Row[] | undefined;
  rowKey(row: Row): string;
  /** Called when the end comes near; absent: there is no more. */
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  /** What stands in place of rows when there are none. */
  readonly empty: ReactNode;
  readonly rowClass?: (row: Row) => string;
  /** More rows on a screen, for lists that are skimmed; on phones rows stay as high as a finger. */
  readonly dense?: boolean;
}

const ROW_HEIGHT = 44;
const DENSE_HEIGHT = 32;
const OVERSCAN = 12;
const SKELETON_ROWS = 8;
const NEAR_END_ROWS = 20;
const SHOWN = { md: "hidden md:block", lg: "hidden lg:block", xl: "hidden xl:block" } as const;

/**
 * Rows in a grid. Only those near the window are in the document, so a million are as cheap as fifty. A whole row is a
 * link when one of its cells holds a `RowLink`.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, empty, onEnd } = props;
  const tracks = tracksOf(columns);
  if (rows?.length === 0) return empty;
  return (
    <div
      role="table"
      aria-label={label}
      aria-busy={rows === undefined}
      aria-rowcount={rows === undefined || onEnd !== undefined ? -1 : rows.length + 1}
      style={tracks}
    >
      <div role="rowgroup">
        <div role="row" className={cn(line, "min-h-9 border-b border-line text-xs text-muted")}>
          {columns.map((column) => (
            <div key={column.id} role="columnheader" className={cellClass(column)}>
              <span className={column.headerHidden ? "sr-only" : "truncate"}>{column.header}</span>
            </div>
          ))}
        </div>
      </div>
      {rows === undefined ? <SkeletonRows columns={columns} /> : <Rows {...props} rows={rows} />}
    </div>
  );
}

const line =
  "grid items-center gap-x-4 px-4 grid-cols-(--cols) md:grid-cols-(--cols-md) lg:grid-cols-(--cols-lg) xl:grid-cols-(--cols-xl)";

function Rows<Row>(props: TableProps<Row> & { readonly rows: readonly Row[] }) {
  const { rows, columns, rowKey, onEnd, isLoadingMore = false, rowClass, dense = false } = props;
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // Every time: what is above may have grown.
  useLayoutEffect(() => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (dense ? DENSE_HEIGHT : ROW_HEIGHT),
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  });
  const items = virtual.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const isNearEnd = last !== undefined && last.index >= rows.length - NEAR_END_ROWS;
  useEffect(() => {
    if (isNearEnd && !isLoadingMore) onEnd?.();
  }, [isNearEnd, isLoadingMore, onEnd]);
  const above = first === undefined ? 0 : first.start - top;
  const below = last === undefined ? 0 : virtual.getTotalSize() - (last.end - top);
  return (
    <div ref={list} role="rowgroup" style={{ paddingTop: above, paddingBottom: below }}>
      {items.map(({ index, key }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            role="row"
            aria-rowindex={index + 2}
            className={cn(
              line,
              dense ? "min-h-8 max-md:min-h-11" : "min-h-11",
              "relative border-b border-line text-sm last:border-b-0 has-[a[data-row]]:hover:bg-hover",
              rowClass?.(row),
            )}
          >
            {columns.map((column) => (
              <div
                key={column.id}
                role="cell"
                className={cn(cellClass(column), dense ? "md:py-0.5 max-md:py-1.5" : "py-1.5")}
              >
                {column.cell(row)}
              </div>
            ))}
          </div>
        );
      })}
      {isLoadingMore && <SkeletonRows columns={columns} count={2} />}
    </div>
  );
}

function SkeletonRows<Row>({
  columns,
  count = SKELETON_ROWS,
}: {
  readonly columns: readonly Column<Row>[];
  readonly count?: number;
}) {
  return (
    <div aria-hidden>
      {Array.from({ length: count }, (_, index) => (
        // Rows that stand for nothing have no other key.
        <div key={index} className={cn(line, "min-h-11 border-b border-line last:border-b-0")}>
          {columns.map((column) => (
            <div key={column.id} className={cellClass(column)}>
              <Skeleton className={cn("h-3.5 w-3/5", column.numeric && "ml-auto")} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function cellClass<Row>({ from, numeric = false }: Column<Row>): string {
  // Lines in a cell are as wide as the cell: a grid's own track would grow with what is in it, and be cut without a sign.
  return cn("min-w-0 truncate *:grid-cols-1", from && SHOWN[from], numeric && "nums text-right");
}

/** The grid's tracks at each width, as CSS variables: columns that are hidden have none. */
function tracksOf<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const widths = (...shown: readonly (string | undefined)[]): string =>
    columns
      .filter(({ from }) => shown.includes(from))
      .map(({ width = "minmax(0,1fr)" }) => width)
      .join(" ");
  return {
    "--cols": widths(undefined),
    "--cols-md": widths(undefined, "md"),
    "--cols-lg": widths(undefined, "md", "lg"),
    "--cols-xl": widths(undefined, "md", "lg", "xl"),
  } as CSSProperties;
}
