import { type Run, startProgress } from '@thanos-gitops/command-line'
import { paintOf } from '@thanos-gitops/command-line/color'
import { chooseEnvironments, uselessPatchFindings } from '@thanos-gitops/render'
import { type Tidied, tidyLayers, tidyPatches } from '@thanos-gitops/render/edit'
import { counted, findingsText, placeText } from '@thanos-gitops/report'
import { layerReview, requireRoot, tidiedLayerUsers } from '@thanos-gitops/workspace'
import {
  type EditableEnvironment,
  readEditableEnvironments,
  type SourceFiles,
  sourceDifference,
  writeSources,
} from '@thanos-gitops/workspace/edit'
import type { tidyDeclaration } from '../declarations/tidy.ts'
import { notesNoEnvironment } from '../no-environment.ts'

const run: Run<typeof tidyDeclaration> = async ({ positionals, options }) => {
  const root = requireRoot(options.root)
  const names = chooseEnvironments(root, positionals)
  notesNoEnvironment(names)
  const progress = startProgress('tidy')
  const environments = await readEditableEnvironments(root, names, progress.show)
  progress.end()
  const users = tidiedLayerUsers(root)
  if (options.check) return printWarnings(root, environments)
  const finish = options['dry-run'] ? showTidied : writeTidied(root)
  const before: SourceFiles = new Map(environments.flatMap(({ sources }) => [...sources]))
  const tree = environments.filter(({ files }) => files.pin === undefined)
  const layered =
    users.size > 0 && tree.length > 0
      ? tidyLayers(
          tree[0]!.rendered.base,
          tree.map(({ files }) => files),
          users,
          before,
        )
      : { sources: before, removed: 0 }
  if (layered.removed > 0) finish('layers', before, layered)
  let total = layered.removed
  const left = environments.flatMap(({ files, rendered }) => {
    const tidied = tidyPatches(rendered.base, files, layered.sources)
    finish(files.name, layered.sources, tidied)
    total += tidied.removed
    return tidied.left
  })
  if (environments.length > 1)
    console.log(
      `${counted(environments.length, 'environment')}: ${total === 0 ? 'nothing to change' : `${counted(total, 'operation')} ${options['dry-run'] ? 'would be removed' : 'removed'}`}`,
    )
  return reportLeft(left)
}
export default run

function printWarnings(root: string, environments: readonly EditableEnvironment[]): number {
  const review = layerReview(root, false)
  const exitCodes = environments.map(({ files, rendered }) => {
    review.add(rendered)
    const warnings = uselessPatchFindings(rendered)
    console.log(warnings.length === 0 ? `${files.name}: every patch has an effect` : findingsText(warnings, paintOf()))
    return warnings.length > 0 ? 1 : 0
  })
  const warnings = review.useless()
  if (warnings.length > 0) console.log(findingsText(warnings, paintOf()))
  return Math.max(0, warnings.length > 0 ? 1 : 0, ...exitCodes)
}

type Finish = (name: string, before: SourceFiles, tidied: Pick<Tidied, 'sources' | 'removed'>) => void

const showTidied: Finish = (name, before, { sources, removed }) =>
  console.log(removed === 0 ? `${name}: nothing to change` : sourceDifference(before, sources))

const writeTidied =
  (root: string): Finish =>
  (name, before, { sources, removed }) => {
    writeSources(root, before, sources)
    console.log(`${name}: ${removed === 0 ? 'nothing to change' : `${removed} removed`}`)
  }

/** Operations without effect that other operations need. */
function reportLeft(left: Tidied['left']): number {
  if (left.length === 0) return 0
  const places = left.map(({ operation }) => placeText(operation.place('path')))
  console.error(`${left.length} more have no effect, but other operations depend on them: ${places.join(', ')}`)
  return 1
}
