// The secrets that an integration of a receiver needs, found by trying: Alertmanager's code decides what is complete.
import { type Finding, MappingReader, readYaml, reportInto } from '@thanos-gitops/manifest'
import { stringify } from 'yaml'
import { readAlerting } from './load-alerting.ts'
import { type Fields, fieldsWithFile, receiverKinds } from './receiver-fields.ts'

/**
 * Adds references to keys of a Secret, `{key: slack-api-url}`, to an integration: the smallest number with which it is
 * complete. Returns the problems instead if it is not complete with any of them.
 *
 * @param kind one of `receiverKinds`, such as `slack_configs`
 */
export function completeIntegration(kind: string, integration: Fields): Fields | readonly Finding[] {
  const secrets = fieldsWithFile(receiverKinds.get(kind) ?? {}).filter((name) => !Object.hasOwn(integration, name))
  let problems: readonly Finding[] = []
  for (const chosen of subsetsOf(secrets)) {
    const references = chosen.map((name) => [name, { key: keyOf(kind, name) }])
    const complete = { ...integration, ...Object.fromEntries(references) }
    problems = problemsOf(kind, complete)
    if (problems.length === 0) return complete
  }
  return problems
}

/** The key of the Secret for a field: `slack-api-url`. */
const keyOf = (kind: string, field: string): string => `${kind.replace(/_configs$/, '')}_${field}`.replaceAll('_', '-')

/** The smallest subsets first. */
const subsetsOf = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, index) => bits & (1 << index))).toSorted(
    (one, other) => one.length - other.length,
  )

function problemsOf(kind: string, integration: Fields): readonly Finding[] {
  const settings = { alerting: { receivers: [{ name: 'receiver', [kind]: [integration] }] } }
  const source = readYaml('environment.yaml', stringify(settings))
  if (!('value' in source)) return source
  const findings: Finding[] = []
  const codes = { invalid: 'environment-invalid', unknownKey: 'environment-unknown-key' }
  readAlerting(new MappingReader({ source, path: [], codes, report: reportInto(findings) }, source.value as Fields))
  return findings
}
