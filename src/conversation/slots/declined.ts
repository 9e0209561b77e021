/** What an owner does not want to say. */
export interface Declined {
  phone: boolean
  /** Whatever was asked: 「跳过」, 「不用了」. */
  anything: boolean
}

const PHONE =
  /(电话|手机|号码|联系方式)[^，。,；;]{0,5}(不|别|没)(想|太|怎么)?(方便|留|给|提供|说|愿意|便|要)|不(想|方便|愿意|太想|太方便)?(留|给|透露|提供)(电话|手机|号码|联系方式|了|吧|啦|(?=[，,。；;])|$)|(没有?|不用)(电话|手机)|no phone/i
/** 「俺耳朵背，别打电话」, 「微信联系就行」: we write to them here. */
const NO_CALLS =
  /(?:别|不要|不用|不必|甭|莫)(?:再|老|总|给我|给俺|跟我|先)*(?:打|拨|来)(?:个)?电话(?:了|啦|给我|联系|吧|啊|哈)*(?=[\s，,。；;！!]|$)|不(?:太)?(?:方便|能|便)(?:接|听|打)(?:听)?电话|(?:用|在|就|都|还是)?(?:微信|这里|这儿)(?:上|里)?(?:联系|沟通|回复我?|通知我?|说|聊|告诉我)(?:我)?(?:就|即)?(?:行|可以|好|吧|了)?(?=[\s，,。；;！!]|$)/u
const ANYTHING =
  /^(不方便|不太方便|不用了?|不要了?|不想说?|不说|先不说|以后再说|跳过|先?没有|无|保密|skip|no|不提供|不告诉你?|不需要)[。.!！~吧啊了\s]*$/i

const OF_MONEY =
  /(?:收费|费用|[付给要交花出掏收]钱|红包|小费|赔偿?|报销)(?:(?!电话|手机|号码|联系方式)[^，,。；;！!？?\s]){0,8}?不(?:想|愿意?)?(?:给|提供|出|交|付)/gu

export function readDeclined(text: string): Declined {
  // 「勿留」, 「唔使」: the south says 不 in other characters.
  // 「要收费我可不给」 is about money.
  const said = text.replace(/[勿弗唔]/gu, '不').replace(OF_MONEY, '')
  return { phone: PHONE.test(said) || NO_CALLS.test(text), anything: ANYTHING.test(said.trim()) }
}
