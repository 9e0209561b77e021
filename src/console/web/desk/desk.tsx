import { Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { Button, Input, Popover, Spin } from 'antd'
import type { Company, Me } from '../../contract/console'
import { paths } from '../../contract/paths'
import { FirstPassword } from './features/accounts/first-password'
import { OwnPassword } from './features/accounts/own-password'
import { useFirstHour } from './features/start/use-first-hour'
import { SignIn } from './features/sign-in/sign-in'
import { PresenceSwitch } from './features/talks/presence-switch'
import { QueueProvider, useWaiting } from './features/talks/queue'
import { CompanyContext } from './company'
import { FaultHint } from './components/hint'
import { SectionGuard } from './components/section-guard'
import { get, onSignedOut, remove, setSessionToken } from './http/request'
import { useRead } from './http/use-read'
import { LiveChanges, useConnected } from './live/changes'
import { MeContext, saveName, savedName, useMe } from './me'
import { go, useRoute } from './route'
import { SECTION_LIST } from './sections'

/** The console: sign in first, then the sections. */
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
          <QueueProvider>
            <Sections leave={leave} />
          </QueueProvider>
        </CompanyContext.Provider>
      </LiveChanges>
    </MeContext.Provider>
  )
}

function Sections({ leave }: { leave: () => void }) {
  const me = useMe()
  const route = useRoute()
  const connected = useConnected()
  const waiting = useWaiting()
  const [isMenuOpen, setMenuOpen] = useState(false)
  useFirstHour(me.rights.includes('company.manage'))
  const shown = SECTION_LIST.filter(({ right }) => me.rights.includes(right))
  const open = shown.find((tab) => tab.section === route.section) ?? shown[0]
  const menu = useTabInSight(open?.section)
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) 首问 · 工作台` : '首问 · 工作台'
  }, [waiting])
  return (
    <div className="desk" data-deep={route.id !== null}>
      <header className="bar">
        <strong className="brand">首问</strong>
        <nav aria-label="主菜单" ref={menu}>
          {shown
            .filter(({ inMenu }) => !inMenu)
            .map((tab) => (
              <button
                key={tab.section}
                type="button"
                aria-current={tab === open ? 'page' : undefined}
                onClick={() => go(tab.section)}
              >
                {tab.label}
                {tab.section === 'talks' && waiting > 0 && <b className="count">{waiting}</b>}
              </button>
            ))}
        </nav>
        <PresenceSwitch />
        <Popover
          trigger="click"
          placement="bottomRight"
          open={isMenuOpen}
          onOpenChange={setMenuOpen}
          content={<Account leave={leave} close={() => setMenuOpen(false)} />}
        >
          <button type="button" className="who" aria-label={`账号 ${me.name}`}>
            {me.name}
          </button>
        </Popover>
      </header>
      {!connected && (
        <p className="lost" role="status">
          和服务器的连接断开了，正在重新连接；连上后会自动更新。
        </p>
      )}
      <SectionGuard key={open?.section}>
        <Suspense fallback={<Spin className="whole centre" size="large" />}>
          {open && <open.Page id={route.id} part={route.part} />}
        </Suspense>
      </SectionGuard>
    </div>
  )
}

/** On a phone the menu is wider than the screen: the section one is in stays in sight, also when a number or a switch beside it comes. */
function useTabInSight(section: string | undefined): React.RefObject<HTMLElement | null> {
  const menu = useRef<HTMLElement>(null)
  useEffect(() => {
    const box = menu.current
    if (!box) return
    const show = () => box.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    // Called for the first time by itself.
    const sizes = new ResizeObserver(show)
    for (const element of [box, ...box.children]) sizes.observe(element)
    return () => sizes.disconnect()
  }, [section])
  return menu
}

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
      {SECTION_LIST.filter(({ inMenu, right }) => inMenu && me.rights.includes(right)).map(({ section, label }) => (
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
