import { openSecret, type SecretContext, sealSecret } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { ProjectSecretsTable } from "../sql/tables/project-configs.ts";

/** Shorter secrets are not shown at all: four characters would be too large a part. */
const SHOWN_LENGTH_MIN = 12;
const SHOWN = 4;

/** Columns that a secret's context is made of. */
type Place = Pick<ProjectSecretsTable, "id" | "organization_id">;

/** Seals a project's secret for its row, with what of it may be shown. */
export function sealProjectSecret(
  master: MasterKeys,
  value: string,
  place: Place,
): Pick<ProjectSecretsTable, "secret" | "hint"> {
  return {
    secret: sealSecret(master, value, contextOf(place)),
    hint: value.length < SHOWN_LENGTH_MIN ? null : value.slice(-SHOWN),
  };
}

/** Opens a project's secret, in clear. Throws a `SecretError` when it is not as sealed. */
export function openProjectSecret(master: MasterKeys, row: Place & Pick<ProjectSecretsTable, "secret">): string {
  return openSecret(master, row.secret, contextOf(row));
}

function contextOf({ id, organization_id }: Place): SecretContext {
  return { table: "project_secrets", id, organizationId: organization_id };
}
