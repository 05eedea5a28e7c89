import { useQuery } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import type { AlertRule } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { RelativeTime, useNow } from "../../ui/values.tsx";
import type { AlertsPart } from "./alerts-page.tsx";
import { kindLabel } from "./kinds.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { scopeWords, thresholdWords } from "./rule-words.ts";
import { useAlertNames } from "./use-alert-names.ts";
import { useRuleActions } from "./use-rule-actions.ts";

/** As many as an organization can have. */
const RULES_MAX = 100;
const MUTES = [
  ["for an hour", 3_600_000],
  ["for a day", 86_400_000],
  ["for a week", 604_800_000],
] as const;

/** What is told to whom, where it is not as usual. */
export function Rules({ organizationId, search, onChange, toTab }: AlertsPart) {
  const may = useMay("admin");
  const now = useNow();
  const known = useAlertNames(organizationId);
  const { data, error, refetch } = useQuery(
    apiQuery("getAlertsRules", { query: { organizationId, limit: RULES_MAX } }),
  );
  const { set, end } = useRuleActions(organizationId);
  const isMuted = ({ mutedUntil }: AlertRule): boolean => mutedUntil !== null && Date.parse(mutedUntil) > now;

  const columns: readonly Column<AlertRule>[] = [
    {
      id: "rule",
      header: "Rule",
      cell: (rule) => (
        <span className="grid">
          <span className="truncate font-medium">{rule.name}</span>
          <span className="whitespace-normal text-muted">
            {[kindLabel(rule.kind), thresholdWords(rule)].filter(Boolean).join(", ")}
          </span>
        </span>
      ),
    },
    {
      id: "scope",
      header: "About",
      from: "md",
      cell: ({ scope }) => <span className="whitespace-normal">{scopeWords(scope, known.names)}</span>,
    },
    {
      id: "channels",
      header: "Tells",
      from: "md",
      cell: ({ channels }) => (
        <span className="whitespace-normal">
          {channels === null
            ? "every enabled channel"
            : channels.map((id) => known.names.get(id) ?? "a channel that is gone").join(", ")}
        </span>
      ),
    },
    {
      id: "status",
      header: "Status",
      width: "6.5rem",
      cell: (rule) =>
        !rule.enabled ? (
          <Badge>off</Badge>
        ) : isMuted(rule) ? (
          <span className="grid justify-items-start">
            <Badge tone="warn">muted</Badge>
            <span className="text-xs text-muted">
              ends <RelativeTime at={rule.mutedUntil} />
            </span>
          </span>
        ) : (
          <Badge tone="good">on</Badge>
        ),
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: may ? "2.5rem" : "0",
      cell: (rule) =>
        may && (
          <RowMenu name={rule.name}>
            <MenuItem onSelect={() => onChange({ edit: rule.id })}>Edit…</MenuItem>
            {isMuted(rule) ? (
              <MenuItem onSelect={() => void set(rule, { mutedUntil: null }, "no longer muted")}>Unmute</MenuItem>
            ) : (
              MUTES.map(([words, ms]) => (
                <MenuItem
                  key={words}
                  onSelect={() =>
                    void set(rule, { mutedUntil: new Date(Date.now() + ms).toISOString() }, `muted ${words}`)
                  }
                >
                  Mute {words}
                </MenuItem>
              ))
            )}
            <MenuItem onSelect={() => void set(rule, { enabled: !rule.enabled }, rule.enabled ? "off" : "on")}>
              {rule.enabled ? "Turn off" : "Turn on"}
            </MenuItem>
            <MenuLine />
            <MenuItem danger onSelect={() => end(rule)}>
              Delete
            </MenuItem>
          </RowMenu>
        ),
    },
  ];
  const edited = data?.rules.find(({ id }) => id === search.edit);
  return (
    <div className="grid gap-3">
      <p className="max-w-4xl text-sm text-muted">
        Without a rule for a kind its alerts go to every enabled channel, except anomalies, which are only noted. A rule
        replaces that for its kind.
      </p>
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <Card flush>
          <Table
            label="Alert rules"
            columns={columns}
            rows={data.rules}
            rowKey={({ id }) => id}
            empty={
              <EmptyState
                icon={BellRing}
                title="Everything is told as usual"
                action={
                  <>
                    {may && <Button onClick={() => onChange({ edit: "new" })}>Create a rule</Button>}
                    <Button variant="quiet" onClick={() => toTab("channels")}>
                      Look at the channels
                    </Button>
                  </>
                }
              >
                A rule tells earlier or later, somebody else, or of one project, key, budget or provider only.
              </EmptyState>
            }
          />
        </Card>
      )}
      {may && known.isRead && (search.edit === "new" || edited) && (
        <RuleDialog
          key={edited?.id ?? "new"}
          organizationId={organizationId}
          rule={edited}
          known={known}
          onClose={() => onChange({ edit: undefined })}
        />
      )}
    </div>
  );
}
