import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mixedEnvironments } from './compare-sets.ts'
import { type Content, type CrashRepository, commandFile, type Ended, ended } from './repository.ts'
import { brokenProblems, type Figures, healProblems, other } from './trial.ts'

export const systemCalls = [
  ...['openat', 'read', 'pread64', 'write', 'close', 'fsync', 'access', 'statx', 'lstat', 'newfstatat', 'readlink'],
  ...['getdents64', 'mkdir', 'link', 'rename', 'unlink', 'unlinkat', 'rmdir'],
]
const errors = ['EIO', 'ENOSPC'] as const
const environment = 'tiny'

/** Makes each system call on a file of an environment fail once: the first, the second, and so on until the call no longer occurs. */
export async function verifyInjections(
  repository: CrashRepository,
  calls: readonly string[],
  most: number,
  isOver: () => boolean,
): Promise<Figures> {
  const failures: string[] = []
  const counts: string[] = []
  let content: Content = 'old'
  for (const call of calls) {
    const trials: Trial[] = []
    for (const error of errors)
      for (let when = 1; when <= most && !isOver(); when++) {
        content = other(content)
        const trial = await tryInjection(repository, content, call, error, when)
        for (const problem of trial.problems) failures.push(`${error} of ${call} number ${when}: ${problem}`)
        if (!trial.end.wasInjected) break
        trials.push(trial)
      }
    const aborted = trials.filter(({ end }) => isAbort(call, end)).length
    counts.push(`${call} ${trials.length}${aborted === 0 ? '' : ` (${aborted} aborts)`}`)
  }
  return { summary: `injections of EIO and ENOSPC: ${counts.join(', ')}`, failures }
}

interface Trial {
  readonly end: InjectedEnd
  readonly problems: readonly string[]
}

type InjectedEnd = Ended & { readonly wasInjected: boolean }

async function tryInjection(
  repository: CrashRepository,
  content: Content,
  call: string,
  error: string,
  when: number,
): Promise<Trial> {
  repository.setSource(content)
  const end = await renderWith(repository, call, error, when)
  const problems = [
    ...endProblems(call, end),
    ...brokenProblems(repository),
    ...mixedEnvironments(repository, repository.outputs()).map((folder) => `${folder} is a mix of old and new`),
    ...(await healProblems(repository, content)),
  ]
  return { end, problems }
}

/**
 * Node.js itself aborts if `close` fails in readFileSync (an assertion in node_file.cc), so that no program can report it. Such an
 * end has no message about a file, but its output must be complete, as after a kill.
 */
const isAbort = (call: string, { signal, output }: Ended): boolean =>
  call === 'close' && signal === 'SIGABRT' && /Assertion failed.*close/i.test(output)

function endProblems(call: string, end: Ended): readonly string[] {
  const { status, signal, output } = end
  if (status === 0 || isAbort(call, end)) return []
  return [
    ...(status === 2 ? [] : [`exit code ${status ?? signal}`]),
    ...(output.includes('environments/') ? [] : [`the message does not name the file: ${output}`]),
    ...(/^ +at /m.test(output) ? [`a stack trace: ${output}`] : []),
  ]
}

async function renderWith(
  repository: CrashRepository,
  call: string,
  error: string,
  when: number,
): Promise<InjectedEnd> {
  const log = join(repository.root, 'strace.log')
  const paths = tracedPaths(repository.root).flatMap((path) => ['-P', path])
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`]
  const render = [process.execPath, commandFile, 'render', environment]
  const child = spawn('strace', ['-f', '-qq', '-o', log, ...inject, ...paths, ...render], {
    cwd: repository.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = await ended(child)
  return { ...end, wasInjected: readFileSync(log, 'utf8').includes('(INJECTED)') }
}

/** The files and folders of the environment, and those that a render creates. strace matches whole paths only. */
function tracedPaths(root: string): readonly string[] {
  const folder = join(root, 'environments', environment)
  const present = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const names = ['pid', '.rendered.sha256', ...present.keys()].flatMap((name) => [`${name}`, `${name}.previous`])
  return [
    folder,
    ...[...present, '.render', ...names.map((name) => `.render/${name}`)].map((name) => join(folder, name)),
  ]
}
