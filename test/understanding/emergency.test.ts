import path from 'node:path'
import { run } from '../../src/tools/eval/emergency'
import { detectEmergency } from '../../src/understanding/understand'
import { LEXICON_FOLDER } from '../../src/understanding/words/word-texts'

describe('the emergency reflex (domain.md E3)', () => {
  it.each([
    ['meiqi loule kuai lai', 'gas'],
    ['wo beikun zai dianti li', 'elevator'],
    ['👧不见了😭', 'missing'],
    ['我不想获了', 'self_harm'],
    ['那个喂物业吗就是我们家厨房那个水管它突然就爆了然后水一直往外喷', 'water'],
    ['someone is breaking into my apartment', 'intrusion'],
    ['不是演习，真的着火了', 'fire'],
    ['上回是误报，这回是真的冒烟了', 'fire'],
    ['想问个收费，等等，哎呀电梯不动了，我们三个人在里面', 'elevator'],
    ['再不来人我就要死在电梯里了', 'elevator'],
    ['阳台外面吊着个小孩', 'trapped'],
    ['孩子把洁厕灵喝了 怎么办', 'injury'],
    ['小孩喝了一口84消毒液', 'injury'],
    ['my child drank bleach', 'injury'],
    ['我妈一个人在家 刚打电话说头晕 话都说不清了', 'injury'],
    ['我家老头突然话说不清楚 手也没劲', 'injury'],
    ['我妈在厨房煮东西忘关火 我在外地 电话不接', 'fire'],
    ['出门忘了关火 锅还在灶上 我赶不回去', 'fire'],
    ['电梯停在13楼不开门 打电话没人接', 'elevator'],
    ['有人在敲我家门 敲了半小时了 我一个人 害怕', 'intrusion'],
    ['门外有个男的一直按门铃不走 我好害怕', 'intrusion'],
    ['车库里有人鬼鬼祟祟拉车门', 'intrusion'],
    ['小区门口刚撞车了', 'injury'],
    ['湖里是不是掉进去个小孩', 'trapped'],
    ['独居老太太好几天没见着人了 敲门没人应', 'injury'],
    ['我妈一个人在家 打电话不接 敲门也没反应', 'injury'],
    ['我爸独居 两天没接电话了 我在外地 你们能去看看吗', 'injury'],
    ['楼下独居的王奶奶打不通电话', 'injury'],
    ['我妈电话不接 敲门半天没反应 里面电视还响着', 'injury'],
    ['真觉得熬不下去了', 'self_harm'],
    ['对不起 以前总骂你们 以后不会了 再见了', 'self_harm'],
    ['有人要从楼上跳下来', 'self_harm'],
    ['整栋楼黑了 我爸在家用呼吸机', 'injury'],
    ['吃饭噎着了 脸都紫了', 'injury'],
    ['羊水破了 车打不着火', 'injury'],
    ['有人晕倒在车里 车还打着火', 'injury'],
    ['在电梯里吐了 现在坐地上不动', 'injury'],
    ['小孩骑在6楼空调外机上', 'trapped'],
    ['遛狗的老人掉进湖里了', 'trapped'],
    ['我妈和狗出去就不见了', 'missing'],
    ['火灭了 但是烟很大', 'fire'],
    ['暴雨 水往屋里灌', 'water'],
    ['你们不赔钱我就跳楼', 'self_harm'],
    ['奶奶突然不会说话了', 'injury'],
    ['外公嘴歪了 口水直流', 'injury'],
    ['爷爷眼睛翻白了', 'injury'],
    ['孩子抽了', 'injury'],
    ['宝宝不喘气了', 'injury'],
    ['老人突然叫不醒了', 'injury'],
    ['忘带钥匙 孩子一个人在里面 锅还烧着', 'fire'],
    ['钥匙锁家里了 孩子一个人在屋里', 'trapped'],
    ['水管爆了 总阀关不上', 'water'],
    ['对面阳台冒黑烟 火苗都出来了', 'fire'],
    ['灶没开 可是一股臭鸡蛋味', 'gas'],
    ['有人在拧我的门锁 拧了好几分钟了 我一个女生在家不敢出声', 'intrusion'],
    ['这个世界没什么好留恋的 我在天台了 麻烦你们照顾好我的猫', 'self_harm'],
    ['有人吗\n我妈倒了\n3栋501', 'injury'],
    ['湖里漂着个人', 'trapped'],
    ['小孩滑冰掉人工湖冰窟窿了', 'trapped'],
    ['B2有个人被道闸夹住了', 'trapped'],
    ['我妈被车库卷帘门压住腿了', 'trapped'],
    ['快递柜倒了压着个小哥', 'trapped'],
    ['我家猫把煤气打开了 我在公司 家里老人睡觉', 'gas'],
    ['不小心把84和洁厕灵倒一起了 嗓子疼', 'other'],
    ['一股氯气味 孩子们都在咳', 'other'],
    ['轰的一声 楼都震了 不知道啥炸了', 'fire'],
    ['砰的一声巨响 玻璃都碎了 是不是煤气爆炸', 'fire'],
    ['我在外地 我爸有心脏病 从早上到现在一直没接电话 麻烦你们上去看看', 'injury'],
    ['我奶奶不接视频 平时这个点都接的 我怕她出事', 'injury'],
    ['对门大爷家电视响了两天两夜没停 敲门不应', 'injury'],
    ['我妈有高血压 从昨晚到现在电话没人接', 'injury'],
    ['刚才女的尖叫了一声 然后啥声音都没了', 'violence'],
    ['有人天天在门口蹲我 今天还往门上泼红漆写还钱', 'intrusion'],
    ['电梯门开了里面没轿厢 差点踩空', 'elevator'],
    ['井盖没盖 刚有个老人差点掉进去 夜里全黑', 'other'],
    ['天花板裂了个大口子 一直掉渣 感觉要塌', 'falling'],
    ['好多 追着人蜇', 'other'],
    ['有人在儿童乐园拿糖骗小孩走', 'missing'],
  ])('hears danger however it is written: %s', (text, type) => {
    expect(detectEmergency(text)?.type).toBe(type)
  })

  it.each([
    ['negation inside the words of danger', '老人没摔着，就是坐下歇会儿'],
    ['a condition inside them', '花盆放在窗台上万一掉下来砸到人怎么办'],
    ['what somebody has lived through', '我家水管爆过，想换新的'],
    ['a state told after the past', '上周孩子摔倒流血了，现在已经拆线'],
    ['what a film shows', '电影里有人跳楼，太吓人了'],
    ['exaggeration', '热得我要晕倒了'],
    ['a word that only ends like it', '车停在门口不好意思堵着了'],
    ['a noise that is listened to', '配电箱嗡嗡响，听着有点怕，来个电工'],
    ['a crack a finger wide, which a person looks at all the same', '墙上裂了一条缝，手指能塞进去'],
    ['who has locked themselves out', '我把自己锁门外了，咋办'],
    ['an alarm that was a cigarette', '烟雾报警刚才响是我爸抽烟，已经停了'],
    ['a fire that is out', '油锅起火了 灭了'],
    ['a battery', '昨儿半夜烟感叫 我以为着火了 结果是没电'],
    ['children at play', '对讲机里有人喊救命 结果是小孩瞎玩'],
    ['children who jump from a sofa', '楼上小孩从沙发上往下跳'],
    ['a thing that fell', '小孩把玩具掉到下水道了拿不出来'],
    ['a telephone that fell', '我手机掉进下水道了'],
    ['what comes with every rain', '下水管一到下雨就往外冒水'],
    ['a hyperbole about a matter, with a face', '这水龙头再不修我真要上吊了[捂脸]'],
    ['words in a group', '业主群都快打起来了'],
    ['an animal that fell', '猫从6楼掉下去了'],
    ['an animal that is lost', '我们家狗走丢了 白色泰迪 叫豆豆'],
    ['water before a lift', '10号楼负一楼电梯厅积水了'],
    ['a telephone call', '那你们打给他 现在就要停'],
    ['marks of anger', '还在放！！'],
    ['a locked room with nobody in it', '钥匙在里面 门锁上了 人在外面'],
    ['nobody at home', '楼上没人在家 敲门没人应'],
    ['furniture', 'a sofa and a bed'],
    ['a child at school', 'my son is at school'],
    ['a crash without harm', '门口撞车了 没人受伤 堵着了'],
    ['poison for rats', '老鼠药放哪里了 小孩会不会误食'],
    ['a lift that stays shut', '电梯停在1楼不开门'],
    ['who moves away', '我们要搬走了 谢谢这几年照顾 再见'],
    ['hyperbole about noise', '天天装修 真熬不下去了'],
    ['who forgot the key', '忘带钥匙了 敲门没人应'],
    ['the number of the office', '我妈一个人在家 打你们物业电话没人接 灯坏了'],
    ['who opens to nobody', '我妈一个人在家，师傅敲门她不敢开'],
    ['who has no key', '我老公不接电话 门打不开 我没带钥匙'],
    ['a child too young to speak', '孩子还不会说话 能报名吗'],
    ['a hand that is free again', '手拔出来了 没事'],
    ['what might burn', '楼道里停电动车 真烧起来你们负责吗'],
    ['what is bound to fall some day', '这树枝再不修早晚砸到人'],
    ['what nearly happened', '今天跑步差点晕倒'],
    ['a guard asleep', '门岗晚上打呼噜 叫都叫不醒'],
    ['a wall that is drilled', '邻居家装修打墙打得我头要炸了'],
    ['marbles upstairs', '楼上打得我没法睡 弹珠声'],
    ['who wants to ring', '我老公要打我电话 他打不通'],
    ['a car that is blocked', '被人堵着车出不来 挪车电话打不通'],
    ['a parcel in its box', '快递卡在柜子里出不来了'],
    ['a tap that drips', '水龙头落水了 关不紧'],
    ['a dog the technician is warned of', '师傅来的时候小心 我家狗咬人'],
    ['who brought the rubbish down', '我妈倒了垃圾就回来了'],
    ['a barrier on a car', '道闸杆压着我车顶了'],
    ['dead fish', '湖里漂着好多死鱼'],
    ['children on the ice', '人工湖结冰了 有小孩在上面滑冰 太危险了'],
    ['a question of chemistry', '84消毒液和洁厕灵能不能混着用'],
    ['a manhole that rattles', '井盖没盖好 车压过去咣当响'],
    ['a television at night', '电视响了一晚上没停 吵死了'],
    ['thunder', '打雷轰的一声 吓死我了'],
    ['paint next door', '隔壁刷红漆 味道大'],
  ])('is not raised by %s: %s', (_, text) => {
    expect(detectEmergency(text)).toBeNull()
  })

  it.each(['我要跳楼怎么办', '如果我死了是不是就没人烦我了，我不想活了', '他要跳楼怎么办'])(
    'comes all the same for a life that is spoken of: %s',
    (text) => {
      expect(detectEmergency(text)?.type).toBe('self_harm')
    },
  )

  it('keeps the committed score on alarms and look-alikes that no rule and no voice has seen', async () => {
    const { json } = await run({ file: path.join(LEXICON_FOLDER, 'samples/emergency-unseen.jsonl') })
    const { recall, falseAlarms, typeRight } = json as Record<string, number>

    expect(recall).toBeGreaterThanOrEqual(0.95)
    expect(falseAlarms).toBeLessThanOrEqual(0.09)
    expect(typeRight).toBeGreaterThanOrEqual(0.95)
  })

  it('takes less than 5 ms of processor time a message', () => {
    const text = '师傅你好我在3栋2单元501，刚才厨房那边有股很大的煤气味，我已经把窗户打开了，现在怎么办'
    for (let warm = 0; warm < 200; warm += 1) detectEmergency(text)
    const before = process.cpuUsage()
    for (let round = 0; round < 200; round += 1) detectEmergency(text)

    expect(process.cpuUsage(before).user / 1000 / 200).toBeLessThan(5)
  })
})
