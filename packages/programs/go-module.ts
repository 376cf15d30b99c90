// Programs are built from Go modules whose checksums are in the repository.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export interface PinnedModule {
  readonly module: string
  /** `v1.2.3` */
  readonly version: string
  /** The checksum as go.sum has it: `h1:…=`. */
  readonly sum: string
}

export interface DownloadedModule {
  /** The folder of the sources. Its go.sum has the checksums of all modules that the module requires. */
  readonly folder: string
  /** The path of its go.mod. */
  readonly goMod: string
}

/** Settings that switch off Go's verification, or that change what is built. */
const unsetVariables = ['GOFLAGS', 'GONOSUMDB', 'GONOSUMCHECK', 'GOINSECURE', 'GOEXPERIMENT']

/**
 * The variables for each run of Go. With `-mod=readonly`, Go stops if a module that it needs has no checksum in go.sum or
 * another one. With a local toolchain, Go stops if a module requires a newer version of Go, and downloads none.
 */
export const goEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !unsetVariables.includes(name))),
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=readonly -buildvcs=false',
  GOTOOLCHAIN: 'local',
  GOWORK: 'off',
})

/**
 * Downloads a module and compares its checksum with the pinned one.
 *
 * @throws Error if Go is not on PATH (code ENOENT), the module cannot be downloaded, or its checksum is another one
 */
export async function downloadModule(pinned: PinnedModule, env: NodeJS.ProcessEnv): Promise<DownloadedModule> {
  const source = `${pinned.module}@${pinned.version}`
  const { stdout } = await execute('go', ['mod', 'download', '-json', source], {
    env: goEnvironment(env),
    timeout: 5 * 60_000,
  })
  const { Sum, Dir, GoMod } = JSON.parse(stdout) as { Sum: string; Dir: string; GoMod: string }
  if (Sum !== pinned.sum)
    throw new Error(
      `${source} has the checksum ${Sum}, but ${pinned.sum} is pinned. If you changed the version, verify the new checksum and change it too.`,
    )
  return { folder: Dir, goMod: GoMod }
}
