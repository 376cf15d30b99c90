import type { Command } from '../command.ts'
export default { name: 'validate', usage: 'validate [ENVIRONMENT…]', summary: '', help: '', options: {}, run: () => 2 } satisfies Command
