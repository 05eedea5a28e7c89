import { KeyLimits } from "./key-limits.tsx";
import { OrganizationLimits } from "./organization-limits.tsx";
import { ProjectLimits } from "./project-limits.tsx";
import type { LimitsSearch } from "./search.ts";
import { useNames } from "./use-names.ts";

export interface RatesProps {
  readonly organizationId: string;
  /** Whose form is open: `organization`, or a project's id. */
  readonly edit: string | undefined;
  onChange(next: Partial<LimitsSearch>): void;
}

/** The limits that are fields of the organization, of projects and of keys. A request passes all of them or none. */
export function Rates({ organizationId, edit, onChange }: RatesProps) {
  const named = useNames(organizationId);
  const onEdit = (id: string | undefined): void => onChange({ edit: id });
  return (
    <div className="grid gap-5">
      <OrganizationLimits organizationId={organizationId} isEdited={edit === "organization"} onEdit={onEdit} />
      <ProjectLimits named={named} organizationId={organizationId} edit={edit} onEdit={onEdit} />
      <KeyLimits named={named} organizationId={organizationId} />
    </div>
  );
}
