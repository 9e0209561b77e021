import type { Surroundings } from '../emergency/surroundings'
import type { Lexicon } from '../lexicon'
import type { ReadText } from '../read-text'
import { soundOf } from '../words/sound'
import { findPattern } from '../words/tagged-text'
import type { MoodPoints } from '../mood/sentiment'

/** What the trained classifier sees of a message: names with a strength. */
export type Features = Map<string, number>

/**
 * Characters and pairs of them say what the words are; the rules that fired and the classes of words present say what the
 * trade makes of them. The latter carry over to words no sample ever had.
 */
export function featuresOf(read: ReadText, lexicon: Lexicon, mood: MoodPoints): Features {
  const features: Features = new Map()
  addCharacters(features, read.tagged.text)
  addRules(features, read, lexicon)
  for (const [name, slot] of lexicon.classes) if (read.tagged.hits[slot]) features.set(`k:${name}`, 0.5)
  addMood(features, mood)
  addForm(features, read.tagged.text)
  features.set('1', 1)
  return features
}

/**
 * What the second voice on emergencies sees: the words, how they sound (煤起味 is heard as 煤气味), and what around them says
 * now or never. Not the rules themselves: it is asked where none of them knew the words.
 */
export function emergencyFeaturesOf(read: ReadText, lexicon: Lexicon, around: Surroundings): Features {
  const features: Features = new Map()
  addCharacters(features, read.tagged.text)
  addSounds(features, read.tagged.text)
  for (const [name, slot] of lexicon.classes) if (read.tagged.hits[slot]) features.set(`k:${name}`, 0.5)
  for (const [name, hits] of around.guards) if (hits.length > 0) features.set(`g:${name}`, 0.7)
  if (around.strongNow.length > 0) features.set('n:strong', 0.7)
  if (around.weakNow.length > 0) features.set('n:weak', 0.7)
  addForm(features, read.tagged.text)
  features.set('1', 1)
  return features
}

/** Pairs of syllables, as `addCharacters` does with the characters. */
function addSounds(features: Features, text: string): void {
  const weight = CHARACTER_SCALE / Math.sqrt(Math.max(6, Math.min(text.length, 80)))
  let before = ''
  for (let index = 0; index < text.length && index < 400; index += 1) {
    const sound = soundOf(text[index] ?? '')
    if (before !== '' && sound !== '') raise(features, `p:${before} ${sound}`, weight)
    before = sound
  }
}

function addCharacters(features: Features, words: string): void {
  const text = `^${plain(words)}$`
  const weight = CHARACTER_SCALE / Math.sqrt(Math.max(6, Math.min(text.length, 80)))
  for (let index = 0; index < text.length && index < 400; index += 1) {
    raise(features, `c:${text[index]}`, weight)
    if (index + 1 < text.length) raise(features, `b:${text.slice(index, index + 2)}`, weight)
    if (index + 2 < text.length) raise(features, `t:${text.slice(index, index + 3)}`, weight)
  }
}

/** Found by cross-validation on the training split. */
const CHARACTER_SCALE = 1.5

/** How loudly the rules spoke for each intent, and which of them loudest. */
function addRules(features: Features, read: ReadText, lexicon: Lexicon): void {
  let best: { intent: string; score: number } = { intent: 'none', score: 0 }
  for (const [intent, patterns] of lexicon.intents) {
    let score = 0
    for (const { pattern, weight } of patterns) if (findPattern(pattern, read.tagged).length > 0) score += weight
    if (score > 0) features.set(`r:${intent}`, Math.min(score, 10) / 5)
    if (score > best.score) best = { intent, score }
  }
  features.set(`top:${best.intent}`, 1)
}

function addMood(features: Features, mood: MoodPoints): void {
  features.set('m:positive', Math.min(mood.positive, 8) / 4)
  features.set('m:negative', Math.min(mood.negative, 10) / 5)
  features.set('m:angry', Math.min(mood.angry, 10) / 5)
  const upset = mood.negative + mood.angry > 0
  features.set(mood.positive > 0 ? (upset ? 'm:mixed' : 'm:glad') : upset ? 'm:upset' : 'm:calm', 0.7)
}

/** The shape of the sentence: does it ask, and how; how long is it; is it Chinese at all. */
function addForm(features: Features, text: string): void {
  if (/[吗么嘛不没](?:[?!。,]|$)|没有(?:[?!。]|$)/.test(text)) features.set('q:whether', 0.7)
  if (/怎么|如何|什么|多少|几[点号天个时块]|哪|谁|为什么|多久|多长|何时|咋|啥/.test(text)) features.set('q:what', 0.7)
  if (/能不能|可不可以|能否|可以吗|可否|行吗|行不行|好吗/.test(text)) features.set('q:may', 0.7)
  if (/(.)不\1|有没有|是不是|需不需要|允不允许/.test(text)) features.set('q:or-not', 0.7)
  if (/(?:怎么办|咋办|怎么(?:弄|做|处理|反映|解决)|找谁|[归该]谁|谁(?:管|负责|赔|出钱))[呀啊呢]?[?!。]?$/.test(text))
    features.set('q:what-to-do', 0.7)
  if (/请问|想问|问一?[下个声]|打听|咨询|请教|想知道|了解/.test(text)) features.set('q:wonders', 0.7)
  if (/帮[我忙俺]|给我|派[个人师]|[叫喊]个?(?:人|师傅)|来(?:个|人|修|看|瞧|一趟|换|弄)|安排/.test(text))
    features.set('x:begs', 0.7)
  if (/\?/.test(text)) features.set('q:mark', 0.5)
  if (/呢(?:[?!。]|$)/.test(text)) features.set('q:ne', 0.5)
  if (/!/.test(text)) features.set('x:mark', 0.5)
  if (!/[\u4e00-\u9fff]/.test(text)) features.set('f:no-chinese', 1)
  features.set(`l:${lengthClass(text.length)}`, 0.5)
}

/** Digits say nothing about the matter beyond that there are some. */
const plain = (text: string): string => text.replace(/\d+/g, '0').replace(/\s+/g, ' ')

function raise(features: Features, name: string, by: number): void {
  features.set(name, (features.get(name) ?? 0) + by)
}

const lengthClass = (length: number): string =>
  length <= 2 ? '2' : length <= 5 ? '5' : length <= 12 ? '12' : length <= 40 ? '40' : 'long'
