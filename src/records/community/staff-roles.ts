export const STAFF_ROLES = [
  'housekeeper',
  'repair',
  'security',
  'cleaning',
  'service',
  'supervisor',
  'manager',
] as const
export type StaffRole = (typeof STAFF_ROLES)[number]
