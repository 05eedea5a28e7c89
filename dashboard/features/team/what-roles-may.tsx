import { Card } from "../../ui/card.tsx";
import { ROLE_WORDS, ROLES } from "./roles.ts";

/** The roles in words, and the one rule about owners. */
export function WhatRolesMay() {
  return (
    <Card title="What each role may do">
      <dl className="grid gap-3 text-sm">
        {ROLE_WORDS.map((role) => (
          <div key={role} className="grid gap-x-4 gap-y-0.5 md:grid-cols-[7rem_minmax(0,1fr)]">
            <dt className="font-medium">{ROLES[role].label}</dt>
            <dd className="text-muted">{ROLES[role].may}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 border-t border-line pt-3 text-sm text-muted">
        Each role may also do what those below it may. An organization keeps at least one owner: the last one can
        neither leave nor get another role before somebody else is an owner. Only owners change owners.
      </p>
    </Card>
  );
}
