import type { Reader } from './reader'
import type { Understanding } from '../understanding/understanding'

/**
 * 「太感谢你们了 修了三次还漏」: praise beside a trouble that goes on is none. Told as over (「修了三次终于好了，谢谢师傅」), it is praise.
 */
export function asMeant(heard: Understanding, text: string, reader: Reader): Understanding {
  const { intent, sentiment, signals } = heard
  if (intent !== 'praise' || !GOES_ON.test(text) || OVER.test(text)) return heard
  if (SOMEBODY.test(text) && reader.category(text, 'complaint') === null) return heard
  return {
    ...heard,
    intent: 'complaint',
    confidence: 0.95,
    unsure: undefined,
    alsoIntents: [],
    sentiment: sentiment.label === 'angry' ? sentiment : { ...sentiment, label: 'negative' },
    signals: signals.includes('sarcasm') ? signals : [...signals, 'sarcasm'],
  }
}

/** 「我说反话你听不出来？」, 「谁夸你了」: what was taken for praise was none. */
export function wasNoPraise(text: string): boolean {
  return NO_PRAISE.test(text)
}

const MANY = '(?:[一二两三四五六七八九十几好多数半\\d]+)'
const GOES_ON = new RegExp(
  [
    `(?:坏|修|漏|堵|停|报|等|催|找|拖|打|跑|反映)了?[^，,。]{0,4}${MANY}(?:次|遍|回|趟|天|周|个?星期|个?礼拜|个?月|年|小时)`,
    `(?:[一每]天|[一每]周|[一每]个?月)(?:就|都|要|能)?(?:坏|停|堵|漏|丢)`,
    `${MANY}(?:天|周|个?星期|个?礼拜|个?月|年|小时)(?:了|都|还|也)*(?:没|不|找不到|无)`,
    '还(?:是|在|得)?(?:漏|坏|堵|停|滴|响|臭|没|不(?!错))',
    '(?:又|照样|照旧|依然|越修越|越来越)(?:坏|漏|堵|停|脏|臭|不|没|差)',
    '没(?:个)?人(?:管|来|收|理|修|扫|接|影)|(?:鬼|人|个)影',
    '从来(?:没|不)|根本(?:没|不)|一直(?:没|不)',
    '(?:泡|砸|刮|撞|淹)(?:了|坏|烂)',
  ].join('|'),
  'u',
)
const OVER =
  /(?<![没不未])(修好|弄好|搞好|解决|处理好|恢复|找到|找回|搞定|通|亮|不漏|不堵|不响)了|终于|总算|就(修|弄|搞|处理|解决)?好了|(马上|立刻|很快|及时|当天|几?分钟|一会儿?)[^，,。]{0,4}(就|来|到|修|处理|解决)/u
/** Thanks to somebody named are meant, unless there is a trouble we know beside them. */
const SOMEBODY =
  /保安|门卫|保洁|阿姨|大姐|管家|师傅|师父|前台|客服|经理|电工|水工|小[\p{Script=Han}]|老[张王李赵刘陈杨黄周吴]/u
const NO_PRAISE =
  /反话|讽刺|挖苦|(谁|哪个|我)(是)?(在)?(夸|表扬)(你|了|谁)|(不是|没|没有|哪里是)(在|要)?(夸|表扬|点赞|感谢)|(听不出|看不出)(来)?(好|是)?(赖|歹|讽|反)/u
