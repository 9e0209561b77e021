import { Button } from 'antd'
import type { Me } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { remove } from '../../http/request'
import { PasswordForm } from './password-form'

/** The first sign-in with a password that somebody else has given: nothing else works before. */
export function FirstPassword({ me, done, leave }: { me: Me; done: (me: Me) => void; leave: () => void }) {
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <div className="mark" aria-hidden="true">
          问
        </div>
        <h1>设一个自己的密码</h1>
        <p className="quiet">{me.name}，您好。现在的密码是别人给的，换成只有您知道的，就可以开始工作了。</p>
        <PasswordForm me={me} oldLabel="刚才登录用的密码" done={done} />
        <Button type="text" block onClick={() => void remove(paths.session).finally(leave)}>
          退出登录
        </Button>
      </div>
    </main>
  )
}
