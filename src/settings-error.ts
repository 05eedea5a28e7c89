/** A setting is wrong; the message is one line that names it and says what would be right. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message.replace(/\s*[\r\n]+\s*/g, " "));
  }
}
