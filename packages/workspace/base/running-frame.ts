import { Session } from 'node:inspector/promises'
import { setTimeout as wait } from 'node:timers/promises'

/** A place in the code of a worker, counted from 1. */
export interface Frame {
  readonly url: string
  readonly line: number
  readonly column: number
}

/** How long a worker may take to answer, in milliseconds, also on a busy machine. It is asked only if it does not end. */
const longestAnswer = 10_000

/**
 * Pauses the only worker of this process, which may be in an endless loop, and returns where it is: the innermost frame of a
 * module below `folder`. Undefined if it executes no such module.
 *
 * @param folder a file URL that ends in a slash
 */
export async function runningFrame(folder: string): Promise<Frame | undefined> {
  const session = new Session()
  session.connect()
  try {
    return await Promise.race([pausedFrame(session, folder), wait(longestAnswer, undefined, { ref: false })])
  } finally {
    session.disconnect()
  }
}

interface WorkerMessage {
  readonly method?: string
  readonly params: {
    readonly scriptId: string
    readonly url: string
    readonly callFrames: readonly { readonly location: Location }[]
  }
}

interface Location {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber?: number
}

function pausedFrame(session: Session, folder: string): Promise<Frame | undefined> {
  const urls = new Map<string, string>()
  return new Promise((resolve, reject) => {
    const send = (sessionId: string, id: number, method: string): Promise<unknown> =>
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method }) })
    session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
      send(sessionId, 1, 'Debugger.enable')
        .then(() => send(sessionId, 2, 'Debugger.pause'))
        .catch(reject)
    })
    session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
      const { method, params } = JSON.parse(message) as WorkerMessage
      if (method === 'Debugger.scriptParsed') urls.set(params.scriptId, params.url)
      if (method !== 'Debugger.paused') return
      const found = frameBelow(
        folder,
        params.callFrames.map(({ location }) => location),
        urls,
      )
      // A paused worker does not end.
      send(sessionId, 3, 'Debugger.disable').then(() => resolve(found), reject)
    })
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }).catch(reject)
  })
}

function frameBelow(
  folder: string,
  locations: readonly Location[],
  urls: ReadonlyMap<string, string>,
): Frame | undefined {
  for (const { scriptId, lineNumber, columnNumber = 0 } of locations) {
    const url = urls.get(scriptId) ?? ''
    if (url.startsWith(folder)) return { url, line: lineNumber + 1, column: columnNumber + 1 }
  }
  return undefined
}
