/**
 * A complaint about a colleague does not exist for that colleague (docs/decisions.md), nor do the words it was told in. Conditions
 * of a statement; `staff` is where it has the reader's staff id, null for a reader who may know everything.
 */

/** Of a message `e`. */
export const messageNotAbout = (staff: string) =>
  `(${staff}::text is null
    or not exists (select from case_exchange told join cases about on about.id = told.case_id
                    where told.exchange_id = e.id and about.about_staff @> array[${staff}::text]))`

/**
 * Of a handoff `h`: its card, its evidence and its summary tell of the complaint that runs beside it. What one holds one goes on
 * to hold (`names`: under which the reader does), and danger is everybody's.
 */
export const handoffNotAbout = (staff: string, names: string) =>
  `(${staff}::text is null or h.reason = 'emergency' or (h.status = 'active' and h.assignee = any(${names}::text[]))
    or not exists (select from cases about where about.id = h.case_id and about.about_staff @> array[${staff}::text])
       and not exists (select from cases about
                        where about.conversation_id = h.conversation_id and about.about_staff @> array[${staff}::text]
                          and about.opened_at <= coalesce(h.closed_at, 'infinity')
                          and coalesce(about.closed_at, 'infinity') >= h.opened_at))`
