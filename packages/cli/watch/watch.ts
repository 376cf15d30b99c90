// Runs a command again after each change of a source file.
import { constants } from 'node:os'
import { type Invocation, usageError } from '@thanos-gitops/command-line'
import { pathFrom } from '@thanos-gitops/manifest'
import { isPathArgument, requireRoot } from '@thanos-gitops/workspace'
import { watchFolders } from './folder-watcher.ts'
import { isCode, isSourceFile, sourceFolders } from './source-folders.ts'
import { type Standby, startStandby } from './standby.ts'
import type { WatchedDeclaration } from './watch-option.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command for environments, and again after each change, also after an error. Ends with a signal.
 * @returns 128 and the number of the signal, as a shell reports it
 */
export async function watchCommand(command: string, invocation: Invocation<WatchedDeclaration>): Promise<number> {
  const { positionals: names } = invocation
  const root = requireRoot(invocation.options.root)
  if (names.some((name) => isPathArgument(name, root)))
    throw usageError(
      `thanos-gitops ${command}: --watch is for environments only.`,
      'Leave --watch out to compare two paths.',
    )
  const args = argumentsOf(invocation)
  const { promise: signalled, resolve: end } = Promise.withResolvers<NodeJS.Signals>()
  let next: Standby | undefined
  let running: Standby | undefined
  let pending = new Set<string>()
  let finished = Promise.resolve()
  let isEnding = false

  const runOnce = async (): Promise<void> => {
    const start = performance.now()
    running = next ?? startStandby(command)
    next = undefined
    const exitCode = await running.run(args)
    running = undefined
    if (isEnding) return
    const seconds = ((performance.now() - start) / 1000).toFixed(2)
    // Findings and differences are results.
    const verdict = exitCode < 2 ? 'done' : 'failed'
    console.error(`${command}: ${verdict} in ${seconds} s, waiting for changes (Ctrl-C ends)`)
    next = startStandby(command)
  }
  const runWhilePending = async (): Promise<void> => {
    while (pending.size > 0 && !isEnding) {
      const files = [...pending].map((file) => pathFrom(root, file)).sort()
      pending = new Set()
      console.error(`\n${files[0]}${files.length > 1 ? ` and ${files.length - 1} more` : ''} changed`)
      await runOnce()
    }
  }
  const stopWatching = watchFolders(
    () => sourceFolders(root, names),
    isSourceFile,
    (files) => {
      if ([...files].some((file) => isCode(root, file))) {
        next?.end()
        next = undefined
      }
      const isIdle = pending.size === 0 && running === undefined
      pending = new Set([...pending, ...files])
      if (isIdle) finished = finished.then(runWhilePending)
    },
  )
  for (const signal of signals) process.once(signal, () => end(signal))
  finished = finished.then(runOnce).then(runWhilePending)
  const signal = await signalled
  isEnding = true
  stopWatching()
  next?.end()
  // A render in the middle of writing finishes first.
  running?.end(signal)
  await finished
  return 128 + constants.signals[signal]
}

/** The command line of a run, without --watch. */
function argumentsOf({ positionals, options }: Invocation<WatchedDeclaration>): readonly string[] {
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (name === 'watch' || value === undefined || value === false) return []
    return value === true ? [`--${name}`] : [`--${name}=${String(value)}`]
  })
  return [...given, ...positionals]
}
