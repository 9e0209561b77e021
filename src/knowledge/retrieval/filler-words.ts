/**
 * How much of a question's words is subject. Owners wrap the subject in courtesy and sentence glue (你好，我想问一下…),
 * and a small knowledge base has never seen those words, so their idf alone would make them the rarest and weightiest.
 * Negations (不, 没, 无) stay at full weight: 能停车 and 不能停车 are different questions.
 */
export const FILLER_WEIGHTS: ReadonlyMap<string, number> = new Map([
  ...weigh(
    0,
    '你好 您好 早上好 下午好 晚上好 哈喽 hello hi 请问 请教 请问一下 麻烦 麻烦问下 劳驾 打扰 打扰一下 谢谢 谢谢你 谢谢您 多谢 感谢 ' +
      '在吗 在么 在不在 有人吗 有人在吗 有人在么 想问 想问下 想问一下 我想问 我想问一下 问一下 问下 问问 咨询 咨询一下 想咨询 我想咨询 ' +
      '嗯 嗯嗯 好的 好滴 收到 明白 知道了 ok 想知道 我想知道 想了解 了解一下 帮我看看 帮我查查 帮忙 师傅 亲 客服 哈 喂 急急急 跪求',
  ),
  ...weigh(0.1, '呢 吗 啊 呀 吧 嘛 哦 噢 喔 哎 唉 诶 呗 啦 咯 了 的 得 地 着 么 滴'),
  ...weigh(
    0.35,
    '我 我们 我家 你 你们 您 咱 咱们 俺 他 她 它 他们 这 那 这个 那个 这样 是 就 也 都 还 又 再 有 在 要 会 能 想 给 把 被 让 跟 和 对 到 去 ' +
      '来 说 一个 一下 一直 现在 已经 然后 因为 所以 但是 如果 的话 是不是 有没有 有关 关于 一般 到底 究竟 可以 需要 应该',
  ),
  ...weigh(
    0.5,
    '什么 什 怎 啥 咋 怎么 怎么办 怎样 如何 为什么 为啥 为何 哪 哪里 哪儿 哪些 哪个 在哪 多少 几 多久 几点 什么时候 何时 谁 能不能 可不可以 ' +
      '可以吗 行不行 是否 怎么样 什么样 多少钱 办 办理 处理 情况 问题 事情',
  ),
])

/** How long a filler that begins with this character can be; most characters begin none. */
const longestByStart = new Uint8Array(0x10000)
for (const word of FILLER_WEIGHTS.keys()) {
  const start = word.charCodeAt(0)
  longestByStart[start] = Math.max(longestByStart[start] ?? 0, word.length)
}

function weigh(weight: number, words: string): [string, number][] {
  return words.split(' ').map((word) => [word, weight])
}

/** One weight a character: that of the longest filler it belongs to, 1 for the words that carry the subject. */
export function weighCharacters(text: string): Float32Array {
  const weights = new Float32Array(text.length).fill(1)
  for (let start = 0; start < text.length; start++) {
    const longest = longestByStart[text.charCodeAt(start)] as number
    for (let size = Math.min(longest, text.length - start); size > 0; size--) {
      const weight = FILLER_WEIGHTS.get(text.slice(start, start + size))
      if (weight === undefined) continue
      weights.fill(weight, start, start + size)
      start += size - 1
      break
    }
  }
  return weights
}
