import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import type { AlertChannel, AlertChannelTest } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import type { AlertsPart } from "./alerts-page.tsx";
import { ChannelDialog } from "./channel-dialog.tsx";
import { ChannelRotateDialog } from "./channel-rotate-dialog.tsx";
import { type ChannelSecret, ChannelSecretDialog } from "./channel-secret-dialog.tsx";
import { ChannelTestDialog } from "./channel-test-dialog.tsx";

/** As many as an organization can have. */
const CHANNELS_MAX = 50;

/** Where alerts are sent. */
export function Channels({ organizationId, search, onChange, toTab }: AlertsPart) {
  const may = useMay("admin");
  const { data, error, refetch } = useQuery(
    apiQuery("getAlertsChannels", { query: { organizationId, limit: CHANNELS_MAX } }),
  );
  const stale = ["getAlertsChannels"] as const;
  const change = useApiMutation("patchAlertsChannelsById", { stale });
  const remove = useApiMutation("deleteAlertsChannelsById", { stale: [...stale, "getAlertsRules"] });
  const test = useApiMutation("postAlertsChannelsByIdTest", { stale: ["getAlertsEvents", "getAlertsDeliveries"] });
  const [secret, setSecret] = useState<ChannelSecret | null>(null);
  const [tested, setTested] = useState<{ channel: AlertChannel; test: AlertChannelTest } | null>(null);
  const [asked, setAsked] = useState<{ channel: AlertChannel; what: "delete" | "rotate" } | null>(null);
  const close = (): void => setAsked(null);

  const runTest = (channel: AlertChannel): void =>
    test.mutate(
      { path: { id: channel.id } },
      { onSuccess: (answer) => setTested({ channel, test: answer.test }), onError: toastError },
    );
  const setEnabled = async ({ id, name, enabled }: AlertChannel): Promise<void> => {
    const put = (next: boolean) => change.mutateAsync({ path: { id }, body: { enabled: next } });
    try {
      await put(!enabled);
      const back = (): void => void put(enabled).catch(toastError);
      toast(`${name} is ${enabled ? "off" : "on"}.`, { label: "Undo", run: back });
    } catch (error) {
      toastError(error);
    }
  };

  const columns: readonly Column<AlertChannel>[] = [
    {
      id: "name",
      header: "Channel",
      cell: ({ name, kind, format, fromSettings }) => (
        <span className="grid">
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-muted">
            {kind === "mail" ? "mail" : format === "slack" ? "Slack" : "signed webhook"}
            {fromSettings && ", of the settings"}
          </span>
        </span>
      ),
    },
    {
      id: "to",
      header: "To",
      from: "md",
      width: "minmax(0,1.4fr)",
      cell: ({ url, recipients }) => <span className="whitespace-normal">{url ?? recipients.join(", ")}</span>,
    },
    {
      id: "status",
      header: "Status",
      width: "minmax(3.5rem,0.6fr)",
      cell: ({ enabled, disabledReason }) => (
        <span className="grid justify-items-start">
          <Badge tone={enabled ? "good" : disabledReason === null ? "neutral" : "bad"}>{enabled ? "on" : "off"}</Badge>
          {!enabled && disabledReason && <span className="text-xs whitespace-normal text-muted">{disabledReason}</span>}
        </span>
      ),
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "6.5rem",
      cell: (channel) => (
        <span className="flex justify-end gap-1">
          {may && (
            <Button
              pending={test.isPending && test.variables.path.id === channel.id}
              aria-label={`Test ${channel.name}`}
              onClick={() => runTest(channel)}
            >
              Test
            </Button>
          )}
          <RowMenu name={channel.name}>
            <MenuItem onSelect={() => toTab("deliveries", { channelId: channel.id })}>What was sent</MenuItem>
            {may && (
              <>
                <MenuItem onSelect={() => onChange({ edit: channel.id })}>Edit…</MenuItem>
                {channel.kind === "webhook" && (
                  <MenuItem onSelect={() => setAsked({ channel, what: "rotate" })}>New secret…</MenuItem>
                )}
                <MenuItem onSelect={() => void setEnabled(channel)}>
                  {channel.enabled ? "Turn off" : "Turn on"}
                </MenuItem>
                {!channel.fromSettings && (
                  <>
                    <MenuLine />
                    <MenuItem danger onSelect={() => setAsked({ channel, what: "delete" })}>
                      Delete…
                    </MenuItem>
                  </>
                )}
              </>
            )}
          </RowMenu>
        </span>
      ),
    },
  ];
  const edited = data?.channels.find(({ id }) => id === search.edit);
  return (
    <>
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <Card flush>
          <Table
            label="Alert channels"
            columns={columns}
            rows={data.channels}
            rowKey={({ id }) => id}
            empty={
              <EmptyState
                icon={Send}
                title="Nobody is told yet"
                action={may && <Button onClick={() => onChange({ edit: "new" })}>Create a channel</Button>}
              >
                Alerts are noted under Events. A channel sends them to a webhook, to Slack or by mail.
              </EmptyState>
            }
          />
        </Card>
      )}
      {may && (search.edit === "new" || edited) && (
        <ChannelDialog
          key={edited?.id ?? "new"}
          organizationId={organizationId}
          channel={edited}
          onClose={() => onChange({ edit: undefined })}
          onSecret={setSecret}
        />
      )}
      {secret && <ChannelSecretDialog {...secret} onClose={() => setSecret(null)} />}
      {tested && <ChannelTestDialog {...tested} onClose={() => setTested(null)} />}
      {asked?.what === "delete" && (
        <ConfirmByTyping
          open
          onClose={close}
          title="Delete this channel?"
          word={asked.channel.name}
          action="Delete channel"
          onConfirm={() => remove.mutateAsync({ path: { id: asked.channel.id } })}
        >
          Its address and secret are destroyed, and rules that tell only this channel tell nobody.
        </ConfirmByTyping>
      )}
      {asked?.what === "rotate" && <ChannelRotateDialog channel={asked.channel} onClose={close} onSecret={setSecret} />}
    </>
  );
}
