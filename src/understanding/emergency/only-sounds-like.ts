import type { EmergencyType } from '../understanding'
import type { Hit } from '../words/tagged-text'

/**
 * What was found is a danger by its words alone, and the matter beside it says that it is none: 打我139… asks for a call, 全是烟味 is a
 * smoker, a sheet that came down hangs on an awning. `now`: something else in the message says that it happens now.
 */
export function onlySoundsLike(hit: Hit, type: EmergencyType, text: string, now: boolean): boolean {
  const found = text.slice(hit.start, hit.end)
  switch (type) {
    case 'violence':
      return found.includes('打我') && isCallWanted(text, hit.start + found.lastIndexOf('打我'))
    case 'fire':
      return /烟/.test(found) && !BURNS.test(text) && (SMOKED.test(text) || isSmellOfSmoke(text, hit))
    case 'injury':
      if (!now && HELPED_THEN.test(text)) return true
      return AMBULANCE.test(found) && LANE.test(text) && NO_WAY_IN.test(text) && !IN_NEED.test(text)
    case 'falling':
      return isOnlyCloth(text)
    case 'water':
      return SEWER.test(text) && OUTDOORS.test(text) && !INDOORS.test(text)
    case 'elevator':
      return (
        (OUTSIDE_IT.test(text) && !SOMEBODY_IN_IT.test(text)) ||
        (/夹/.test(found) && isNipped(text)) ||
        isThingLeft(text)
      )
    default:
      return false
  }
}

/** 打我13812345678, 打我微信语音, 有消息打我一下; 他打我一下 and 打我手机都摔了 are blows. */
function isCallWanted(text: string, at: number): boolean {
  const behind = text.slice(at + 2, at + 16)
  if (/^[^,.。!?;]{0,6}(?:摔|砸|抢|头|脸|血|伤|肿)/.test(behind)) return false
  if (/^(?:的|这个|那个|这|另)?(?:个|一个)?\s*(?:电话|手机|座机|号码?|微信|语音|视频|qq|\+?\d{3})/i.test(behind))
    return true
  const clause = /[^,.。!?;\s]*$/.exec(text.slice(0, at))?.[0] ?? ''
  return ASKED_TO_RING.test(clause) && !/[他她]|保安|老公|老婆|邻居|有人|师傅.*(?:骂|吵|动手)/.test(clause)
}

const ASKED_TO_RING = /(?:之?前|了|到楼下|时候?|消息|结果|记得|提前|有空|有事|随时|麻烦|请|直接)(?:再|就|先|可以|给)*$/

/** It burns, or nobody knows what does. */
const BURNS =
  /火|烧|焦|糊|着了|冒烟|冒黑|浓烟|黑烟|滚|爆|喘|睁不开|不知道(?:哪|是哪|什么|从)|哪来|哪儿来|不是(?:抽|吸|有人)/
const SMOKED = /[抽吸](?:着|了|完|过|根|支)?烟|二手烟|香烟|烟鬼|烟民|烟头|抽的/

const isSmellOfSmoke = (text: string, hit: Hit): boolean => /烟味/.test(text.slice(hit.start, hit.end + 1))

/** 半夜摔了, 他帮忙叫的120: told of somebody who helped, some time ago. 我叫的120 still waits for it. */
const HELPED_THEN =
  /(?:半夜|凌晨|夜里|昨|前天|那天|上午|早上|早晨|中午|下午|晚上|上周|前几天)[^。!?;]{0,30}帮(?:忙|着|我们?|他|她)?[^,.。!?;]{0,6}(?:[叫打喊]的|[送背扶抬抱](?:去|到|上|下|起)?来?的)(?!.*(?:还没|没到|没来|没醒|不醒|怎么办|快))/

const AMBULANCE = /^(?:救护车|急救车)$/
const LANE = /通道|乱停|违停|停[了着满]|车位|占|僵尸车|挡|堵/
const NO_WAY_IN = /(?:救护车|急救车)(?!来了|到了|已经|在|停)[^,.。!?;]{0,4}(?:[进过开出]不|怎么|没法|没办法)/
/** Somebody waits for it. */
const IN_NEED =
  /晕|昏|倒|伤|血|疼|痛|病|喘|抽搐|中风|生了|羊水|老人|老太|大爷|大妈|奶奶|爷爷|[我他她](?:妈|爸|老|儿|女|婆)|孩子|孕妇|有人|等着|来了|到了|已经|快|救命/

const CLOTH =
  /衣服|衣架|衣物|衣裳|床单|被[子套罩单]|毛巾|浴巾|内衣|内裤|裤子|袜子|裙子|毯子|枕[头巾套]|围巾|帽子|衬衫|外套|窗帘|抹布/
const HANGS_OR_LIES = /挂[在到了我]|掉(?:到|在|进|落在)|落[在到]|飘|捡|搭在|是谁家的|谁家的|吹到|刮到|取一?下|来拿/
/** What is hard; where the cloth came to lie is none of it. */
const HARD =
  /花盆|玻璃|砖|石|刀|瓶|外机|空调|铁|木|板|晾衣[杆架竿]|架子|钢|管|灯|窗户|窗扇|桌|椅|杯|锅|盆|水泥|墙|雨棚|广告|手机|烟头|砸|差一?点/
const LANDED_ON =
  /(?:挂|落|掉|飘|搭|卡|吹|刮|飞)(?:下来)?(?:挂|落|搭|卡)?(?:在|到|进|了)?(?:我们?|你们?|他|她|一楼|楼下)?(?:家|院)?[^,.。!?;\s]{0,5}(?:雨棚|外机|空调架?|晾衣[杆架竿]|花架|架子|防盗[窗网]|窗户|树|阳台|露台|平台|车)[^,.。!?;\s]{0,2}/g

/** 床单掉下来挂在我家雨棚上: whose it is is asked, and nobody runs. */
function isOnlyCloth(text: string): boolean {
  return CLOTH.test(text) && HANGS_OR_LIES.test(text) && !HARD.test(text.replace(LANDED_ON, ' '))
}

/** 手机掉在电梯里了 */
const isThingLeft = (text: string): boolean =>
  /(?:手机|钥匙|快递|外卖|包|伞|玩具|衣服|[门饭车]卡|东西)[^,.。]{0,4}(?:掉|忘|落|丢|遗)/.test(text) &&
  !/困|出不[来去]|不动|停[了在住]|坠|失控|人/.test(text)

/** 电梯门夹了我一下, 手红了: hurt, and not shut in. */
const isNipped = (text: string): boolean =>
  /[红肿青紫疼痛麻]|破皮|淤|擦伤|流血/.test(text) &&
  !/夹[着住](?!了?我?一下)|还夹|出不[来去]|拔不|抽不|动不了|打不开/.test(text)

const SEWER = /污水|粪|下水[道井]|窨井|雨水井|化粪池|[污检]\S{0,2}井/
const OUTDOORS =
  /人行道|马路|路[上面边口]|街|花园|草[坪地]|绿化|广场|小区(?:里|内|路|门|大门|道)|楼下|门口|外面|[窨查水]井|化粪池/
const INDOORS =
  /家里|我家|屋|客厅|厨房|卫生间|厕所|卧室|阳台|店里|店内|里面|房间|车库|地库|地下|负[一二]|电梯|楼道|走廊|大堂|大厅|地板|[流漫灌涌淌冒][进到][^,.。]{0,3}[来我店门]|倒灌进|配电|电箱/

/** 我在一楼, 我在外面等着, 我提着两袋米: whoever says so stands before the lift. */
const OUTSIDE_IT =
  /(?:我们?|人|俺)(?:现在|就|还|都|正|人)*(?:站)?在(?:[一1]楼|楼下|外面|外头|门外|门口|大堂|大厅|家)|没(?:有)?(?:人)?(?:困)?在(?:电梯)?里面?|里[面头]没(?:有)?人|不在(?:电梯)?里面|没困人|我们?[^,.。!?;]{0,6}(?:买了|提着|拎着|拎了|搬着|推着|爬(?:楼|了|上|下)|走楼梯|走[上下]|[上下]不了楼|怎么[上下](?:楼|去)|要(?:上班|迟到|[上下]楼|回家|出门))/
const SOMEBODY_IN_IT =
  /(?<!没有?)(?<!没有?人)(?<!不)在(?:电梯|轿厢|这)?里[面头]?|里[面头边](?:还|好像|也|有|关|困|的)|困(?!人)|(?<!没)困人|被关|关[在了着]|卡[在着](?!.{0,4}楼)|出不[来去]|拍门|喊|哭|求救|救命|按铃|警铃|轿厢里|坠|失控|往下掉/

/** What no voice need be asked about: a quarrel with words alone, somebody who is said to be out. */
export function isPlainlyCalm(text: string): boolean {
  return (QUARREL.test(text) && !FORCE.test(text)) || (NOT_OPENED.test(text) && SAID_TO_BE_OUT.test(text))
}

const QUARREL = /吵(?:了)?起来|吵架|吵上了|争起来|对骂|骂起来/
const FORCE =
  /打|砍|刀|棍|锤|棒|枪|动手|推|踢|踹|砸|掐|揍|捅|抓|咬|扇|救命|尖叫|惨叫|哭|威胁|弄死|杀|拽|扯|拖|摸|骚扰|堵|围|抄|冲|泼|摔|按在|血|死|喝[醉多]|跳|火|晕|倒/
const NOT_OPENED = /没人[应开]|不开门|没反应|不应/
const SAID_TO_BE_OUT =
  /(?:应该|大概|估计|好像|肯定|是不是)(?:是|又)?(?:[^,.。!?;]{0,2})(?:出去|出门|打麻将|买菜|遛弯|散步|上班|旅游|跳舞)/
