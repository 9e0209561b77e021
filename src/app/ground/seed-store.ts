import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Db } from '../../platform/database/db'
import { invalid } from '../../platform/errors'
import { projectRoot } from '../../platform/project-root'
import { readPlaceholderSettings } from '../../knowledge/articles/community-values'
import type { PlaceholderSetting } from '../../knowledge/articles/community-values'
import { seedArticles } from '../../knowledge/articles/seed-articles'
import { seedGolden } from '../../knowledge/golden-set/golden-question'
import { readArticlesIn } from '../../knowledge/read-knowledge-dir'
import { ArticleFault } from '../../knowledge/read-article'
import type { ArticleSource } from '../../knowledge/read-article'
import { readThesaurus } from '../../knowledge/thesaurus'
import type { Thesaurus } from '../../knowledge/thesaurus'
import { parseCommunityFile } from '../../records/community/community-file'
import type { CommunityFile } from '../../records/community/community-file'
import { ensureCommunity } from '../../records/community/community'
import { seedCommunity } from '../../records/community/seed-community'

export interface ShippedKnowledge {
  /** Read when first asked for: only a new store needs them, and reading the files takes a tenth of a start. */
  articles: () => ArticleSource[]
  /** Where they come from, and the golden questions with them. */
  folder: string
  thesaurus: Thesaurus
  placeholders: PlaceholderSetting[]
  sample: CommunityFile
}

/**
 * What an empty store starts with. Articles come from `folder` alone; thesaurus, settings and sample community from the project
 * unless the folder brings its own (contract §2).
 */
export function readShippedKnowledge(folder: string): ShippedKnowledge {
  try {
    readdirSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw invalid('knowledge_dir', `KNOWLEDGE_DIR must be a folder that can be read, but ${folder} is not (${code}).`)
  }
  const shipped = (name: string) => {
    const own = path.join(folder, name)
    return existsSync(own) ? own : path.join(projectRoot(), 'knowledge', name)
  }
  let articles: ArticleSource[] | undefined
  return {
    articles: () => (articles ??= readArticles(folder)),
    folder,
    thesaurus: readThesaurus(shipped('thesaurus.yml')),
    placeholders: readPlaceholderSettings(shipped('settings.yml')),
    sample: parseCommunityFile(readFileSync(shipped('sample-community.yml'), 'utf8')),
  }
}

function readArticles(folder: string): ArticleSource[] {
  try {
    return readArticlesIn(folder)
  } catch (cause) {
    if (!(cause instanceof ArticleFault)) throw cause
    throw invalid('knowledge_dir', `An article of KNOWLEDGE_DIR cannot be read: ${cause.message}.`)
  }
}

/** Fills a new store; one that has anything already stays as the company has it (design D15). */
export async function seedStore(db: Db, shipped: ShippedKnowledge, options: { at: Date; zone: string }): Promise<void> {
  await db.tx(async (tx) => {
    await seedCommunity(tx, shipped.sample, { sample: true, at: options.at })
    const seeded = await seedArticles(tx, shipped.articles, {
      ...options,
      ensureCommunity: async (inner, name, at) => (await ensureCommunity(inner, name, at)).id,
    })
    if (seeded > 0) await seedGolden(tx, shipped.folder, options.at)
  })
}
