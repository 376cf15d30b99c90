import type { Observation, PodEffects, Prediction } from './effects.ts'

/** Where an observation differs from the prediction, one sentence for each difference. Empty if they agree. */
export function disagreements(predicted: Prediction, observed: Observation): readonly string[] {
  return [
    ...(predicted.sync === observed.sync ? [] : [`The sync ${observed.sync}. Predicted: ${predicted.sync}.`]),
    ...objectDisagreements(predicted.objects, observed.objects),
    ...labelsOf(predicted.pods, observed.pods).flatMap((label) =>
      podDisagreements(label, predicted.pods[label], observed.pods[label]),
    ),
    ...orderDisagreements(predicted.order, observed.spans),
  ]
}

const labelsOf = (...records: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  [...new Set(records.flatMap((record) => Object.keys(record)))].sort()

/** An object that is missing on one side does not change. */
const objectDisagreements = (predicted: Prediction['objects'], observed: Observation['objects']): readonly string[] =>
  labelsOf(predicted, observed).flatMap((label) => {
    const [expected, found] = [predicted[label] ?? 'unchanged', observed[label] ?? 'unchanged']
    return expected === found ? [] : [`${label}: ${found}. Predicted: ${expected}.`]
  })

const noPods: PodEffects = { stopped: 0, started: 0 }

/** Numbers and names must be equal. The limits of a rollout are upper bounds. */
function podDisagreements(
  label: string,
  predicted: PodEffects = noPods,
  observed: PodEffects = noPods,
): readonly string[] {
  const counts = ({ stopped, started }: PodEffects): string => `${stopped} pods stop, ${started} start`
  if (counts(predicted) !== counts(observed)) return [`${label}: ${counts(observed)}. Predicted: ${counts(predicted)}.`]
  const names = (what: 'stops' | 'starts'): readonly string[] => {
    const text = (pods: readonly string[] | undefined): string | undefined =>
      (what === 'stops' && predicted.stopsAtOnce ? pods?.toSorted() : pods)?.join(', ')
    const [expected, found] = [text(predicted[what]), text(observed[what])]
    return expected === undefined || expected === found ? [] : [`${label}: ${what} ${found}. Predicted: ${expected}.`]
  }
  const limit = (what: 'extra' | 'unavailable'): readonly string[] => {
    const [most, found] = [predicted[what], observed[what]]
    return most === undefined || found === undefined || found <= most
      ? []
      : [`${label}: ${found} pods ${what} at a time. Predicted: at most ${most}.`]
  }
  return [...names('stops'), ...names('starts'), ...limit('extra'), ...limit('unavailable')]
}

/** The pods of a wave change after those of the wave before. */
function orderDisagreements(order: Prediction['order'], spans: Observation['spans']): readonly string[] {
  return order.slice(1).flatMap((later, index) => {
    const earlier = order[index]!
    return later.flatMap((label) =>
      earlier.flatMap((before) => {
        const [own, other] = [spans[label], spans[before]]
        return own === undefined || other === undefined || own.first >= other.last
          ? []
          : [`${label} changes at ${own.first} s, before the pods of ${before} are ready (${other.last} s).`]
      }),
    )
  })
}
