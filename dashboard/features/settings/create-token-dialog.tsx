import { useState } from "react";
import { useForm } from "react-hook-form";
import type { OrganizationTokenMinted } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { type Role, useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Checkbox, Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ROLES, rolesUpTo } from "../team/roles.ts";
import { type Access, AREAS, type Area, scopesOf } from "./scopes.ts";

interface Typed {
  name: string;
  role: Role;
  days: string;
  everything: boolean;
  areas: Record<Area, Access>;
}

const DAY_MS = 86_400_000;

/** Makes a token, and shows its secret this once. */
export function CreateTokenDialog({ onClose }: { onClose(): void }) {
  const { organizationId, role: own } = useOrganization();
  const [made, setMade] = useState<OrganizationTokenMinted | null>(null);
  const create = useApiMutation("postOrganizationsByIdTokens", { stale: ["getOrganizationsByIdTokens"] });
  const { register, handleSubmit, watch } = useForm<Typed>({
    defaultValues: { role: rolesUpTo(own).includes("developer") ? "developer" : own, days: "90", everything: false },
  });
  const { of, other } = fieldErrors(create.error, ["name", "role", "scopes", "expiresAt"]);
  const submit = handleSubmit(async ({ name, role, days, everything, areas }) => {
    const body = {
      name,
      role,
      scopes: everything ? (["*"] as const) : scopesOf(areas),
      ...(days === "" ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
    };
    setMade(await create.mutateAsync({ path: { id: organizationId }, body }));
  });
  if (made !== null) return <SecretDialog made={made} onClose={onClose} />;
  const everything = watch("everything");
  const isNothing = !everything && scopesOf(watch("areas") ?? {}).length === 0;
  return (
    <Dialog open wide onClose={onClose} title="Create a token">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Name" help="What uses it." error={of("name")}>
          <Input autoFocus required maxLength={255} placeholder="Deployment" {...register("name")} />
        </Field>
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Role" help={ROLES[watch("role")].may} error={of("role")}>
            <Select {...register("role")}>
              {rolesUpTo(own).map((role) => (
                <option key={role} value={role}>
                  {ROLES[role].label}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Ends" error={of("expiresAt")}>
            <Select {...register("days")}>
              <option value="30">In 30 days</option>
              <option value="90">In 90 days</option>
              <option value="365">In a year</option>
              <option value="">Never</option>
            </Select>
          </Field>
        </div>
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-sm font-medium">What it may touch</legend>
          <Checkbox label="Everything that its role may" {...register("everything")} />
          {!everything &&
            AREAS.map(({ area, label, changes }) => (
              <div key={area} className="flex items-center justify-between gap-3 text-sm">
                <label htmlFor={`area-${area}`}>{label}</label>
                <Select fit id={`area-${area}`} className="w-36" {...register(`areas.${area}`)}>
                  <option value="none">Nothing</option>
                  <option value="read">Read</option>
                  {changes && <option value="write">Read and change</option>}
                </Select>
              </div>
            ))}
          {of("scopes") && <p className="text-sm text-bad">{of("scopes")}</p>}
        </fieldset>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={create.isPending} disabled={isNothing}>
            Create token
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function SecretDialog({
  made: { token, secret },
  onClose,
}: {
  readonly made: OrganizationTokenMinted;
  onClose(): void;
}) {
  const example = `curl ${location.origin}/api/v1/organizations \\\n  -H "Authorization: Bearer ${secret}"`;
  return (
    <Dialog open sticky wide onClose={onClose} title={`The secret of ${token.name}`}>
      <div className="grid gap-4">
        <Notice tone="warn">Copy it now. The gateway keeps only its fingerprint, so nobody can show it again.</Notice>
        <CopyLine secret text={secret} what="the secret" />
        <div className="grid gap-1.5">
          <h3 className="text-sm font-medium">How to use it</h3>
          <CodeBlock text={example} what="command" />
        </div>
        <DialogActions>
          <Button size="md" variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
