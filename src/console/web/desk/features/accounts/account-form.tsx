import { useState } from 'react'
import { Alert, Button, Drawer, Form, Input, Select } from 'antd'
import type { AccountItem, AccountPlace, AccountWithPassword, NewAccount } from '../../../../contract/accounts'
import { ACCOUNT_NAME, CONSOLE_ROLES } from '../../../../contract/accounts'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { faultWords } from '../../http/fault-words'
import { post, put } from '../../http/request'
import { ROLE_WORDS } from './role-words'

interface Given {
  account: string
  role: AccountPlace['role']
  staffId?: string
  communities?: string[]
}

/** A new account, or the place of one there is; `made` brings the password that is shown once. */
export function AccountForm(props: {
  of: AccountItem | null
  own: boolean
  close: () => void
  made: (account: AccountWithPassword) => void
  changed: () => void
}) {
  const { of, own } = props
  const { staff, communities } = useCompany()
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm<Given>()
  const role = Form.useWatch('role', form)
  const submit = async ({ account, role: chosen, staffId, communities: places = [] }: Given) => {
    setBusy(true)
    setFault(null)
    const place: AccountPlace = { role: chosen, staffId: staffId ?? null, communities: places }
    const body: NewAccount = { account, ...place }
    const done = of
      ? put(paths.account(of.id), place).then(props.changed)
      : post<AccountWithPassword>(paths.accounts, body).then(props.made)
    await done.catch(setFault)
    setBusy(false)
  }
  return (
    <Drawer
      open
      title={of ? `账号 ${of.account}` : '新建账号'}
      size={Math.min(420, window.innerWidth)}
      onClose={props.close}
    >
      <Form
        form={form}
        className="accounts-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          account: of?.account ?? '',
          role: of?.role ?? 'staff',
          staffId: of?.staff?.id,
          communities: of?.communities ?? (communities.length === 1 ? communities.map(({ id }) => id) : []),
        }}
        onFinish={(given: Given) => void submit(given)}
      >
        {of === null && (
          <Form.Item
            name="account"
            label="账号名"
            extra="登录时输入，2 到 30 个字，可以用姓名或拼音；以后不能改。"
            rules={[{ required: true, pattern: ACCOUNT_NAME, message: '请用 2 到 30 个字母、数字、汉字，或 . _ -' }]}
          >
            <Input autoComplete="off" maxLength={30} autoFocus />
          </Form.Item>
        )}
        <Form.Item
          name="role"
          label="角色"
          extra={
            of?.wecom ? '这个账号用企业微信登录，角色和员工随企业微信。' : own ? '自己的角色不能自己改。' : undefined
          }
        >
          <Select
            disabled={of?.wecom === true || own}
            options={CONSOLE_ROLES.map((value) => ({ value, label: <RoleLine role={value} /> }))}
          />
        </Form.Item>
        <Form.Item name="staffId" label="对应的员工" extra="接待业主时用这位员工的姓名，也能看到其负责小区的业主。">
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            disabled={of?.wecom === true}
            placeholder="不对应员工"
            options={staff.map(({ id, name, title }) => ({ value: id, label: title ? `${name} · ${title}` : name }))}
          />
        </Form.Item>
        <Form.Item
          name="communities"
          label="可以看到的小区"
          extra={role === 'administrator' ? '管理员能看到所有小区。' : '只看得到这些小区的业主、对话和工单。'}
        >
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            disabled={role === 'administrator'}
            placeholder="选择小区"
            options={communities.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        {of !== null && !own && !of.wecom && <p className="quiet gap-below">换角色或员工后，这个账号要重新登录。</p>}
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} className="gap-below" />}
        <Button type="primary" htmlType="submit" block loading={busy}>
          {of ? '保存' : '新建，并生成一次性密码'}
        </Button>
      </Form>
    </Drawer>
  )
}

function RoleLine({ role }: { role: AccountPlace['role'] }) {
  return (
    <>
      {ROLE_WORDS[role].name} <span className="quiet">{ROLE_WORDS[role].may}</span>
    </>
  )
}
