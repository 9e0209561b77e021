import { App, Button, Tag } from 'antd'
import type { AccountItem } from '../../../../contract/accounts'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { useCompany } from '../../company'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { ROLE_WORDS } from './role-words'

/** One account: who, where, since when, and what an administrator may do about it. */
export function AccountLine(props: {
  of: AccountItem
  own: boolean
  edit: () => void
  reset: () => Promise<void>
  changed: () => void
}) {
  const { of, own } = props
  const { modal, message } = App.useApp()
  const act = (name: 'disable' | 'enable') =>
    post(paths.accountAct(of.id, name)).then(props.changed, (fault: unknown) => void message.error(faultWords(fault)))
  const ask = (title: string, content: string, okText: string, onOk: () => Promise<void>) =>
    void modal.confirm({ title, content, okText, cancelText: '不用了', onOk })
  return (
    <li className="account-line" data-disabled={of.disabled}>
      <div className="account-who">
        <strong>{of.staff?.name || of.account.replace(/^wecom:/, '')}</strong>
        {of.wecom ? (
          <span className="quiet">企业微信登录</span>
        ) : (
          of.staff && <span className="quiet">{of.account}</span>
        )}
        <Tag color={of.role === 'administrator' ? 'gold' : 'green'}>{ROLE_WORDS[of.role].name}</Tag>
        {own && <Tag>自己</Tag>}
        {of.disabled && <Tag color="red">已停用</Tag>}
        {!of.disabled && of.mustChange && <Tag color="orange">待改密码</Tag>}
        {of.staff?.active === false && <Tag color="red">员工已离职</Tag>}
      </div>
      <p className="account-where">
        <Places of={of} />
        <span className="quiet">{of.lastSeenAt ? `${timeWords(of.lastSeenAt)} 登录过` : '还没有登录过'}</span>
      </p>
      <div className="buttons">
        <Button size="small" aria-label={`修改账号 ${of.account}`} onClick={props.edit}>
          修改
        </Button>
        {!own && !of.wecom && !of.disabled && (
          <Button
            size="small"
            aria-label={`重置密码 ${of.account}`}
            onClick={() =>
              ask(
                `重置账号 ${of.account} 的密码？`,
                '原来的密码马上不能用，这个账号在所有地方退出登录。新的一次性密码只显示一次。',
                '重置密码',
                props.reset,
              )
            }
          >
            重置密码
          </Button>
        )}
        {of.disabled ? (
          <Button size="small" aria-label={`启用账号 ${of.account}`} onClick={() => void act('enable')}>
            启用
          </Button>
        ) : (
          !own && (
            <Button
              size="small"
              danger
              aria-label={`停用账号 ${of.account}`}
              onClick={() =>
                ask(
                  `停用账号 ${of.account}？`,
                  '这个账号马上在所有地方退出登录，不能再进来；做过的事都留着记录，以后可以再启用。',
                  '停用',
                  () => act('disable'),
                )
              }
            >
              停用
            </Button>
          )
        )}
      </div>
    </li>
  )
}

function Places({ of }: { of: AccountItem }) {
  const { communities } = useCompany()
  if (of.role === 'administrator') return <span>所有小区</span>
  if (of.role === 'editor') return <span>知识库</span>
  const ids = [...new Set([...of.communities, ...of.staffCommunities])]
  if (ids.length === 0) return <span className="account-nowhere">还没有小区，看不到任何业主</span>
  return <span>{ids.map((id) => communities.find((one) => one.id === id)?.name ?? id).join('、')}</span>
}
