// Writes the table of all checks into packages/checks/README.md, or with --check says whether it is as the registry has it.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checks } from '@thanos-gitops/checks'

const readme = resolve(import.meta.dirname, '../packages/checks/README.md')
const [begin, end] = ['<!-- written by scripts/list-checks.ts -->\n', '<!-- end -->']

export function listed(text: string): string {
  const rows = checks.map(
    ({ name, id, severity, why }) =>
      `| \`${name}\` | ${id ?? ''} | ${severity} | ${why.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`,
  )
  const table = ['| check | rule | severity | why |', '| --- | --- | --- | --- |', ...rows].join('\n')
  return `${text.slice(0, text.indexOf(begin) + begin.length)}${table}\n${text.slice(text.indexOf(end))}`
}

if (import.meta.main) {
  const text = readFileSync(readme, 'utf8')
  if (!process.argv.includes('--check')) writeFileSync(readme, listed(text))
  else if (text !== listed(text)) {
    console.error(
      'packages/checks/README.md: the list of checks is not as the registry has it.\n  Run: npm run list:checks',
    )
    process.exitCode = 1
  }
}
