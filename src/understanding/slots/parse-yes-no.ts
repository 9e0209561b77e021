/** true, false, or null when the words say neither, so that the talk asks again instead of guessing. */
export function parseYesNo(text: string): boolean | null {
  const words = text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[\s,，。.!！~～;；、"“”]+/g, '')
  if (/^(?:对不对|是不是|行不行|可不可以|好不好|要不要|能不能)/.test(words)) return null
  // 「好了，就这些，提交」, 「可以，安排吧」: said of nothing but going ahead.
  if (ONLY_ASSENT.test(words) && ASSENT.test(words)) return true
  // 「对了，你们周末上班吗」 turns to something else.
  if (/^[嗯哦啊]*对了(?![吧啊呀的哈])/.test(words)) return null
  // 「可以调暗点不」 asks for something.
  if (/^(?:可以|行).{2,}(?:不|吗|么|嘛|吧)$/.test(words)) return null
  if (NO.test(words)) return false
  if (YES.test(words)) return true
  return null
}

/** Words an owner says yes with and nothing else: what is agreed to, and to go ahead with it. */
const ASSENT =
  /好|行|对|可以|要得|得行|妥|中|没问题|没错|没别的|别的(?:都)?没|确认|提交|派单|下单|安排|登记|就这|这样|ok/
const ONLY_ASSENT =
  /^(?:(?:都|全|全部|上面|信息|内容|这下|这回|现在)?(?:没问题|没错|没毛病|没有?别的|别的(?:都)?没有?|没有?其他|没有?了)|好|行|对|是|嗯|哦|噢|啊|呀|哈|吧|呗|啦|了|的|嘛|滴|得嘞|要得|得行|妥|中|可以|ok|就|这样|这些|这么|那|那么|直接|帮我|给我|你们?|您|麻烦|尽快|赶紧|快点|快|确认|提交|派单|派人|下单|报|安排|登记|上去|办|无误|谢谢|辛苦)+$/

/** 不是 before 是, 没问题 before 没: the longer reading first. */
const NO =
  /^(?:🙅|\[再见\]|不是|不对|不行|不要|不用|不了|不必|不可以|不好|不需要|不同意|不确认|不满意|不正确|没有|没$|没呢|没解决|没修好|没好|没弄好|还没|还不行|错了|错|弄错|搞错|有误|不|否|no|nope|n$|n了|别|算了|取消|先不|暂时不|等等|等一下|改一下|要改|我要改|修改|不太对|不完全对|不准确|并不|哪里对|no+|👎|❌|×)/
const YES =
  /^(?:\[ok\]|🆗|没问题|没错|不错|没有问题|没毛病|对(?![面门讲])|是(?![左右上下前后东西南北里外两三四五六七八九十\d]|那[个边里栋])|嗯|恩|哦对|好|行|可以|ok|okay|k$|yes|yep|yeah|y$|确认|确定|正确|同意|要$|要的|需要|就是(?=$|就是|的|啊|呀|嘛|哦|咯|这|对|好)|就这样|就这么|没关系|当然|必须的|中$|中嘞|得嘞|妥|成$|成吧|成啊|阔以|可|提交|没有错|有的|有$|解决了|修好了|好了|满意|已解决|收到|要得|得行|唔系|系$|系啊|系嘅|👌|👍|✅|√|1$)/
