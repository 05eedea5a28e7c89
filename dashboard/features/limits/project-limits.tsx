import type { Project } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { rateWords, spendWords } from "./limit-words.ts";
import { LimitsDialog } from "./limits-dialog.tsx";
import type { Named } from "./use-names.ts";
import { Words } from "./words.tsx";

export interface ProjectLimitsProps {
  readonly named: Named;
  readonly organizationId: string;
  readonly edit: string | undefined;
  onEdit(id: string | undefined): void;
}

/** What holds for all keys of a project together. */
export function ProjectLimits({ named, edit, onEdit }: ProjectLimitsProps) {
  const may = useMay("admin");
  const change = useApiMutation("patchProjectsById", { stale: ["getProjects", "getProjectsById"] });
  const edited = named.projects.find(({ id }) => id === edit);
  const columns: readonly Column<Project>[] = [
    {
      id: "name",
      header: "Project",
      cell: ({ name }) => <span className="font-medium whitespace-normal">{name}</span>,
    },
    { id: "rates", header: "Rates", cell: ({ rateLimits }) => <Words words={rateWords(rateLimits)} /> },
    { id: "spend", header: "Spend", from: "md", cell: ({ limits }) => <Words words={spendWords(limits)} /> },
    {
      id: "edit",
      header: "Actions",
      headerHidden: true,
      width: "4rem",
      cell: ({ id, name }) =>
        may && (
          <span className="flex justify-end">
            <Button aria-label={`Edit the limits of ${name}`} onClick={() => onEdit(id)}>
              Edit
            </Button>
          </span>
        ),
    },
  ];
  return (
    <Card title="Projects" flush>
      <Table
        label="Limits of projects"
        columns={columns}
        rows={named.isRead ? named.projects : undefined}
        rowKey={({ id }) => id}
        empty={<p className="px-4 py-8 text-center text-muted">There are no projects.</p>}
      />
      {may && edited && (
        <LimitsDialog
          title={`Limits of ${edited.name}`}
          description="For all of its keys together."
          rateLimits={edited.rateLimits}
          limits={edited.limits}
          onClose={() => onEdit(undefined)}
          onSave={(body) => change.mutateAsync({ path: { id: edited.id }, body })}
        />
      )}
    </Card>
  );
}
