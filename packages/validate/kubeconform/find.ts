import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { isIntact, moveIntoCache } from '../cache-entry.ts'
import { archiveName, downloadKubeconform, releases } from './download.ts'

const execute = promisify(execFile)

// renovate: datasource=github-releases depName=yannh/kubeconform
export const kubeconformVersion = 'v0.8.0'

const program = process.platform === 'win32' ? 'kubeconform.exe' : 'kubeconform'

export interface FoundKubeconform {
  /** The path of the program, or its name if it is on PATH; undefined if it is not available. */
  readonly tool: string | undefined
  /** Messages for the user: another version than the pinned one is used, or why the program is not available. */
  readonly notes: readonly string[]
}

/** For tests: another search path, and another address than GitHub's releases. */
interface Locations {
  readonly path?: string | undefined
  readonly baseUrl?: string
}

/**
 * Looks for kubeconform on PATH, then in node_modules/.cache. If it is in neither place, builds the pinned version with Go, or
 * downloads its release. Each download times out after a minute.
 */
export async function findKubeconform(root: string, locations: Locations = {}): Promise<FoundKubeconform> {
  const { path = process.env.PATH, baseUrl = releases } = locations
  const env = { ...process.env, PATH: path }
  const onPath = await versionOf('kubeconform', env)
  if (onPath !== undefined) {
    const note = `Using kubeconform ${onPath} from PATH; the pinned version is ${kubeconformVersion}.`
    return { tool: 'kubeconform', notes: onPath === kubeconformVersion ? [] : [note] }
  }
  const cached = join(root, 'node_modules/.cache/thanos-gitops/kubeconform', kubeconformVersion, program)
  if (isIntact(cached)) return { tool: cached, notes: [] }

  const damage = existsSync(cached) ? [`${cached} is damaged. It is installed again.`] : []
  mkdirSync(dirname(cached), { recursive: true })
  const folder = mkdtempSync(join(dirname(cached), 'install-'))
  const problems: string[] = []
  try {
    for (const install of [build, download])
      try {
        moveIntoCache(await install(folder, env, baseUrl), cached)
        return { tool: cached, notes: damage }
      } catch (error) {
        problems.push(firstLine(error))
      }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { tool: undefined, notes: [...damage, 'kubeconform is not on PATH.', ...problems] }
}

/** The output of `kubeconform -v` (`development` if it was built without a version); undefined if it does not start. */
const versionOf = (tool: string, env: NodeJS.ProcessEnv): Promise<string | undefined> =>
  execute(tool, ['-v'], { env, timeout: 10_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )

async function build(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const source = `github.com/yannh/kubeconform/cmd/kubeconform@${kubeconformVersion}`
  const settings = { CGO_ENABLED: '0', GOBIN: folder, GOFLAGS: '', GOWORK: 'off' }
  try {
    await execute('go', ['install', '-ldflags', `-X main.version=${kubeconformVersion}`, source], {
      cwd: folder,
      env: { ...env, ...settings },
      timeout: 5 * 60_000,
    })
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Error(
      isMissing ? 'Go is not on PATH, so kubeconform cannot be built.' : `go install failed: ${lastLine(error)}`,
    )
  }
  return join(folder, program)
}

async function download(folder: string, _env: NodeJS.ProcessEnv, baseUrl: string): Promise<string> {
  const archive = archiveName()
  if (!archive)
    throw new Error(
      `There is no kubeconform archive for ${process.platform} ${process.arch}. Install kubeconform and add it to PATH.`,
    )
  try {
    return await downloadKubeconform(baseUrl, kubeconformVersion, archive, folder)
  } catch (error) {
    const { message, cause } = error as Error
    throw new Error(`${archive} cannot be downloaded: ${cause instanceof Error ? cause.message || message : message}.`)
  }
}

const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0] ?? ''
const lastLine = (error: unknown): string =>
  (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? firstLine(error)
