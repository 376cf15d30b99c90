import type { Check } from '../engine/check.ts'

/** Variables for which the images of Grafana, databases and MinIO also read a file, and the variable with its path. */
const fileVariables: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^GF_/, (name) => `${name}__FILE`],
  [/^(POSTGRES|MYSQL|MARIADB|MONGO_INITDB)_\w*(PASSWORD|USERNAME|USER)$/, (name) => `${name}_FILE`],
  [/^MINIO_ROOT_(USER|PASSWORD)$/, (name) => `${name}_FILE`],
]

export const secretsAreFiles: Check = {
  name: 'secrets-are-files',
  question: 'security',
  severity: 'warning',
  why: 'Programs print their variables in crash reports and debug pages, child processes inherit them, and a changed Secret reaches a variable only after a restart.',
  remedy: 'Mount the Secret, and set the variable with the path of the file.',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod',
  *run({ containers }) {
    for (const { name: container, environment, workload } of containers)
      for (const { name, from, pointer } of environment) {
        const fileVariable = fileVariables.find(([pattern]) => pattern.test(name))?.[1](name)
        if (from?.kind !== 'Secret' || fileVariable === undefined || name.endsWith('_FILE')) continue
        yield {
          object: workload.object,
          pointer,
          message: `container ${container} reads ${name} from Secret/${from.name} into a variable, although the program can read a file.`,
          remedy: `Mount Secret/${from.name}, and set ${fileVariable} to the path of ${from.key}.`,
        }
      }
  },
}
