import { setTheme, type Theme, useTheme } from "../../shell/theme.ts";
import { Card } from "../../ui/card.tsx";
import { Segmented } from "../../ui/segmented.tsx";

const OPTIONS = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "system", label: "As the system" },
] as const satisfies readonly { readonly value: Theme; readonly label: string }[];

/** The theme of this browser. */
export function ThemeChoice() {
  return (
    <Card title="Theme">
      <div className="grid justify-items-start gap-3">
        <p className="text-sm text-muted">For this browser.</p>
        <Segmented label="Theme" value={useTheme()} onChange={setTheme} options={OPTIONS} />
      </div>
    </Card>
  );
}
