// The notes of a release: the section of its version in packages/CHANGELOG.md.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, runScript } from '@thanos-gitops/command-line'
import { failure } from './failure.ts'
import { repositoryRoot, scriptRootOption } from './script-options.ts'
import { changelogFile } from './upgrade/manual-steps.ts'

export const releaseNotes = defineCommand(
  {
    name: 'release:notes',
    summary: 'print the notes of a release',
    description: `Prints the section of a version in ${changelogFile}. The tag must be v and the version in package.json, and the heading of the section must have the date of the release: ## 1.5.0 (2027-01-31). .github/workflows/release.yml publishes the notes for each tag.`,
    forms: [[{ name: 'TAG', help: 'The tag of the release, such as v1.5.0.' }]],
    options: { root: scriptRootOption },
    examples: [{ args: 'v1.5.0', help: 'The notes of version 1.5.0.' }],
  },
  ({ positionals: [tag = ''], options }) => {
    const root = repositoryRoot(options.root)
    const read = (file: string): string => readFileSync(join(root, file), 'utf8')
    const { version } = JSON.parse(read('package.json')) as { readonly version: string }
    if (tag !== `v${version}`)
      throw failure(
        'release-version',
        `package.json: The version is ${version}, and the tag is ${tag}.`,
        `Set the version and the heading in ${changelogFile}, merge, and tag that commit: git tag --annotate v${version}`,
      )
    console.log(notesOf(version, read(changelogFile)))
    return 0
  },
)

/** @throws Failure if the changelog has no section for the version, or none with a date */
export function notesOf(version: string, changelog: string): string {
  const lines = changelog.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`## ${version} `))
  const heading = start < 0 ? undefined : lines[start]
  if (heading === undefined || !/ \(\d{4}-\d{2}-\d{2}\)$/.test(heading))
    throw failure(
      'release-notes',
      heading === undefined
        ? `${changelogFile} has no section ${version}.`
        : `${changelogFile}:${start + 1}: The heading has no date: ${heading}`,
      `Write the heading of the section as ## ${version} (YYYY-MM-DD)`,
    )
  const end = lines.findIndex((line, index) => index > start && line.startsWith('## '))
  const notes = lines.slice(start + 1, end < 0 ? undefined : end).join('\n')
  // A relative link would lead to a page of the release.
  return notes.trim().replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1')
}

if (import.meta.main) await runScript(releaseNotes)
