import { Download } from "lucide-react";
import { urlOf } from "../../api/call.ts";
import { Button } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "../../ui/menu.tsx";
import type { LogsQuery } from "./use-log-rows.ts";

const FORMATS = [
  { format: "csv", label: "CSV, for spreadsheets" },
  { format: "json", label: "JSON" },
] as const;

/** The API exports as much at once, and from there on when nothing is said. */
const DAYS_MAX = 31;
const DAY_MS = 86_400_000;

/** Files of the rows that the filters let through. */
export function ExportMenu({ query }: { readonly query: LogsQuery }) {
  const { from, ...others } = query;
  const isLonger = from === undefined || Date.now() - Date.parse(from) > DAYS_MAX * DAY_MS;
  const exported = isLonger ? others : { ...others, from };
  return (
    <Menu
      wide
      trigger={
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      }
    >
      <MenuLabel>
        All requests that match{isLonger && <>, of the last {DAYS_MAX} days</>}, oldest first. Exports are in the audit
        log.
      </MenuLabel>
      {FORMATS.map(({ format, label }) => (
        <MenuItem key={format} asChild>
          <a href={urlOf("getLogsExport", { query: { ...exported, format } })} download>
            {label}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}
