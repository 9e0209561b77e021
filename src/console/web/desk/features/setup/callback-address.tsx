import { useState } from 'react'
import { Button } from 'antd'
import type { SetupReport } from '../../../../contract/setup'

/** The address for 接收消息, ready to be copied. */
export function CallbackAddress({ report }: { report: SetupReport }) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    // Browsers allow it on https and on this machine only; the address stands there to be marked by hand.
    void navigator.clipboard?.writeText(report.callbackUrl).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <div className="setup-address">
      <h2>回调地址</h2>
      <p className="setup-url">
        <code>{report.callbackUrl}</code>
        <Button size="small" onClick={copy}>
          {copied ? '已复制' : '复制'}
        </Button>
      </p>
      <p className="quiet">
        {report.callbackIsPublic
          ? '填到 管理后台 → 应用管理 → 该应用 → 接收消息 → 设置API接收 的 URL 里。'
          : '还没有设置 PUBLIC_URL，这个地址企业微信多半访问不到；先设好公网地址再填。'}
      </p>
    </div>
  )
}
