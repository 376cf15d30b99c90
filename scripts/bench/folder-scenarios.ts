import { join } from 'node:path'
import { checks } from '@thanos-gitops/checks'
import { diffFormats } from '@thanos-gitops/report/diff'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { findKubeconform } from '@thanos-gitops/validate/kubeconform'
import { kubeconformSchemas, schemaLocation } from '@thanos-gitops/validate/kubeconform-schemas'
import { root } from '../tests/repository.ts'
import { cli, folder, node } from './commands.ts'
import { addToGrowth } from './growth.ts'
import { type Command, measurePairs, measureTimes, runs } from './measure.ts'
import { peer } from './peers.ts'
import { writeSides } from './synthetic.ts'
import { printComparison, printSamples } from './table.ts'

/** Two files of Kubernetes YAML. dyff reports which fields differ; our diff also reports the effects on the cluster. */
export async function diffSides(objects: number, every: number, pairs: number): Promise<void> {
  const dyff = await peer('dyff')
  const { before, after } = writeSides(join(folder, `sides-${objects}`), objects, every)
  const changed = every === 1 ? 'all changed' : `every ${every}th changed`
  for (const format of Object.keys(diffFormats)) {
    // No change has this class, so the exit code is 0; it is 1 if the changes exceed the limit of verdicts.
    const command: Command = {
      name: 'thanos-gitops diff',
      argv: [node, join(root, cli), 'diff', before, after, '--format', format, '--fail-on', 'data-loss'],
      exitCodes: [0, 1],
    }
    const title = `diff --format ${format}: ${objects.toLocaleString('en')} objects, ${changed}`
    const theirs = dyff === undefined ? undefined : { name: 'dyff', argv: [dyff, 'between', before, after] }
    const samples = compare(`${title}; against dyff`, command, theirs, pairs, 0.5)
    addToGrowth(`diff --format ${format} by objects, ${changed}`, objects, samples)
  }
}

/** All checks against kubeconform, which compares each object with its schema. */
export async function checkMany(objects: number, pairs: number): Promise<void> {
  const { tool } = await findKubeconform()
  if (tool === undefined && !runs.isTrial) throw new Error('kubeconform is not available.')
  if (tool === undefined) console.error('Left out: kubeconform is not available.')
  const { before } = writeSides(join(folder, `checks-${objects}`), objects, 1)
  const schemas = join(kubeconformSchemas(root, kubernetesVersions.at(-1)!), schemaLocation)
  const kubeconform: Command | undefined =
    tool === undefined
      ? undefined
      : {
          name: 'kubeconform',
          argv: [tool, '-strict', '-output', 'json', '-schema-location', schemas, before],
          exitCodes: [0, 1],
        }
  const command: Command = {
    name: 'thanos-gitops check',
    // With a selection, the API server's verdict is left out.
    argv: [
      node,
      join(root, cli),
      'check',
      before,
      '--only',
      checks.map(({ name }) => name).join(','),
      '--format',
      'json',
    ],
    exitCodes: [0, 1],
  }
  const title = `check: all checks of ${objects.toLocaleString('en')} objects; against kubeconform`
  addToGrowth('check by objects', objects, compare(title, command, kubeconform, pairs, 1.5))
}

/** Prints the row of a command, also without the other one. Returns the samples of the command. */
function compare(title: string, ours: Command, theirs: Command | undefined, pairs: number, target: number) {
  if (theirs === undefined) {
    const samples = measureTimes(ours, pairs)
    printSamples(title, '-', samples)
    return samples
  }
  const measured = measurePairs(ours, theirs, pairs)
  printComparison(title, '-', measured, target)
  return measured.ours
}
