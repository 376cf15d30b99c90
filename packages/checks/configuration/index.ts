import type { Check } from '../engine/check.ts'
import { alertmanagerConfigurationIsValid } from './alertmanager-configuration-is-valid.ts'
import { annotationsUseLabelsThatSurvive } from './annotations-use-labels-that-survive.ts'
import { cachesAreValid } from './caches-are-valid.ts'
import { endpointsFileIsValid } from './endpoints-file-is-valid.ts'
import { objectStorageIsValid } from './object-storage-is-valid.ts'
import { prometheusConfigurationIsValid } from './prometheus-configuration-is-valid.ts'
import { rulesFindTheirSeries } from './rules-find-their-series.ts'
import { rulesParse } from './rules-parse.ts'
import { thanosClientsAreValid } from './thanos-clients-are-valid.ts'

export const configurationChecks: readonly Check[] = [
  objectStorageIsValid,
  endpointsFileIsValid,
  cachesAreValid,
  thanosClientsAreValid,
  prometheusConfigurationIsValid,
  alertmanagerConfigurationIsValid,
  rulesParse,
  rulesFindTheirSeries,
  annotationsUseLabelsThatSurvive,
]
