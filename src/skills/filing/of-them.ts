/** Of somebody else: 「金毛，一个女的，应该是9栋的」 says where they live, and nothing about where it happened. */
export function isOfThem(text: string): boolean {
  return OF_THEM.test(text) && !/错|不对|改成|改为|改到/u.test(text)
}

const OF_THEM = /(?<!其)[他她]|对方|人家|那家|[男女]的|那个?人|车主|司机/u
