// Carries out procedures as a person does: with the commands as they are printed, in a clone of the repository, against a rig.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Finding } from '@thanos-gitops/manifest'
import type { ObjectChange } from '@thanos-gitops/manifest/change'
import { $ } from 'zx'
import type { DeliveryRig, ToolState } from '../delivery-rig.ts'
import { pageCommands } from './page.ts'

/** Placeholders of READMEs, and of what `diff` prints for a central tool. */
export type Placeholders = Readonly<Partial<Record<'CONTEXT' | 'HUB' | 'COMMIT' | 'NAMESPACE', string>>>

/** The output of `diff --format json`. */
export interface DiffResult {
  readonly objects: readonly ObjectChange[]
  readonly findings: readonly Finding[]
}

export class Execution {
  readonly rig: DeliveryRig
  /** The commands that were run, as they are printed. */
  readonly executed = new Set<string>()
  /** The identifiers of the runbooks that were carried out to their end. */
  readonly carriedOut = new Set<string>()
  readonly #problems: string[] = []

  constructor(rig: DeliveryRig) {
    this.rig = rig
  }

  /** The problems since the last call. */
  takeProblems(): readonly string[] {
    return this.#problems.splice(0)
  }

  /** Records a problem if what a procedure promises did not happen. */
  expect(isTrue: boolean, promise: string): void {
    if (!isTrue) this.#problems.push(promise)
  }

  /** The commands of a section of environments/README.md for the tool of the rig, in their order. */
  commandsOf = (heading: string, tool = this.rig.tool): readonly string[] => pageCommands(heading, tool)

  /** Those of a section of another page. */
  commandsOfPage = (page: string, heading: string): readonly string[] => pageCommands(heading, this.rig.tool, page)

  /**
   * Runs commands one after the other in one shell, and returns what they print on both streams.
   * @throws Error with the output if a command fails
   */
  async run(commands: readonly string[], placeholders: Placeholders = {}, input = ''): Promise<string> {
    for (const command of commands) this.executed.add(command)
    const { context, clone } = this.rig
    const script = [
      'set -euo pipefail',
      // A pipe instead of the socket of Node.js, which has no /dev/stdin.
      ...(input === '' ? [] : ['exec < <(cat)']),
      ...commands.map((command) => {
        const text = replaced(command, { CONTEXT: context, HUB: context, ...placeholders })
        // The exit code 1 of diff means that something changes, that of status that something differs.
        return /^(npx thanos-gitops diff|npm run status) /.test(text) ? `${text} || [ $? -eq 1 ]` : text
      }),
    ]
    const env = { ...process.env, PATH: [join(clone, 'node_modules/.bin'), process.env.PATH].join(delimiter) }
    const { exitCode, stdout, stderr } = await $({
      nothrow: true,
      quiet: true,
      cwd: clone,
      env,
      input,
    })`bash -c ${script.join('\n')}`
    if (exitCode !== 0) throw new Error(`exit code ${exitCode} of\n${script.join('\n')}\n${stdout}${stderr}`)
    return stdout + stderr
  }

  read = (file: string): string => readFileSync(join(this.rig.clone, file), 'utf8')
  write = (file: string, content: string): void => writeFileSync(join(this.rig.clone, file), content)
  remove = (file: string): void => rmSync(join(this.rig.clone, file))
  append = (file: string, content: string): void => appendFileSync(join(this.rig.clone, file), content)

  /** @throws Error if the file does not contain what is replaced */
  edit(file: string, from: string | RegExp, to: string): void {
    const before = this.read(file)
    const after = before.replace(from, to)
    if (after === before) throw new Error(`${file} does not contain ${from}`)
    this.write(file, after)
  }

  has = (file: string): boolean => existsSync(join(this.rig.clone, file))

  /** The file of the environment: `patches/storage.yaml`. */
  file = (name: string): string => `environments/${this.rig.environment}/${name}`

  render = (): Promise<unknown> => $({ quiet: true, cwd: this.rig.clone })`npx thanos-gitops render`

  /** What `diff` prints about the changes of the working tree, or since a commit. */
  async diff(base = 'HEAD'): Promise<DiffResult> {
    const { stdout, stderr } = await $({
      nothrow: true,
      quiet: true,
      cwd: this.rig.clone,
    })`npx thanos-gitops diff ${this.rig.environment} --base ${base} --format json`
    try {
      return JSON.parse(stdout) as DiffResult
    } catch {
      throw new Error(`diff failed: ${stdout}\n${stderr}`)
    }
  }

  /** Renders, commits and pushes: the merge of a pull request. Returns the commit. */
  async merge(message: string): Promise<string> {
    await this.render()
    return this.rig.push(message)
  }

  /** Waits until the tool reports the commit, and records a problem if it is not synced and healthy. A tool that fails tries again. */
  async settle(commit: string, seconds = 300): Promise<ToolState> {
    for (const deadline = Date.now() + seconds * 1000; ; ) {
      const state = await this.rig.settle(commit, seconds)
      const isDone = state.isSynced && state.isHealthy && state.revision === commit
      if (!isDone && Date.now() < deadline) continue
      this.expect(isDone, `the tool is not synced and healthy at the merge commit: ${state.message}`)
      return state
    }
  }

  /** The uids of the pods of a workload, by name: of all whose names begin with `prefix`. */
  async pods(prefix: string, namespace = this.rig.namespace): Promise<ReadonlyMap<string, string>> {
    const found = await this.rig.kubectl.list(['pods', `--namespace=${namespace}`])
    return new Map(
      found
        .filter(({ metadata: { name } }) => name.startsWith(prefix))
        .map(({ metadata }) => [metadata.name, (metadata as unknown as { uid: string }).uid]),
    )
  }
}

export const isSame = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): boolean =>
  before.size > 0 && before.size === after.size && [...before].every(([name, uid]) => after.get(name) === uid)

/** Whether no pod of before is left. */
export const isReplaced = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): boolean =>
  after.size > 0 && ![...after.values()].some((uid) => [...before.values()].includes(uid))

const replaced = (command: string, placeholders: Placeholders): string =>
  Object.entries(placeholders).reduce(
    (text, [name, value]) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), value ?? name),
    command,
  )
