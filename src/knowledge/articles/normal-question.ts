import { normalizeText } from '../retrieval/normalize-text'

/** What groups the same question: width, case, 繁简, punctuation, greetings and closing particles do not count. */
export function normalQuestion(question: string): string {
  const words = normalizeText(question).replaceAll(' ', '')
  const bare = words.replace(POLITENESS, '').replace(PARTICLES, '')
  return bare || words
}

const POLITENESS = /你好|您好|请问|麻烦|问一下|想问|咨询一下|我想知道/g
const PARTICLES = /[吗呢啊呀吧哦哈嘛了]+$/
