/**
 * What a setting's folder has no place for, by what one and several of it are called. It stays in the register alone, so an
 * export says how much there is.
 */
export const NOT_IN_FOLDER = {
  acknowledgements: ['acknowledgement made in chat', 'acknowledgements made in chat'],
  declined: ['refusal to acknowledge', 'refusals to acknowledge'],
  signatures: ['signature given in chat', 'signatures given in chat'],
  declarations: ['declaration, with its case', 'declarations, with their cases'],
  arrangements: ['arrangement outside the setting', 'arrangements outside the setting'],
  boundaries: ['boundary agreement', 'boundary agreements'],
  conduct: ['conduct matter', 'conduct matters'],
  holds: ['hold', 'holds'],
  families: ['answer about a family', 'answers about families'],
  absences: ['absence', 'absences'],
  proposals: ['proposed change of office', 'proposed changes of office'],
  posts: ['role that has ended', 'roles that have ended'],
  accounts: ['account that people.csv does not name', 'accounts that people.csv does not name'],
  allocations: ['earlier allocation', 'earlier allocations'],
  told: ['day on which parents were told', 'days on which parents were told'],
  days: ['child whose days have changed', 'children whose days have changed'],
  staffDays: ['member of staff whose days have changed', 'members of staff whose days have changed'],
  enrolments: ['earlier enrolment of a child', 'earlier enrolments of children'],
  carers: ['carer who left a child’s form', 'carers who left a child’s form'],
  settled: ['child without carers, as an officer settled', 'children without carers, as an officer settled'],
  unprotected: ['child who was protected once', 'children who were protected once'],
  messages: ['message', 'messages'],
  legalHolds: ['legal hold', 'legal holds'],
  events: ['event of the audit trail', 'events of the audit trail'],
} as const;

export type NotInFolder = keyof typeof NOT_IN_FOLDER;
