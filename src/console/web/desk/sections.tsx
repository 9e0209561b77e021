import { lazy, type ComponentType } from 'react'
import type { Section } from './route'

/** What a section's page is given: the rest of the address. */
export interface SectionProps {
  id: string | null
  part: string | null
}

export interface SectionEntry {
  section: Section
  label: string
  /** Who has not this right does not see it. */
  right: string
  /** Seldom needed: in the menu behind one's name. */
  inMenu?: true
  /** Loaded when it is opened first, so that signing in waits for none of it. */
  Page: ComponentType<SectionProps>
}

/** The console's sections in the order they stand; a new one is a folder in `features/`, a line here and one in `route.ts`. */
export const SECTION_LIST: SectionEntry[] = [
  {
    section: 'talks',
    label: '对话',
    right: 'talks.read',
    Page: lazy(() => import('./features/talks/talks-page').then((module) => ({ default: module.TalksPage }))),
  },
  {
    section: 'cases',
    label: '工单',
    right: 'cases.read',
    Page: lazy(() => import('./features/cases/cases-page').then((module) => ({ default: module.CasesPage }))),
  },
  {
    section: 'knowledge',
    label: '知识',
    right: 'knowledge.read',
    Page: lazy(() =>
      import('./features/knowledge/knowledge-page').then((module) => ({ default: module.KnowledgePage })),
    ),
  },
  {
    section: 'follow-ups',
    label: '承诺',
    right: 'cases.read',
    Page: lazy(() =>
      import('./features/follow-ups/follow-ups-page').then((module) => ({ default: module.FollowUpsPage })),
    ),
  },
  {
    section: 'troubles',
    label: '出错',
    right: 'troubles.read',
    Page: lazy(() => import('./features/troubles/troubles-page').then((module) => ({ default: module.TroublesPage }))),
  },
  {
    section: 'start',
    label: '开始使用',
    right: 'company.manage',
    inMenu: true,
    Page: lazy(() => import('./features/start/start-page').then((module) => ({ default: module.StartPage }))),
  },
  {
    section: 'words',
    label: '话术',
    right: 'words.read',
    Page: lazy(() => import('./features/words/words-page').then((module) => ({ default: module.WordsPage }))),
  },
  {
    section: 'setup',
    label: '接入',
    right: 'setup.read',
    Page: lazy(() => import('./features/setup/setup-page').then((module) => ({ default: module.SetupPage }))),
  },
  {
    section: 'accounts',
    label: '管理账号',
    right: 'access.manage',
    inMenu: true,
    Page: lazy(() => import('./features/accounts/accounts-page').then((module) => ({ default: module.AccountsPage }))),
  },
  {
    section: 'persons',
    label: '业主资料',
    right: 'persons.manage',
    inMenu: true,
    Page: lazy(() => import('./features/persons/persons-page').then((module) => ({ default: module.PersonsPage }))),
  },
  {
    section: 'reports',
    label: '统计',
    right: 'reports.read',
    Page: lazy(() => import('./features/reports/reports-page').then((module) => ({ default: module.ReportsPage }))),
  },
  {
    section: 'entrances',
    label: '二维码',
    right: 'entrances.read',
    inMenu: true,
    Page: lazy(() =>
      import('./features/entrances/entrances-page').then((module) => ({ default: module.EntrancesPage })),
    ),
  },
  {
    section: 'audit',
    label: '审计',
    right: 'audit.read',
    inMenu: true,
    Page: lazy(() => import('./features/audit/audit-page').then((module) => ({ default: module.AuditPage }))),
  },
  {
    section: 'wecom-roles',
    label: '企业微信角色',
    right: 'access.manage',
    inMenu: true,
    Page: lazy(() =>
      import('./features/wecom-roles/wecom-roles-page').then((module) => ({ default: module.WecomRolesPage })),
    ),
  },
]
