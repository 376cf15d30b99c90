// A change before it is pushed: the edited sources, the rendered objects, and the prediction.
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { changedFiles, head, predict, render, renderedObjects } from './clone.ts'
import { deliveredDigest } from './delivered-digest.ts'
import type { DiffDocument } from './prediction.ts'
import type { Edit, EditContext, Scenario } from './scenario.ts'
import type { Target } from './target.ts'

type Place = Pick<Target, 'clone' | 'environment' | 'host'>

export interface Proposal {
  /** What `diff` predicts for the change. */
  readonly document: DiffDocument
  /** Digests of what a tool reads before and after. */
  readonly files: readonly string[]
  /** The objects in git before and after. */
  readonly git: { readonly before: readonly KubernetesObject[]; readonly after: readonly KubernetesObject[] }
}

/** Makes the change of a scenario in the clone. The prediction is complete before the tool can get the change. */
export async function propose(target: Place, { edit }: Scenario, context: EditContext): Promise<Proposal> {
  const { clone, environment } = target
  const [before, filesBefore] = [renderedObjects(clone, environment), deliveredDigest(target)]
  await applyEdit(target, edit, context)
  return {
    document: await predict(clone, environment, 'HEAD'),
    files: [filesBefore, deliveredDigest(target)],
    git: { before, after: renderedObjects(clone, environment) },
  }
}

/** Applies an edit and renders it. Throws if nothing that a tool reads changes. */
export async function applyEdit(
  { clone, environment }: Pick<Place, 'clone' | 'environment'>,
  edit: Edit,
  context: EditContext,
): Promise<void> {
  await edit(context)
  await render(clone, environment)
  const rendered = (await changedFiles(clone)).filter((file) => /\/(manifests|delivery)\//.test(file))
  if (rendered.length === 0) throw new Error('The edit changes no rendered file.')
}

/** The context of edits that begin at the current commit. */
export const editContext = async ({
  clone,
  host,
  tool,
}: Pick<Target, 'clone' | 'host' | 'tool'>): Promise<EditContext> => ({
  clone,
  host,
  tool,
  start: await head(clone),
})
