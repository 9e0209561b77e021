/** Carries signals between the processes of a deployment; hearing one's own messages again is allowed. */
export interface Wire {
  /** Called once, before anything is sent. */
  open(hear: (message: string) => void): Promise<void>
  /** Resolves when the message is on its way, rejects when it is lost; always within a second or two. */
  send(message: string): Promise<void>
  close(): Promise<void>
}
