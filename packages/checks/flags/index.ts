import type { Check } from '../engine/check.ts'
import { flagValuesAreValid } from './flag-values-are-valid.ts'
import { flagsAreNotDeprecated } from './flags-are-not-deprecated.ts'
import { flagsDoNotExcludeEachOther } from './flags-do-not-exclude-each-other.ts'
import { flagsExist } from './flags-exist.ts'
import { flagsStandOnce } from './flags-stand-once.ts'
import { requiredFlagsAreGiven } from './required-flags-are-given.ts'

export const flagChecks: readonly Check[] = [
  flagsExist,
  flagValuesAreValid,
  flagsStandOnce,
  flagsDoNotExcludeEachOther,
  requiredFlagsAreGiven,
  flagsAreNotDeprecated,
]
