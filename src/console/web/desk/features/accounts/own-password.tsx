import { useState } from 'react'
import { App, Button, Modal } from 'antd'
import type { Me } from '../../../../contract/console'
import { setSessionToken } from '../../http/request'
import { PasswordForm } from './password-form'

/** For everybody who signs in with a password. */
export function OwnPassword({ me }: { me: Me }) {
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const done = ({ csrf }: Me) => {
    setSessionToken(csrf)
    setOpen(false)
    void message.success('密码已修改，其他地方的登录都已退出。')
  }
  return (
    <>
      <Button block onClick={() => setOpen(true)}>
        修改密码
      </Button>
      <Modal title="修改密码" open={open} onCancel={() => setOpen(false)} footer={null} destroyOnHidden width={400}>
        <PasswordForm me={me} oldLabel="现在的密码" done={done} />
      </Modal>
    </>
  )
}
