import { useEffect, useMemo, useState } from 'react'
import { Button, Input, Popover, Spin } from 'antd'
import type { Company, Me } from '../../contract/console'
import { paths } from '../../contract/paths'
import { AccountsPage } from './features/accounts/accounts-page'
import { FirstPassword } from './features/accounts/first-password'
import { OwnPassword } from './features/accounts/own-password'
import { CasesPage } from './features/cases/cases-page'
import { KnowledgePage } from './features/knowledge/knowledge-page'
import { SetupPage } from './features/setup/setup-page'
import { SignIn } from './features/sign-in/sign-in'
import { TalksPage } from './features/talks/talks-page'
import { FollowUpsPage } from './features/follow-ups/follow-ups-page'
import { TroublesPage } from './features/troubles/troubles-page'
import { CompanyContext } from './company'
import { FaultHint } from './components/hint'
import { get, onSignedOut, remove, setSessionToken } from './http/request'
import { useRead } from './http/use-read'
import { LiveChanges, useConnected } from './live/changes'
import { MeContext, saveName, savedName, useMe } from './me'
import { go, useRoute, type Section } from './route'

/** The console: sign in first, then the four sections. */
export function Desk() {
  const [me, setMe] = useState<Me | null | undefined>(undefined)
  const [fault, setFault] = useState<unknown>(null)
  const read = () => {
    setFault(null)
    get<Me | null>(paths.session).then(enter, setFault)
  }
  const enter = (found: Me | null) => {
    setSessionToken(found?.csrf ?? '')
    setMe(found)
  }
  useEffect(() => {
    onSignedOut(() => setMe(null))
    read()
  }, [])

  if (fault !== null) return <FaultHint fault={fault} again={read} />
  if (me === undefined) return <Spin className="whole centre" size="large" />
  if (me === null) return <SignIn done={enter} />
  if (me.mustChange) return <FirstPassword me={me} done={enter} leave={() => setMe(null)} />
  return <SignedIn me={me} leave={() => setMe(null)} />
}

function SignedIn({ me, leave }: { me: Me; leave: () => void }) {
  const mayChoose = me.rights.includes('talks.assign')
  const { data: company } = useRead<Company>(paths.company)
  const [name, setName] = useState(() => (mayChoose ? savedName() : null) ?? me.name)
  const colleague = useMemo(
    () => ({
      ...me,
      name,
      setName: (chosen: string) => {
        saveName(chosen)
        setName(chosen)
      },
    }),
    [me, name],
  )
  return (
    <MeContext.Provider value={colleague}>
      <LiveChanges>
        <CompanyContext.Provider value={company ?? { staff: [], communities: [] }}>
          <Sections leave={leave} />
        </CompanyContext.Provider>
      </LiveChanges>
    </MeContext.Provider>
  )
}

const TABS: { section: Section; label: string; right: string; inMenu?: true }[] = [
  { section: 'talks', label: '对话', right: 'talks.read' },
  { section: 'cases', label: '工单', right: 'cases.read' },
  { section: 'knowledge', label: '知识', right: 'knowledge.read' },
  { section: 'follow-ups', label: '承诺', right: 'cases.read' },
  { section: 'troubles', label: '出错', right: 'troubles.read' },
  { section: 'setup', label: '接入', right: 'setup.read' },
  // Seldom needed: in the menu behind one's name.
  { section: 'accounts', label: '管理账号', right: 'access.manage', inMenu: true },
]

function Sections({ leave }: { leave: () => void }) {
  const me = useMe()
  const route = useRoute()
  const connected = useConnected()
  const [waiting, setWaiting] = useState(0)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const shown = TABS.filter(({ right }) => me.rights.includes(right))
  const section = shown.some((tab) => tab.section === route.section)
    ? route.section
    : (shown[0]?.section ?? 'knowledge')
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) 首问 · 工作台` : '首问 · 工作台'
  }, [waiting])
  return (
    <div className="desk" data-deep={route.id !== null}>
      <header className="bar">
        <strong className="brand">首问</strong>
        <nav aria-label="主菜单">
          {shown
            .filter(({ inMenu }) => !inMenu)
            .map((tab) => (
              <button
                key={tab.section}
                type="button"
                aria-current={tab.section === section ? 'page' : undefined}
                ref={tab.section === section ? showTab : undefined}
                onClick={() => go(tab.section)}
              >
                {tab.label}
                {tab.section === 'talks' && waiting > 0 && <b className="count">{waiting}</b>}
              </button>
            ))}
        </nav>
        <Popover
          trigger="click"
          placement="bottomRight"
          open={isMenuOpen}
          onOpenChange={setMenuOpen}
          content={<Account leave={leave} close={() => setMenuOpen(false)} />}
        >
          <button type="button" className="who" aria-label="账号">
            {me.name}
          </button>
        </Popover>
      </header>
      {!connected && (
        <p className="lost" role="status">
          和服务器的连接断开了，正在重新连接；连上后会自动更新。
        </p>
      )}
      {section === 'talks' && <TalksPage id={route.id} part={route.part} tellWaiting={setWaiting} />}
      {section === 'cases' && <CasesPage id={route.id} />}
      {section === 'knowledge' && <KnowledgePage />}
      {section === 'follow-ups' && <FollowUpsPage />}
      {section === 'troubles' && <TroublesPage />}
      {section === 'setup' && <SetupPage />}
      {section === 'accounts' && <AccountsPage />}
    </div>
  )
}

/** On a phone the menu is wider than the screen: the section one is in stays in sight. */
const showTab = (tab: HTMLElement | null) => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

function Account({ leave, close }: { leave: () => void; close: () => void }) {
  const me = useMe()
  const [name, setName] = useState(me.name)
  const mayChoose = me.rights.includes('talks.assign')
  return (
    <div className="account">
      <p className="quiet">账号 {me.account}</p>
      <label htmlFor="my-name">接待业主时用的称呼</label>
      <Input
        id="my-name"
        value={name}
        maxLength={30}
        disabled={!mayChoose}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => name.trim() !== '' && me.setName(name.trim())}
      />
      {TABS.filter(({ inMenu, right }) => inMenu && me.rights.includes(right)).map(({ section, label }) => (
        <Button key={section} block onClick={() => (go(section), close())}>
          {label}
        </Button>
      ))}
      {me.hasPassword && <OwnPassword me={me} />}
      <Button block onClick={() => void remove(paths.session).finally(leave)}>
        退出登录
      </Button>
    </div>
  )
}
