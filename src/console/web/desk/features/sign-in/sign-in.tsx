import { useState } from 'react'
import { Alert, Button, Divider, Form, Input } from 'antd'
import type { Me, SignInRequest } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import type { SignInWays } from '../../../../contract/wecom-roles'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { refusalWords } from './refusal-words'

export function SignIn({ done }: { done: (me: Me) => void }) {
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const { data: ways } = useRead<SignInWays>(paths.signInWays)
  // Back from WeCom without having come in: the address says why.
  const refused = refusalWords(new URLSearchParams(window.location.search).get('sign-in'))
  const submit = async (given: SignInRequest) => {
    setBusy(true)
    setFault(null)
    await post<Me>(paths.session, given).then(done, setFault)
    setBusy(false)
  }
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <div className="mark" aria-hidden="true">
          问
        </div>
        <h1>首问工作台</h1>
        <p className="quiet">业主最先找到谁，谁就负责到底。</p>
        {refused !== null && <Alert type="warning" showIcon title={refused} className="gap-below" />}
        {ways?.wecom === true && (
          <>
            <Button type="primary" size="large" block href={paths.wecomStart(`/${window.location.hash}`)}>
              用企业微信登录
            </Button>
            <Divider plain>或用账号登录</Divider>
          </>
        )}
        <Form
          layout="vertical"
          size="large"
          requiredMark={false}
          onFinish={(given: SignInRequest) => void submit(given)}
        >
          <Form.Item
            name="account"
            label="账号"
            initialValue="admin"
            rules={[{ required: true, message: '请输入账号' }]}
          >
            <Input autoComplete="username" />
          </Form.Item>
          <Form.Item name="password" label="密码" rules={[{ required: true, message: '请输入密码' }]}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} className="gap-below" />}
          <Button type="primary" htmlType="submit" block loading={busy}>
            登录
          </Button>
        </Form>
        <p className="quiet small">第一次使用：密码在启动服务的窗口里，只显示一次。忘了密码：请管理员重置。</p>
      </div>
    </main>
  )
}
