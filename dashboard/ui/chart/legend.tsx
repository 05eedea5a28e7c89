import type { Series } from "./series-drawing.tsx";

/** What the colours of a chart stand for. */
export function Legend({ series }: { readonly series: readonly Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
      {series.map(({ id, label, color, dashed = false }) => (
        <li key={id} className="flex min-w-0 items-center gap-1.5">
          <span
            aria-hidden
            className={dashed ? "w-3 shrink-0 border-t-2 border-dashed" : "size-2.5 shrink-0 rounded-sm"}
            style={dashed ? { borderColor: `var(--${color})` } : { background: `var(--${color})` }}
          />
          <span className="truncate">{label}</span>
        </li>
      ))}
    </ul>
  );
}
