// The formulas as Markdown: README.md contains what this returns.
import { type Constant, constants } from './constants.ts'
import { formulaText } from './expression.ts'
import { presets } from './load.ts'
import { quantities } from './quantities.ts'
import { requirements, resources } from './requirements.ts'
import { type SourceName, sources } from './sources.ts'
import { shownAmount } from './units.ts'

/** The tables of the presets, the sizes, the values and the constants. */
export const sizingTables = (): string =>
  [
    '### Sizes of one pod',
    table(
      ['component', 'container', 'size', 'formula', 'source'],
      requirements.map(({ workload, container, resource, formula, source }) => [
        `\`${workload}\``,
        `\`${container}\``,
        resources[resource],
        formulaCell(formula),
        sourceCell(source),
      ]),
    ),
    '### Values in the formulas',
    table(
      ['value', 'what it is', 'formula'],
      Object.entries(quantities).map(([name, { why, formula }]) => [`\`${name}\``, why, formulaCell(formula)]),
    ),
    '### Constants',
    table(
      ['constant', 'value', 'what it is', 'source'],
      Object.entries<Constant>(constants).map(([name, { value, unit, why, source }]) => [
        `\`${name}\``,
        shownAmount(value, unit),
        why,
        sourceCell(source),
      ]),
    ),
    '### Names of sizes',
    table(
      ['`size`', 'series'],
      Object.entries(presets).map(([name, { series }]) => [`\`${name}\``, shownAmount(series, 'number')]),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')

const formulaCell = (formula: string): string => `\`${formulaText(formula)}\``

const sourceCell = (source: SourceName): string =>
  source === 'estimate' ? '*estimate*' : `[${sources[source].title}](${sources[source].url})`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
