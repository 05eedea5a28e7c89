import { useState } from "react";
import type { Billing } from "../../../src/client/api.ts";
import { useMe } from "../../api/identity.ts";
import { Card } from "../../ui/card.tsx";
import { Combobox } from "../../ui/combobox.tsx";
import { Notice } from "../../ui/notice.tsx";
import { BookForm } from "./book-form.tsx";
import { CreditLineForm } from "./credit-line-form.tsx";
import { PlanForm } from "./plan-form.tsx";

/** What the operator does for any organization: owners of the gateway's first one. */
export function Operator({ billing }: { readonly billing: Billing }) {
  const { organizations } = useMe();
  const [chosen, setChosen] = useState(billing.organizationId);
  const isThis = chosen === billing.organizationId;
  const options = organizations.map(({ id, name }) => ({ value: id, label: name, note: id }));
  return (
    <div className="grid max-w-3xl gap-5">
      <Card title="For which organization">
        <div className="grid gap-3">
          <p className="text-sm text-muted">
            You run this gateway, so you do this for every organization. Of others than your own you need the id; their
            admins find it in their settings.
          </p>
          <Combobox
            free
            label="Organization"
            options={options}
            value={chosen}
            onChange={(next) => setChosen(next === "" ? billing.organizationId : next)}
          />
          {!isThis && <Notice tone="accent">What you do below is for {nameOf(chosen, options)}.</Notice>}
        </div>
      </Card>
      <div className="grid gap-5 md:grid-cols-2">
        <BookForm key={`grant ${chosen}`} kind="grant" organizationId={chosen} />
        <BookForm key={`refund ${chosen}`} kind="refund" organizationId={chosen} />
        <CreditLineForm
          key={`line ${chosen} ${billing.lineUsd}`}
          organizationId={chosen}
          lineUsd={isThis ? billing.lineUsd : 0}
          isKnown={isThis}
        />
        <PlanForm key={`plan ${chosen} ${billing.plan}`} organizationId={chosen} plan={isThis ? billing.plan : null} />
      </div>
    </div>
  );
}

function nameOf(id: string, options: readonly { readonly value: string; readonly label: string }[]): string {
  return options.find(({ value }) => value === id)?.label ?? id;
}
