import type { Finding } from '../../../platform/health/finding'
import type { WecomError } from '../wecom-error'

type Told = Pick<Finding, 'what' | 'sentence' | 'remedy'>

/**
 * What each refusal means and what an administrator clicks for it (wecom-protocol §4, §5.1, §5.20). The paths are those of the
 * admin console https://work.weixin.qq.com/wework_admin.
 */
const REFUSALS: Record<number, Told> = {
  40001: {
    what: '应用 Secret',
    sentence: 'Secret 不对、被重置过，或者应用已停用',
    remedy:
      '管理后台 → 应用管理 → 应用 → 自建 → 该应用 → Secret → 查看，重新复制到 WECOM_SECRET，再重启首问（连续输错，服务器的 IP 会被封 1 小时）',
  },
  40013: {
    what: '企业 ID',
    sentence: '企业 ID 不对',
    remedy: '管理后台 → 我的企业 → 企业信息，复制最下方的「企业ID」到 WECOM_CORP_ID，再重启首问',
  },
  40014: {
    what: '访问凭证',
    sentence: 'access_token 反复被拒绝',
    remedy: '检查 WECOM_API_BASE 前面的代理有没有改动请求；也许有别的程序在用同一个应用，请给首问单独建一个自建应用',
  },
  40056: {
    what: 'AgentId',
    sentence: '没有这个 AgentId 的应用',
    remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用，复制 AgentId 到 WECOM_AGENT_ID，再重启首问',
  },
  41001: {
    what: '访问凭证',
    sentence: '请求里的 access_token 丢了',
    remedy: '检查 WECOM_API_BASE 前面的代理，它去掉了地址里的参数',
  },
  42001: {
    what: '访问凭证',
    sentence: 'access_token 刚取到就过期',
    remedy: '检查服务器的时间，以及 WECOM_API_BASE 前面的代理有没有缓存 gettoken 的应答',
  },
  45009: {
    what: '调用频率',
    sentence: '调用太频繁，企业微信暂时不让调了',
    remedy: '什么也不用点：首问会自己等到限制解除。经常出现时，看看是不是有别的程序在用同一个应用',
  },
  48002: {
    what: '关联微信客服',
    sentence: '应用还没有微信客服的接口权限',
    remedy: '管理后台 → 应用管理 → 微信客服 → API → 可调用接口的应用 → 修改，添加该应用',
  },
  48006: {
    what: '接口权限',
    sentence: '应用太久没用，接口权限被收回',
    remedy: '管理后台 → 应用管理 → 该应用，按页面上的提示恢复使用',
  },
  48007: {
    what: '客服账号授权',
    sentence: '客服账号没有授权给应用',
    remedy: '管理后台 → 应用管理 → 微信客服 → API → 通过API管理微信客服账号 → 企业内部开发 → 修改，勾选这个账号',
  },
  48010: {
    what: '加密连接',
    sentence: '服务器用的 TLS 版本太旧',
    remedy: '把 WECOM_API_BASE 前面的代理升级到 TLS 1.2 及以上',
  },
  50003: {
    what: '应用状态',
    sentence: '应用已停用',
    remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用，打开右上角的「已启用」',
  },
  60011: {
    what: '应用权限',
    sentence: '应用没有权限查看这位同事或这个部门',
    remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用 → 可见范围 → 编辑，加上所有接待业主的同事',
  },
  60030: {
    what: '可见范围',
    sentence: '接待人员不在应用的可见范围内',
    remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用 → 可见范围 → 编辑，加上所有接待业主的同事',
  },
  60031: {
    what: '应用状态',
    sentence: '应用被禁止调用接口',
    remedy: '管理后台 → 应用管理 → 该应用，按页面上的提示处理，或联系企业微信客服',
  },
  95003: {
    what: '接待额度',
    sentence: '企业没有认证，接待额度已经用完',
    remedy: '管理后台 → 我的企业 → 企业信息 → 企业认证 → 去认证；认证以前发不出去的消息会等业主再来时补发',
  },
  95005: {
    what: '客服账号数量',
    sentence: '客服账号数量到上限了',
    remedy: '管理后台 → 应用管理 → 微信客服 → 客服账号，删掉不用的账号',
  },
  95011: {
    what: '应用 Secret',
    sentence: '用了独立版微信客服（kf.weixin.qq.com）的 Secret',
    remedy: '改用企业微信里自建应用的 Secret：管理后台 → 应用管理 → 应用 → 自建 → 该应用 → Secret',
  },
  95012: {
    what: '应用 Secret',
    sentence: '企业用的是独立版微信客服，和这个 Secret 不是一套',
    remedy: '先在管理后台 → 应用管理 → 微信客服 里启用企业微信的微信客服，再用自建应用的 Secret',
  },
  95015: {
    what: '专属服务',
    sentence: '后台设置了专属服务，接口用不了',
    remedy: '管理后台 → 应用管理 → 微信客服 → 该账号 → 升级服务，关闭「专属服务」',
  },
  95017: {
    what: '微信客服 API',
    sentence: '后台把微信客服的 API 关掉了',
    remedy: '管理后台 → 应用管理 → 微信客服 → API，打开开关',
  },
  95020: {
    what: '接待人员数量',
    sentence: '接待人员数量到上限了（每个账号 2000 人、20 个部门）',
    remedy: '管理后台 → 应用管理 → 微信客服 → 该账号 → 接待人员，删掉不再接待的同事',
  },
  95023: {
    what: '微信客服 API',
    sentence: '微信客服的 API 已经授权给别的应用（例如服务商的应用）',
    remedy: '管理后台 → 应用管理 → 微信客服 → API，取消别的应用的授权，改为「企业内部开发」',
  },
  95026: {
    what: '客服账号',
    sentence: '已有的客服账号用得太少，暂时不能再建',
    remedy: '管理后台 → 应用管理 → 微信客服 → 客服账号，先用好已有的账号，删掉不用的',
  },
  95027: {
    what: '客服账号数量',
    sentence: '没有认证的企业最多 10 个客服账号',
    remedy: '管理后台 → 我的企业 → 企业信息 → 企业认证 → 去认证，或删掉不用的客服账号',
  },
  95030: {
    what: '微信客服组件',
    sentence: '微信客服组件的使用受到限制',
    remedy: '管理后台 → 应用管理 → 微信客服，按页面上的提示处理',
  },
  95032: {
    what: '微信客服组件',
    sentence: '微信客服组件的使用受到限制',
    remedy: '管理后台 → 应用管理 → 微信客服，按页面上的提示处理',
  },
  301002: {
    what: 'AgentId',
    sentence: 'AgentId 和 Secret 不是同一个应用的',
    remedy:
      '管理后台 → 应用管理 → 应用 → 自建 → 该应用，把 AgentId 和 Secret 一起重新复制到 WECOM_AGENT_ID、WECOM_SECRET，再重启首问',
  },
}

/** A refusal as the administrator reads it. */
export function explain(error: WecomError): Told {
  if (error.errcode === 60020) return notTrusted(error.ip)
  if (error.errcode === null || error.errcode === -1) return UNREACHABLE
  return (
    REFUSALS[error.errcode] ?? {
      what: '企业微信',
      sentence: `企业微信答复了错误码 ${error.errcode}`,
      remedy: `在 https://open.work.weixin.qq.com/devtool/query?e=${error.errcode} 查看这个错误码的说明`,
    }
  )
}

export function explainCode(errcode: number): Told | undefined {
  return REFUSALS[errcode]
}

/** Codes that mean the app as a whole does not work yet, whichever call met them. */
export function isAboutTheApp(errcode: number | null): boolean {
  return errcode !== null && APP_CODES.has(errcode)
}

const APP_CODES = new Set([40001, 40013, 40014, 41001, 42001, 45009, 48006, 48010, 50003, 60020, 60031])

function notTrusted(ip: string | null): Told {
  const which = ip ?? '（错误信息里没有写，请问问机房或云服务商）'
  return {
    what: '企业可信 IP',
    sentence: `这台服务器的出口 IP ${ip ?? ''} 不在应用的可信名单里`.replace('  ', ' '),
    remedy: `管理后台 → 应用管理 → 应用 → 自建 → 该应用 → 企业可信IP → 配置，加上 ${which}，约 1 分钟后生效（要先设好可信域名或接收消息的地址，才能填这一项）`,
  }
}

const UNREACHABLE: Told = {
  what: '连接企业微信',
  sentence: '企业微信的接口没有应答',
  remedy:
    '检查服务器能不能访问 https://qyapi.weixin.qq.com（443 端口），以及 WECOM_API_BASE 有没有写错；企业微信繁忙时过几分钟再试',
}
