// Programs that validate what is rendered, built from their pinned Go modules.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { buildNative, builds, builtNative } from '@thanos-gitops/api-server/build'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { programVersions } from '@thanos-gitops/program-verdict'
import { isIntact, moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { downloadModule, goEnvironment, type PinnedModule } from '@thanos-gitops/programs/go-module'
import { userCache } from '@thanos-gitops/programs/user-cache'
import { $, which } from 'zx'
import { buildFailure } from './failure.ts'
import { requirePinnedProgram } from './pinned-programs.ts'

interface Tool extends PinnedModule {
  /** The program's folder in the module. */
  readonly folder: string
  readonly flags?: readonly string[]
}

/** Sets the version that a program of Prometheus prints; without it the program prints none. */
const printedVersion = (version: string): readonly string[] => [
  '-ldflags',
  `-X github.com/prometheus/common/version.Version=${version}`,
]

export const tools = {
  // Prometheus 3.13.2: its Go module counts 0.313.2. Without the service discoveries of all clouds it builds in a third of the time.
  promtool: {
    module: 'github.com/prometheus/prometheus',
    version: 'v0.313.2',
    sum: 'h1:1EqGCHPc7wZPEHpoaaeIxDhMSRQTblZncR2cUXrMg2A=',
    folder: 'cmd/promtool',
    flags: [
      '-tags',
      'remove_all_sd,enable_dns_sd,enable_kubernetes_sd',
      ...printedVersion(programVersions.prometheus.slice(1)),
    ],
  },
  amtool: {
    module: 'github.com/prometheus/alertmanager',
    version: 'v0.34.0',
    sum: 'h1:z75n0NoypggESmt3HD4JlTXOaOZj1EBz1ACHO4Z6EUk=',
    folder: 'cmd/amtool',
    flags: printedVersion(programVersions.alertmanager.slice(1)),
  },
  // Compares the fields of Kubernetes YAML. The benchmark compares `diff` with it.
  dyff: {
    module: 'github.com/homeport/dyff',
    version: 'v1.12.0',
    sum: 'h1:1d4T2vdY0hYeWtAxjMLIX9bI8OijBfOuKH3wzfdYZT8=',
    folder: 'cmd/dyff',
  },
  // Checks the workflows.
  actionlint: {
    module: 'github.com/rhysd/actionlint',
    version: 'v1.7.12',
    sum: 'h1:vQ4GeJN86C0QH+gTUQcs8McmK62OLT3kmakPMtEWYnY=',
    folder: 'cmd/actionlint',
  },
  // Checks Kubernetes YAML. The benchmark compares `check` with it.
  'kube-score': {
    module: 'github.com/zegl/kube-score',
    version: 'v1.20.0',
    sum: 'h1:J1VqK86SunV4Gg8emPTmwUVxe0rmXnAs5K9ZUbGMKR8=',
    folder: 'cmd/kube-score',
  },
  thanos: {
    module: 'github.com/thanos-io/thanos',
    version: 'v0.42.4',
    sum: 'h1:Cs7iARVNKcgewjzAfpoFnscgfNi+XN8slcyW5e0ozWs=',
    folder: 'cmd/thanos',
    flags: ['-tags', 'slicelabels'],
  },
} as const satisfies Record<string, Tool>

export type ToolName = keyof typeof tools

/** A program that was built with other flags, or from sources with another checksum, has another folder. */
function cachedPath(name: ToolName): string {
  const build = createHash('sha256').update(JSON.stringify(tools[name])).digest('hex').slice(0, 12)
  return join(userCache('tools'), `${tools[name].version}-${build}`, name)
}

/** The folders of the programs that were built, to be put on a search path. */
export const toolFolders = (): readonly string[] =>
  (Object.keys(tools) as ToolName[])
    .map(cachedPath)
    .filter(isIntact)
    .map((path) => dirname(path))

/** The pinned build if there is one, else what the PATH has, with its version on stderr, else undefined. */
export async function findTool(name: ToolName): Promise<string | undefined> {
  if (isIntact(cachedPath(name))) return cachedPath(name)
  const path = await which(name, { nothrow: true })
  if (path === null) return undefined
  const { stdout, stderr } = await $({ nothrow: true, quiet: true })`${path} --version`
  const version = (stdout || stderr).split('\n')[0]
  console.error(`Using ${path} from PATH: ${version}. The pinned version is ${tools[name].version}.`)
  return path
}

/** Builds the pinned version, unless that was done before. */
export async function buildTool(name: ToolName): Promise<string> {
  const path = cachedPath(name)
  if (isIntact(path)) return path
  await requirePinnedProgram('go')
  const folder = resolve(path, '..')
  mkdirSync(folder, { recursive: true })
  const staging = mkdtempSync(join(folder, '.build-'))
  try {
    const { folder: program, flags = [] }: Tool = tools[name]
    // Not `go install`: it refuses a module that replaces others, as Prometheus' does.
    const { folder: source } = await downloadModule(tools[name], process.env)
    await $({
      cwd: source,
      env: goEnvironment(process.env),
    })`go build ${flags} -o ${join(staging, name)} ./${program}`
    moveIntoCache(join(staging, name), path)
  } catch (error) {
    throw buildFailure(`${name} ${tools[name].version}`, error)
  } finally {
    rmSync(staging, { recursive: true })
  }
  return path
}

/** The program of packages/api-server, which is built from the sources in this repository. */
const apiServer = 'api-server'

export const buildTools = defineCommand(
  {
    name: 'tools',
    summary: 'build programs that commands, tests and checks use',
    description: `Builds programs from their pinned Go modules into ${userCache('tools')}, unless they are built. It needs Go. ${Object.entries(
      tools,
    )
      .map(([name, { version }]) => `${name} ${version}`)
      .join(
        ', ',
      )}; ${apiServer} from packages/api-server/program, for \`validate\`, \`check\` and \`diff\`: they are faster with it than with the WebAssembly module.`,
    forms: [[{ name: 'PROGRAM', repeats: true, choices: [...Object.keys(tools), apiServer], help: 'The programs.' }]],
    options: { 'dry-run': dryRunOption },
    examples: [
      { args: 'promtool amtool thanos', help: 'The programs with which tests compare the verdicts of the modules.' },
      { args: apiServer, help: "The API server's code as a program of this machine." },
    ],
  },
  async ({ positionals, options }) => {
    for (const name of positionals as readonly (ToolName | typeof apiServer)[]) {
      const version = name === apiServer ? 'of this checkout' : tools[name].version
      if (!options['dry-run']) console.log(`${name}: ${await buildProgram(name)}`)
      else console.log(isBuilt(name) ? `${name} is built` : `would build ${name} ${version}`)
    }
    return 0
  },
)

const isBuilt = (name: ToolName | typeof apiServer): boolean =>
  name === apiServer ? builds.every((build) => builtNative(build) !== undefined) : isIntact(cachedPath(name))

async function buildProgram(name: ToolName | typeof apiServer): Promise<string> {
  if (name !== apiServer) return buildTool(name)
  const paths: string[] = []
  if (!isBuilt(name)) await requirePinnedProgram('go')
  for (const build of builds) {
    // On standard error: a program reads the path.
    if (builtNative(build) === undefined)
      console.error(`Building the code of the API server ${build.name} at low priority: a minute or more.`)
    paths.push(await buildNative(build))
  }
  return paths.join(' ')
}

if (import.meta.main) await runScript(buildTools)
