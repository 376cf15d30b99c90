import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { programVariables } from '@thanos-gitops/programs/wasm'
import { crashReason, defaultTimeLimit, type Engine, EngineFailure, noAnswer } from '../engine.ts'

/** How much of stderr is kept, in characters. */
const longestStderr = 10_000

/** What waits for answers. */
interface Pending {
  readonly answers: string[]
  readonly count: number
  resolve(answers: readonly string[]): void
  reject(failure: EngineFailure): void
}

/** Starts the program: JSON lines on stdin, an answer on stdout for each, in order. */
export function startNative(
  path: string,
  { args = [], limit = defaultTimeLimit }: { readonly args?: readonly string[]; readonly limit?: number } = {},
): Engine {
  const child = spawn(path, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    env: { ...process.env, ...programVariables },
  })
  let pending: Pending | undefined
  let failure: EngineFailure | undefined
  let stderr = ''
  let timer: NodeJS.Timeout | undefined

  const fail = (reason: EngineFailure): void => {
    failure ??= reason
    clearTimeout(timer)
    pending?.reject(failure)
    pending = undefined
    child.kill('SIGKILL')
  }
  const startTimer = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => fail(noAnswer(limit)), limit)
  }
  const receive = (line: string): void => {
    if (pending === undefined) {
      fail(new EngineFailure('answers without a request'))
      return
    }
    pending.answers.push(line)
    if (pending.answers.length < pending.count) {
      startTimer()
      return
    }
    clearTimeout(timer)
    pending.resolve(pending.answers)
    pending = undefined
  }

  eachLine(child, receive)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, longestStderr)
  })
  // The end of the process is reported below.
  child.stdin.on('error', () => {})
  child.on('error', (error) => fail(new EngineFailure(`does not start: ${error.message}`)))
  child.on('close', (code, signal) => fail(new EngineFailure(`ended with ${signal ?? code}${crashReason(stderr)}`)))

  return {
    answers: (lines) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) reject(failure)
        else if (lines.length === 0) resolve([])
        else {
          pending = { answers: [], count: lines.length, resolve, reject }
          startTimer()
          child.stdin.write(`${lines.join('\n')}\n`)
        }
      }),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}

function eachLine(child: ChildProcess, receive: (line: string) => void): void {
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) receive(line)
  })
}
