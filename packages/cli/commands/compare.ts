import { Failure, nearest } from '@thanos-gitops/manifest'
import { compareEnvironments } from '@thanos-gitops/render/compare'
import { compareText } from '@thanos-gitops/report'
import { loadBase } from '@thanos-gitops/workspace'
import { loadEnvironments } from '@thanos-gitops/workspace/source-files'
import type { Command } from '../command.ts'
import { wrongUse } from '../wrong-use.ts'

export default {
  name: 'compare',
  usage: 'compare ENVIRONMENT ENVIRONMENT…',
  summary: 'what differs between environments, field by field',
  help: `Prints the fields that are not the same in the environments that are named, by component. Values of the base are marked.
Exit code 1 where something differs.

  --component NAME   only this one
  --json             for other programs`,
  options: { component: { type: 'string' }, json: { type: 'boolean' } },
  async run({ root, positionals, options }) {
    if (new Set(positionals).size < 2 || new Set(positionals).size < positionals.length)
      throw wrongUse('compare takes two environments or more, each once.', 'thanos-gitops compare staging production')
    const base = await loadBase(root)
    const environments = loadEnvironments(root, base, positionals).map(({ rendered }) => rendered)
    const component = options.component as string | undefined
    const components = new Set(environments.flatMap(({ targets }) => targets.map((target) => target.component)))
    if (component !== undefined && !components.has(component)) throw unknownComponent(component, components)
    const differences = compareEnvironments(environments, component)
    console.log(
      options.json
        ? JSON.stringify({ environments: positionals, differences }, null, 2)
        : compareText(positionals, differences),
    )
    return differences.length === 0 ? 0 : 1
  },
} satisfies Command

export function unknownComponent(name: string, components: ReadonlySet<string>): Failure {
  const near = nearest(name, components)
  return new Failure({
    code: 'component-unknown',
    severity: 'error',
    message: `None of these environments has a component ${name}.`,
    remedy: near ? `Did you mean ${near}?` : `Components: ${[...components].sort().join(', ')}.`,
  })
}
