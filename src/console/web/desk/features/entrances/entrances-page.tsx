import { useState } from 'react'
import { App, Button, Drawer, Form, Input, Select, Spin } from 'antd'
import type { ContactWay, ContactWayList, NewContactWays } from '../../../../contract/contact-ways'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { useCompany } from '../../company'
import { FaultHint, Hint } from '../../components/hint'
import { Fault, post } from '../../http/request'
import { faultWords } from '../../http/fault-words'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import './entrances.css'

/** QR codes that hang in lobbies and at gates: made once, printed again whenever one is torn off. */
export function EntrancesPage() {
  const me = useMe()
  const { data, fault, reload } = useRead<ContactWayList>(paths.contactWays)
  const [isMaking, setMaking] = useState(false)
  const mayMake = me.rights.includes('entrances.edit')
  const places = new Map<string, ContactWay[]>()
  for (const way of data?.items ?? []) places.set(way.community, [...(places.get(way.community) ?? []), way])
  return (
    <main className="entrances">
      <header className="entrances-head">
        <h1>二维码</h1>
        <span className="quiet">贴在大堂、电梯、岗亭；业主扫一扫就能找到我们，系统也知道是从哪里扫的。</span>
        {mayMake && (
          <Button type="primary" onClick={() => setMaking(true)}>
            新建二维码
          </Button>
        )}
      </header>
      {fault !== null && <FaultHint fault={fault} again={reload} />}
      {data === null && fault === null && <Spin className="centre" />}
      {data?.items.length === 0 && (
        <Hint title="还没有二维码">
          {mayMake ? '点“新建二维码”，给小区或每栋楼做一张海报。' : '请经理或管理员新建。'}
        </Hint>
      )}
      {[...places].map(([community, ways]) => (
        <section key={community} className="card" aria-label={community}>
          <header>
            <h2>{community}</h2>
            <span className="quiet">{ways.length} 张</span>
            <Button
              className="entrances-print"
              href={`${paths.posters}?community=${encodeURIComponent(ways[0]?.communityId ?? '')}`}
              target="_blank"
            >
              打印全部海报
            </Button>
          </header>
          <ul>
            {ways.map((way) => (
              <li key={way.id}>
                <span>
                  {[way.building && `${way.building}栋`, way.place].filter(Boolean).join(' · ') || '整个小区'}
                </span>
                <span className="quiet">{timeWords(way.createdAt)}</span>
                <Button
                  size="small"
                  href={`${paths.posters}?id=${encodeURIComponent(way.id)}`}
                  target="_blank"
                  aria-label={`打印海报 ${community} ${way.building ?? ''} ${way.place ?? ''}`.trim()}
                >
                  打印海报
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {isMaking && <NewEntrance close={() => setMaking(false)} made={() => (setMaking(false), reload())} />}
    </main>
  )
}

interface Typed {
  community: string
  buildings?: string
  place?: string
  account?: string
}

function NewEntrance({ close, made }: { close: () => void; made: () => void }) {
  const { communities } = useCompany()
  const { message } = App.useApp()
  const [accounts, setAccounts] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const submit = async ({ community, buildings = '', place, account }: Typed) => {
    setBusy(true)
    const named = buildings.split(/[\s,，、;；]+/).filter((name) => name !== '')
    const wanted: NewContactWays = {
      community,
      ...(named.length > 0 ? { buildings: named } : {}),
      ...(place?.trim() ? { place: place.trim() } : {}),
      ...(account ? { account } : {}),
    }
    await post<ContactWayList>(paths.contactWays, wanted).then(
      ({ items }) => {
        void message.success(`已生成 ${items.length} 张二维码`)
        made()
      },
      (fault: unknown) => {
        setAccounts(accountsIn(fault))
        void message.error(WORDS[fault instanceof Fault ? fault.code : ''] ?? faultWords(fault))
      },
    )
    setBusy(false)
  }
  return (
    <Drawer open title="新建二维码" onClose={close} size="min(420px, 100vw)">
      <Form
        layout="vertical"
        requiredMark={false}
        initialValues={{ community: communities.length === 1 ? communities[0]?.id : undefined }}
        onFinish={(typed: Typed) => void submit(typed)}
      >
        <Form.Item name="community" label="哪个小区" rules={[{ required: true, message: '请选小区' }]}>
          <Select options={communities.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item
          name="buildings"
          label="楼栋"
          extra="可以写多栋，用逗号或空格隔开，每栋一张；不写就是整个小区一张。"
          rules={[{ max: 400, message: '请少写一些，分几次做' }]}
        >
          <Input placeholder="例如：1栋，2栋，3栋" />
        </Form.Item>
        <Form.Item name="place" label="贴在哪里" extra="扫码的业主说“这里”时，同事就知道是哪里。">
          <Input placeholder="例如：大堂、东门岗亭" maxLength={20} />
        </Form.Item>
        {accounts.length > 0 && (
          <Form.Item name="account" label="通到哪个客服账号" rules={[{ required: true, message: '请选一个客服账号' }]}>
            <Select options={accounts.map((account) => ({ value: account, label: account }))} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={busy}>
          生成
        </Button>
      </Form>
    </Drawer>
  )
}

/** Where there are several accounts, the refusal names them. */
function accountsIn(fault: unknown): string[] {
  const details =
    fault instanceof Fault && typeof fault.details === 'object' && fault.details !== null ? fault.details : {}
  return 'accounts' in details && Array.isArray(details.accounts) ? details.accounts.map(String) : []
}

const WORDS: Record<string, string> = {
  wecom_not_configured: '还没有接入企业微信，二维码要通到微信客服。请先到“接入”里接好。',
  no_account: '企业微信里还没有客服账号。请先建一个微信客服账号，再回来生成。',
  account_needed: '公司有好几个客服账号，请选这张码通到哪一个。',
  account_unknown: '这个客服账号已经不在了，请换一个。',
}
