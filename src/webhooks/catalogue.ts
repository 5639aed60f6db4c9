import { messageSchema, messageTypes } from './message.ts'

/** What receivers are told, for the document: a webhook for each type, all of one shape (OpenAPI 3.1 section 4.8.1). */
export const webhookCatalogue = {
  schema: messageSchema,
  messages: Object.entries(messageTypes).map(([type, summary]) => ({ type, summary })),
  tag: 'Webhooks',
} as const
