import { getRouteApi } from "@tanstack/react-router";
import { useMe } from "../../api/identity.ts";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { OwnOrganizations } from "./own-organizations.tsx";
import { Password } from "./password.tsx";
import { Profile } from "./profile.tsx";
import { TABS } from "./search.ts";
import { SecondFactor } from "./second-factor.tsx";
import { Sessions } from "./sessions.tsx";
import { ThemeChoice } from "./theme-choice.tsx";
import { WithOwnSession } from "./with-own-session.tsx";

const route = getRouteApi("/signed-in/$organizationId/account");

/** One's own account: it is the same in every organization. */
export function AccountPage() {
  const { tab, create } = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useMe();
  const open = (next: string): void =>
    void navigate({ search: () => ({ tab: TABS.find((each) => each === next) }), replace: true });
  const setCreate = (on: boolean): void =>
    void navigate({ search: (now) => ({ ...now, create: on || undefined }), replace: true });
  return (
    <Page title="Your account" description={user.email}>
      <Tabs
        label="Parts of your account"
        value={tab ?? "profile"}
        onChange={open}
        tabs={[
          {
            value: "profile",
            label: "Profile",
            content: (
              <div className="grid max-w-2xl gap-5">
                <WithOwnSession>{() => <Profile key={`${user.name} ${user.email}`} />}</WithOwnSession>
                <ThemeChoice />
              </div>
            ),
          },
          {
            value: "security",
            label: "Security",
            content: (
              <WithOwnSession>
                {() => (
                  <div className="grid max-w-2xl gap-5">
                    <SecondFactor />
                    <Password />
                  </div>
                )}
              </WithOwnSession>
            ),
          },
          {
            value: "sessions",
            label: "Sessions",
            content: <WithOwnSession>{(sessions) => <Sessions sessions={sessions} />}</WithOwnSession>,
          },
          {
            value: "organizations",
            label: "Organizations",
            content: <OwnOrganizations create={create ?? false} onCreate={setCreate} />,
          },
        ]}
      />
    </Page>
  );
}
