import { z } from 'zod'

const TestServer = z.object({ url: z.string(), template: z.string() })
export type TestServer = z.infer<typeof TestServer>

/** The PostgreSQL of this run, as global-setup.ts left it for the workers. */
export function testServer(): TestServer {
  const told = process.env.SHOUWEN_TEST_SERVER
  if (told === undefined) throw new Error('run this through jest, whose global setup starts PostgreSQL')
  return TestServer.parse(JSON.parse(told))
}

/** The same server, another database. */
export function databaseUrl(serverUrl: string, name: string): string {
  return serverUrl.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)
}
