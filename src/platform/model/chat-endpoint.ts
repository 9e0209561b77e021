import { ChatOpenAI } from '@langchain/openai'
import { boundedFetch } from './bounded-fetch'
import { ModelError, statusOf, toModelError } from './model-error'

export interface ChatRequest {
  name: string
  instruction: string
  about: string
  /** JSON Schema of the answer. */
  shape: Record<string, unknown>
}

/** One OpenAI-compatible chat endpoint. */
export interface ChatEndpoint {
  /** What the model wrote; throws a `ModelError`. `spend` is asked before every request that goes out. */
  complete(request: ChatRequest, options: { signal: AbortSignal; spend: () => Promise<void> }): Promise<string>
}

/**
 * How an answer's form is asked for, best first. Not every compatible endpoint knows `json_schema` (DeepSeek has `json_object`
 * alone), and old ones know neither; the plain way also leaves out what some models refuse (a temperature, a length).
 */
const WAYS = ['json_schema', 'json_object', 'plain'] as const
type Way = (typeof WAYS)[number]

/** Our answers are a few labels and short quotes; more than this is no answer. */
const MOST_TOKENS = 800
const MOST_BYTES = 512 * 1024

/** Import this file only where a model is configured: the library costs half a second and 40 MB. */
export function openChatEndpoint(options: {
  baseUrl: string
  apiKey: string | undefined
  model: string
}): ChatEndpoint {
  doNotTrace()
  const open = (tuning: object) =>
    new ChatOpenAI({
      model: options.model,
      // A model on one's own machine asks for no key, but the client insists on one.
      apiKey: options.apiKey ?? 'none',
      // By default six, with pauses of seconds: retries are ours to count, within the turn's deadline.
      maxRetries: 0,
      useResponsesApi: false,
      streaming: false,
      configuration: { baseURL: options.baseUrl, fetch: boundedFetch(MOST_BYTES) },
      ...tuning,
    })
  const tuned = open({ temperature: 0, maxTokens: MOST_TOKENS })
  const bare = open({})
  let known = 0

  async function send(way: Way, request: ChatRequest, signal: AbortSignal): Promise<string> {
    const asked = {
      json_schema: { response_format: schemaFormat(request) },
      json_object: { response_format: { type: 'json_object' as const } },
      plain: {},
    }[way]
    const message = await (way === 'plain' ? bare : tuned).invoke(
      [
        { role: 'system', content: `${request.instruction}\n\n${formOf(request)}` },
        { role: 'user', content: request.about },
      ],
      { signal, ...asked },
    )
    if (message.text.trim() === '') throw new ModelError('nonsense', 'the model answered nothing')
    return message.text
  }

  return {
    async complete(request, { signal, spend }) {
      for (let at = known; ; at++) {
        await spend()
        try {
          const text = await send(WAYS[at]!, request, signal)
          known = at
          return text
        } catch (error) {
          if (signal.aborted) throw toModelError(signal.reason)
          if (!isAboutForm(error) || at + 1 >= WAYS.length) throw toModelError(error)
        }
      }
    },
  }
}

/** The word JSON and the shape stand in the prompt too: `json_object` asks for the word, the plain way has nothing else. */
function formOf(request: ChatRequest): string {
  return `只输出一个 JSON 对象，不要任何别的文字，符合这个 JSON Schema：\n${JSON.stringify(request.shape)}`
}

/**
 * The client would parse such an answer itself and throw at a code fence around it, which endpoints that only pretend to know
 * `json_schema` do write. Told how to read it, it leaves the words to us; the mark is not enumerable, so it is not sent.
 */
function schemaFormat({ name, shape }: ChatRequest) {
  const format = { type: 'json_schema' as const, json_schema: { name, strict: true, schema: shape } }
  return Object.defineProperty(format, '$parseRaw', { value: (text: string) => text, enumerable: false })
}

function isAboutForm(error: unknown): boolean {
  const status = statusOf(error)
  return status === 400 || status === 415 || status === 422
}

/** LangChain sends every prompt to LangSmith where these are set; what an owner said goes to the configured endpoint alone (D14). */
function doNotTrace(): void {
  for (const name of ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING', 'LANGCHAIN_TRACING_V2'])
    delete process.env[name]
}
