import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commit } from './clone.ts'
import { script, succeed, thanosGitops } from './run.ts'

interface NamedEnvironment {
  readonly template?: string
  /** Replacements in environment.yaml. */
  readonly settings?: Readonly<Record<string, string>>
}

/** For tests with a cluster: one environment for each way of delivery, and one for a laptop. */
const namedEnvironments: Readonly<Record<string, NamedEnvironment>> = {
  development: { settings: { '  - thanos-query-frontend\n  - thanos-rule\n': '' } },
  staging: { settings: { 'delivery: argo-cd': 'delivery: flux' } },
  production: { settings: { 'delivery: argo-cd': 'delivery: both', '"1.36"': '"1.35"' } },
  local: { template: 'laptop' },
}

/**
 * Creates, renders and commits environments in a clone: development, staging, production and local.
 * @param names some of them
 */
export function createEnvironments(clone: string, names: readonly string[] = Object.keys(namedEnvironments)): void {
  for (const name of names) {
    const { template = 'cluster', settings = {} } = namedEnvironments[name]!
    succeed(script(clone, 'new-environment', name, '--template', template))
    const file = join(clone, 'environments', name, 'environment.yaml')
    let content = readFileSync(file, 'utf8')
    for (const [from, to] of Object.entries(settings)) {
      if (!content.includes(from)) throw new Error(`The template ${template} does not contain ${from}.`)
      content = content.replace(from, to)
    }
    writeFileSync(file, content)
  }
  succeed(thanosGitops(clone, 'render'))
  commit(clone, 'environments')
}
