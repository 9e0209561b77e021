/** Lists of records are paged as all lists are. */
export { cutPage, readPage, readPageQuery, type List, type Page, type PageQuery, type Placed } from '../platform/page'
