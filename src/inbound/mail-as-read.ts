/** A mail as the reading thread hands it over: data only, every list and text within bounds. None of it is believed. */
export type MailAsRead = {
  /** Those of the message itself, in their order, names in lower case. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** The mailboxes of each `From`. */
  readonly from: readonly (readonly { readonly name: string; readonly address: string }[])[]
  /** Where it was sent to, as its headers and those of the servers on its way say. */
  readonly recipients: readonly string[]
  readonly subject: string
  /** Plain text, or what an HTML mail says without its markup; nothing that it refers to was fetched. */
  readonly text: string
  readonly attachments: readonly { readonly name: string; readonly content: Buffer }[]
  /** Of a delivery report (RFC 3464): what it says of each recipient, and the headers of the message it is about. */
  readonly report: { readonly status: string; readonly original: string } | undefined
  /** There was more text, or there were more attachments, than is kept. */
  readonly shortened: boolean
}

/** What a thread that reads a mail answers; the contents of attachments are moved, not copied. */
export type Reading = { readonly mail: MailAsRead } | { readonly refused: string }
