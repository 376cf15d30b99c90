// Writes the fields of Alertmanager's receivers into packages/render/alerting/receiver-fields.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { programVersions } from '@thanos-gitops/program-verdict'
import { ownRepository } from '../script-options.ts'
import { type Fields, fieldsAt, withShared } from './read-fields.ts'

const file = 'packages/render/alerting/receiver-fields.json'

export const generateReceivers = defineCommand(
  {
    name: 'generate:receivers',
    summary: `write the fields of Alertmanager's receivers into ${file}`,
    description: `Writes ${file} from the answers of Alertmanager's code in packages/program-verdict to documents that it refuses. Run it after a change of the version of Alertmanager there.`,
    forms: [[]],
    options: { 'dry-run': dryRunOption },
  },
  ({ options }) => {
    const path = join(ownRepository, file)
    const content = receiverFields()
    if (readFileSync(path, 'utf8') === content) console.log(`${file} is up to date.`)
    else if (options['dry-run']) console.log(`would write ${file}`)
    else {
      writeFileSync(path, content)
      console.log(`${file} is written.`)
    }
    return 0
  },
)

/** The content of the file. */
function receiverFields(): string {
  const { fields, shared } = withShared({
    global: fieldsAt(['global']),
    receiver: withoutLists(fieldsAt(['receivers', 0])),
    route: fieldsAt(['route'], ['routes']),
    inhibit_rule: fieldsAt(['inhibit_rules', 0]),
  })
  const comment =
    'Written by npm run generate:receivers from the answers of Alertmanager. A mapping has its fields, a list has one element, @name is a mapping of "shared", and other values are Go types.'
  return `${JSON.stringify({ comment, version: programVersions.alertmanager, ...fields, shared }, null, 2)}\n`
}

/** The fields of each kind of receiver instead of a list of them. */
const withoutLists = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, Array.isArray(type) ? type[0]! : type]))

if (import.meta.main) await runScript(generateReceivers)
