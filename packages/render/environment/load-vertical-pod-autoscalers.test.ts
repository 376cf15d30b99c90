import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readVerticalPodAutoscalers } from './load-vertical-pod-autoscalers.ts'

function load(text: string) {
  const source = readYaml('environment.yaml', `verticalPodAutoscalers: ${text}\n`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'verticalPodAutoscalers'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const settings = readVerticalPodAutoscalers(fields)
  return {
    settings,
    problems: findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy}`),
  }
}

it('recommends both requests by default', () => {
  expect(load('{}').settings?.values).toEqual({ updateMode: 'Off', cpu: 'true', memory: 'true' })
  expect(load('{updateMode: Off}')).toMatchObject({ settings: { values: { updateMode: 'Off' } }, problems: [] })
  expect(load('{updateMode: false}').settings?.values.updateMode).toBe('Off')
})

it('reads what the autoscalers change, and the place of each value', () => {
  const { settings, problems } = load(
    '{updateMode: Recreate, controlledResources: [memory], minAllowed: {memory: 64Mi}, maxAllowed: {memory: 8Gi}}',
  )
  expect(problems).toEqual([])
  expect(settings!.values).toEqual({
    updateMode: 'Recreate',
    memory: 'true',
    minAllowed: { memory: '64Mi' },
    maxAllowed: { memory: '8Gi' },
  })
  expect(settings!.paths.get('maxAllowed/memory')).toEqual(['verticalPodAutoscalers', 'maxAllowed', 'memory'])
  expect(settings!.paths.get('memory')).toEqual(['verticalPodAutoscalers', 'controlledResources'])
})

it.each([
  ['{updateMode: Auto}', '1:38 updateMode must be one of Off, Initial, Recreate, InPlaceOrRecreate, not "Auto".'],
  ['{controlledResources: [disk]}', '1:47 controlledResources must be a list of cpu and memory, each once, not'],
  ['{controlledResources: []}', '1:47 controlledResources must be a list of cpu and memory, each once, not'],
  ['{controlledResources: [cpu, cpu]}', '1:47 controlledResources must be a list of cpu and memory, each once, not'],
  ['{maxAllowed: {memory: lots}}', '1:47 memory must be a quantity above 0, not "lots".'],
  ['{maxAllowed: {memory: 0}}', '1:47 memory must be a quantity above 0, not 0.'],
  [
    '{controlledResources: [memory], maxAllowed: {cpu: 2}}',
    '1:70 The autoscalers do not control cpu, so that maxAllowed',
  ],
  [
    '{minAllowed: {memory: 2Gi}, maxAllowed: {memory: 1Gi}}',
    '1:74 maxAllowed of memory is below minAllowed, which is 2Gi.',
  ],
  ['{updateMode: Recreate}', '1:38 With updateMode: Recreate, the autoscalers could request more CPU than a node has'],
  ['{updatemode: Initial}', '1:26 Unknown key updatemode. Did you mean updateMode?'],
])('refuses %s', (text, message) => expect(load(text).problems).toEqual([expect.stringContaining(message)]))
