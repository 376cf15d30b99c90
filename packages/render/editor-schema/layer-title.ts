import type { ShownValue } from './value-titles.ts'

/** The value of a field in an environment; neither text nor line for a value that is as in the base. */
export interface ShownField extends Partial<ShownValue> {
  readonly environment: string
}

const mostEntries = 5
const mostNames = 2

/** `Today 3 in blue and green, set by environments/layers/eu/patches/a.yaml:4; 5 in tiny, set by …`: equal values once. */
export function summary(fields: readonly ShownField[]): string {
  const known = fields.filter(({ text, line }) => text !== undefined || line !== undefined)
  const groups = [...Map.groupBy(known, ({ text, line }) => text ?? `at ${line}`).values()]
  const entries = groups
    .sort((a, b) => b.length - a.length)
    .slice(0, mostEntries)
    .map(entry)
  const rest = groups.length - entries.length
  return `Today ${[
    ...entries,
    ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'value' : 'values'}`] : []),
    ...(known.length < fields.length ? ['elsewhere as in the base'] : []),
  ].join('; ')}`
}

function entry(fields: readonly ShownField[]): string {
  const { text = 'a list or a mapping' } = fields[0]!
  const [first, ...others] = new Set(fields.flatMap(({ line }) => line ?? []))
  const more = others.length === 0 ? '' : ` and ${others.length} more ${others.length === 1 ? 'line' : 'lines'}`
  const names = fields.map(({ environment }) => environment)
  return `${text} in ${listed(names)}${first === undefined ? '' : `, set by ${first}${more}`}`
}

/** @param names at least one */
function listed(names: readonly string[]): string {
  const shown = names.length > mostNames + 1 ? names.slice(0, mostNames) : names
  const rest = names.length - shown.length
  const all = rest > 0 ? [...shown, `${rest} more`] : shown
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
