// The programs that verify the delivery: a real API server and the controllers of Flux, built from pinned Go modules into
// node_modules/.cache. The first build takes some minutes and needs Go and its module proxy.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { isIntact, moveIntoCache } from '@thanos-gitops/validate/cache-entry'
import { $ } from 'zx'

const root = resolve(import.meta.dirname, '../..')

interface Program {
  readonly module: string
  readonly version: string
  /** The Go package of the program. */
  readonly package: string
  /** The version of the modules that the module replaces with folders of its own repository. */
  readonly stagingVersion?: string
}

/** The Kubernetes version of `environments/staging`. */
export const apiServerVersion = '1.36.3'

export const programs = {
  etcd: { module: 'go.etcd.io/etcd/server/v3', version: 'v3.6.8', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': {
    module: 'k8s.io/kubernetes',
    version: `v${apiServerVersion}`,
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    stagingVersion: `v0.${apiServerVersion.slice(2)}`,
  },
  'source-controller': {
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.3',
    package: 'github.com/fluxcd/source-controller',
  },
  'kustomize-controller': {
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.6',
    package: 'github.com/fluxcd/kustomize-controller',
  },
} as const satisfies Record<string, Program>

export type ProgramName = keyof typeof programs

const cachedPath = (name: ProgramName): string =>
  join(root, 'node_modules/.cache/thanos-gitops/tools', programs[name].version, name)

/** The path of the program, if it is built. A program on the PATH is never used, because it can have any version. */
export const findProgram = (name: ProgramName): string | undefined =>
  isIntact(cachedPath(name)) ? cachedPath(name) : undefined

/** Builds the pinned version, unless it is already built, and returns the path of the program. */
export async function buildProgram(name: ProgramName): Promise<string> {
  const path = cachedPath(name)
  if (isIntact(path)) return path
  const program: Program = programs[name]
  mkdirSync(resolve(path, '..'), { recursive: true })
  const staging = mkdtempSync(join(path, '../.build-'))
  try {
    writeFileSync(join(staging, 'go.mod'), await moduleFile(program))
    // With -mod=mod, go records the checksums of the modules, and Go's checksum database verifies them.
    await $({
      cwd: staging,
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod -buildvcs=false' },
      quiet: true,
    })`nice -n 10 go build -trimpath -ldflags=${linkerFlags(name)} -o ${name} ${program.package}`
    moveIntoCache(join(staging, name), path)
  } catch (error) {
    throw new Failure({
      code: 'build-failed',
      severity: 'error',
      message: `${name} ${program.version}: the build failed.`,
      detail: errorOutput(error),
      remedy: 'Check that Go is installed and can reach its module proxy.',
    })
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  return path
}

/** The error output of a command without progress messages; what ended the command if there is none, such as a signal. */
const errorOutput = (error: unknown): string => {
  const output = ((error as { stderr?: string }).stderr ?? '')
    .split('\n')
    .filter((line) => !line.startsWith('go: downloading'))
    .join('\n')
    .trim()
  return output === '' ? String(error) : output
}

/** When it is built from a module, Kubernetes reports version v0.0.0 unless the linker sets it. */
const linkerFlags = (name: ProgramName): string =>
  name === 'kube-apiserver'
    ? `-s -w ${Object.entries({
        gitVersion: `v${apiServerVersion}`,
        gitMajor: '1',
        gitMinor: apiServerVersion.split('.')[1],
      })
        .map(([variable, value]) => `-X k8s.io/component-base/version.${variable}=${value}`)
        .join(' ')}`
    : '-s -w'

/**
 * The go.mod of a module that requires the program's module, because `go install` refuses modules with replace directives.
 * Replacements by other modules are copied. Folders of the program's repository are not part of the module, so the released
 * version of each is used instead.
 */
async function moduleFile({ module, version, stagingVersion }: Program): Promise<string> {
  const { stdout } = await $({ quiet: true })`go mod download -json ${module}@${version}`
  const { GoMod } = JSON.parse(stdout) as { GoMod: string }
  const content = readFileSync(GoMod, 'utf8')
  const replaces = [...content.matchAll(/^(?:replace )?\s*(\S+) => (\S+)(?: (\S+))?$/gm)].flatMap(
    ([, from, to, at]) => {
      if (!to!.startsWith('.')) return [`replace ${from} => ${to} ${at}`]
      return stagingVersion === undefined ? [] : [`replace ${from} => ${from} ${stagingVersion}`]
    },
  )
  return [
    `module build`,
    `go ${/^go (\S+)$/m.exec(content)![1]}`,
    `require ${module} ${version}`,
    ...replaces,
    '',
  ].join('\n')
}
