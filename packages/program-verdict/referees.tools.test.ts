import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import type { DocumentKind } from './programs.ts'
import { mutations } from './testing/mutation.ts'
import { judgedBy, type Referee, referees } from './testing/run-referee.ts'
import { alertmanagerConfigs, prometheusConfigs, prometheusRules, thanosRules } from './testing/seeds.ts'

const documents = 200

/** The path of a program on PATH; the setup of these tests adds those that `npm run tools` built. */
const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))

const cases: readonly (readonly [
  name: string,
  tool: string,
  referee: (program: string) => Referee,
  kind: DocumentKind,
  valid: readonly unknown[],
])[] = [
  [
    'configurations of Prometheus',
    'promtool',
    referees.prometheusConfig,
    { program: 'prometheus', kind: 'config' },
    prometheusConfigs,
  ],
  [
    'rules of Prometheus',
    'promtool',
    referees.prometheusRules,
    { program: 'prometheus', kind: 'rules' },
    prometheusRules,
  ],
  [
    'configurations of Alertmanager',
    'amtool',
    referees.alertmanagerConfig,
    { program: 'alertmanager', kind: 'config' },
    alertmanagerConfigs,
  ],
  ['rules of Thanos', 'thanos', referees.thanosRules, { program: 'thanos', kind: 'rules' }, thanosRules],
]

describe.each(cases)('%s', (_, tool, referee, kind, valid) => {
  const program = onPath(tool)
  it.skipIf(program === undefined)(
    'have the verdict of the program itself',
    () => {
      const sample = [...valid.map((value) => JSON.stringify(value)), ...mutations(valid, documents, 13)]
      const expected = judgedBy(referee(program ?? ''), sample)
      const differences = sample.filter((document, index) => (judge(kind, document).length === 0) !== expected[index])
      expect(differences).toEqual([])
      expect(expected.slice(0, valid.length)).toEqual(valid.map(() => true))
      expect(expected.filter((isAccepted) => !isAccepted).length).toBeGreaterThan(documents / 3)
    },
    600_000,
  )
})
