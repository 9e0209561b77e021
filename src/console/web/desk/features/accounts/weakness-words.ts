import type { Weakness } from '../../../../contract/password-rule'
import { MAX_LENGTH, MIN_LENGTH } from '../../../../contract/password-rule'

export const RULE_WORDS = `至少 ${MIN_LENGTH} 个字；不含账号名；不用连号、同一个字或常见密码。几个词连成一句最好记。`

/** What to change about a password that would be guessed. */
export const WEAKNESS_WORDS: Record<Weakness, string> = {
  short: `还不够长，请用至少 ${MIN_LENGTH} 个字`,
  long: `太长了，请不要超过 ${MAX_LENGTH} 个字`,
  name: '请不要把账号名放在密码里',
  few: '重复的字太多，请多用几个不同的字',
  run: '请不要用键盘或数字的连号',
  common: '这是常见密码，容易被猜中，请换一个',
}
