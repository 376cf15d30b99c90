import type { Credential } from './find-credentials.ts'

/** The check and the code of findings about literal credentials. Exceptions refer to it. */
export const credentialCheck = 'no-literal-credentials'

const remedies: Readonly<Record<Credential['context'], string>> = {
  secret: 'Remove the Secret from git. Create it with an ExternalSecret or a SealedSecret, or use workload identity.',
  variable: 'Read it from a Secret: replace value by valueFrom with secretKeyRef.',
  argument: 'Mount a Secret and name its file in the argument, or read it from a variable that a Secret sets: $(NAME).',
  address:
    'Remove user and password from the address. Set them next to it: a user name, and a password_file of a mounted Secret.',
  field:
    'Use the field that names a file (password_file, credentials_file, api_url_file) of a mounted Secret, a Secret reference, or $(NAME) with a variable that a Secret sets.',
  text: 'Keep it in a Secret that an ExternalSecret or a SealedSecret creates, and refer to the Secret or to its mounted file.',
}

const afterwards = 'If it was committed, replace the credential.'

/** How to do without the literal credential, and how to allow a value that is public. */
export const credentialRemedy = (context: Credential['context'], exceptionFor: string): string =>
  `${remedies[context]} ${afterwards} If the value is public, add an exception to exceptions.yaml of the environment: {check: ${credentialCheck}, object: ${exceptionFor}, reason: …, until: …}`

/** What is wrong, without the value. `pointer` is a JSON Pointer, empty for the file itself. */
export const credentialMessage = (subject: string, pointer: string, { what }: Pick<Credential, 'what'>): string =>
  `${subject}${pointer === '' ? '' : `${pointer} `}contains a literal credential: ${what}.`
