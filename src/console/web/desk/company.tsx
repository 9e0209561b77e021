import { createContext, useContext } from 'react'
import type { Company } from '../../contract/console'

const NOBODY: Company = { staff: [], communities: [] }

export const CompanyContext = createContext<Company>(NOBODY)

export const useCompany = () => useContext(CompanyContext)

/** What a colleague is called; records keep ids of staff, or any name as it was given. */
export function useStaffName(): (who: string) => string {
  const { staff } = useCompany()
  return (who) => staff.find(({ id }) => id === who)?.name ?? who
}
