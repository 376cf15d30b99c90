import { medianOf, type Pairs, pairedRatio, type Sample } from './measure.ts'

export function printHeader(): void {
  console.log(
    '| scenario | output before | ours: wall s (cpu s), MiB | kustomize or dyff: wall s (cpu s), MiB | wall ratio | cpu ratio | target |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
}

/** Prints a row that compares two commands. `target` is the largest wall ratio that is acceptable. */
export function printComparison(title: string, outputBefore: string, pairs: Pairs, target?: number): void {
  const ratios = (['wall', 'cpu'] as const).map((figure) => pairedRatio(pairs, figure).toPrecision(2))
  console.log(
    `| ${title} | ${outputBefore} | ${figures(pairs.ours)} | ${figures(pairs.theirs)} | ${ratios.join(' | ')} | ${target === undefined ? '' : `≤ ${target}`} |`,
  )
}

/** Prints a row of one command. `target` is the longest wall time in seconds that is acceptable. */
export const printSamples = (title: string, outputBefore: string, samples: readonly Sample[], target?: number): void =>
  console.log(
    `| ${title} | ${outputBefore} | ${figures(samples)} | | | | ${target === undefined ? '' : `≤ ${target} s`} |`,
  )

/** Medians of the wall time, the CPU time and the peak of memory. */
const figures = (samples: readonly Sample[]): string =>
  `${medianOf(samples, 'wall').toFixed(2)} (${medianOf(samples, 'cpu').toFixed(2)}), ${medianOf(samples, 'peak').toFixed(0)}`
