// Puts the programs that `npm run tools` built on the search path, where the tests look for them.
import { delimiter } from 'node:path'
import { toolFolders } from '../scripts/tools.ts'

process.env.PATH = [...toolFolders(), process.env.PATH ?? ''].join(delimiter)
