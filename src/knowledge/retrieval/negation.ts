/** 能不能, 有没有 ask; they deny nothing. 不锈钢 and 不动产 are things. */
const ASKING = /(.)[不没](?=\1)|是否|不锈|不动产|差不多|不好意思/g
const DENYING = /[不没无未别]|拒/

/** Whether the words deny something: 门禁能刷 and 门禁刷不开 want different articles. */
export function negates(text: string): boolean {
  return DENYING.test(text.replace(ASKING, ''))
}
