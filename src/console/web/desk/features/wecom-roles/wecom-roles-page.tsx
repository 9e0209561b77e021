import { useState } from 'react'
import { App, Button, Input, Select, Spin } from 'antd'
import type { SignInWays, WecomRoleRow, WecomRoles } from '../../../../contract/wecom-roles'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { FaultHint, Hint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { put } from '../../http/request'
import { useRead } from '../../http/use-read'
import { ROLE_WORDS } from '../accounts/role-words'
import { KIND_WORDS, faultOf, toLine, toRow, type Line } from './role-line'
import './wecom-roles.css'

/** Who gets which role by signing in with WeCom: the first line that fits decides. */
export function WecomRolesPage() {
  const { data, fault, reload } = useRead<WecomRoles>(paths.wecomRoles)
  const { data: ways } = useRead<SignInWays>(paths.signInWays)
  return (
    <main className="wecom-roles">
      <header>
        <h1>企业微信角色</h1>
        <p className="quiet">
          同事用企业微信登录时，从上往下看，第一行对得上的就是他的角色；一行也对不上就进不来。角色在下一次登录时生效。
        </p>
        {ways?.wecom === false && <p className="wecom-roles-off">还没有接入企业微信，这张表先存着，接好以后起作用。</p>}
      </header>
      {fault !== null && <FaultHint fault={fault} again={reload} />}
      {data === null && fault === null && <Spin className="centre" />}
      {data && <RoleTable key={JSON.stringify(data)} rows={data.rows} saved={reload} />}
    </main>
  )
}

function RoleTable({ rows, saved }: { rows: WecomRoleRow[]; saved: () => void }) {
  const { communities } = useCompany()
  const { message } = App.useApp()
  const [lines, setLines] = useState<Line[]>(() => rows.map(toLine))
  const [busy, setBusy] = useState(false)
  const [isTried, setTried] = useState(false)
  const change = (at: number, part: Partial<Line>) =>
    setLines((old) => old.map((line, index) => (index === at ? { ...line, ...part } : line)))
  const move = (at: number) =>
    setLines((old) => old.flatMap((line, index) => (index === at - 1 ? [old[at]!, line] : index === at ? [] : [line])))
  const save = async () => {
    setTried(true)
    if (lines.some((line) => faultOf(line) !== null)) return
    setBusy(true)
    await put<WecomRoles>(paths.wecomRoles, { rows: lines.map(toRow) }).then(
      () => {
        void message.success('已保存')
        saved()
      },
      (fault: unknown) => void message.error(faultWords(fault)),
    )
    setBusy(false)
  }
  return (
    <>
      {lines.length === 0 && <Hint title="还没有规则">加一行，例如：客服部的同事都是“接待”。</Hint>}
      <ol className="wecom-role-list">
        {lines.map((line, at) => (
          <li key={line.id} className="card" aria-label={`第${at + 1}行`}>
            <Select
              aria-label={`第${at + 1}行按什么认`}
              value={line.kind}
              options={Object.entries(KIND_WORDS).map(([value, { name }]) => ({ value, label: name }))}
              onChange={(kind) => change(at, { kind, value: '' })}
            />
            <Input
              aria-label={`第${at + 1}行${KIND_WORDS[line.kind].name}${KIND_WORDS[line.kind].what}`}
              placeholder={KIND_WORDS[line.kind].what}
              value={line.value}
              maxLength={64}
              onChange={({ target }) => change(at, { value: target.value })}
            />
            <Select
              aria-label={`第${at + 1}行角色`}
              value={line.role}
              options={Object.entries(ROLE_WORDS).map(([value, { name }]) => ({ value, label: name }))}
              onChange={(role) => change(at, { role })}
            />
            <Select
              mode="multiple"
              aria-label={`第${at + 1}行小区`}
              placeholder={line.role === 'administrator' ? '所有小区' : line.role === 'editor' ? '不看业主' : '选小区'}
              disabled={line.role === 'administrator' || line.role === 'editor'}
              value={line.role === 'administrator' || line.role === 'editor' ? [] : line.communities}
              options={communities.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(chosen) => change(at, { communities: chosen })}
            />
            <span className="buttons">
              <Button size="small" disabled={at === 0} aria-label={`第${at + 1}行上移`} onClick={() => move(at)}>
                上移
              </Button>
              <Button
                size="small"
                danger
                aria-label={`删除第${at + 1}行`}
                onClick={() => setLines((old) => old.filter((_, index) => index !== at))}
              >
                删除
              </Button>
            </span>
            {isTried && faultOf(line) !== null && (
              <p className="late" role="alert">
                {faultOf(line)}
              </p>
            )}
          </li>
        ))}
      </ol>
      <div className="buttons">
        <Button
          onClick={() =>
            setLines((old) => [
              ...old,
              { id: nextId(old), kind: 'department', value: '', role: 'staff', communities: [] },
            ])
          }
        >
          加一行
        </Button>
        <Button type="primary" loading={busy} onClick={() => void save()}>
          保存
        </Button>
      </div>
    </>
  )
}

const nextId = (lines: Line[]) => Math.max(0, ...lines.map(({ id }) => id)) + 1
