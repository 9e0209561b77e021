/**
 * 「不用人工了」: no person is wanted any more. Who asks for another person, for anything but a machine, or whether somebody should
 * be found, still wants one; and so does who takes back something else first (「取消吧，转人工」).
 */
export function isChangedMind(text: string): boolean {
  return CHANGED_MIND.test(text)
}

const CHANGED_MIND =
  /(不用|不需要|(?<!要)不要|(?<![特区分])别(?![的人家处])|算了|取消)(?:(?!机器|智能|自动|语音|AI|[这那换别]|[，,。！!；;\s](?:我要|给我|帮我|[转要接叫找])).){0,4}(人工(?!智能)|客服|找人|人了)|(算了|不用了)[,，。]?(我)?自己(?!.{0,8}(?:投诉|举报|曝光|媒体|记者|律师|法院|法庭|去告|123[14]5))|no need for a person|never mind/i
