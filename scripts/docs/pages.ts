import { errorsPage } from "./errors-page.ts";
import { providersPage, quirksPage } from "./provider-pages.ts";
import { settingsPage } from "./settings-page.ts";
import { translationPage } from "./translation-page.ts";

/** Every generated page by its path from the repository's root. */
export const PAGES: Readonly<Record<string, () => string>> = {
  "docs/reference/settings.md": settingsPage,
  "docs/reference/errors.md": errorsPage,
  "docs/reference/quirks.md": quirksPage,
  "docs/reference/providers.md": providersPage,
  "docs/reference/translation.md": translationPage,
};
