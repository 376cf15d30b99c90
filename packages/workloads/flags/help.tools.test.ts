// The help output of the program that `npm run tools -- thanos` builds, without any change, against the catalogue.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogueOf } from './catalogue.ts'

const thanos = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'thanos'))
  .find((path) => existsSync(path))

const outputOf = (...args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(thanos!, args, { encoding: 'utf8' })
  return stdout + stderr
}

describe.skipIf(thanos === undefined)('the catalogue of Thanos', () => {
  const { commands } = catalogueOf('thanos', '0.42.4')!.catalogue

  it.each(Object.keys(commands))('has the flags in the help output of %s', (command) => {
    const output = outputOf(...command.split(' '), '--help')
    const listed = [...output.matchAll(/^ {2,6}(?:-\w, )?--(?:\[no-\])?([\w.-]+)/gm)].map(([, name]) => name!)
    const visible = Object.keys(commands[command]!).filter((name) => !commands[command]![name]!.hidden)
    expect(visible.toSorted()).toEqual(listed.toSorted())
  })

  it.each(
    Object.entries(commands).flatMap(([command, flags]) =>
      Object.keys(flags)
        .filter((name) => flags[name]!.hidden)
        .map((name) => [command, name] as const),
    ),
  )('has a flag of %s that the help output omits and the program accepts: --%s', (command, name) => {
    const { type } = commands[command]![name]!
    const [known, unknown] = [name, `${name}.unknown`].map((flag) =>
      outputOf(...command.split(' '), type === 'bool' ? `--${flag}` : `--${flag}=?`, '--unknown.flag'),
    )
    expect(known).toContain("unknown long flag '--unknown.flag'")
    expect(unknown).toContain(`unknown long flag '--${name}.unknown'`)
  })
})
