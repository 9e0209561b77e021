/** Every path of the server that our pages call, in one place. */
const api = '/api/v1'
const desk = '/console'
const at = encodeURIComponent

export const paths = {
  session: `${desk}/session`,
  signInWays: `${desk}/sign-in-ways`,
  wecomStart: (next: string) => `${desk}/wecom/start?next=${at(next)}`,
  company: `${desk}/company`,
  talks: `${desk}/talks`,
  talk: (id: string) => `${desk}/talks/${at(id)}`,
  talkMessages: (id: string) => `${desk}/talks/${at(id)}/messages`,
  talkRead: (id: string) => `${desk}/talks/${at(id)}/read`,
  deskCases: `${desk}/cases`,
  deskCase: (id: string) => `${desk}/cases/${at(id)}`,
  setup: `${desk}/setup`,
  hints: `${desk}/hints`,
  troubles: `${desk}/troubles`,
  resend: (id: string) => `${desk}/troubles/${at(id)}/resend`,
  callBackDone: (id: string) => `${desk}/troubles/call-backs/${at(id)}/done`,
  contactWays: `${desk}/contact-ways`,
  posters: `${desk}/contact-ways/posters`,
  stream: `${api}/stream`,
  caseActions: (id: string) => `${api}/cases/${at(id)}/actions`,
  accept: (id: string) => `${api}/handoffs/${at(id)}/accept`,
  reply: (id: string) => `${api}/handoffs/${at(id)}/reply`,
  close: (id: string) => `${api}/handoffs/${at(id)}/close`,
  search: `${api}/knowledge/search`,
  unanswered: `${api}/knowledge/unanswered`,
  chatHistory: '/chat/history',
  chatMessages: '/chat/messages',
  chatStream: '/chat/stream',
} as const
