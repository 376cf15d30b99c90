// Renders many environments in several processes. The process that a person starts prints all results, in the order of the names.
import { type ChildProcess, fork } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { type Environment, type Finding, maskText } from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '@thanos-gitops/render'
import { hasLayerFindings, type UnchangedEnvironment } from '@thanos-gitops/workspace'
import { captureOutput, outcomeOf } from './json-lines.ts'
import { type EnvironmentResult, unchangedResult } from './render-total.ts'
import { writtenText } from './write-environment.ts'

/** What a process did with an environment of its part. Problems are not sent: the process that prints them renders it again. */
type Message =
  | { readonly name: string; readonly isFailed: true }
  | ({ readonly name: string; readonly isFailed: false } & PartResult)
  | { readonly hasWrittenSchemas: boolean }

export interface PartResult extends EnvironmentResult {
  /** What it printed, without credentials. */
  readonly output: string
  readonly environment: Environment
  /** Whether the layers of the environment have findings that depend on other environments. */
  readonly hasLayerFindings: boolean
}

/** The parts that other processes render. */
export interface Parts {
  /** The result for an environment, as soon as it exists; undefined if this process has to render it. */
  resultOf(name: string): Promise<PartResult | undefined>
  /** Waits for the processes. Returns whether one of them wrote a schema. */
  end(): Promise<boolean>
}

/** With fewer environments, the start of a process takes longer than what it saves. */
const fewestInPart = 25
/** Beyond it, the disk decides how long a render takes. */
const mostParts = 4

const variable = 'THANOS_GITOPS_PART'

/** Whether this process renders a part. */
export const isPart = (): boolean => process.env[variable] !== undefined && process.send !== undefined

/** Starts a process for each part but the first one. @param options those of this process that its parts need */
export function startParts(root: string, names: readonly string[], options: readonly string[]): Parts {
  const count = Math.min(availableParallelism(), mostParts, Math.floor(names.length / fewestInPart))
  const program = programFile()
  if (count < 2 || program === undefined) return { resultOf: async () => undefined, end: async () => false }
  const limit = (index: number): number => Math.floor((index * names.length) / count)
  const others = Array.from({ length: count - 1 }, (_, index) => names.slice(limit(index + 1), limit(index + 2)))
  const parts = others.map((part) => startPart(program, ['render', '--root', root, ...options, ...part], part))
  return {
    resultOf: async (name) => parts.find((part) => part.results.has(name))?.results.get(name),
    end: async () => (await Promise.all(parts.map(({ ended }) => ended))).includes(true),
  }
}

/** The program that this process runs. Undefined if another one has loaded the command. */
function programFile(): string | undefined {
  const file = process.argv[1]
  if (file === undefined) return undefined
  const program = realpathSync(file)
  return basename(program) === 'bin.mjs' ? program : undefined
}

function startPart(program: string, args: readonly string[], names: readonly string[]) {
  const child = fork(program, args, {
    env: { ...process.env, [variable]: '1' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map(names.map((name) => [name, Promise.withResolvers<PartResult | undefined>()]))
  const results = new Map([...waiting].map(([name, { promise }]) => [name, promise]))
  return { results, ended: collect(child, waiting) }
}

function collect(
  child: ChildProcess,
  waiting: ReadonlyMap<string, PromiseWithResolvers<PartResult | undefined>>,
): Promise<boolean> {
  let hasWrittenSchemas = false
  child.on('message', (message: Message) => {
    if ('name' in message) waiting.get(message.name)?.resolve(message.isFailed ? undefined : message)
    else hasWrittenSchemas = message.hasWrittenSchemas
  })
  return new Promise((resolve) => {
    const finish = (): void => {
      // This process renders what a process that was killed did not.
      for (const { resolve: settle } of waiting.values()) settle(undefined)
      resolve(hasWrittenSchemas)
    }
    child.on('error', finish)
    child.on('close', finish)
  })
}

/** Renders a part, and sends the result for each environment. */
export async function renderPart(
  names: readonly string[],
  render: (name: string) => RenderedEnvironment | UnchangedEnvironment | readonly Finding[],
  write: (rendered: RenderedEnvironment) => Promise<EnvironmentResult>,
  hasWrittenSchemas: () => boolean,
): Promise<number> {
  // Without the process that prints the results, the rest would be in vain.
  process.once('disconnect', () => process.exit(2))
  for (const name of names) await send(await messageOf(name, render(name), write))
  await send({ hasWrittenSchemas: hasWrittenSchemas() })
  process.removeAllListeners('disconnect')
  process.disconnect()
  return 0
}

async function messageOf(
  name: string,
  rendered: RenderedEnvironment | UnchangedEnvironment | readonly Finding[],
  write: (rendered: RenderedEnvironment) => Promise<EnvironmentResult>,
): Promise<Message> {
  if ('unchanged' in rendered) {
    const { unchanged: environment, manifestCount } = rendered
    const output = writtenText(environment.name, manifestCount)
    return { name, isFailed: false, ...unchangedResult(manifestCount), output, environment, hasLayerFindings: false }
  }
  if (!('environment' in rendered)) return { name, isFailed: true }
  let result: EnvironmentResult | undefined
  const { output } = await captureOutput(() =>
    outcomeOf(async () => {
      result = await write(rendered)
      return result.exitCode
    }),
  )
  if (result === undefined) return { name, isFailed: true }
  return {
    name,
    isFailed: false,
    ...result,
    output: maskText(output),
    environment: rendered.environment,
    hasLayerFindings: hasLayerFindings(rendered),
  }
}

const send = (message: Message): Promise<void> =>
  new Promise((resolve, reject) => process.send!(message, (error: Error | null) => (error ? reject(error) : resolve())))
