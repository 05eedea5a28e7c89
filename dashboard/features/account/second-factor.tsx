import { useState } from "react";
import { useMe } from "../../api/identity.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EnrolDialog } from "./enrol-dialog.tsx";
import { ProofDialog } from "./proof-dialog.tsx";

/** The second factor: a code of an app beside the password. */
export function SecondFactor() {
  const isOn = useMe().user.secondFactor;
  const [opened, setOpened] = useState<"enrol" | "disable" | "codes" | null>(null);
  const close = (): void => setOpened(null);
  return (
    <Card title="Second factor" actions={<Badge tone={isOn ? "good" : "warn"}>{isOn ? "on" : "off"}</Badge>}>
      <div className="grid gap-4">
        <p className="text-sm text-muted">
          {isOn
            ? "Signing in asks for a code of your authenticator app. If you lose it, each backup code signs you in once."
            : "Signing in then asks for a code of an authenticator app on your phone, so that a password that leaked is not enough."}
        </p>
        <div className="flex flex-wrap gap-2">
          {isOn ? (
            <>
              <Button onClick={() => setOpened("codes")}>New backup codes…</Button>
              <Button variant="warning" onClick={() => setOpened("disable")}>
                Turn off…
              </Button>
            </>
          ) : (
            <Button variant="primary" onClick={() => setOpened("enrol")}>
              Turn on
            </Button>
          )}
        </div>
      </div>
      {opened === "enrol" && <EnrolDialog onClose={close} />}
      {(opened === "disable" || opened === "codes") && <ProofDialog purpose={opened} onClose={close} />}
    </Card>
  );
}
