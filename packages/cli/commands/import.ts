import { type Run, startProgress } from '@thanos-gitops/command-line'
import { labelOf } from '@thanos-gitops/manifest'
import type { SkippedObject } from '@thanos-gitops/render/import'
import { counted } from '@thanos-gitops/report'
import { readDeliverySettings, requireRoot } from '@thanos-gitops/workspace'
import { changedFiles, writeSources } from '@thanos-gitops/workspace/edit'
import { importClusters, type ProvedImport } from '@thanos-gitops/workspace/import'
import type { importDeclaration } from '../declarations/import.ts'
import { editorSchemas } from '../editor-schemas.ts'
import { writeEnvironment } from '../write-environment.ts'

const run: Run<typeof importDeclaration> = async ({ positionals, options }) => {
  const root = requireRoot(options.root)
  const settings = readDeliverySettings(root)
  const progress = startProgress('import')
  const imported = await importClusters(root, {
    onStep: progress.show,
    clusters: positionals,
    cwd: process.cwd(),
    prefix: options.prefix,
    near: options.near,
    namespace: options.namespace,
    kubernetesVersion: options['kubernetes-version'],
    delivery: options.delivery,
    skip: options.skip ?? [],
    keepDefaults: options['keep-defaults'],
  })
  progress.end()
  const { before, after, rendered, plan } = imported
  const files = changedFiles(before, after)
  if (options['dry-run']) for (const file of files) console.log(`would write ${file}`)
  else {
    writeSources(root, before, after)
    console.log(`${counted(files.length, 'source file')} written`)
    const schemas = editorSchemas(root)
    for (const environment of rendered) await writeEnvironment(root, environment, settings, schemas)
  }
  console.log(`\n${reportText(imported)}`)
  if (!options['dry-run']) console.log(`\n${nextSteps(plan.environments.map(({ cluster }) => cluster.name))}`)
  return 0
}
export default run

function reportText({ plan }: ProvedImport): string {
  const environments = plan.environments.flatMap((environment) => {
    const { cluster, components, ownObjects, ownPatches: patches, layers, near, resemblances } = environment
    const operations = patches.flatMap((file) => file.patches.flatMap((patch) => patch.operations))
    return [
      `${cluster.name}: ${counted(cluster.objects.length, 'object')} rendered as read, ${counted(components.length, 'component')}${ownObjectsText(ownObjects)}, ${counted(operations.length, 'operation')} in ${counted(patches.length, 'patch file')}${layers.length === 0 ? '' : `, layers: ${layers.join(', ')}`}`,
      ...(near?.refused ?? [])
        .filter(({ name }) => !plan.derived.some(({ of }) => of === name))
        .map(({ name, reason }) => `  ${name} of the base is not patched: ${reason}`),
      ...(near === undefined || near.additional.length === 0
        ? []
        : [`  added by components of the base: ${near.additional.map(labelOf).join(', ')}`]),
      ...resemblances.map(
        ({ workload, component, resembles, share }) =>
          `  ${workload} resembles ${resembles} of ${component} (${Math.round(share * 100)} %). A patch cannot change its name and kind.`,
      ),
      ...skippedLines(cluster.skipped),
      ...(cluster.defaultFields
        ? [`  left out: ${counted(cluster.defaultFields, 'field')} (the API server sets the same value)`]
        : []),
      ...(cluster.secrets.length === 0
        ? []
        : [`  Secrets, not written: ${cluster.secrets.map(({ name }) => name).join(', ')}`]),
    ]
  })
  const layers = plan.layers.map(({ name, patches, resources }) => {
    const operations = patches.flatMap((file) => file.patches.flatMap((patch) => patch.operations))
    return `layer ${name}: ${counted(operations.length, 'operation')}${ownObjectsText(resources)}`
  })
  const split = plan.split.map(
    ({ object, cluster, reason }) =>
      `not patched but written for each content: ${labelOf(object)}. ${cluster}: ${reason}`,
  )
  const derived = plan.derived.map(
    ({ name, of, objects }) =>
      `${name} follows ${of} of the base: ${objects.map(({ exportName }) => exportName).join(', ')}`,
  )
  const written = plan.components.length + plan.derived.length
  return [`${counted(written, 'component')} in base/own`, ...derived, ...layers, ...environments, ...split].join('\n')
}

const ownObjectsText = ({ length }: readonly unknown[]): string =>
  length === 0 ? '' : `, ${counted(length, 'object')} in resources`

/** `  left out: 3 Pod (a controller creates it)` */
const skippedLines = (skipped: readonly SkippedObject[]): readonly string[] =>
  [...Map.groupBy(skipped, ({ label, reason }) => `${label.split('/')[0]} (${reason})`)].map(
    ([text, list]) => `  left out: ${list.length} ${text}`,
  )

const nextSteps = (names: readonly string[]): string => `Next:
  1. Read base/own and environments/${names[0]}${names.length > 1 ? ' and the others' : ''}, and correct cluster, delivery and kubernetesVersion in environment.yaml.
  2. npx nx render && npx nx check, then commit and open a pull request.`
