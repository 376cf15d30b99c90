/** The questions that checks answer, in the order of the README. Each check belongs to one. */
export const questions = {
  references: 'Does everything that is referred to exist?',
  selectors: 'Does every selector match what it is for?',
  addresses: 'Does every address lead to a server that speaks the right protocol?',
  acceptance: 'Does Kubernetes accept the objects and start the pods?',
  startup: 'Do the programs start with these flags and files?',
  identities: 'Does each writer have an identity of its own?',
  data: 'Is all data written, kept and read?',
  limits: 'Is every limit below what holds it?',
  rules: 'Do rules and dashboards show what they are for?',
  availability: 'Does the stack survive a restart, a drain and an upgrade?',
  security: 'Is access limited to what is needed?',
  conventions: 'Can people and programs recognize each part?',
  fleet: 'Do the environments fit together?',
} as const satisfies Readonly<Record<string, string>>

export type Question = keyof typeof questions
