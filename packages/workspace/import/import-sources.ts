import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  entryExists,
  Failure,
  type Finding,
  type KubernetesObject,
  readOptionalFile,
  readYaml,
  reportInto,
} from '@thanos-gitops/manifest'
import { loadPolicy, policyFile } from '@thanos-gitops/render'
import { ownComponentFile, ownComponentsFile, withListedComponent } from '@thanos-gitops/render/edit'
import {
  componentSource,
  derivedSource,
  type EnvironmentSettings,
  environmentSources,
  type ImportPlan,
  type Judge,
  layerSources,
  missingRules,
} from '@thanos-gitops/render/import'
import type { SourceFiles } from '../edit/index.ts'

/**
 * The files that a plan writes, and the content that the files among them have now.
 *
 * @throws Failure if a component of a name exists, or if the list of components cannot be extended
 */
export function importSources(
  root: string,
  plan: ImportPlan,
  settings: EnvironmentSettings,
  rules: Judge['rules'],
): { readonly before: SourceFiles; readonly after: SourceFiles } {
  const refused = new Map(
    plan.environments.flatMap(({ near }) => (near?.refused ?? []).map(({ name, reason }) => [name, reason] as const)),
  )
  const named = [...plan.components, ...plan.derived]
  const problems = named.flatMap(({ name }) => nameProblem(root, name, refused.get(name)))
  if (problems.length > 0) throw new Failure(problems)
  const clusterNames = plan.environments.map(({ cluster }) => cluster.name)
  const typeOf = typeFinder(root)
  const components = plan.components.map(({ name, objects, clusters }) => {
    const source = componentSource(
      { name, objects: objects.map(({ object }) => object) },
      clusters.map((index) => clusterNames[index]!),
      typeOf,
    )
    return [ownComponentFile(name), source] as const
  })
  const derived = plan.derived.map((one) => [ownComponentFile(one.name), derivedSource(one)] as const)
  const environments = plan.environments.flatMap((environment) => [
    ...environmentSources(environment, settings, rules === undefined ? [] : missingRules(rules, environment.patches)),
  ])
  const layers = plan.layers.flatMap((layer) => [...layerSources(layer)])
  const list = readOptionalFile(root, ownComponentsFile) ?? ''
  const names = named.map(({ name }) => name)
  return {
    before: new Map([[ownComponentsFile, list]]),
    after: new Map([[ownComponentsFile, withAll(list, names)], ...components, ...derived, ...environments, ...layers]),
  }
}

/** @param refused why patches cannot adapt the component, if that was to be done */
function nameProblem(root: string, name: string, refused: string | undefined): readonly Finding[] {
  const files = [`base/components/${name}.ts`, ownComponentFile(name)]
  const file = files.find((path) => entryExists(join(root, path)))
  if (file === undefined) return []
  const prefix = 'Let the names of the imported components begin with other letters: --prefix our-.'
  return [
    {
      code: 'import-component',
      severity: 'error',
      message: `There is a component ${name}${refused === undefined ? '.' : `, and patches cannot adapt it: ${refused}`}`,
      remedy:
        refused === undefined ? `${prefix} Or patch the component instead: --near.` : `${prefix} Or change the rule.`,
      place: { file },
    },
  ]
}

const withAll = (list: string, components: readonly string[]): string =>
  components.reduce((source, name) => {
    const changed = withListedComponent(source, name, 'imported')
    if (changed !== undefined) return changed
    throw new Failure({
      code: 'base-unknown',
      severity: 'error',
      message: `${ownComponentsFile} does not export imported: readonly Component[] = […].`,
      remedy: 'Write it as in thanos-gitops, and list it in base/index.ts.',
      place: { file: ownComponentsFile },
    })
  }, list)

/** The module with the type of a kind, as the components of the base import it. */
function typeFinder(root: string): (object: KubernetesObject) => string | undefined {
  return ({ apiVersion, kind }) => {
    const module = `kubernetes-models/${apiVersion}/${kind}`
    const isName = /^[\w./-]+$/.test(module) && !module.includes('..')
    return isName && existsSync(join(root, 'node_modules', `${module}.d.ts`)) ? module : undefined
  }
}

/** The rules of the policy; undefined in a repository without one, where patches may change everything. */
export function policyRules(root: string): Judge['rules'] {
  if (!existsSync(join(root, policyFile))) return undefined
  const source = readYaml(policyFile, readFileSync(join(root, policyFile), 'utf8'))
  if (!('file' in source)) throw new Failure(source)
  const problems: Finding[] = []
  const rules = loadPolicy(source, {}, reportInto(problems))
  if (problems.length > 0) throw new Failure(problems)
  return rules.filter(({ environments }) => environments === undefined)
}
