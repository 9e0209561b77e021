/** 「上次那个水管」: two characters in a row that the case's own words have too, common ones left out. */
export function namedIn(summary: string, text: string): boolean {
  if ((text.match(THINGS) ?? []).some((thing) => summary.includes(thing))) return true
  const common = /[的了吗呢吧啊我你他上次那个怎么还没来修好处理进度查一下什么时候]/
  for (let index = 0; index + 1 < text.length; index++) {
    const pair = text.slice(index, index + 2)
    if (/^\p{Script=Han}{2}$/u.test(pair) && !common.test(pair) && summary.includes(pair)) return true
  }
  return false
}

/** What a matter is remembered by though it is one character. */
const THINGS = /灯|门|窗|锁|墙|水|电|梯|狗|猫|车|吵|臭|网|树/g
