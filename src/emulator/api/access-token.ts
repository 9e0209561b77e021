import type { World } from '../world'
import type { Route } from './route'

export function accessTokenRoutes(world: World): Route[] {
  return [
    {
      method: 'GET',
      path: 'gettoken',
      open: true,
      handle: ({ query, ip }) =>
        world.tokens.issue(query.get('corpid') ?? '', query.get('corpsecret') ?? '', ip, world.now()),
    },
    { method: 'GET', path: 'get_api_domain_ip', handle: () => ({ ip_list: ['127.0.0.1'] }) },
    // Entries may be wildcards (§2); a receiver that filters must cope.
    { method: 'GET', path: 'getcallbackip', handle: () => ({ ip_list: ['127.0.0.1', '101.226.103.*'] }) },
  ]
}
