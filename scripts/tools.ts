// Programs that judge what is rendered: built from their pinned Go modules into node_modules/.cache.
//   node scripts/tools.ts promtool amtool
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { $, which } from 'zx'

const root = resolve(import.meta.dirname, '..')

interface Tool {
  /** What `go install` takes, without the version. */
  readonly module: string
  readonly version: string
}

export const tools = {
  // Prometheus 3.13.2: its Go module counts 0.313.2.
  promtool: { module: 'github.com/prometheus/prometheus/cmd/promtool', version: 'v0.313.2' },
  amtool: { module: 'github.com/prometheus/alertmanager/cmd/amtool', version: 'v0.34.0' },
  thanos: { module: 'github.com/thanos-io/thanos/cmd/thanos', version: 'v0.42.4' },
} as const satisfies Record<string, Tool>

export type ToolName = keyof typeof tools

const cachedPath = (name: ToolName): string => join(root, 'node_modules/.cache/thanos-gitops/tools', tools[name].version, name)

/** The pinned build if there is one, else what the PATH has, else undefined. */
export async function findTool(name: ToolName): Promise<string | undefined> {
  return existsSync(cachedPath(name)) ? cachedPath(name) : ((await which(name, { nothrow: true })) ?? undefined)
}

/** Builds the pinned version, unless that was done before. */
export async function buildTool(name: ToolName): Promise<string> {
  const path = cachedPath(name)
  if (existsSync(path)) return path
  const folder = resolve(path, '..')
  mkdirSync(folder, { recursive: true })
  const staging = mkdtempSync(join(folder, '.build-'))
  const { module, version } = tools[name]
  await $({ env: { ...process.env, GOBIN: staging, CGO_ENABLED: '0' } })`go install ${module}@${version}`
  renameSync(join(staging, name), path)
  rmSync(staging, { recursive: true })
  return path
}

if (import.meta.main) {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !Object.hasOwn(tools, name))
  if (unknown.length > 0 || asked.length === 0) {
    console.error(`usage: node scripts/tools.ts ${Object.keys(tools).join(' | ')} …`)
    process.exitCode = 2
  } else for (const name of asked) console.log(`${name}: ${await buildTool(name as ToolName)}`)
}
