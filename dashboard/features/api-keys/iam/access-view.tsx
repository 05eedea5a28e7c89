import { useState } from "react";
import type { ApiKey, IamRule } from "../../../../src/client/api.ts";
import { useApiMutation } from "../../../api/query.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { toast, toastError } from "../../../ui/toast.tsx";
import { useModelOptions, useProviderOptions } from "../../models/name-options.ts";
import { AccessCheck } from "./access-check.tsx";
import { AddressForm } from "./address-form.tsx";
import { RuleList } from "./rule-list.tsx";

export interface AccessViewProps {
  readonly apiKey: ApiKey;
  readonly may: boolean;
}

/** What a key may call and from where: its rules with what they come to, and its addresses. */
export function AccessView({ apiKey, may }: AccessViewProps) {
  const saved = apiKey.iam ?? [];
  const [rules, setRules] = useState<readonly IamRule[]>(saved);
  const change = useApiMutation("patchApiKeysById", { stale: ["getApiKeys", "getApiKeysById"] });
  const models = useModelOptions(apiKey.projectId);
  const providers = useProviderOptions(apiKey.organizationId);
  const isDirty = JSON.stringify(rules) !== JSON.stringify(saved);
  const put = (iam: readonly IamRule[]) => change.mutateAsync({ path: { id: apiKey.id }, body: { iam } });
  const save = async (): Promise<void> => {
    await put(rules);
    toast("Rules saved. They are in force within a second.", {
      label: "Undo",
      run: () => void put(saved).then(() => setRules(saved), toastError),
    });
  };
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:items-start">
      <div className="grid gap-5">
        <Card title="What it may call">
          <div className="grid gap-4">
            <p className="text-sm text-muted">
              A deny rule refuses what it means, whatever else is allowed. Where there are allow rules of a kind, one of
              them must mean the model; kinds narrow each other. What is refused gets 403 with the rule’s name.
            </p>
            {change.error && <Notice tone="bad">{change.error.message}</Notice>}
            <RuleList rules={rules} may={may} models={models} providers={providers} onChange={setRules} />
            {may && isDirty && (
              <div className="flex flex-wrap items-center gap-2 border-t border-line pt-4">
                <Button
                  size="md"
                  variant="primary"
                  pending={change.isPending}
                  onClick={() => void save().catch(() => undefined)}
                >
                  Save rules
                </Button>
                <Button size="md" onClick={() => setRules(saved)}>
                  Discard changes
                </Button>
              </div>
            )}
          </div>
        </Card>
        <AddressForm key={apiKey.ipAllowlist?.join()} apiKey={apiKey} may={may} />
      </div>
      <AccessCheck projectId={apiKey.projectId} rules={rules} isDraft={isDirty} />
    </div>
  );
}
