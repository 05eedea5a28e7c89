import { useForm } from "react-hook-form";
import type { AlertChannel } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input, Select, Textarea } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import type { ChannelSecret } from "./channel-secret-dialog.tsx";

export interface ChannelDialogProps {
  readonly organizationId: string;
  /** The one that is changed; a new one when absent. */
  readonly channel: AlertChannel | undefined;
  onClose(): void;
  onSecret(made: ChannelSecret): void;
}

const KINDS = {
  webhook: { label: "Webhook", help: "Signed JSON is posted to an address of yours." },
  slack: { label: "Slack", help: "An incoming webhook of Slack, or of what takes the same." },
  mail: { label: "Mail", help: "Needs SMTP_URL to be set on the gateway." },
} as const;

type Kind = keyof typeof KINDS;

interface Typed {
  kind: Kind;
  name: string;
  url: string;
  recipients: string;
}

/** Makes or changes a channel. Its address is never shown again: empty, it stays as it is. */
export function ChannelDialog({ organizationId, channel, onClose, onSecret }: ChannelDialogProps) {
  const stale = ["getAlertsChannels"] as const;
  const create = useApiMutation("postAlertsChannels", { stale });
  const change = useApiMutation("patchAlertsChannelsById", { stale });
  const { register, handleSubmit, watch } = useForm<Typed>({
    defaultValues: {
      kind: channel === undefined ? "webhook" : kindOf(channel),
      name: channel?.name ?? "",
      ...{ url: "", recipients: channel?.recipients.join("\n") ?? "" },
    },
  });
  const kind = watch("kind");
  const { of, other } = fieldErrors(create.error ?? change.error, ["name", "url", "recipients"]);
  const submit = handleSubmit(async (typed) => {
    const name = typed.name.trim();
    const to =
      kind === "mail"
        ? { recipients: typed.recipients.split(/[\s,;]+/).filter((one) => one !== "") }
        : typed.url.trim() === ""
          ? {}
          : { url: typed.url.trim() };
    const format = kind === "mail" ? {} : { format: kind === "slack" ? ("slack" as const) : ("json" as const) };
    if (channel !== undefined) {
      await change.mutateAsync({ path: { id: channel.id }, body: { name, ...to, ...format } });
      toast("Saved.");
    } else {
      const sent = { organizationId, name, kind: kind === "mail" ? ("mail" as const) : ("webhook" as const) };
      const made = await create.mutateAsync({ body: { ...sent, ...to, ...format } });
      // Slack checks no signature, so nobody needs its secret.
      if (made.secret !== null && kind === "webhook") onSecret({ channel: made.channel, secret: made.secret });
      else toast("Saved. Send a test to see that it arrives.");
    }
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={channel === undefined ? "Create a channel" : `Edit ${channel.name}`}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Kind" help={KINDS[kind].help}>
          <Select disabled={channel?.kind === "mail"} {...register("kind")}>
            {(["webhook", "slack", "mail"] as const)
              .filter((word) => channel === undefined || (word === "mail") === (channel.kind === "mail"))
              .map((word) => (
                <option key={word} value={word}>
                  {KINDS[word].label}
                </option>
              ))}
          </Select>
        </Field>
        <Field label="Name" error={of("name")}>
          <Input autoFocus required maxLength={255} placeholder="On call" {...register("name")} />
        </Field>
        {kind === "mail" ? (
          <Field label="Addresses" help="One a line, 20 at most." error={of("recipients")}>
            <Textarea
              rows={3}
              required
              spellCheck={false}
              placeholder="oncall@example.com"
              {...register("recipients")}
            />
          </Field>
        ) : channel?.fromSettings ? (
          <p className="text-sm text-muted">Its address is alerts.webhook_url of the organization’s settings.</p>
        ) : (
          <Field
            label="URL"
            optional={channel !== undefined}
            error={of("url")}
            help={channel && `Empty: it stays at ${channel.url}`}
          >
            <Input
              type="url"
              required={channel === undefined}
              spellCheck={false}
              autoComplete="off"
              placeholder={
                kind === "slack" ? "https://hooks.slack.com/services/…" : "https://your-app.com/webhook/alerts"
              }
              {...register("url")}
            />
          </Field>
        )}
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={create.isPending || change.isPending}>
            {channel === undefined ? "Create channel" : "Save"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function kindOf({ kind, format }: AlertChannel): Kind {
  if (kind === "mail") return "mail";
  return format === "slack" ? "slack" : "webhook";
}
