import { type ObjectChange, type RolloutClass, rolloutClasses } from '@thanos-gitops/manifest/change'

export const worstFirst: readonly RolloutClass[] = [...rolloutClasses].reverse()

/** Whether a change needs a decision before the merge. */
export const isDangerous = (one: RolloutClass): boolean =>
  one === 'risk' || one === 'refused' || one === 'data-loss' || one === 'outage'

/** The level of a change in a report. A note is applied and interrupts nothing. */
export const levelOf = (one: RolloutClass): 'error' | 'warning' | 'note' =>
  one === 'restart' || one === 'recreate' || one === 'risk' ? 'warning' : isDangerous(one) ? 'error' : 'note'

/** `2 refused, 1 restart` */
export const classCounts = (objects: readonly ObjectChange[]): string =>
  worstFirst
    .map((one) => [objects.filter((object) => object.class === one).length, one] as const)
    .filter(([count]) => count > 0)
    .map(([count, one]) => `${count} ${one}`)
    .join(', ')

export const classMeanings: Readonly<Record<RolloutClass, string>> = {
  none: 'Metadata that controllers ignore.',
  'in-place': 'Applied; no pod restarts.',
  reload: 'A running pod picks it up.',
  scale: 'The number of pods changes.',
  restart: 'Pods are replaced.',
  recreate: 'The object or its pods are recreated.',
  risk: 'Applied, but a protection, permissions or the delivery itself change.',
  refused: 'The API server refuses it, and nothing else of the object is applied.',
  'data-loss': 'Data is deleted permanently.',
  outage: 'A component stops serving.',
}
