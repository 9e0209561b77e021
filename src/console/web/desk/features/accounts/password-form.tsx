import { useState } from 'react'
import { Alert, Button, Form, Input } from 'antd'
import type { PasswordChange } from '../../../../contract/accounts'
import type { Me } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { weaknessesOf } from '../../../../contract/password-rule'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import './accounts.css'
import { RULE_WORDS, WEAKNESS_WORDS } from './weakness-words'

/** A new password of one's own; the same rule as on the server, said while typing. */
export function PasswordForm({ me, oldLabel, done }: { me: Me; oldLabel: string; done: (me: Me) => void }) {
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const submit = async ({ old, new: chosen }: PasswordChange) => {
    setBusy(true)
    setFault(null)
    await post<Me>(paths.ownPassword, { old, new: chosen }).then(done, setFault)
    setBusy(false)
  }
  return (
    <Form
      className="password-form"
      layout="vertical"
      requiredMark={false}
      onFinish={(given: PasswordChange) => void submit(given)}
    >
      {/* So that password managers know whose it is. */}
      <input type="text" name="username" autoComplete="username" value={me.account} readOnly hidden />
      <Form.Item name="old" label={oldLabel} rules={[{ required: true, message: `请输入${oldLabel}` }]}>
        <Input.Password autoComplete="current-password" maxLength={500} />
      </Form.Item>
      <Form.Item
        name="new"
        label="新密码"
        extra={RULE_WORDS}
        validateTrigger={['onBlur', 'onChange']}
        rules={[{ required: true, message: '请输入新密码' }, { validator: (_, value) => check(value, me.account) }]}
      >
        <Input.Password autoComplete="new-password" maxLength={500} />
      </Form.Item>
      <Form.Item
        name="again"
        label="再输一次新密码"
        dependencies={['new']}
        rules={[
          { required: true, message: '请再输一次新密码' },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue('new')
                ? Promise.resolve()
                : Promise.reject(new Error('两次输入的新密码不一样')),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={500} />
      </Form.Item>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} className="gap-below" />}
      <Button type="primary" htmlType="submit" block loading={busy}>
        保存新密码
      </Button>
    </Form>
  )
}

function check(value: unknown, account: string): Promise<void> {
  const [weakness] = typeof value === 'string' && value !== '' ? weaknessesOf(value, account) : []
  return weakness === undefined ? Promise.resolve() : Promise.reject(new Error(WEAKNESS_WORDS[weakness]))
}
