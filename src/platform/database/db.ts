/** Rows as PostgreSQL gives them; columns are snake_case, `bigint` arrives as string, `timestamptz` as Date, `jsonb` parsed. */
export type Row = Record<string, unknown>

export interface Queryable {
  /**
   * Runs one statement. `name` is its identity as a prepared statement: one name, one text, everywhere (a name used with
   * another text is a bug and throws). Returns the rows; writes say what they touched with `returning`.
   */
  query<R extends object = Row>(name: string, sql: string, params?: readonly unknown[]): Promise<R[]>
}

/** The one way to the database (design D2): plain SQL, named statements, PostgreSQL 15 and up. */
export interface Db extends Queryable {
  /** Everything inside commits together or not at all. Short: nobody waits in it for a model or a network. */
  tx<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  /** `NOTIFY` on `channel` calls `hear`; it shortens a wait and may be lost (design D1). Returns the way to stop. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
