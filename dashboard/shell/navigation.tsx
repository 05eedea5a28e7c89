import { Link, useParams } from "@tanstack/react-router";
import { useMay } from "../api/identity.ts";
import { cn } from "../ui/cn.ts";
import { PAGE_GROUPS, type PageEntry } from "./pages.ts";

/** The pages by groups, in the sidebar and on phones. */
export function Navigation() {
  return (
    <nav aria-label="Pages" className="grid gap-4">
      {PAGE_GROUPS.map((group) => (
        <div key={group.label}>
          <p className="px-2.5 pb-1 text-xs font-medium text-muted">{group.label}</p>
          <ul className="grid gap-px">
            {group.pages.map((page) => (
              <Entry key={page.to} page={page} />
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Entry({ page: { to, label, icon: Icon, role = "viewer" } }: { readonly page: PageEntry }) {
  const { organizationId = "" } = useParams({ strict: false });
  if (!useMay(role)) return null;
  return (
    <li>
      <Link
        to={to}
        params={{ organizationId }}
        activeProps={{ className: "bg-hover font-medium text-text", "aria-current": "page" }}
        inactiveProps={{ className: "text-muted hover:bg-hover hover:text-text" }}
        className={cn("flex h-8 items-center gap-2.5 rounded-md px-2.5 text-base max-md:h-11")}
      >
        <Icon className="size-4 shrink-0" aria-hidden />
        {label}
      </Link>
    </li>
  );
}
