import { programTitle, valueProblem } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'

export const flagValuesAreValid: Check = {
  name: 'flag-values-are-valid',
  id: 'TH001',
  severity: 'error',
  why: 'A value that the program cannot read ends it at once: the container crash-loops.',
  remedy: 'Write the value as the flag wants it.',
  source: 'https://thanos.io/tip/components/, each program’s --help',
  *run(context) {
    for (const program of programsIn(context))
      for (const use of program.uses) {
        const { flag, value, argument } = use
        if (flag === undefined) continue
        const place = flagPlace(program, use)
        if (flag.type === 'bool') {
          if (program.name !== 'memcached' && value !== undefined)
            yield {
              ...place,
              message: `${argument.flag} of ${programTitle(program)} takes no value.`,
              remedy: `Write --${value === 'false' ? 'no-' : ''}${use.name}.`,
            }
        } else if (value === undefined || (value === '' && argument.isSeparate)) {
          yield { ...place, message: `${argument.flag} of ${programTitle(program)} lacks its value.` }
        } else {
          const wanted = valueProblem(flag, value)
          if (wanted !== undefined)
            yield {
              ...place,
              message: `${argument.flag} of ${programTitle(program)} is ${value === '' ? 'empty' : value}, and must be ${wanted}.`,
            }
        }
      }
  },
}
