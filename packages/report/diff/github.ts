import type { NamedDiff } from '@thanos-gitops/manifest/change'
import { messageOf } from './sarif.ts'
import { causePlace, isDangerous } from './words.ts'

/** GitHub's workflow commands: a line of the pull request says what it does. Changes that follow at once and harm nobody are left out. */
export function diffGithub(diffs: readonly NamedDiff[]): string {
  const lines: string[] = []
  for (const { name, objects, findings } of diffs) {
    for (const { code, severity, message, remedy } of findings)
      lines.push(
        command(
          severity,
          { title: `${name}: ${code}` },
          [message, remedy].filter((text) => text !== undefined).join('\n'),
        ),
      )
    for (const object of objects)
      for (const change of object.changes) {
        if (change.class === 'none' || change.class === 'in-place') continue
        const place = causePlace(change)
        const at =
          place === undefined || /^[0-9a-f]{8}:/.test(place.file)
            ? {}
            : {
                file: place.file,
                ...(place.line === undefined ? {} : { line: String(place.line) }),
                ...(place.column === undefined ? {} : { col: String(place.column) }),
              }
        lines.push(
          command(
            isDangerous(change.class)
              ? 'error'
              : change.class === 'restart' || change.class === 'recreate'
                ? 'warning'
                : 'notice',
            { ...at, title: `${change.class}: ${object.kind}/${object.name}` },
            messageOf(name, object, change),
          ),
        )
      }
  }
  return lines.join('')
}

// https://github.com/actions/toolkit, packages/core/src/command.ts
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

const command = (name: string, properties: Readonly<Record<string, string>>, text: string): string =>
  `::${name} ${Object.entries(properties)
    .map(([key, value]) => `${key}=${property(value)}`)
    .join(',')}::${data(text)}\n`
