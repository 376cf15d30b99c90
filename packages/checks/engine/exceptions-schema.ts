// The JSON Schema of exceptions.yaml, by which editors complete and check it.

const text = (description: string) => ({ type: 'string', description })
const reason = text('Why, for the reader of the file.')

const entry = (properties: Readonly<Record<string, object>>, rules: object) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...rules,
})

/**
 * `packages/checks/engine/exceptions.schema.json`, which the first line of `exceptions.yaml` names. It does not list the checks, so
 * that a new check changes no other file.
 */
export const exceptionsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    external: {
      type: ['array', 'null'],
      description: 'Objects that the cluster has although no manifest creates them, and hosts outside of it.',
      items: entry(
        {
          kind: text('Such as Secret or StorageClass.'),
          name: text('The name of the object.'),
          namespace: text('Its namespace. Default: that of the environment.'),
          keys: { type: 'array', description: 'The keys of the Secret or ConfigMap.' },
          host: text('A host outside of the cluster, such as s3.example.com.'),
          reason,
        },
        { required: ['reason'], anyOf: [{ required: ['kind', 'name'] }, { required: ['host'] }] },
      ),
    },
    exceptions: {
      type: ['array', 'null'],
      description: 'Objects that may break the promise of a check until a day.',
      items: entry(
        {
          check: {
            type: 'string',
            pattern: '^[a-z0-9]+(-[a-z0-9]+)*$|^[A-Z]+[0-9]+$',
            patternErrorMessage:
              'A check has a name such as components-survive-a-disruption, or a number: npx thanos-gitops check --list',
            description: 'The name or the number of the check: npx thanos-gitops check --list',
          },
          object: text(
            'Kind and name, such as StatefulSet/thanos-store, where * matches any characters; or the file that sets the value.',
          ),
          at: text('A path such as /spec/replicas: only values at and below it.'),
          reason,
          until: {
            type: 'string',
            pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
            patternErrorMessage: 'The last day of the exception is a date such as 2027-03-01.',
            description: 'The last day of the exception, such as 2027-03-01. check fails afterwards.',
          },
        },
        { required: ['check', 'object', 'reason', 'until'] },
      ),
    },
  },
}
