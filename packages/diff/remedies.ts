import { type KubernetesObject, nanoUnits, numberAt, stringAt, valueAt } from '@thanos-gitops/manifest'
import type { Change, ObjectChange, Remedy, RolloutClass } from '@thanos-gitops/manifest/change'
import type { DiffContext } from './context.ts'
import { claimTemplatesOf, replicasOf } from './manifest-set.ts'
import type { Pair } from './pairs.ts'
import { type Runbook, type RunbookFacts, runbooks, type Step } from './runbooks/index.ts'
import { contextPlaceholder, kubectl, toolsOf } from './runbooks/kubectl.ts'

const dangerousClasses: readonly RolloutClass[] = ['refused', 'data-loss', 'outage', 'recreate', 'risk']

/** How to proceed with the worst of an object's changes; undefined where none is dangerous. */
export function remedyOf(change: ObjectChange, pair: Pair, context: DiffContext): Remedy | undefined {
  const dangerousChanges = change.changes.filter((one) => dangerousClasses.includes(one.class))
  if (dangerousChanges.length === 0) return undefined
  const facts = factsFor(change, dangerousChanges, pair, context)
  const runbook = runbooks.find(({ appliesTo }) => appliesTo(facts))
  return runbook && writeRunbook(runbook, facts, context)
}

function factsFor(
  change: ObjectChange,
  dangerousChanges: readonly Change[],
  { before, after }: Pair,
  { names }: DiffContext,
): RunbookFacts {
  const { object } = (before ?? after)!
  const { name, namespace } = object.metadata
  return {
    kubectl: kubectl(names?.context, namespace),
    context: names?.context ?? contextPlaceholder,
    tools: toolsOf(names, object),
    change,
    dangerousChanges,
    kind: change.kind,
    name,
    resource: `${change.kind.toLowerCase()}/${name}`,
    ...(before && { before: before.object }),
    ...(after && { after: after.object }),
    claims: before ? claimsOf(before.object, after?.object) : [],
  }
}

function claimsOf(before: KubernetesObject, after: KubernetesObject | undefined): RunbookFacts['claims'] {
  const firstOrdinal = numberAt(before, 'spec', 'ordinals', 'start') ?? 0
  const templatesAfter = claimTemplatesOf(after)
  return claimTemplatesOf(before).map((template) => {
    const name = nameOf(template) ?? ''
    const templateAfter = templatesAfter.find((other) => nameOf(other) === name)
    const size = { before: sizeOf(template), after: sizeOf(templateAfter) }
    const [bytesBefore, bytesAfter] = [nanoUnits(size.before || '0') ?? 0n, nanoUnits(size.after || '0') ?? 0n]
    return {
      names: Array.from(
        { length: replicasOf(before) },
        (_, index) => `${name}-${before.metadata.name}-${firstOrdinal + index}`,
      ),
      size,
      grows: bytesAfter > bytesBefore,
      shrinks: templateAfter !== undefined && bytesAfter < bytesBefore,
      storageClass: { before: storageClassOf(template), after: storageClassOf(templateAfter) },
    }
  })
}

const nameOf = (template: unknown): string | undefined => stringAt(template, 'metadata', 'name')
const sizeOf = (template: unknown): string =>
  String(valueAt(template, ['spec', 'resources', 'requests', 'storage']) ?? '')
const storageClassOf = (template: unknown): string | undefined => stringAt(template, 'spec', 'storageClassName')

function writeRunbook({ id, title, steps, note }: Runbook, facts: RunbookFacts, { delivery }: DiffContext): Remedy {
  const tools = delivery.map(({ tool }) => tool)
  const isNeeded = ({ tool, when }: Step): boolean =>
    (tool === undefined || tools.includes(tool)) && when?.(facts) !== false
  return {
    id,
    title: title(facts),
    steps: steps.filter(isNeeded).map((step) => {
      const commands = commandsOf(step, facts)
      return {
        text: typeof step.text === 'function' ? step.text(facts) : step.text,
        ...(commands.length > 0 && { commands }),
        ...(step.tool !== undefined && tools.length > 1 && { tool: step.tool }),
      }
    }),
    ...(note !== undefined && { note }),
  }
}

const commandsOf = ({ commands = [] }: Step, facts: RunbookFacts): readonly string[] =>
  typeof commands === 'function' ? commands(facts) : commands
