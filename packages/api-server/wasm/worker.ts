// Runs the module in a thread of its own, which can be stopped.
import { parentPort, workerData } from 'node:worker_threads'
import { type Instance, instantiate, type Snapshot } from '@thanos-gitops/programs/wasm'

export interface WorkerInput {
  readonly module: WebAssembly.Module
  readonly snapshot: Snapshot | undefined
}

/** Lines to answer, or the request for a snapshot. */
export type WorkerRequest = readonly string[] | 'snapshot'

export type WorkerAnswer =
  | { readonly answers: readonly string[] }
  | { readonly snapshot: Snapshot }
  /** Why the module crashed, and what it wrote to stderr. */
  | { readonly crash: string; readonly stderr: string }

const { module, snapshot } = workerData as WorkerInput
let instance: Instance | undefined

parentPort?.on('message', (request: WorkerRequest) => {
  parentPort?.postMessage(answerTo(request))
})

function answerTo(request: WorkerRequest): WorkerAnswer {
  try {
    instance ??= instantiate(module, snapshot)
    const started = instance
    return request === 'snapshot'
      ? { snapshot: started.snapshot() }
      : { answers: request.map((line) => started.answer(line)) }
  } catch (error) {
    // An exit of the module is thrown as a symbol.
    return { crash: error instanceof Error ? error.message : 'it ended', stderr: instance?.stderr() ?? '' }
  }
}
