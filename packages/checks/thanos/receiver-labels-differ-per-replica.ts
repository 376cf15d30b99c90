import type { Check } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { labelsText, streamsIn } from './streams.ts'

export const receiverLabelsDifferPerReplica: Check = {
  name: 'receiver-labels-differ-per-replica',
  id: 'TH037',
  question: 'identities',
  severity: 'error',
  why: 'Receivers with equal labels upload overlapping blocks of the same tenant: the compactor halts. A query cannot deduplicate their series either.',
  remedy: 'Add --label=receive_replica="$(POD_NAME)", with POD_NAME from metadata.name of the pod.',
  source: 'https://thanos.io/tip/components/receive.md/, https://thanos.io/tip/thanos/storage.md/#external-labels',
  *run(context) {
    const receivers = streamsIn(context).filter(({ writer }) => writer.program.command === 'receive')
    for (const [first, second] of Map.groupBy(receivers, ({ writer }) => writer).values()) {
      if (!first || !second || labelsText(first) !== labelsText(second)) continue
      const { program, labels } = first.writer
      const { replicas } = program.container.workload
      const constant = labels.find(({ name }) => name.includes('replica'))
      yield {
        ...(constant?.place ?? argumentsPlace(program)),
        message: `${replicas === undefined ? 'all' : `the ${replicas}`} replicas of thanos receive have the same labels, ${labelsText(first)}.`,
        ...(constant && {
          remedy: `Set --label=${constant.name}="$(POD_NAME)", with POD_NAME from metadata.name of the pod.`,
        }),
      }
    }
  },
}
