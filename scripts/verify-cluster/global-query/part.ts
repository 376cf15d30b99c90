import { podsPart } from '../pods/part.ts'
import { promtool, thanos } from '../pods/stack-tools.ts'
import { globalQueryChecks } from './checks.ts'
import { createGlobalQuery, globalEnvironments } from './subject.ts'

/** A query of two other environments, over TLS. */
export const globalQueryPart = podsPart({
  name: 'global-query',
  environments: globalEnvironments,
  programs: [thanos, promtool],
  checks: globalQueryChecks,
  subject: createGlobalQuery,
})
