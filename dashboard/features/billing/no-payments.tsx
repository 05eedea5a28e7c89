import { Card } from "../../ui/card.tsx";

/** Why nothing can be paid here, and what the operator can do about it. */
export function NoPayments({ isOperator }: { readonly isOperator: boolean }) {
  return (
    <Card title="Add credits">
      {isOperator ? (
        <div className="grid gap-2 text-sm text-muted">
          <p>Stripe is not set up, so nobody can pay here. You grant credits by hand in the part “Operator”, or:</p>
          <ol className="grid list-decimal gap-1.5 pl-5">
            <li>
              Set <Name>STRIPE_SECRET_KEY</Name>, <Name>STRIPE_WEBHOOK_SECRET</Name> and <Name>PUBLIC_URL</Name>, and
              start the gateway anew.
            </li>
            <li>
              Add a webhook in Stripe at <Name>{`${location.origin}/api/v1/billing/stripe/webhook`}</Name>. The events
              that it needs are listed in the guide “Credits and billing”.
            </li>
          </ol>
        </div>
      ) : (
        <p className="text-sm text-muted">
          This gateway takes no payments. Whoever runs it grants credits; connections with your own keys need none.
        </p>
      )}
    </Card>
  );
}

function Name({ children }: { readonly children: string }) {
  return <code className="font-mono text-xs break-all text-text">{children}</code>;
}
