import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { BookOpen, CircleHelp, CircleUser, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useMe, useOrganization } from "../api/identity.ts";
import { useApiMutation } from "../api/query.ts";
import { forgetAllUnsaved } from "../api/unsaved.ts";
import { Menu, MenuItem, MenuLabel, MenuLine } from "../ui/menu.tsx";
import { toastError } from "../ui/toast.tsx";
import { setTheme, type Theme, useTheme } from "./theme.ts";

const THEMES = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "As the system", icon: Monitor },
] as const satisfies readonly { value: Theme; label: string; icon: unknown }[];

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ onHelp }: { onHelp(): void }) {
  const { user } = useMe();
  const { organizationId, role } = useOrganization();
  const theme = useTheme();
  const navigate = useNavigate();
  const client = useQueryClient();
  const signOut = useApiMutation("postAuthLogout");
  const leave = (): void =>
    signOut.mutate(
      {},
      {
        onSuccess: () => {
          forgetAllUnsaved();
          // What is still on the page needs to know whose it is.
          void navigate({ to: "/login" }).then(() => client.clear());
        },
        onError: toastError,
      },
    );
  const trigger = (
    <button type="button" className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover">
      <span className="sr-only">Account of </span>
      <span
        aria-hidden
        className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent uppercase"
      >
        {user.name.slice(0, 1)}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{user.name}</span>
        <span className="block truncate text-xs text-muted">{role}</span>
      </span>
    </button>
  );
  return (
    <Menu trigger={trigger} align="start" wide>
      <MenuLabel>{user.email}</MenuLabel>
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map(({ value, label, icon: Icon }) => (
        <MenuItem key={value} onSelect={() => setTheme(value)}>
          <Icon aria-hidden />
          <span className="flex-1">{label}</span>
          {value === theme && <span className="text-xs text-muted">chosen</span>}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem asChild>
        <Link to="/$organizationId/account" params={{ organizationId }}>
          <CircleUser aria-hidden />
          Your account
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <a href="/docs" target="_blank" rel="noreferrer">
          <BookOpen aria-hidden />
          API reference
        </a>
      </MenuItem>
      <MenuItem onSelect={onHelp}>
        <CircleHelp aria-hidden />
        Keyboard shortcuts
      </MenuItem>
      <MenuItem onSelect={leave}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
