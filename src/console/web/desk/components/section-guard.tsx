import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from 'antd'
import { Hint } from './hint'

/** A page that breaks stays the only thing broken: the menu stands, and it says what to do. Another page begins anew (`key`). */
export class SectionGuard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  /** In the browser's log for whoever mends it; React has told the error itself already. */
  override componentDidCatch(_error: Error, where: ErrorInfo) {
    console.error(where.componentStack)
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <main className="broken" role="alert">
        <Hint title="这一页没有打开">
          抱歉，页面出了点问题。已保存的内容都在，请刷新页面；再出现时，请告诉管理员您点了什么。
        </Hint>
        <Button className="centre" onClick={() => window.location.reload()}>
          刷新页面
        </Button>
      </main>
    )
  }
}
