import { createArticleLoader } from '../../knowledge/articles/article-loader'
import type { ArticleLoader } from '../../knowledge/articles/article-loader'
import { createArticleStore } from '../../knowledge/articles/article-store'
import type { ArticleStore } from '../../knowledge/articles/article-store'
import { KNOWLEDGE_TOPIC, startLiveIndex } from '../../knowledge/live-index'
import type { ArticleChanges, LiveIndex } from '../../knowledge/live-index'
import type { Thesaurus } from '../../knowledge/thesaurus'
import { communityOfNewTalk, ensureCommunity, findCommunity } from '../../records/community/community'
import type { KnowledgeDesk } from '../../console/api/knowledge/knowledge-desk'
import type { Ground } from '../ground/ground'
import type { ShippedKnowledge } from '../ground/seed-store'
import { createKnowledgeDesk } from './knowledge-desk'

export interface Knowledge {
  /** The published articles, as they are searched. */
  index: LiveIndex['index']
  /** The same articles, as they are written: after a write the caller's next question finds it. */
  articles: ArticleStore
  loader: ArticleLoader
  desk(explain: KnowledgeDesk['explain']): KnowledgeDesk
  /** Tells every process that articles changed. */
  tellChanged(): void
  stop(): Promise<void>
}

/** What the bot knows: searched in memory, kept equal to the store. */
export async function openKnowledge(
  { settings, db, clock, log, signals }: Ground,
  given: {
    shipped: ShippedKnowledge
    /** The thesaurus if it has changed since it was last asked for. */
    newThesaurus: () => Thesaurus | null
    /** Told of every change of the articles. */
    onChanges: (changes: ArticleChanges) => void
  },
): Promise<Knowledge> {
  const { shipped, newThesaurus, onChanges } = given
  const loader = createArticleLoader({ db, defaults: shipped.placeholders })
  const live = await startLiveIndex({
    thesaurus: shipped.thesaurus,
    signals,
    load: async (since) => {
      const changes = await loader.load(since)
      onChanges(changes)
      return changes
    },
    onError: (error) => log.error({ err: error }, 'the articles could not be read anew'),
    newThesaurus,
  })
  const tellChanged = () => signals.publish(KNOWLEDGE_TOPIC)
  const changed = () => {
    tellChanged()
    return live.refresh()
  }
  const articles = createArticleStore({
    db,
    clock,
    zone: settings.timeZone,
    communities: {
      find: async (tx, name) => (await findCommunity(tx, name))?.id ?? null,
      ensure: async (tx, name, at) => (await ensureCommunity(tx, name, at)).id,
    },
    changed,
  })
  return {
    index: live.index,
    articles,
    loader,
    desk: (explain) =>
      createKnowledgeDesk({
        loader,
        gateLoader: createArticleLoader({ db, defaults: shipped.placeholders }),
        thesaurus: () => live.thesaurus,
        onlyCommunity: async (tx) => (await communityOfNewTalk(tx, 'web'))?.id ?? null,
        explain,
        changed,
      }),
    tellChanged,
    stop: () => live.stop(),
  }
}
