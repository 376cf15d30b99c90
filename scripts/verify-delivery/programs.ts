// The programs that verify the delivery: Kubernetes, Argo CD and Flux, built from pinned Go modules into the user's cache. The
// first build takes up to an hour and needs Go and its module proxy.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { isIntact, moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { downloadModule, goEnvironment } from '@thanos-gitops/programs/go-module'
import { userCache } from '@thanos-gitops/programs/user-cache'
import { $ } from 'zx'
import { buildFailure } from '../failure.ts'
import { requirePinnedProgram } from '../pinned-programs.ts'

const root = resolve(import.meta.dirname, '../..')

interface Program {
  readonly module: string
  readonly version: string
  /** The Go package of the program. */
  readonly package: string
  /** The name of the built file. Default: the key in `programs`. */
  readonly file?: string
  /** A Go file of this repository that replaces the program's own `main`. `package` is `.` then. */
  readonly main?: string
  /** The version of the modules that the module replaces with folders of its own repository. */
  readonly stagingVersion?: string
  /** Variables that the linker sets: without them, a program that is built from a module reports another version. */
  readonly variables?: Readonly<Record<string, string>>
}

/** A program of Kubernetes, in one of its versions. */
const kubernetes = (name: string, version: string) => ({
  module: 'k8s.io/kubernetes',
  version: `v${version}`,
  package: `k8s.io/kubernetes/cmd/${name}`,
  file: name,
  stagingVersion: `v0.${version.slice(2)}`,
  variables: {
    'k8s.io/component-base/version.gitVersion': `v${version}`,
    'k8s.io/component-base/version.gitMajor': '1',
    'k8s.io/component-base/version.gitMinor': version.split('.')[1]!,
  },
})

export const programs = {
  etcd: { module: 'go.etcd.io/etcd/server/v3', version: 'v3.6.8', package: 'go.etcd.io/etcd/server/v3' },
  // The Kubernetes version of `environments/staging`.
  'kube-apiserver': kubernetes('kube-apiserver', '1.36.3'),
  // `npm run verify:rollout` compares each version that environments can declare.
  'kube-apiserver-1.35': kubernetes('kube-apiserver', '1.35.4'),
  'kube-apiserver-1.37': kubernetes('kube-apiserver', '1.37.2'),
  'kube-controller-manager': kubernetes('kube-controller-manager', '1.36.3'),
  'kube-scheduler': kubernetes('kube-scheduler', '1.36.3'),
  // `npm run verify:cluster` starts a real node.
  kubelet: kubernetes('kubelet', '1.36.3'),
  'kube-proxy': kubernetes('kube-proxy', '1.36.3'),
  // Debian 12 has containerd 1.6, which Kubernetes 1.36 no longer supports.
  containerd: {
    module: 'github.com/containerd/containerd/v2',
    version: 'v2.4.2',
    package: 'github.com/containerd/containerd/v2/cmd/containerd',
    variables: { 'github.com/containerd/containerd/v2/version.Version': 'v2.4.2' },
  },
  'containerd-shim-runc-v2': {
    module: 'github.com/containerd/containerd/v2',
    version: 'v2.4.2',
    package: 'github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2',
    variables: { 'github.com/containerd/containerd/v2/version.Version': 'v2.4.2' },
  },
  ctr: {
    module: 'github.com/containerd/containerd/v2',
    version: 'v2.4.2',
    package: 'github.com/containerd/containerd/v2/cmd/ctr',
    variables: { 'github.com/containerd/containerd/v2/version.Version': 'v2.4.2' },
  },
  // Cluster DNS, without the plugins for clouds.
  coredns: {
    module: 'github.com/coredns/coredns',
    version: 'v1.15.0',
    package: '.',
    main: 'scripts/verify-cluster/coredns.go',
  },
  // Enforces NetworkPolicies. The newest version that the module proxy serves. For a node that runs for minutes, not for a cluster.
  'kube-router': {
    module: 'github.com/cloudnativelabs/kube-router/v2',
    version: 'v2.1.0',
    package: 'github.com/cloudnativelabs/kube-router/v2/cmd/kube-router',
    variables: { 'github.com/cloudnativelabs/kube-router/v2/pkg/version.Version': 'v2.1.0' },
  },
  // A small S3 server.
  gofakes3: {
    module: 'github.com/johannesboyne/gofakes3',
    version: 'v1.2.0',
    package: 'github.com/johannesboyne/gofakes3/cmd/gofakes3',
  },
  // The newest version with CRDs in packages/schemas. Its own `main` is in a module that the module proxy does not serve.
  'cert-manager': {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    package: '.',
    main: 'scripts/verify-cluster/certificates/controller.go',
    variables: { 'github.com/cert-manager/cert-manager/pkg/util.AppVersion': 'v1.21.2' },
  },
  'source-controller': {
    // Later versions require a version of github.com/fluxcd/pkg/artifact that the module proxy does not serve.
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.3',
    package: 'github.com/fluxcd/source-controller',
  },
  'kustomize-controller': {
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.6',
    package: 'github.com/fluxcd/kustomize-controller',
  },
  'notification-controller': {
    module: 'github.com/fluxcd/notification-controller',
    version: 'v1.9.3',
    package: 'github.com/fluxcd/notification-controller',
  },
  // The newest version that Go 1.26 builds: 3.6 requires Go 1.27.
  argocd: {
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.5.7',
    package: 'github.com/argoproj/argo-cd/v3/cmd',
    file: 'argocd',
    stagingVersion: 'v0.0.0-20260914071520-c9c369efcc5b',
    variables: { 'github.com/argoproj/argo-cd/v3/common.version': '3.5.7' },
  },
} as const satisfies Record<string, Program>

export type ProgramName = keyof typeof programs

const cachedPath = (name: ProgramName): string => {
  const { version, file = name }: Program = programs[name]
  return join(userCache('tools'), version, file)
}

/** The programs whose digest this process has verified. */
const intact = new Set<string>()

/** The path of the program, if it is built. A program on the PATH is never used, because it can have any version. */
export function findProgram(name: ProgramName): string | undefined {
  const path = cachedPath(name)
  if (!intact.has(path) && !isIntact(path)) return undefined
  intact.add(path)
  return path
}

/** Builds the pinned version, unless it is already built, and returns the path of the program. */
export async function buildProgram(name: ProgramName): Promise<string> {
  const found = findProgram(name)
  if (found !== undefined) return found
  const path = cachedPath(name)
  const program: Program = programs[name]
  await requirePinnedProgram('go')
  mkdirSync(resolve(path, '..'), { recursive: true })
  const staging = mkdtempSync(join(path, '../.build-'))
  try {
    await writeModule(program, staging)
    await $({
      cwd: staging,
      env: goEnvironment(process.env),
      quiet: true,
    })`nice -n 19 go build -trimpath -gcflags=all=-dwarf=false -ldflags=${linkerFlags(program)} -o ${basename(path)} ${program.package}`
    moveIntoCache(join(staging, basename(path)), path)
  } catch (error) {
    throw buildFailure(`${name} ${program.version}`, error)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  return path
}

/** Without information for debuggers: the compiler needs a sixth of its time for it (see `-dwarf=false` above). */
const linkerFlags = ({ variables = {} }: Program): string =>
  ['-s -w', ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)].join(' ')

/** The checksums of the programs' modules, and of those modules that replace folders of their repositories. */
export const programSums = readFileSync(join(import.meta.dirname, 'programs.sum'), 'utf8')

/** The checksum of a module in lines like those of go.sum. */
export function sumOf(module: string, version: string, sums = programSums): string {
  const prefix = `${module} ${version} `
  const line = sums.split('\n').find((candidate) => candidate.startsWith(prefix))
  if (line === undefined) throw new Error(`programs.sum has no checksum of ${module} ${version}. Verify it and add it.`)
  return line.slice(prefix.length)
}

/**
 * Writes a module into a folder that requires the program's module. Its go.sum has the checksums of programs.sum and those that
 * the program's module contains. Go may complete go.mod, but it must not add a checksum.
 *
 * @throws Error if a module is required whose checksum is not pinned
 */
async function writeModule(program: Program, folder: string): Promise<void> {
  const { module, version } = program
  const { folder: sources, goMod } = await downloadModule({ module, version, sum: sumOf(module, version) }, process.env)
  const pinned = [...lines(programSums), ...lines(readFileSync(join(sources, 'go.sum'), 'utf8'))]
  writeFileSync(join(folder, 'go.mod'), moduleFile(program, readFileSync(goMod, 'utf8')))
  writeFileSync(join(folder, 'go.sum'), `${pinned.join('\n')}\n`)
  if (program.main !== undefined) copyFileSync(join(root, program.main), join(folder, 'main.go'))
  await $({
    cwd: folder,
    env: { ...goEnvironment(process.env), GOFLAGS: '-mod=mod' },
    quiet: true,
  })`go list -deps ${program.package}`
  const unknown = addedSums(pinned, lines(readFileSync(join(folder, 'go.sum'), 'utf8')))
  if (unknown.length > 0) throw new Error(`programs.sum lacks these checksums:\n${unknown.join('\n')}`)
}

const lines = (content: string): readonly string[] => content.split('\n').filter(Boolean)

/** The lines of a go.sum that are not pinned. */
export function addedSums(pinned: readonly string[], actual: readonly string[]): readonly string[] {
  const known = new Set(pinned)
  return actual.filter((line) => !known.has(line))
}

/**
 * The go.mod of a module that requires the program's module, because `go install` refuses modules with replace directives.
 * Replacements by other modules are copied. Folders of the program's repository are not part of the module, so the released
 * version of each is used instead.
 *
 * @param content the go.mod of the program's module
 */
function moduleFile({ module, version, stagingVersion }: Program, content: string): string {
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
