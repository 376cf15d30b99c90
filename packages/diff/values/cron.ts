import { type KubernetesObject, stringAt } from '@thanos-gitops/manifest'
import { problem, type ValueProblem } from './problem.ts'

const source = 'pkg/apis/batch/validation/validation.go:772-779, 833-847'

const macro = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/
const value = '(?:[A-Za-z]{3}|\\d{1,2})'
const cronField = new RegExp(
  `^(?:\\*|\\?|${value}(?:-${value})?)(?:/\\d+)?(?:,(?:\\*|${value}(?:-${value})?)(?:/\\d+)?)*$`,
)
/** Minute, hour, day of the month, month, day of the week. */
const cronBounds: readonly (readonly [least: number, most: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
]

export function cronJobProblems(object: KubernetesObject): readonly ValueProblem[] {
  const schedule = stringAt(object, 'spec', 'schedule') ?? ''
  const reason = /\b(CRON_)?TZ=/.test(schedule)
    ? 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
    : isSchedule(schedule)
      ? undefined
      : 'must be a cron schedule with five fields'
  if (reason === undefined) return []
  return [problem(['spec', 'schedule'], `spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${reason}`, source)]
}

function isSchedule(schedule: string): boolean {
  if (macro.test(schedule)) return true
  const fields = schedule.trim().split(/\s+/)
  return (
    fields.length === cronBounds.length &&
    fields.every((field, index) => cronField.test(field) && isWithin(field, cronBounds[index]!))
  )
}

const isWithin = (field: string, [least, most]: readonly [number, number]): boolean =>
  [...field.replaceAll(/\/\d+/g, '').matchAll(/\d+/g)].every(
    ([number]) => Number(number) >= least && Number(number) <= most,
  )
