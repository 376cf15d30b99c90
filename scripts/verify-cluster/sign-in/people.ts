/** The client of the pages, as it is registered at the issuer. */
export interface Client {
  /** The address of the issuer. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUrls: readonly string[]
}

/** A person with an account at the issuer. */
export interface Person {
  readonly name: string
  /** What an ID token contains about the person. */
  readonly claims: {
    readonly email: string
    readonly email_verified?: boolean
    readonly groups?: readonly string[]
  }
}

/** Whom the environment lets in: members of one of the groups with an address of the domain. */
export const allowed = { groups: ['platform-team', 'cn=operators,dc=example'], emailDomain: 'example.com' } as const

const person = (name: string, groups: readonly string[] | undefined, rest: Partial<Person['claims']> = {}): Person => ({
  name,
  claims: {
    email: `${name}@${allowed.emailDomain}`,
    email_verified: true,
    ...(groups === undefined ? {} : { groups }),
    ...rest,
  },
})

export const member = person('member', ['staff', allowed.groups[0]])
/** In the group whose name contains a comma. */
export const operator = person('operator', [allowed.groups[1]])
/** In as many groups as people of a company can be. */
export const veteran = person('veteran', [
  ...Array.from({ length: 300 }, (_, index) => `cn=department-${index},dc=example`),
  allowed.groups[0],
])

/** Whom no page lets in, and why. */
export const strangers: Readonly<Record<string, Person>> = {
  'a person in another group': person('visitor', ['staff']),
  'a person in a part of a group': person('half', ['cn=operators', 'dc=example']),
  'a person without groups': person('nobody', undefined),
  'a person of another domain': person('guest', [allowed.groups[0]], { email: 'guest@example.org' }),
  'a person of a longer domain': person('fake', [allowed.groups[0]], { email: 'fake@notexample.com' }),
  'a person whose address is not verified': person('unknown', [allowed.groups[0]], { email_verified: false }),
}
