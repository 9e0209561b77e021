import { lazy, type ComponentType } from 'react'

/** What a tab's page is given: the rest of the address, `#/knowledge/<tab>/<id>`. */
export interface KnowledgeTabProps {
  id: string | null
}

export interface KnowledgeTab {
  /** Its part of the address. */
  tab: string
  label: string
  /** Who has not this right does not see it. */
  right: string
  Page: ComponentType<KnowledgeTabProps>
}

/** The tabs of 知识 in the order they stand; a new one is a file in this folder and a line here. */
export const KNOWLEDGE_TABS: KnowledgeTab[] = [
  {
    tab: 'try',
    label: '试一试',
    right: 'knowledge.read',
    Page: lazy(() => import('./try-page').then((module) => ({ default: module.TryPage }))),
  },
  {
    tab: 'articles',
    label: '文章',
    right: 'knowledge.read',
    Page: lazy(() => import('./articles-page').then((module) => ({ default: module.ArticlesPage }))),
  },
  {
    tab: 'reviews',
    label: '待审',
    right: 'knowledge.publish',
    Page: lazy(() => import('./reviews-page').then((module) => ({ default: module.ReviewsPage }))),
  },
  {
    tab: 'golden',
    label: '测试题',
    right: 'knowledge.read',
    Page: lazy(() => import('./golden-page').then((module) => ({ default: module.GoldenPage }))),
  },
  {
    tab: 'unanswered',
    label: '没答上来的',
    right: 'knowledge.read',
    Page: lazy(() => import('./unanswered-page').then((module) => ({ default: module.UnansweredPage }))),
  },
  {
    tab: 'files',
    label: '导入导出',
    right: 'knowledge.read',
    Page: lazy(() => import('./files-page').then((module) => ({ default: module.FilesPage }))),
  },
  {
    tab: 'health',
    label: '体检',
    right: 'knowledge.read',
    Page: lazy(() => import('./health-page').then((module) => ({ default: module.HealthPage }))),
  },
  {
    tab: 'corrections',
    label: '更正',
    right: 'knowledge.edit',
    Page: lazy(() => import('./corrections-page').then((module) => ({ default: module.CorrectionsPage }))),
  },
]
