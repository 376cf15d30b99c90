/** A patch file of environment `blue` of the fixture that render must refuse, and the line that is wrong. */
export interface WrongPatch {
  readonly what: string
  readonly text: string
  readonly line: number
}

/** The first line of a patch file names the schema. */
export const header = '# yaml-language-server: $schema=../patches.schema.json\n'

const database = '{kind: StatefulSet, name: database}'
const container = '/spec/template/spec/containers/[name=database]'
const claim = '/spec/volumeClaimTemplates/0/spec'

/** Lines: 1 the header, 2 target, 3 patch, 4 op, 5 path, 6 value. */
const patch = (target: string, ...lines: readonly string[]): string =>
  `${header}- target: ${target}\n  patch:\n    - ${lines.join('\n      ')}\n`
const replace = (path: string, value: unknown, target = database): string =>
  patch(target, 'op: replace', `path: ${path}`, `value: ${JSON.stringify(value)}`)
const add = (path: string, value: unknown, target = database): string =>
  patch(target, 'op: add', `path: ${path}`, `value: ${JSON.stringify(value)}`)
const remove = (path: string, target = database): string => patch(target, 'op: remove', `path: ${path}`)

const typos: readonly [what: string, path: string][] = [
  ['the first step', '/spce/replicas'],
  ['the last step', '/spec/replica'],
  ['the case of a step', '/Spec/replicas'],
  ['a step within', '/spec/template/spce/containers/[name=database]/resources/limits/memory'],
  ['the list', '/spec/template/spec/container/[name=database]/resources/limits/memory'],
  ['the name in a list step', '/spec/template/spec/containers/[name=databse]/resources/limits/memory'],
  ['the field of a list step', '/spec/template/spec/containers/[nmae=database]/resources/limits/memory'],
  ['the bracket of a list step', '/spec/template/spec/containers/name=database/resources/limits/memory'],
  ['a field of a container', `${container}/resource/limits/memory`],
  ['the resource list', `${container}/resources/limit/memory`],
  ['the resource', `${container}/resources/limits/memroy`],
  ['the flag', `${container}/args/[--log.levle]`],
  ['the dashes of a flag', `${container}/args/[log.level]`],
  ['the claim templates', '/spec/volumeClaimTemplate/0/spec/resources/requests/storage'],
  ['the storage class', `${claim}/storageClass`],
  ['a forgotten level', '/spec/containers/[name=database]/resources/limits/memory'],
]

const wrongValues: readonly [what: string, path: string, value: unknown][] = [
  ['a string for an integer', '/spec/replicas', '3'],
  ['a fraction for an integer', '/spec/replicas', 2.5],
  ['a negative number of replicas', '/spec/replicas', -1],
  ['more replicas than the policy allows', '/spec/replicas', 11],
  ['fewer replicas than the policy allows', '/spec/replicas', 0],
  ['true for an integer', '/spec/replicas', true],
  ['a list for an integer', '/spec/replicas', [3]],
  ['null for an integer', '/spec/replicas', null],
  ['an invalid unit', `${container}/resources/limits/memory`, '2GB'],
  ['a space in a quantity', `${container}/resources/limits/memory`, '2 Gi'],
  ['a word for a quantity', `${container}/resources/limits/memory`, 'plenty'],
  ['a negative quantity', `${container}/resources/requests/memory`, '-1Gi'],
  ['an object for a quantity', `${container}/resources/requests/memory`, { size: '1Gi' }],
  ['true for a quantity', `${container}/resources/requests/cpu`, true],
  ['a comma in a quantity', `${container}/resources/requests/cpu`, '0,5'],
  ['a quantity with the word cores', `${container}/resources/requests/cpu`, '2cores'],
  ['a volume of size 0', `${claim}/resources/requests/storage`, '0'],
  ['a volume in an unknown unit', `${claim}/resources/requests/storage`, '100GiB'],
  ['a storage class that the policy does not allow', `${claim}/storageClassName`, 'standard'],
  ['a storage class as a number', `${claim}/storageClassName`, 1],
  ['the value of a flag without the flag', `${container}/args/[--log.level]`, 'debug'],
  ['another flag', `${container}/args/[--log.level]`, '--log.format=json'],
  ['a number for an argument', `${container}/args/[--cache-size]`, 2],
  ['an object for an argument', `${container}/args/[--pool-size]`, { size: '1GB' }],
  ['an enum in another case', '/spec/podManagementPolicy', 'parallel'],
  ['a value outside of an enum', `${container}/imagePullPolicy`, 'Sometimes'],
  ['a string for a boolean', '/spec/template/spec/enableServiceLinks', 'no'],
  ['a port out of range', `${container}/ports/[name=grpc]/containerPort`, 70000],
  ['a port as a string', `${container}/ports/[name=grpc]/containerPort`, '10901'],
  ['a user as a string', '/spec/template/spec/securityContext/runAsUser', 'nobody'],
  ['an object with an unknown field', `${container}/resources`, { limits: { memory: '2Gi' }, request: {} }],
  ['a list of strings for a list of objects', `${container}/env`, ['NAME=value']],
  ['a string for a probe', `${container}/livenessProbe`, '/-/healthy'],
]

const wrongPlaces: readonly [what: string, text: string, line: number][] = [
  ['an index out of range', replace('/spec/template/spec/containers/1/resources/limits/memory', '2Gi'), 5],
  ['an index with a leading zero', replace('/spec/volumeClaimTemplates/00/spec/resources/requests/storage', '2Gi'), 5],
  ['an index after the end, to add', add('/spec/template/spec/containers/7', { name: 'x' }), 5],
  ['the end of a list, to replace', replace(`${container}/args/-`, '--x'), 5],
  ['a missing field, to replace', replace('/spec/minReadySeconds', 5), 5],
  ['a missing field, to remove', remove('/spec/minReadySeconds'), 5],
  ['an unknown field, to add', add('/spec/replicaCount', 3), 5],
  ['a field in a missing field', add('/spec/updateStrategy/type', 'OnDelete'), 5],
  ['a path into a string', replace(`${container}/image/tag`, 'v1'), 5],
  ['a required field, to remove', remove('/spec/serviceName'), 5],
  ['the name of the object', replace('/metadata/name', 'other'), 5],
  ['the namespace of the object', replace('/metadata/namespace', 'other'), 5],
  ['a field that the policy does not allow', replace('/spec/template/spec/terminationGracePeriodSeconds', 5), 5],
  ['an argument that the policy does not allow', replace(`${container}/args/[--data-dir]`, '--data-dir=/x'), 5],
  ['two replicas of the backup', replace('/spec/replicas', 2, '{kind: StatefulSet, name: backup}'), 6],
  ['a path without its slash', replace('spec/replicas', 3), 5],
  ['a path with dots', replace('spec.replicas', 3), 5],
  ['a tilde that is not escaped', replace('/metadata/annotations/a~b', 'x'), 5],
]

const wrongTargets: readonly [what: string, text: string, line: number][] = [
  ['an unknown name', replace('/spec/replicas', 3, '{kind: StatefulSet, name: databse}'), 2],
  ['a kind in another case', replace('/spec/replicas', 3, '{kind: Statefulset, name: database}'), 2],
  ['a kind that the environment lacks', replace('/spec/replicas', 3, '{kind: DaemonSet, name: database}'), 2],
  ['the name of an object of another kind', replace('/spec/replicas', 3, '{kind: StatefulSet, name: web}'), 2],
  ['another group', replace('/spec/replicas', 3, '{kind: StatefulSet, name: database, group: batch}'), 2],
  ['another namespace', replace('/spec/replicas', 3, '{kind: StatefulSet, name: database, namespace: default}'), 2],
  ['no name', replace('/spec/replicas', 3, '{kind: StatefulSet}'), 2],
  ['a glob without expect', replace('/spec/replicas', 3, '{kind: StatefulSet, name: "data*"}'), 2],
  ['a selector without expect', replace('/spec/replicas', 3, '{kind: StatefulSet, labelSelector: app=x}'), 2],
  [
    'an unknown component in a selection',
    replace('/spec/replicas', 3, '{kind: StatefulSet, component: shop, expect: 1}'),
    2,
  ],
  ['an unknown key', replace('/spec/replicas', 3, '{kind: StatefulSet, nmae: database, name: database}'), 2],
]

const wrongOperations: readonly [what: string, text: string, line: number][] = [
  ['an unknown operation', patch(database, 'op: update', 'path: /spec/replicas', 'value: 3'), 4],
  ['no operation', patch(database, 'path: /spec/replicas', 'value: 3'), 4],
  ['no path', patch(database, 'op: replace', 'value: 3'), 4],
  ['no value', patch(database, 'op: replace', 'path: /spec/replicas'), 4],
  ['a value to remove', patch(database, 'op: remove', 'path: /spec/replicas', 'value: 3'), 6],
  ['an unknown key', patch(database, 'op: replace', 'path: /spec/replicas', 'value: 3', 'note: why'), 7],
  ['a move from a missing field', patch(database, 'op: move', 'from: /spec/replica', 'path: /spec/minReadySeconds'), 5],
  ['a from to replace', patch(database, 'op: replace', 'path: /spec/replicas', 'value: 3', 'from: /spec/replicas'), 7],
  [
    'a patch that is not a list',
    `${header}- target: ${database}\n  patch:\n    op: replace\n    path: /spec/replicas\n    value: 3\n`,
    4,
  ],
]

export const wrongPatches: readonly WrongPatch[] = [
  ...typos.map(([what, path]) => ({ what: `a typing error in ${what}`, text: replace(path, '2Gi'), line: 5 })),
  ...wrongValues.map(([what, path, value]) => ({ what, text: replace(path, value), line: 6 })),
  ...[...wrongPlaces, ...wrongTargets, ...wrongOperations].map(([what, text, line]) => ({ what, text, line })),
]
