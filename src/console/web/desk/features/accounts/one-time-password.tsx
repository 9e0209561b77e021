import { Alert, Button, Modal, Typography } from 'antd'
import type { AccountWithPassword } from '../../../../contract/accounts'
import './accounts.css'

/** Shown once: after closing nobody can see it any more, only make another. */
export function OneTimePassword({ made, close }: { made: AccountWithPassword; close: () => void }) {
  return (
    <Modal
      open
      title={`账号 ${made.account.account} 的一次性密码`}
      width={420}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={close}>
          已经记下
        </Button>
      }
    >
      <PasswordOnce password={made.password} />
    </Modal>
  )
}

/** The password itself and what to do with it. */
export function PasswordOnce({ password }: { password: string | null }) {
  return (
    <>
      <p className="one-time">
        <Typography.Text code copyable={{ tooltips: ['复制', '已复制'] }}>
          {password}
        </Typography.Text>
      </p>
      <Alert
        type="warning"
        showIcon
        title="密码只显示这一次"
        description="请当面或打电话告诉本人。第一次登录后，系统会请本人换成自己的密码。"
      />
    </>
  )
}
