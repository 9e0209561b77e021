import type { Settings } from './settings'

/** Every value of the settings that must not be seen anywhere, for the scrubber of the log. */
export function secretsOf(settings: Settings): string[] {
  const { apiToken, adminPassword, wecom, aibot, groupWebhook, model, caseWebhook } = settings
  const values = [
    apiToken,
    adminPassword,
    wecom?.secret,
    wecom?.token,
    wecom?.encodingAesKey,
    aibot?.secret,
    groupWebhook && new URL(groupWebhook).searchParams.get('key'),
    model?.apiKey,
    caseWebhook?.secret,
    ...passwordIn(settings.databaseUrl),
    ...passwordIn(settings.redisUrl),
  ]
  return [...new Set(values.filter((value) => typeof value === 'string' && value !== ''))] as string[]
}

/** As written in the address and as the server gets it. */
function passwordIn(url: string | undefined): string[] {
  const password = url === undefined ? '' : new URL(url).password
  if (password === '') return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}
