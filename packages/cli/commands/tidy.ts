import type { Run } from '@thanos-gitops/command-line'
import type { Base } from '@thanos-gitops/manifest'
import { chooseEnvironments, uselessPatchFindings } from '@thanos-gitops/render'
import { type Tidied, tidyPatches } from '@thanos-gitops/render/edit'
import { findingsText, placeText } from '@thanos-gitops/report'
import { loadBase, requireRoot } from '@thanos-gitops/workspace'
import {
  type EditableEnvironment,
  readEditableEnvironments,
  sourceDifference,
  writeSources,
} from '@thanos-gitops/workspace/edit'
import type { tidyDeclaration } from '../declarations/tidy.ts'
import { notesNoEnvironment } from '../no-environment.ts'

const run: Run<typeof tidyDeclaration> = async ({ positionals, options }) => {
  const root = requireRoot(options.root)
  const base = await loadBase(root)
  const names = chooseEnvironments(root, positionals)
  notesNoEnvironment(names)
  const handle = options.check ? printWarnings : options['dry-run'] ? showTidied(base) : writeTidied(root, base)
  const exitCodes = readEditableEnvironments(root, base, names).map(handle)
  return Math.max(0, ...exitCodes)
}
export default run

function printWarnings({ files, rendered }: EditableEnvironment): number {
  const warnings = uselessPatchFindings(rendered)
  console.log(warnings.length === 0 ? `${files.name}: every patch has an effect` : findingsText(warnings))
  return warnings.length > 0 ? 1 : 0
}

const showTidied =
  (base: Base) =>
  ({ files, sources }: EditableEnvironment): number => {
    const tidied = tidyPatches(base, files, sources)
    console.log(tidied.removed === 0 ? `${files.name}: nothing to change` : sourceDifference(sources, tidied.sources))
    return reportLeft(tidied)
  }

const writeTidied =
  (root: string, base: Base) =>
  ({ files, sources }: EditableEnvironment): number => {
    const tidied = tidyPatches(base, files, sources)
    writeSources(root, sources, tidied.sources)
    console.log(`${files.name}: ${tidied.removed === 0 ? 'nothing to change' : `${tidied.removed} removed`}`)
    return reportLeft(tidied)
  }

/** Operations without effect that other operations need. */
function reportLeft({ left }: Tidied): number {
  if (left.length === 0) return 0
  const places = left.map(({ operation }) => placeText(operation.place('path')))
  console.error(`${left.length} more have no effect, but other operations depend on them: ${places.join(', ')}`)
  return 1
}
