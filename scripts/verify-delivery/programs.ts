// The programs that judge the delivery: a real API server and Flux's own controllers, built from their pinned Go modules into
// node_modules/.cache. The first build takes some minutes; it needs Go and its module proxy, and nothing else.
//   npx node scripts/verify-delivery/programs.ts
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { isIntact, moveIntoCache } from '@thanos-gitops/validate/cache-entry'
import { $ } from 'zx'

const root = resolve(import.meta.dirname, '../..')

interface Program {
  readonly module: string
  readonly version: string
  /** The main package. */
  readonly package: string
  /** The version of what the module replaces by a folder of its own repository, where its requirement does not say it. */
  readonly replaced?: string
}

/** The API server that is asked: the Kubernetes version of `environments/staging`. */
export const apiServerVersion = '1.36.3'

export const programs = {
  etcd: { module: 'go.etcd.io/etcd/server/v3', version: 'v3.6.8', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': {
    module: 'k8s.io/kubernetes',
    version: `v${apiServerVersion}`,
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    replaced: `v0.${apiServerVersion.slice(2)}`,
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

/** The program if it was built before, else undefined. Never one of the PATH: the version would be anybody's. */
export const findProgram = (name: ProgramName): string | undefined =>
  isIntact(cachedPath(name)) ? cachedPath(name) : undefined

/** Builds the pinned version, unless that was done before. */
export async function buildProgram(name: ProgramName): Promise<string> {
  const path = cachedPath(name)
  if (isIntact(path)) return path
  const program: Program = programs[name]
  mkdirSync(resolve(path, '..'), { recursive: true })
  const staging = mkdtempSync(join(path, '../.build-'))
  try {
    writeFileSync(join(staging, 'go.mod'), await moduleFile(program))
    // -mod=mod: go writes the checksums that it finds, and Go's checksum database vouches for them.
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
      message: `${name} ${program.version} cannot be built.`,
      detail: reason(error),
      remedy: 'Look whether Go is installed and reaches its module proxy.',
    })
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  return path
}

const reason = (error: unknown): string =>
  ((error as { stderr?: string }).stderr ?? String(error))
    .split('\n')
    .filter((line) => !line.startsWith('go: downloading'))
    .join('\n')
    .trim()

/** Built from a module, Kubernetes does not know its version, and would say v0.0.0 to every client. */
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
 * A module around the program's: `go install` refuses one that replaces others. What it replaces by another module we replace too;
 * a folder of its own repository is not part of the module, and the released version takes its place.
 */
async function moduleFile({ module, version, replaced }: Program): Promise<string> {
  const { stdout } = await $({ quiet: true })`go mod download -json ${module}@${version}`
  const { GoMod } = JSON.parse(stdout) as { GoMod: string }
  const text = readFileSync(GoMod, 'utf8')
  const replaces = [...text.matchAll(/^(?:replace )?\s*(\S+) => (\S+)(?: (\S+))?$/gm)].flatMap(([, from, to, at]) => {
    if (!to!.startsWith('.')) return [`replace ${from} => ${to} ${at}`]
    return replaced === undefined ? [] : [`replace ${from} => ${from} ${replaced}`]
  })
  return [`module build`, `go ${/^go (\S+)$/m.exec(text)![1]}`, `require ${module} ${version}`, ...replaces, ''].join(
    '\n',
  )
}

if (import.meta.main)
  for (const name of (process.argv.length > 2 ? process.argv.slice(2) : Object.keys(programs)) as ProgramName[])
    console.log(`${name}: ${await buildProgram(name)}`)
