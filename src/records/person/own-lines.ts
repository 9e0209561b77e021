/**
 * The lines (`g`: case_stage) with which a reporter (`r`: case_reporter) joined a case and asked again. They bear no name: the second
 * is known by the moment of the message it was told in.
 */
export const OWN_LINES = `g.case_id = r.case_id and g.stage in ('joined', 'urged') and (g.at = r.at or exists (
  select from case_exchange l join exchange e on e.id = l.exchange_id join conversation v on v.id = e.conversation_id
   where l.case_id = r.case_id and v.person_id = r.person_id and e.at = g.at))`
