/** The pages of the dashboard whose filters can be kept. */
export type SavedViewPage = "logs" | "analytics" | "costs";

/** A page's filters under a name, of one user in one organization. */
export interface SavedViewsTable {
  id: string;
  organization_id: string;
  user_id: string;
  page: SavedViewPage;
  name: string;
  /** The page's query as it stands in the address, without the question mark. */
  query: string;
  created_at: Date;
  updated_at: Date;
}
