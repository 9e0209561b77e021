import type { CaseIncident, CaseKind, CasePriority, CaseStage, CaseStatus } from './case-kinds'

export interface CaseLocation {
  building?: string | null
  unit?: string | null
  room?: string | null
  place?: string | null
  text?: string | null
}

export interface Appointment {
  from: Date | null
  to: Date | null
  text: string
}

export interface Contact {
  name: string | null
  phone: string | null
}

export interface Rating {
  score: number
  comment: string
  at: Date
}

export interface StageRow {
  stage: CaseStage | CaseIncident
  at: Date
  actor: string
  note: string
}

/** What we keep of one matter, whoever reported it and by which way (design D10). */
export interface Case {
  id: string
  seq: string
  number: string
  kind: CaseKind
  category: string
  emergencyType: string | null
  status: CaseStatus
  priority: CasePriority
  summary: string
  conversationId: string | null
  personId: string | null
  channel: string | null
  user: string | null
  communityId: string | null
  /** Name of the community, and its own time zone when it has one. */
  community: string | null
  communityZone: string | null
  location: CaseLocation
  appointment: Appointment | null
  contact: Contact | null
  anonymous: boolean
  confidential: boolean
  /** Staff ids a complaint is about: they do not see it. */
  aboutStaff: string[]
  details: Record<string, unknown>
  attachments: { kind: string; exchangeId: string }[]
  urges: number
  openedAt: Date
  dueAt: Date | null
  assignee: string | null
  /** Exactly one, from the first message on (domain.md B1). */
  ownerOfRecord: string
  /** Who was asked to become owner of record and has not accepted yet. */
  transferTo: string | null
  source: string
  rating: Rating | null
  pausedFrom: 'accepted' | 'in_progress' | null
  pausedReason: string | null
  resolvedAt: Date | null
  closedAt: Date | null
  reopened: number
  sameMatter: string | null
  version: number
  reporters: { channel: string; user: string; personId: string | null }[]
  stages: StageRow[]
  links: { type: string; id: string }[]
  exchanges: { id: string; seq: number }[]
}
