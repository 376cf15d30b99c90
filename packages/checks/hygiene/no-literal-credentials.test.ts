import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { noLiteralCredentials } from './no-literal-credentials.ts'

const problems = (text: string) => problemsIn(noLiteralCredentials, text)
const configMap = (document: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.yaml: |\n${document.replaceAll(/^/gm, '    ')}\n`

describe('no-literal-credentials', () => {
  it.each([
    ['a variable', workload('a', 'image: a:v1\nenv: [{name: ADMIN_PASSWORD, value: hunter2}]')],
    ['an argument', workload('a', 'image: a:v1\nargs: [--redis.password=hunter2]')],
    ['a document', configMap('remote_write:\n- url: https://a.b\n  basic_auth: {username: u, password: hunter2}')],
    ['a Secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {key: hunter2}\n'],
  ])('reports %s and does not print the value', (_, text) => {
    const found = problems(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('contains a literal credential')
    expect(found[0]).not.toContain('hunter2')
  })

  it.each([
    [
      'a variable from a Secret',
      workload('a', 'image: a:v1\nenv: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}]'),
    ],
    ['the name of a file', workload('a', 'image: a:v1\nargs: [--password-file=/etc/a]')],
    [
      'a configuration file in a Secret',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a.yaml: "route:\\n  receiver: a\\n"}\n',
    ],
  ])('accepts %s', (_, text) => expect(problems(text)).toEqual([]))
})
