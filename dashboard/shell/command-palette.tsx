import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Building2, CircleUser, FolderKanban, Hash, KeyRound, Moon, Plug, Rocket, Sun } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useMe } from "../api/identity.ts";
import { apiQuery } from "../api/query.ts";
import { PAGES } from "./pages.ts";
import { setTheme } from "./theme.ts";

const PROJECTS_MAX = 200;
/** What may be a request's id: at least as long as no word that people search for. */
const REQUEST_ID = /^(req_[\w]+|[\w.:-]{16,128})$/;

/** Goes anywhere and does the most frequent things, by typing. In a chunk of its own, fetched when it is first opened. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  const navigate = useNavigate();
  const { organizationId = "" } = useParams({ strict: false });
  const { memberships } = useMe();
  const [typed, setTyped] = useState("");
  const { data } = useQuery({
    ...apiQuery("getProjects", { query: { organizationId, limit: PROJECTS_MAX } }),
    enabled: organizationId !== "",
  });
  const run = (action: () => unknown) => () => {
    onClose();
    action();
  };
  const params = { organizationId };
  const requestId = REQUEST_ID.test(typed.trim()) ? typed.trim() : null;
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl border border-line bg-surface shadow-pop animate-appear"
        >
          <Radix.Title className="sr-only">Search and do anything</Radix.Title>
          <Command label="Commands" loop>
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Go to a page, a project, a request id…"
              className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none placeholder:text-muted"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-muted">Nothing is called that.</Command.Empty>
              {requestId && (
                <Group heading="Request">
                  <Item
                    value={requestId}
                    icon={<Hash aria-hidden />}
                    onSelect={run(() =>
                      navigate({ to: "/$organizationId/logs/$requestId", params: { ...params, requestId } }),
                    )}
                  >
                    Open {requestId}
                  </Item>
                </Group>
              )}
              <Group heading="Pages">
                {PAGES.map(({ to, label, icon: Icon, words = "", key }) => (
                  <Item
                    key={to}
                    value={`${label} ${words}`}
                    icon={<Icon aria-hidden />}
                    hint={`g ${key}`}
                    onSelect={run(() => navigate({ to, params }))}
                  >
                    {label}
                  </Item>
                ))}
              </Group>
              <Group heading="Do">
                <Item
                  value="get started first request onboarding"
                  icon={<Rocket aria-hidden />}
                  onSelect={run(() => navigate({ to: "/$organizationId/start", params }))}
                >
                  Get started
                </Item>
                <Item
                  value="create api key new"
                  icon={<KeyRound aria-hidden />}
                  onSelect={run(() => navigate({ to: "/$organizationId/api-keys", params, search: { create: true } }))}
                >
                  Create an API key
                </Item>
                <Item
                  value="connect provider new connection"
                  icon={<Plug aria-hidden />}
                  onSelect={run(() => navigate({ to: "/$organizationId/connections/new", params }))}
                >
                  Connect a provider
                </Item>
                <Item
                  value="your account profile password second factor sessions"
                  icon={<CircleUser aria-hidden />}
                  onSelect={run(() => navigate({ to: "/$organizationId/account", params }))}
                >
                  Your account
                </Item>
                <Item value="light theme" icon={<Sun aria-hidden />} onSelect={run(() => setTheme("light"))}>
                  Light theme
                </Item>
                <Item value="dark theme" icon={<Moon aria-hidden />} onSelect={run(() => setTheme("dark"))}>
                  Dark theme
                </Item>
              </Group>
              {data && data.projects.length > 0 && (
                <Group heading="Projects">
                  {data.projects.map(({ id, name, slug }) => (
                    <Item
                      key={id}
                      value={`${name} ${slug} ${id}`}
                      icon={<FolderKanban aria-hidden />}
                      onSelect={run(() =>
                        navigate({
                          to: "/$organizationId/projects/$projectId",
                          params: { ...params, projectId: id },
                        }),
                      )}
                    >
                      {name}
                    </Item>
                  ))}
                </Group>
              )}
              {memberships.length > 1 && (
                <Group heading="Organizations">
                  {memberships.map((each) => (
                    <Item
                      key={each.organizationId}
                      value={`${each.organizationName} ${each.organizationId}`}
                      icon={<Building2 aria-hidden />}
                      onSelect={run(() =>
                        navigate({
                          to: "/$organizationId/overview",
                          params: { organizationId: each.organizationId },
                          search: { project: undefined },
                        }),
                      )}
                    >
                      {each.organizationName}
                    </Item>
                  ))}
                </Group>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  readonly value: string;
  readonly icon: ReactNode;
  readonly hint?: string;
  onSelect(): void;
  readonly children: ReactNode;
}

function Item({ value, icon, hint, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-base data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="font-mono text-xs text-muted">{hint}</span>}
    </Command.Item>
  );
}
