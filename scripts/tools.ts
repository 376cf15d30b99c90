// Programs that validate what is rendered, built from their pinned Go modules.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { isIntact, moveIntoCache } from '@thanos-gitops/validate/cache-entry'
import { $, which } from 'zx'
import { cacheFolder } from './script-options.ts'

interface Tool {
  readonly module: string
  readonly version: string
  /** The program's folder in the module. */
  readonly folder: string
  readonly flags?: readonly string[]
}

export const tools = {
  // Prometheus 3.13.2: its Go module counts 0.313.2. Without the service discoveries of all clouds it builds in a third of the time.
  promtool: {
    module: 'github.com/prometheus/prometheus',
    version: 'v0.313.2',
    folder: 'cmd/promtool',
    flags: ['-tags', 'remove_all_sd,enable_dns_sd,enable_kubernetes_sd'],
  },
  amtool: { module: 'github.com/prometheus/alertmanager', version: 'v0.34.0', folder: 'cmd/amtool' },
  // Compares the fields of Kubernetes YAML. The benchmark compares `diff` with it.
  dyff: { module: 'github.com/homeport/dyff', version: 'v1.12.0', folder: 'cmd/dyff' },
  thanos: {
    module: 'github.com/thanos-io/thanos',
    version: 'v0.42.4',
    folder: 'cmd/thanos',
    flags: ['-tags', 'slicelabels'],
  },
} as const satisfies Record<string, Tool>

export type ToolName = keyof typeof tools

const cachedPath = (name: ToolName): string => join(cacheFolder, 'tools', tools[name].version, name)

/** The folders of the programs that were built, to be put on a search path. */
export const toolFolders = (): readonly string[] =>
  (Object.keys(tools) as ToolName[])
    .map(cachedPath)
    .filter(isIntact)
    .map((path) => dirname(path))

/** The pinned build if there is one, else what the PATH has, else undefined. */
export async function findTool(name: ToolName): Promise<string | undefined> {
  return isIntact(cachedPath(name)) ? cachedPath(name) : ((await which(name, { nothrow: true })) ?? undefined)
}

/** Builds the pinned version, unless that was done before. */
export async function buildTool(name: ToolName): Promise<string> {
  const path = cachedPath(name)
  if (isIntact(path)) return path
  const folder = resolve(path, '..')
  mkdirSync(folder, { recursive: true })
  const staging = mkdtempSync(join(folder, '.build-'))
  const { module, version, folder: program, flags = [] }: Tool = tools[name]
  // Not `go install`: it refuses a module that replaces others, as Prometheus' does.
  const { Dir: source } = JSON.parse((await $`go mod download -json ${module}@${version}`).stdout) as { Dir: string }
  await $({
    cwd: source,
    env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
  })`go build ${flags} -o ${join(staging, name)} ./${program}`
  moveIntoCache(join(staging, name), path)
  rmSync(staging, { recursive: true })
  return path
}

export const buildTools = defineCommand(
  {
    name: 'tools',
    summary: 'build programs that tests and checks use',
    description: `Builds programs from their pinned Go modules into node_modules/.cache, unless they are built. It needs Go. ${Object.entries(
      tools,
    )
      .map(([name, { version }]) => `${name} ${version}`)
      .join(', ')}.`,
    forms: [[{ name: 'PROGRAM', repeats: true, choices: Object.keys(tools), help: 'The programs.' }]],
    options: { 'dry-run': dryRunOption },
    examples: [{ args: 'promtool amtool', help: 'What the checks of Prometheus and Alertmanager configurations use.' }],
  },
  async ({ positionals, options }) => {
    for (const name of positionals as readonly ToolName[])
      if (!options['dry-run']) console.log(`${name}: ${await buildTool(name)}`)
      else console.log(isIntact(cachedPath(name)) ? `${name} is built` : `would build ${name} ${tools[name].version}`)
    return 0
  },
)

if (import.meta.main) await runScript(buildTools)
