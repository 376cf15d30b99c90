// Several refused changes in one pull request: their procedures are carried out together, because each of them merges it.
import type { ObjectChange, Remedy } from '@thanos-gitops/manifest/change'
import type { Execution } from './execution.ts'
import { addExtraObjects, component, removeExtraObjects } from './extra-objects.ts'
import { type RefusedChange, refusedChanges } from './refused-changes.ts'

type Step = Remedy['steps'][number]

interface Part {
  readonly change: RefusedChange
  readonly before: unknown
  readonly steps: readonly Step[]
}

/** Carries out the procedures that `diff` prints about these changes. */
export async function carryOutTogether(execution: Execution, changes: readonly RefusedChange[]): Promise<void> {
  allowAllPatches(execution)
  if (changes.some(({ name }) => name.includes('daemon-set') || name.includes('job'))) await addExtraObjects(execution)
  await execution.settle(await execution.merge('Prepare objects'))
  execution.write(execution.file(patches), patchFile(changes))
  await execution.render()
  const { objects } = await execution.diff()
  const parts: Part[] = []
  for (const change of changes)
    parts.push({ change, before: await change.observe(execution), steps: stepsOf(execution, change, objects) })
  for (const { steps } of parts) for (const step of steps.slice(0, mergeIndex(steps))) await take(execution, step)
  const commit = await execution.merge('Change fields that cannot change')
  // All objects are deleted before the first procedure resumes the tool.
  for (const { steps } of parts)
    for (const step of steps.slice(mergeIndex(steps) + 1, resumeIndex(steps))) await take(execution, step)
  for (const { steps } of parts) for (const step of steps.slice(resumeIndex(steps))) await take(execution, step)
  await execution.settle(commit)
  for (const { change, before } of parts) {
    await change.check(execution, before)
    execution.carriedOut.add(change.runbook)
  }
  dropPatches(execution, component)
  removeExtraObjects(execution)
  await execution.settle(await execution.merge('Remove the objects of this verification'))
}

/** The steps for the tool of the rig. */
function stepsOf(execution: Execution, change: RefusedChange, objects: readonly ObjectChange[]): readonly Step[] {
  const remedy = objects.find(({ kind, name }) => `${kind}/${name}` === change.object)?.remedy
  if (remedy?.id !== change.runbook)
    throw new Error(`diff prints ${remedy?.id ?? 'no procedure'} for ${change.object}, and not ${change.runbook}`)
  return remedy.steps.filter(({ tool = execution.rig.tool }) => tool === execution.rig.tool)
}

const mergeIndex = (steps: readonly Step[]): number => steps.findIndex(({ text }) => text.startsWith('Merge this'))

const resumeIndex = (steps: readonly Step[]): number =>
  steps.findIndex(({ text }) => /^(Resume the Application|Fetch the merge commit)/.test(text))

async function take(execution: Execution, { commands = [] }: Step): Promise<void> {
  if (commands.length > 0) await execution.run(commands)
}

const rules = ['/spec/**', '/roleRef/**'].map((path) => `  - path: ${path}\n`).join('')

/** The policy of the environments does not allow what these changes need. */
export function allowAllPatches(execution: Execution): void {
  const policy = 'environments/policy.yaml'
  if (!execution.read(policy).endsWith(rules)) execution.append(policy, rules)
}

const patches = 'patches/procedures.yaml'

/** Removes the patches of objects whose names begin with a text. */
export function dropPatches(execution: Execution, prefix: string): void {
  const file = execution.file(patches)
  if (!execution.has(file)) return
  const all = JSON.parse(execution.read(file)) as readonly { readonly target: { readonly name: string } }[]
  const left = all.filter(({ target }) => !target.name.startsWith(prefix))
  if (left.length === 0) execution.remove(file)
  else execution.write(file, JSON.stringify(left, null, 2))
}

const patchFile = (changes: readonly RefusedChange[]): string =>
  JSON.stringify(
    changes.map(({ object, operations }) => {
      const [kind, name] = object.split('/')
      return { target: { kind, name }, patch: operations }
    }),
    null,
    2,
  )

/** The runbooks that these changes carry out to their end. */
export const refusedRunbooks: readonly string[] = [...new Set(refusedChanges.map(({ runbook }) => runbook))]
