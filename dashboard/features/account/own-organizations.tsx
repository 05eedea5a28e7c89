import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Building2, Plus } from "lucide-react";
import { useForm } from "react-hook-form";
import type { Organization } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useMe } from "../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { rowLink } from "../../ui/row-link.ts";
import { EmptyState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { PLANS } from "../billing/plans.ts";
import { ROLES } from "../team/roles.ts";

const COLUMNS: readonly Column<Organization>[] = [
  {
    id: "name",
    header: "Organization",
    width: "minmax(0,2fr)",
    cell: ({ id, name }) => (
      <span className="grid">
        <Link
          {...rowLink}
          to="/$organizationId/overview"
          params={{ organizationId: id }}
          search={{ project: undefined }}
        >
          {name}
        </Link>
        <code className="truncate font-mono text-xs text-muted">{id}</code>
      </span>
    ),
  },
  {
    id: "role",
    header: "Your role",
    width: "6rem",
    cell: ({ role }) => <Badge tone={ROLES[role].tone}>{ROLES[role].label}</Badge>,
  },
  {
    id: "plan",
    header: "Plan",
    from: "md",
    width: "7rem",
    cell: ({ plan }) => PLANS[plan],
  },
  {
    id: "made",
    header: "Made",
    from: "md",
    numeric: true,
    width: "7rem",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

export interface OwnOrganizationsProps {
  /** Whether the form for a new one is open. */
  readonly create: boolean;
  onCreate(open: boolean): void;
}

/** The organizations that one belongs to; leaving one is done on its team's page. */
export function OwnOrganizations({ create, onCreate }: OwnOrganizationsProps) {
  const { organizations } = useMe();
  const options = useQuery(apiQuery("getAuthOptions"));
  const isOperator = organizations.some(({ operates, role }) => operates && role === "owner");
  const may = options.data?.organizationCreation === "any-user" || isOperator;
  return (
    <Card
      flush
      title="Organizations"
      actions={
        may && (
          <Button data-shortcut="create" onClick={() => onCreate(true)}>
            <Plus aria-hidden />
            Create organization
          </Button>
        )
      }
    >
      <Table
        label="Your organizations"
        columns={COLUMNS}
        rows={organizations}
        rowKey={({ id }) => id}
        empty={<EmptyState icon={Building2} title="You belong to no organization" />}
      />
      {create && may && <CreateDialog onClose={() => onCreate(false)} />}
    </Card>
  );
}

function CreateDialog({ onClose }: { onClose(): void }) {
  const navigate = useNavigate();
  const create = useApiMutation("postOrganizations", { stale: ["getAuthMe"] });
  const { register, handleSubmit } = useForm({ defaultValues: { name: "" } });
  const { of, other } = fieldErrors(create.error, ["name"]);
  const submit = handleSubmit(async (body) => {
    const { organization } = await create.mutateAsync({ body });
    const params = { organizationId: organization.id };
    await navigate({ to: "/$organizationId/overview", params, search: { project: undefined } });
  });
  return (
    <Dialog open onClose={onClose} title="Create an organization" description="You own it; others are invited.">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Name" error={of("name")}>
          <Input autoFocus required maxLength={255} placeholder="Acme" {...register("name")} />
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={create.isPending}>
            Create organization
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
