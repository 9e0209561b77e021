/** Lists of records are paged as all lists are. */
export { cutPage, readPageQuery, type Page, type PageQuery, type Placed } from '../platform/page'
