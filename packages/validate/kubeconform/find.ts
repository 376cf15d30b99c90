import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { isIntact, moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { downloadModule, goEnvironment } from '@thanos-gitops/programs/go-module'
import { userCache } from '@thanos-gitops/programs/user-cache'
import { archiveName, downloadKubeconform, releases } from './download.ts'
import { kubeconformArchives, kubeconformModule, kubeconformVersion } from './pin.ts'

const execute = promisify(execFile)

const program = process.platform === 'win32' ? 'kubeconform.exe' : 'kubeconform'

export interface FoundKubeconform {
  /** The path of the program, or its name if it is on PATH; undefined if it is not available. */
  readonly tool: string | undefined
  /** Messages for the user: another version than the pinned one is used, or why the program is not available. */
  readonly notes: readonly string[]
}

/** For tests: another search path, another cache, and another release than that on GitHub with its digests. */
interface Locations {
  readonly path?: string | undefined
  readonly cache?: string
  readonly baseUrl?: string
  readonly archives?: Readonly<Record<string, string>>
}

/** The folder of the installed versions. */
export const kubeconformCache = (): string => userCache('kubeconform')

/**
 * Looks for the pinned version of kubeconform on PATH and in the user's cache, then for another version on PATH, which a note
 * names. If there is none, builds the pinned version with Go, or downloads its release. Sources and releases have the checksums
 * of pin.ts. Each download times out after a minute.
 */
export async function findKubeconform(locations: Locations = {}): Promise<FoundKubeconform> {
  const {
    path = process.env.PATH,
    cache = kubeconformCache(),
    baseUrl = releases,
    archives = kubeconformArchives,
  } = locations
  const env = { ...process.env, PATH: path }
  const onPath = await versionOf('kubeconform', env)
  if (onPath === kubeconformVersion) return { tool: 'kubeconform', notes: [] }
  const cached = join(cache, kubeconformVersion, program)
  if (isIntact(cached)) return { tool: cached, notes: [] }
  if (onPath !== undefined) {
    const note = `Using kubeconform ${onPath} from PATH; the pinned version is ${kubeconformVersion}.`
    return { tool: 'kubeconform', notes: [note] }
  }

  const damage = existsSync(cached) ? [`${cached} is damaged. It is installed again.`] : []
  const problems: string[] = []
  for (const install of [build, download])
    try {
      await installInto(cached, (folder) => install(folder, { env, baseUrl, archives }))
      return { tool: cached, notes: damage }
    } catch (error) {
      problems.push(firstLine(error))
    }
  return { tool: undefined, notes: [...damage, 'kubeconform is not on PATH.', ...problems] }
}

/** The output of `kubeconform -v` (`development` if it was built without a version); undefined if it does not start. */
const versionOf = (tool: string, env: NodeJS.ProcessEnv): Promise<string | undefined> =>
  execute(tool, ['-v'], { env, timeout: 10_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )

/** @param install writes the program into a folder, and returns its path */
async function installInto(cached: string, install: (folder: string) => Promise<string>): Promise<void> {
  mkdirSync(dirname(cached), { recursive: true })
  const folder = mkdtempSync(join(dirname(cached), 'install-'))
  try {
    moveIntoCache(await install(folder), cached)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Ways {
  readonly env: NodeJS.ProcessEnv
  readonly baseUrl: string
  readonly archives: Readonly<Record<string, string>>
}

async function build(folder: string, { env }: Ways): Promise<string> {
  const output = join(folder, program)
  const options = ['-ldflags', `-X main.version=${kubeconformVersion}`, '-o', output, './cmd/kubeconform']
  try {
    const { folder: sources } = await downloadModule(kubeconformModule, env)
    await execute('go', ['build', ...options], { cwd: sources, env: goEnvironment(env), timeout: 5 * 60_000 })
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Error(
      isMissing ? 'Go is not on PATH, so kubeconform cannot be built.' : `The build failed: ${lastLine(error)}`,
    )
  }
  return output
}

async function download(folder: string, { baseUrl, archives }: Ways): Promise<string> {
  const archive = archiveName()
  if (!archive)
    throw new Error(
      `There is no kubeconform archive for ${process.platform} ${process.arch}. Install kubeconform and add it to PATH.`,
    )
  try {
    return await downloadKubeconform(`${baseUrl}/${kubeconformVersion}/${archive}`, archive, archives[archive], folder)
  } catch (error) {
    const { message, cause } = error as Error
    throw new Error(`${archive} cannot be downloaded: ${cause instanceof Error ? cause.message || message : message}.`)
  }
}

const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0] ?? ''
const lastLine = (error: unknown): string =>
  (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? firstLine(error)
