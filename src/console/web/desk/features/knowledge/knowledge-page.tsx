import { Suspense } from 'react'
import { Spin } from 'antd'
import { useMe } from '../../me'
import { go } from '../../route'
import type { SectionProps } from '../../sections'
import { KNOWLEDGE_TABS } from './tabs'
import './knowledge.css'

/** What the bot knows, one tab for each kind of work on it. */
export function KnowledgePage({ id, part }: SectionProps) {
  const me = useMe()
  const shown = KNOWLEDGE_TABS.filter(({ right }) => me.rights.includes(right))
  const open = shown.find(({ tab }) => tab === id) ?? shown[0]
  return (
    <div className="knowledge-room">
      <div className="knowledge-tabs" role="group" aria-label="知识的各项工作">
        {shown.map((tab) => (
          <button
            key={tab.tab}
            type="button"
            aria-current={tab === open ? 'page' : undefined}
            ref={tab === open ? showTab : undefined}
            onClick={() => go('knowledge', tab.tab)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <Suspense fallback={<Spin className="centre" size="large" />}>{open && <open.Page id={part} />}</Suspense>
    </div>
  )
}

/** On a phone there are more tabs than fit: the open one stays in sight. */
const showTab = (tab: HTMLElement | null) => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
