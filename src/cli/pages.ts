/** Where the next page begins, as lists take it. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

const PAGE_ROWS = 200;

/** All rows of a list that comes in pages. */
export async function everyPage<Row>(
  read: (query: PageQuery) => Promise<{ readonly rows: readonly Row[]; readonly nextCursor: string | null }>,
): Promise<readonly Row[]> {
  const all: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read({
      limit: PAGE_ROWS,
      ...(cursor === null ? {} : { cursor }),
    });
    all.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}
