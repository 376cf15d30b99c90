// The completion scripts in real shells. A shell that is not installed is skipped: apt-get install zsh fish
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { commandFile, commandTimeout, fixtureRepository, runCommand, temporaryFolder } from '@thanos-gitops/testing'
import { beforeAll, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const folder = temporaryFolder()
const programs = join(folder, 'programs')

const scriptOf = (shell: string): string => join(folder, `completion.${shell}`)
const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0
const title = (shell: string): string =>
  `completion ${shell}${isInstalled(shell) ? '' : ` (skipped: ${shell} is not installed)`}`

/** Runs shell code in the fixture, with `thanos-gitops` on the PATH. */
function run(shell: string, args: readonly string[], code: string): string {
  const { status, stdout, stderr } = spawnSync(shell, [...args, code], {
    cwd: shop.root,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, PATH: [programs, process.env.PATH].join(delimiter) },
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

beforeAll(() => {
  shop.commitRendered('render')
  mkdirSync(programs)
  symlinkSync(commandFile, join(programs, 'thanos-gitops'))
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(scriptOf(shell), runCommand(shop.root, ['completion', shell]).stdout)
}, commandTimeout)

/** What is typed, and words that must be suggested. `none` must not be. */
const cases: readonly { readonly line: string; readonly some: readonly string[]; readonly none: readonly string[] }[] =
  [
    { line: 'thanos-gitops ', some: ['render', 'check', 'completion'], none: ['blue', '--check'] },
    { line: 'thanos-gitops ren', some: ['render'], none: ['check'] },
    { line: 'thanos-gitops render ', some: ['blue', 'green', 'tiny'], none: ['--check'] },
    { line: 'thanos-gitops render bl', some: ['blue'], none: ['green'] },
    { line: 'thanos-gitops render --', some: ['--check', '--stdout', '--root', '--help'], none: ['blue'] },
    { line: 'thanos-gitops check --format ', some: ['text', 'json', 'sarif', 'junit', 'github'], none: ['markdown'] },
    { line: 'thanos-gitops check --only service-s', some: ['service-selects-pods'], none: ['image-is-pinned'] },
    { line: 'thanos-gitops explain blue Service/', some: ['Service/web'], none: ['Deployment/web'] },
    { line: 'thanos-gitops completion ', some: ['bash', 'zsh', 'fish'], none: [] },
    { line: 'thanos-gitops check --exceptions environments/po', some: ['environments/policy.yaml'], none: ['blue'] },
    { line: 'npx thanos-gitops render bl', some: ['blue'], none: ['green'] },
  ]

const expectWords = (words: readonly string[], { some, none }: (typeof cases)[number]): void => {
  expect(words).toEqual(expect.arrayContaining([...some]))
  for (const word of none) expect(words).not.toContain(word)
}

describe.skipIf(!isInstalled('bash'))(title('bash'), { timeout: commandTimeout }, () => {
  /** Sets the variables that readline sets, splits words at = and : as it does, and prints COMPREPLY. */
  const complete = (line: string): readonly string[] => {
    const code = `source '${scriptOf('bash')}'
COMP_LINE=$1; COMP_POINT=\${#1}
read -ra COMP_WORDS <<< "\${1//[=:]/ & }"
[[ $1 == *' ' || $1 == *[=:] ]] && COMP_WORDS+=('')
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
compopt() { :; }
function=$(complete -p "\${COMP_WORDS[0]}"); function=\${function##*-F }
"\${function%% *}"
printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', code, 'bash', line], {
      cwd: shop.root,
      encoding: 'utf8',
      env: { ...process.env, PATH: [programs, process.env.PATH].join(delimiter) },
    })
    expect(stderr).toBe('')
    return stdout.split('\n')
  }

  it.each(cases)('completes $line', (example) => expectWords(complete(example.line), example))

  it('completes the part of a word after = only, which is what bash replaces', () => {
    expect(complete('thanos-gitops check --format=js')).toContain('json')
  })

  it('runs the program of node_modules if it is not on the PATH', () => {
    mkdirSync(join(shop.root, 'node_modules/.bin'), { recursive: true })
    symlinkSync(commandFile, join(shop.root, 'node_modules/.bin/thanos-gitops'))
    const found = run(
      'bash',
      ['--norc', '-c'],
      `source '${scriptOf('bash')}'; cd environments; PATH=/usr/bin:/bin; _thanos_gitops_program`,
    )
    expect(found.trim()).toBe(join(shop.root, 'node_modules/.bin/thanos-gitops'))
  })
})

describe.skipIf(!isInstalled('fish'))(title('fish'), { timeout: commandTimeout }, () => {
  const complete = (line: string): readonly string[] =>
    run('fish', ['--no-config', '--command'], `source '${scriptOf('fish')}'; complete --do-complete '${line}'`)
      .split('\n')
      .map((word) => word.split('\t')[0]!)

  it.each(cases)('completes $line', (example) => expectWords(complete(example.line), example))

  it('describes commands', () => {
    expect(
      run(
        'fish',
        ['--no-config', '--command'],
        `source '${scriptOf('fish')}'; complete --do-complete 'thanos-gitops ren'`,
      ),
    ).toContain('render\twrite environments/')
  })
})

describe.skipIf(!isInstalled('zsh'))(title('zsh'), { timeout: commandTimeout }, () => {
  /** Types the line and a tab in an interactive zsh on a pseudo terminal, where `compadd` prints the words that match. */
  const complete = (line: string): readonly string[] => {
    const setup = `
PS1=
autoload -Uz compinit && compinit -u -D
source ${scriptOf('zsh').replaceAll(' ', '\\ ')}
zstyle ':completion:*' list-separator '--'
compadd() {
  [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]] && { builtin compadd "$@"; return }
  local -a words
  builtin compadd -A words "$@"
  builtin compadd "$@"
  (( $#words )) && print -r -- "<$words>"
}
complete-and-report() { zle complete-word; print -r -- "<end>" }
zle -N complete-and-report
bindkey '^I' complete-and-report
print READY
`
    writeFileSync(join(folder, 'setup.zsh'), setup)
    const driver = `
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "source '${join(folder, 'setup.zsh')}'"
zpty -r shell output '*READY'$'\\r'
zpty -w -n shell ${JSON.stringify(line)}$'\\t'
zpty -r shell output '*<end>*'
print -rn -- $output
zpty -d shell
`
    const output = run('zsh', ['-f', '-c'], driver)
    const words = [...output.matchAll(/<([^>\r\n]+)>/g)].flatMap(([, list]) => list!.split(' '))
    // zsh matches the last part of a path.
    const path = /[^ ]*\/$/.exec(line.replace(/[^/]*$/, ''))?.[0] ?? ''
    return [...words, ...words.map((word) => path + word)]
  }

  it.each(cases)('completes $line', (example) => expectWords(complete(example.line), example))
})
