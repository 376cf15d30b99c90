import { diffWithServer } from '@thanos-gitops/diff'
import type { Diff } from '@thanos-gitops/manifest/change'
import type { RenderedEnvironment } from '@thanos-gitops/render'
import { findingsText } from '@thanos-gitops/report'
import { renderedSides } from '@thanos-gitops/workspace/comparison'
import { limitsFor } from './limits-for.ts'

/** What a change of an environment that is not written yet does to each object, with its class. */
export async function effectText(
  root: string,
  before: RenderedEnvironment,
  after: RenderedEnvironment,
  allVerdicts: boolean,
): Promise<string> {
  const [diff] = await diffWithServer([renderedSides(root, before, after)], { limits: limitsFor(allVerdicts) })
  const { objects, findings } = diff!
  const lines = objects.map((object) => `${object.class.padEnd(10)} ${labelOfChange(object)}\n  ${object.why}`)
  return [...(findings.length > 0 ? [findingsText(findings)] : []), ...lines].join('\n')
}

const labelOfChange = ({ kind, name }: Diff['objects'][number]): string => `${kind}/${name}`
