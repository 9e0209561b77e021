import { useState } from 'react'
import { App, Button, Spin } from 'antd'
import type { AccountItem, AccountList, AccountWithPassword } from '../../../../contract/accounts'
import { paths } from '../../../../contract/paths'
import { FaultHint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import { AccountForm } from './account-form'
import { AccountLine } from './account-line'
import { OneTimePassword } from './one-time-password'
import './accounts.css'

/** Who may sign in here, as what and for which communities. */
export function AccountsPage() {
  const me = useMe()
  const { message } = App.useApp()
  const { data, fault, reload } = useRead<AccountList>(paths.accounts)
  const [edited, setEdited] = useState<AccountItem | 'new' | null>(null)
  const [made, setMade] = useState<AccountWithPassword | null>(null)
  const done = (result?: AccountWithPassword) => {
    setEdited(null)
    if (result) setMade(result)
    reload()
  }
  const reset = (id: string) =>
    post<AccountWithPassword>(paths.accountAct(id, 'password')).then(
      done,
      (failed: unknown) => void message.error(faultWords(failed)),
    )
  return (
    <main className="accounts">
      <header className="accounts-head">
        <h1>账号</h1>
        {data && <span className="quiet">{data.items.filter(({ disabled }) => !disabled).length} 个在用</span>}
        <Button type="primary" onClick={() => setEdited('new')}>
          新建账号
        </Button>
      </header>
      {fault !== null && <FaultHint fault={fault} again={reload} />}
      {data === null && fault === null && <Spin className="centre" />}
      <ul className="account-list">
        {data?.items.map((of) => (
          <AccountLine
            key={of.id}
            of={of}
            own={of.account === me.account}
            edit={() => setEdited(of)}
            reset={() => reset(of.id)}
            changed={reload}
          />
        ))}
      </ul>
      {edited !== null && (
        <AccountForm
          of={edited === 'new' ? null : edited}
          own={edited !== 'new' && edited.account === me.account}
          close={() => setEdited(null)}
          made={done}
          changed={() => done()}
        />
      )}
      {made && <OneTimePassword made={made} close={() => setMade(null)} />}
    </main>
  )
}
