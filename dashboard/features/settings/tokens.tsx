import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus, Terminal } from "lucide-react";
import { useState } from "react";
import type { OrganizationToken } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { apiPages, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { CreateTokenDialog } from "./create-token-dialog.tsx";
import { TokenTable } from "./token-table.tsx";

export interface TokensProps {
  /** Whether the form for a new one is open. */
  readonly create: boolean;
  onCreate(open: boolean): void;
}

/** Tokens with which programs use the management API in this organization. */
export function Tokens({ create, onCreate }: TokensProps) {
  const { organizationId } = useOrganization();
  const [doomed, setDoomed] = useState<OrganizationToken | null>(null);
  const tokens = useInfiniteQuery(apiPages("getOrganizationsByIdTokens", { path: { id: organizationId }, query: {} }));
  const revoke = useApiMutation("deleteOrganizationsByIdTokensByTokenId", { stale: ["getOrganizationsByIdTokens"] });
  const rows = tokens.data?.pages.flatMap((page) => page.tokens);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <p className="min-w-0 flex-1 basis-64 text-sm text-muted">
          For scripts and pipelines that use the management API. They act in this organization alone. Applications that
          call models use API keys instead.
        </p>
        <Button variant="primary" data-shortcut="create" onClick={() => onCreate(true)}>
          <Plus aria-hidden />
          Create token
        </Button>
      </div>
      {tokens.error && rows === undefined ? (
        <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />
      ) : (
        <Card flush>
          <TokenTable
            rows={rows}
            onRevoke={setDoomed}
            onEnd={tokens.hasNextPage ? () => void tokens.fetchNextPage() : undefined}
            isLoadingMore={tokens.isFetchingNextPage}
            empty={
              <EmptyState
                icon={Terminal}
                title="No tokens yet"
                action={<Button onClick={() => onCreate(true)}>Create the first one</Button>}
              >
                A pipeline that changes projects or keys needs one.
              </EmptyState>
            }
          />
        </Card>
      )}
      {create && <CreateTokenDialog onClose={() => onCreate(false)} />}
      {doomed && (
        <ConfirmByTyping
          open
          onClose={() => setDoomed(null)}
          title="Revoke this token?"
          word={doomed.name}
          action="Revoke token"
          onConfirm={async () => {
            await revoke.mutateAsync({ path: { id: organizationId, tokenId: doomed.id } });
            toast(`${doomed.name} is revoked.`);
          }}
        >
          Whatever uses it is refused at once, and its secret never works again.
        </ConfirmByTyping>
      )}
    </div>
  );
}
