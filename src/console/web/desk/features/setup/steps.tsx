const ADMIN = 'https://work.weixin.qq.com/wework_admin/frame'

const STEPS: { title: string; doings: string[] }[] = [
  {
    title: '建一个自建应用',
    doings: [
      '管理后台 → 应用管理 → 应用 → 自建 → 创建应用，可见范围选上所有接待业主的同事。',
      '我的企业 → 企业信息 → 企业ID，填到 WECOM_CORP_ID；该应用的 AgentId 和 Secret，填到 WECOM_AGENT_ID、WECOM_SECRET。',
    ],
  },
  {
    title: '设置接收消息',
    doings: [
      '该应用 → 接收消息 → 设置API接收：点「随机获取」生成 Token 和 EncodingAESKey，填到 WECOM_TOKEN、WECOM_ENCODING_AES_KEY。',
      '重启首问，再把上面的回调地址填到 URL，点保存；企业微信会马上来验证。',
      '勾选「微信客服消息和事件」。',
    ],
  },
  {
    title: '加企业可信 IP',
    doings: ['该应用 → 企业可信IP → 配置，填这台服务器的出口 IP。不知道是哪个就先跳过，检查时会写出来。'],
  },
  {
    title: '打通微信客服',
    doings: [
      '应用管理 → 微信客服 → 客服账号 → 创建账号，这就是业主看到的名字和头像。',
      '微信客服 → API → 可调用接口的应用，添加刚才的应用。',
      '微信客服 → API → 通过API管理微信客服账号 → 企业内部开发，勾选这个账号。',
      '该账号 → 接待人员，添加值班同事；他们在企业微信里切到「接待中」就算在岗。',
    ],
  },
  {
    title: '试一次',
    doings: ['点「再查一次」，直到没有「要处理」。', '用微信打开客服链接，说「你好」「厨房水管漏水」「转人工」。'],
  },
]

/** The way from nothing to the first answer, as docs/set-up-wecom.md tells it. */
export function Steps() {
  return (
    <div className="setup-steps">
      <h2>从头接入，五步</h2>
      <ol>
        {STEPS.map(({ title, doings }) => (
          <li key={title}>
            <strong>{title}</strong>
            <ul>
              {doings.map((doing) => (
                <li key={doing}>{doing}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <p>
        <a href={ADMIN} target="_blank" rel="noreferrer">
          打开企业微信管理后台
        </a>
      </p>
    </div>
  )
}
