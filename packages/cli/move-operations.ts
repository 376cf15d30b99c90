import { resolve } from 'node:path'
import { usageError } from '@thanos-gitops/command-line'
import { didYouMean, Failure, pathFrom, placeText } from '@thanos-gitops/manifest'
import { layerNames } from '@thanos-gitops/render'
import {
  type LayerGroup,
  type LocatedOperation,
  linesOfOperation,
  type Move,
  moveToEnvironments,
  moveToLayer,
} from '@thanos-gitops/render/edit'
import { counted } from '@thanos-gitops/report'
import { layerUsers } from '@thanos-gitops/workspace'
import { readEditableEnvironments, sourceDifference, writeSources } from '@thanos-gitops/workspace/edit'

interface MoveOptions {
  readonly component?: string | undefined
  readonly at?: string | undefined
  readonly 'dry-run': boolean
}

const prefix = 'layers/'
const everywhere = 'environments'

/** Moves operations between environments and a layer. Returns the exit code. */
export async function moveOperations(root: string, from: string, to: string, options: MoveOptions): Promise<number> {
  const isToLayer = to.startsWith(prefix)
  if (isToLayer === from.startsWith(prefix) || (!isToLayer && to !== everywhere))
    throw usageError(
      'thanos-gitops promote moves operations from an environment to a layer, or from a layer to environments.',
      'For example: thanos-gitops promote eu-1 layers/eu, or: thanos-gitops promote layers/eu environments',
    )
  const layer = (isToLayer ? to : from).slice(prefix.length)
  const group = await readGroup(root, layer, isToLayer ? from : undefined)
  const { base } = group.environments[0]!.rendered
  const isChosen = chooser(root, group, options)
  const move = isToLayer ? moveToLayer(base, group, from, isChosen) : moveToEnvironments(base, group, isChosen)
  printMove(root, group, move, to, options['dry-run'])
  return 0
}

/** Throws a Failure for a layer that does not exist, for an environment that does not list it, and for one that is pinned. */
async function readGroup(root: string, layer: string, from: string | undefined): Promise<LayerGroup> {
  const names = layerNames(root)
  const problem = (message: string, remedy: string): Failure =>
    new Failure({ code: 'layer-missing', severity: 'error', message, remedy })
  if (!names.includes(layer))
    throw problem(
      `There is no layer ${layer}.`,
      didYouMean(layer, names) ?? `Create environments/layers/${layer}/patches/, and list the layer in environments.`,
    )
  const users = layerUsers(root)?.get(layer) ?? []
  const environments = await readEditableEnvironments(root, from === undefined ? users : [...new Set([from, ...users])])
  if (from !== undefined && !users.includes(from))
    throw problem(
      `${from} does not list the layer ${layer}.`,
      users.length > 0 ? `Environments that list it: ${users.join(', ')}.` : `Add ${layer} to its layers.`,
    )
  const pinned = environments.find(({ files }) => files.pin !== undefined)
  if (pinned !== undefined)
    throw new Failure({
      code: 'layer-pinned',
      severity: 'error',
      message: `${pinned.files.name} is pinned to ${pinned.files.pin}, and has the layer ${layer} as it was there: its manifests would change.`,
      remedy: 'Move its pin to a revision with the same layer first, or remove source, and move the operations then.',
      place: pinned.files.environment.place(['source']),
    })
  return { layer, environments, sources: new Map(environments.flatMap(({ sources }) => [...sources])) }
}

/** Which operations `--component` and `--at` select. Throws a usage error for a line without an operation. */
function chooser(
  root: string,
  { environments, sources }: LayerGroup,
  { component, at }: MoveOptions,
): (operation: LocatedOperation) => boolean {
  const components = new Map(
    environments.flatMap(({ rendered }) =>
      rendered.targets.map(({ object, component }) => [`${object.kind}/${object.metadata.name}`, component] as const),
    ),
  )
  const isOfComponent = ({ target }: LocatedOperation): boolean =>
    component === undefined ||
    target.component === component ||
    components.get(`${target.kind}/${target.name}`) === component
  if (at === undefined) return isOfComponent
  const [, path = '', line = ''] = /^(.+?):(\d+)(?::\d+)?$/.exec(at) ?? []
  const file = [pathFrom(root, resolve(path)), path].find((one) => sources.has(one))
  if (file === undefined)
    throw usageError(
      `--at ${at} is not a line of a patch file.`,
      'For example: --at environments/eu-1/patches/replicas.yaml:4',
    )
  return (operation) => {
    if (operation.file !== file || !isOfComponent(operation)) return false
    const [first, last] = linesOfOperation(operation.operation, sources.get(file)!)
    return Number(line) >= first && Number(line) <= last
  }
}

function printMove(
  root: string,
  { sources }: LayerGroup,
  { sources: after, moved, kept }: Move,
  to: string,
  isDryRun: boolean,
): void {
  console.log(moved.length === 0 ? 'No operation moves.' : sourceDifference(sources, after))
  if (!isDryRun) writeSources(root, sources, after)
  for (const { operation, reason } of kept)
    console.log(`Not moved: ${placeText(operation.place('path'))}, because ${reason}.`)
  if (moved.length > 0)
    console.log(
      `\n${counted(moved.length, 'operation')} ${isDryRun ? 'would move' : 'moved'} to ${to}; no manifest changes.`,
    )
}
