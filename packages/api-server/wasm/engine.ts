import { Worker } from 'node:worker_threads'
import type { Snapshot } from '@thanos-gitops/programs/wasm'
import { crashReason, defaultTimeLimit, type Engine, EngineFailure, noAnswer } from '../engine.ts'
import type { WorkerAnswer, WorkerInput, WorkerRequest } from './worker.ts'

export interface ModuleEngine extends Engine {
  snapshot(): Promise<Snapshot>
}

/** Lines for one message: the time limit applies to all of them. */
const linesPerMessage = 32

/** Starts the module in a thread. */
export function startModule(
  input: WorkerInput,
  { limit = defaultTimeLimit }: { readonly limit?: number } = {},
): ModuleEngine {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: input,
  })
  let failure: EngineFailure | undefined
  let reject: ((failure: EngineFailure) => void) | undefined
  const fail = (reason: EngineFailure): void => {
    failure ??= reason
    reject?.(failure)
  }
  worker.on('error', (error) => fail(new EngineFailure(`crashed: ${error.message}`)))
  worker.on('exit', () => fail(new EngineFailure('ended')))

  /** The answer of the worker to one message. */
  const ask = (request: WorkerRequest): Promise<WorkerAnswer> =>
    new Promise<WorkerAnswer>((resolve, rejected) => {
      if (failure !== undefined) {
        rejected(failure)
        return
      }
      const timer = setTimeout(() => {
        fail(noAnswer(limit))
        void worker.terminate()
      }, limit)
      reject = (reason) => {
        clearTimeout(timer)
        rejected(reason)
      }
      worker.once('message', (answer: WorkerAnswer) => {
        clearTimeout(timer)
        reject = undefined
        if (!('crash' in answer)) {
          resolve(answer)
          return
        }
        failure = new EngineFailure(`crashed${crashReason(`${answer.stderr}\n${answer.crash}`)}`)
        rejected(failure)
      })
      worker.postMessage(request)
    })

  return {
    async answers(lines) {
      const answers: string[] = []
      for (let from = 0; from < lines.length; from += linesPerMessage) {
        const answer = await ask(lines.slice(from, from + linesPerMessage))
        if ('answers' in answer) answers.push(...answer.answers)
      }
      return answers
    },
    async snapshot() {
      const answer = await ask('snapshot')
      if (!('snapshot' in answer)) throw new EngineFailure('has no snapshot')
      return answer.snapshot
    },
    async close() {
      await worker.terminate()
    },
  }
}
