import { readOptionFile } from '@thanos-gitops/command-line/option-files'
import { type Prices, readPrices } from '@thanos-gitops/diff'
import { Failure, readYaml } from '@thanos-gitops/manifest'

/** The prices in the file of `--prices`. Throws a Failure. */
export function pricesIn(file: string): Prices {
  const source = readYaml(file, readOptionFile(file, '--prices'))
  if (!('file' in source)) throw new Failure(source)
  const prices = readPrices(source.value)
  if (typeof prices === 'string')
    throw new Failure({
      code: 'prices-invalid',
      severity: 'error',
      message: prices,
      remedy: 'Write for example: cpu: 20',
      place: { file },
    })
  return prices
}
